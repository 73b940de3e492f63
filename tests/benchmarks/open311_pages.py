"""Made-up pages of a Chicago answer: with the extensions (notes, extended attributes), and plain.

What a record holds and how often follows the answers of Chicago's endpoint: half a dozen notes with dates in
the city's own offset, attributes as an object, the ward as a text, a photo on one in twenty-five.
"""

import json
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

_ZONE = ZoneInfo("America/Chicago")
_START = datetime(2025, 3, 1, 7, 30, tzinfo=_ZONE)
_WORDS = (
    "alley",
    "pothole",
    "light",
    "curb",
    "pole",
    "cart",
    "tree",
    "limb",
    "grate",
    "sign",
    "north",
    "side",
)
_CREWS = ("Transportation", "Water Management", "Streets and Sanitation", "Buildings")
_CHANNELS = ("phone", "web", "open311")
_MOST_DAYS_OPEN = 40


def page(size: int, seed: int, *, extensions: bool) -> bytes:
    """One JSON page of ``size`` records; the same seed gives the same bytes."""
    dice = Random(seed)
    records = [_record(dice, seed * size + position, extensions=extensions) for position in range(size)]
    return json.dumps(records, ensure_ascii=False, separators=(",", ":")).encode()


def _record(dice: Random, serial: int, *, extensions: bool) -> dict[str, Any]:
    opened = _START + timedelta(minutes=serial * 3)
    steps = [opened + timedelta(seconds=dice.randrange(86_400 * _MOST_DAYS_OPEN)) for _ in range(4)]
    updated = max(steps)
    closed = dice.random() < 0.9
    zipcode = f"606{serial % 60:02d}"
    record: dict[str, Any] = {
        "service_request_id": f"SR25-{serial:08d}",
        "status": "closed" if closed else "open",
        "status_notes": dice.choice(_OUTCOMES),
        "service_name": _words(dice, 3).title(),
        "service_code": f"{dice.getrandbits(96):024x}",
        "agency_responsible": f"Division of {_words(dice, 2).title()} CDOT",
        "requested_datetime": opened.isoformat(),
        "updated_datetime": updated.isoformat(),
        "address": f"{dice.randrange(9900)} W {dice.randrange(119)}TH ST, CHICAGO, IL, {zipcode}",
        "lat": dice.uniform(41.65, 42.02),
        "long": dice.uniform(-87.85, -87.53),
    }
    if dice.random() < 0.04:
        record["media_url"] = f"http://311.example/media/{serial}.jpg"
    if extensions:
        record["attributes"] = {
            f"WHEREIS{part}": _words(dice, 2).upper() for part in range(dice.randrange(3))
        }
        record["extended_attributes"] = {
            "channel": dice.choice(_CHANNELS),
            "police": str(dice.randrange(1, 25)),
            "zip": zipcode,
            "ward": str(dice.randrange(1, 51)),
        }
        if dice.random() < 0.1:
            record["extended_attributes"] |= {
                "duplicate": True,
                "parent_service_request_id": f"SR25-{serial - 7:08d}",
            }
        record["notes"] = _notes(dice, serial, opened, sorted(steps), closed=closed)
    return record


def _notes(
    dice: Random, serial: int, opened: datetime, steps: list[datetime], *, closed: bool
) -> list[dict[str, Any]]:
    notes: list[dict[str, Any]] = [
        {"datetime": opened.isoformat(), "summary": "Request opened", "type": "opened"},
        {
            "datetime": steps[0].isoformat(),
            "summary": "Final Outcome",
            "description": dice.choice(_OUTCOMES).capitalize(),
            "type": "activity",
        },
    ]
    crew, what = dice.choice(_CREWS), _words(dice, 2).title()
    # One in two goes on as a record of this list, which goes on as one of another: chains are short.
    follow_up = f"SR25-{serial + (5 if serial % 10 < 5 else 90_000_000):08d}"
    for moment, kind in ((steps[1], "created"), (steps[2], "closed")):
        follow_on = {
            "datetime": moment.isoformat(),
            "summary": f"Follow-on {what} {kind.title()}",
            "description": f"{what} #{follow_up} {kind} for {crew}",
            "type": f"follow_on_{kind}",
            "extended_attributes": {
                "service_request_id": follow_up,
                "service_name": what,
                "agency_responsible": crew,
            },
        }
        notes += [follow_on] * (dice.random() < 0.75)
    notes += [
        {"datetime": steps[2].isoformat(), "summary": _words(dice, 3).title(), "type": "activity"}
        for _ in range(dice.randrange(3))
    ]
    if closed:
        notes.append({"datetime": steps[3].isoformat(), "summary": "Request closed", "type": "closed"})
    return notes


def _words(dice: Random, count: int) -> str:
    return " ".join(dice.choices(_WORDS, k=count))


_OUTCOMES = tuple(_words(Random(number), 6) for number in range(300))
"""What a city says of how it ended: the same few hundred things."""
