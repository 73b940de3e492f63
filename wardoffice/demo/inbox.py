"""What lies in the office inbox: who wrote when, about what, with which pictures. Values only.

``mails`` builds the mails from them; their words are in ``resources/practice/mails.toml``.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from wardoffice.assets import resource
from wardoffice.demo.catalogue import Service, service
from wardoffice.demo.dice import chance, die
from wardoffice.demo.lives import CITY_ZONE
from wardoffice.demo.residents import Resident, casual, meet
from wardoffice.demo.streets import PRACTICE_WARD, Address, moved, nearest_address, streets
from wardoffice.domain.places import Point

OFFICE_ADDRESS = "office@ward51.example"
_FRIDAY = 4
_MORNING, _SUNRISE, _SUNSET, _EVENING = 6, 8, 17, 21
_PHONES = {
    "iphone": ("Apple", "iPhone 15"),
    "gmail": ("Google", "Pixel 8"),
    "gmail-inline": ("Google", "Pixel 7a"),
    "samsung": ("samsung", "SM-S911U"),
}
_DESK_CAMERA = ("Apple", "iPhone SE (2nd generation)")


@dataclass(frozen=True, slots=True)
class PicturePlan:
    """One photo: what it shows (``kind``), where and when it was taken, with which phone.

    ``look`` fixes the scene, ``shot`` the camera's stand: one look and two shots are two photos of one thing.
    ``taken_at`` is aware UTC; ``point`` is None where the phone keeps no location.
    """

    kind: str
    look: str
    shot: str
    taken_at: datetime
    point: Point | None
    make: str
    model: str
    heic: bool = False
    sideways: bool = False


@dataclass(frozen=True, slots=True)
class MailPlan:
    """One mail; ``services[i]`` is the type of the problem at ``places[i]``, both empty for other mail."""

    slot: str
    program: str
    message_id: str
    sender: Resident
    at: datetime
    subject: str
    text: str
    top: str = ""
    services: tuple[Service, ...] = ()
    places: tuple[Address, ...] = ()
    pictures: tuple[PicturePlan, ...] = ()


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads(resource("practice/mails.toml").read_text(encoding="utf-8"))


def mail_notes() -> list[dict[str, Any]]:
    """Give the forty different mails as they are written down."""
    return list(_written()["mail"])


def sent_at(note: dict[str, Any], now: datetime) -> datetime:
    """Say when a mail was sent; gas is smelled on the last Friday night, when nobody is in the office."""
    if not note.get("friday_night"):
        return _awake(now - timedelta(days=note["days"]))
    local = now.astimezone(CITY_ZONE)
    friday = local - timedelta(days=(local.weekday() - _FRIDAY) % 7)
    night = friday.replace(hour=21, minute=47, second=12, microsecond=0)
    return (night if night < local else night - timedelta(days=7)).astimezone(now.tzinfo)


def plan_mail(
    seed: int, note: dict[str, Any], now: datetime, places: tuple[Address, ...], words: dict[str, str]
) -> MailPlan:
    """Plan one mail about problems at the given places; ``words`` fill what only the city knows."""
    rng = die(seed, "mail", note["slot"])
    codes = note.get("services") or ([note["service"]] if "service" in note else [])
    sender = meet(rng, places[0].next_house(rng.choice((-1, 0, 0, 1))), note.get("sender", ""))
    at = sent_at(note, now)
    fill = _filling(rng, sender, places) | words
    plan = MailPlan(
        note["slot"],
        note["program"],
        _message_id(rng, note["program"]),
        sender,
        at,
        note["subject"].format_map(fill),
        note["text"].format_map(fill),
        note.get("top", ""),
        tuple(service(code) for code in codes),
        places if codes else (),
    )
    return replace(plan, pictures=tuple(_pictures(rng, note, plan, places)))


def plan_letters(seed: int, now: datetime, homes: tuple[Address, ...]) -> tuple[MailPlan, ...]:
    """Plan the copies of one letter, each signed by another resident."""
    letter = _written()["letter"]
    rng = die(seed, "letters")
    plans = []
    for home in homes[: letter["copies"]]:
        sender = meet(rng, home)
        at = _awake(now - timedelta(days=rng.uniform(0.1, 4.8)))
        program = rng.choice(("gmail", "iphone", "plain"))
        text = letter["text"].format(who=sender.name, at=home.line, ward=PRACTICE_WARD)
        plans.append(
            MailPlan("letter", program, _message_id(rng, program), sender, at, letter["subject"], text)
        )
    return tuple(plans)


def _awake(when: datetime) -> datetime:
    """Move a mail of the small hours to the evening before."""
    night = when.astimezone(CITY_ZONE).hour < _MORNING
    return (when - timedelta(hours=8) if night else when).replace(microsecond=0)


def _when_it_shows(when: datetime, *, in_the_dark: bool) -> datetime:
    """Move a photo to the last hour in which one sees what it shows: lights at night, all else by day."""
    hour = when.astimezone(CITY_ZONE).hour
    if (_SUNRISE <= hour < _SUNSET) is not in_the_dark:
        return when
    shows = _EVENING if in_the_dark else _SUNSET - 1
    return when - timedelta(hours=(hour - shows) % 24)


def _filling(rng: Random, sender: Resident, places: tuple[Address, ...]) -> dict[str, str]:
    here = places[0]
    cross = min(
        (street for street in streets() if street.north_south != here.street.north_south),
        key=lambda street: abs(street.position - here.number),
    )
    return {
        "at": casual(rng, here),
        "corner": f"{here.street.name} and {cross.name}",
        "street": here.street.name,
        "who": sender.name,
        "phone": sender.phone,
        "gone": f"{sender.name.split()[0].lower()}.gone@post.example",
        "list": "\n".join(f"{number}. {place.line}" for number, place in enumerate(places, 1)),
    } | {f"at{number}": place.line for number, place in enumerate(places, 1)}


def _pictures(
    rng: Random, note: dict[str, Any], plan: MailPlan, places: tuple[Address, ...]
) -> Iterator[PicturePlan]:
    make, model = _PHONES.get(plan.program, _DESK_CAMERA)
    taken = plan.at - timedelta(minutes=rng.randrange(4, 240))
    taken = _when_it_shows(taken, in_the_dark="light" in note.get("pictures", ()))
    has_gps = plan.program != "samsung" or chance(rng, 0.5)
    kinds = note.get("pictures", ())
    for index, kind in zip(note.get("shows", [0] * len(kinds)), kinds, strict=True):
        taken += timedelta(seconds=rng.randrange(20, 90))
        place = places[index]
        spot = place.alley_point if plan.services[index].in_alley else place.point
        off = moved(spot, rng.gauss(0, 5), rng.gauss(0, 5))
        yield PicturePlan(
            kind,
            f"{kind}/{nearest_address(place.point).block}",
            f"{plan.message_id}/{taken.isoformat()}",
            taken,
            off if has_gps else None,
            make,
            model,
            bool(note.get("heic")),
            bool(note.get("sideways")),
        )


def _message_id(rng: Random, program: str) -> str:
    if program.startswith("gmail"):
        return f"<CA+{rng.getrandbits(120):030x}@mail.inbox.example>"
    if program == "iphone":
        parts = (rng.getrandbits(bits) for bits in (32, 16, 16, 16, 48))
        return "<" + "-".join(f"{part:X}" for part in parts) + "@post.example>"
    if program in {"outlook", "department", "auto"}:
        return f"<SN6PR{rng.getrandbits(64):016X}@SN6PR01.prod.office.example>"
    return f"<{rng.getrandbits(64):x}.{rng.randrange(10**6)}@homenet.example>"
