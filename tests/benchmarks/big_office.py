"""Builds an office of many cases quickly: plain inserts, then what follows from them made once.

Words are Zipf-distributed over 20,000 made-up ones, places are the houses of two square miles
(``neighbourhood``), a third of the cases are the office's own (told by mail) and the others are the city's.
"""

from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from tests.benchmarks.neighbourhood import (
    TYPE_NAMES,
    Neighbourhood,
    Rows,
    add_letter,
    add_photo,
    letter_words,
)
from tests.rebuilding import rebuild_entries
from wardoffice.domain.cases import CaseKind, CaseStatus
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.messages import Channel, MessageKind
from wardoffice.domain.people import ContactKind, FollowUpKind, PointKind
from wardoffice.domain.places import PlaceSource
from wardoffice.domain.service_requests import CityStatus
from wardoffice.store.documents import Told
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.migrate import migrate
from wardoffice.store.search import add_words
from wardoffice.store.store import Store
from wardoffice.store.tables import (
    Case,
    Contact,
    ContactPoint,
    FollowUp,
    Message,
    Request,
    ServiceRecord,
    ServiceTypeRow,
)

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
_WORDS = 20_000
_PORTION = 5_000
_TYPES = 60
_DAYS = 1_500
_STREETS = 400


def build(folder: Path, cases: int, seed: int = 7) -> Store:
    """An office with ``cases`` cases in ``folder``."""
    url = sqlite_url(folder / "office.sqlite")
    migrate(url)
    store = Store(url, FileStore(folder), lambda: NOW)
    rng = Random(seed)
    vocabulary = [_word(rng) for _ in range(_WORDS)]
    weights = list(accumulate(1 / rank for rank in range(1, _WORDS + 1)))
    with store.writing() as session:
        session.execute(
            insert(ServiceTypeRow),
            [
                {
                    "city": "built",
                    "code": f"T{number}",
                    "name": TYPE_NAMES[number % len(TYPE_NAMES)],
                    "groups": [],
                    "keywords": [],
                }
                for number in range(_TYPES)
            ],
        )
    houses = Neighbourhood(cases, vocabulary[:_STREETS])
    for start in range(1, cases + 1, _PORTION):
        ids = range(start, min(start + _PORTION, cases + 1))
        with store.writing() as session:
            _add(session, rng, ids, [vocabulary, weights], houses)
    with store.writing() as session:
        rebuild_entries(session)
    return store


def _add(session: Session, rng: Random, ids: range, words: list[Any], houses: Neighbourhood) -> None:
    rows: Rows = {
        kind: [] for kind in (Case, Contact, ContactPoint, Message, ServiceRecord, Request, FollowUp)
    }
    told: dict[int, Told] = {}
    for case_id in ids:
        opened = NOW - timedelta(days=rng.random() * _DAYS)
        said = " ".join(rng.choices(words[0], cum_weights=words[1], k=30))
        lat, long, address = houses.house(rng)
        ours = case_id % 3 == 0
        said = letter_words(case_id, words[0]) or said
        rows[Case].append(
            {
                "id": case_id,
                "number": f"{opened.year}-{case_id:06d}",
                "kind": CaseKind.PROBLEM,
                "title": said[:60],
                "service_code": f"T{rng.randrange(_TYPES)}",
                "lat": lat,
                "long": long,
                "address": address,
                "place_source": PlaceSource.CITY,
                "ward": 51,
                "status": CaseStatus.FINISHED if rng.random() < 0.8 else CaseStatus.OPEN,
                "opened_at": opened,
                "root_id": case_id,
            }
        )
        case = rows[Case][-1]
        told[case_id] = Told([case["title"], said], [case["number"]], [address])
        if ours:
            _add_mail(rows, rng, case_id, opened, said)
            add_letter(rows, case_id, said)
            add_photo(rows, case_id, opened)
            told[case_id].people += [f"Person {case_id}", f"person{case_id}@example.org"]
        else:
            _add_record(rows, rng, case, said)
            told[case_id].numbers.append(f"SR{case_id:08d}")
    for kind, values in rows.items():
        if values:
            session.execute(insert(kind), values)
    add_words(session, told, {row["id"]: row["opened_at"] for row in rows[Case]})


def _add_mail(rows: Rows, rng: Random, case_id: int, at: datetime, said: str) -> None:
    rows[Contact].append(
        {"id": case_id, "kind": ContactKind.RESIDENT, "name": f"Person {case_id}", "created_at": at}
    )
    mail = f"person{case_id}@example.org"
    rows[ContactPoint].append({"contact_id": case_id, "kind": PointKind.EMAIL, "value": mail, "shown": mail})
    rows[Message].append(
        {
            "id": case_id,
            "channel": Channel.MAIL,
            "kind": MessageKind.PROBLEM,
            "contact_id": case_id,
            "subject": said[:40],
            "text": said,
            "whole_text": said,
            "received_at": at,
            "created_at": at,
            "references": [],
            "troubles": [],
        }
    )
    rows[Request].append(
        {
            "id": case_id,
            "case_id": case_id,
            "message_id": case_id,
            "service_record_id": None,
            "description": said,
            "created_at": at,
        }
    )
    answered = rng.random() < 0.7
    rows[FollowUp].append(
        {
            "case_id": case_id,
            "contact_id": case_id,
            "message_id": case_id,
            "kind": FollowUpKind.ANSWER_OWED,
            "created_at": at,
            "done_at": at + timedelta(days=1) if answered else None,
        }
    )


def _add_record(rows: Rows, rng: Random, case: dict[str, Any], said: str) -> None:
    closed = rng.random() < 0.9
    at = case["opened_at"]
    rows[ServiceRecord].append(
        {
            "id": case["id"],
            "city": "built",
            "number": f"SR{case['id']:08d}",
            "status": CityStatus.CLOSED if closed else CityStatus.OPEN,
            "closing": ClosingKind.NO_REASON if closed else ClosingKind.OPEN,
            "service_code": case["service_code"],
            "service_name": TYPE_NAMES[int(case["service_code"][1:]) % len(TYPE_NAMES)],
            "description": said[:80],
            "requested_at": at,
            "updated_at": at,
            "closed_at": at + timedelta(days=9) if closed else None,
            "address": case["address"],
            "address_key": case["address"].upper(),
            "lat": case["lat"],
            "long": case["long"],
            "media_urls": [],
            "attributes": [],
            "first_seen_at": at,
            "last_seen_at": at,
        }
    )
    rows[Request].append(
        {
            "id": case["id"],
            "case_id": case["id"],
            "message_id": None,
            "service_record_id": case["id"],
            "description": said[:80],
            "created_at": at,
        }
    )


def _word(rng: Random) -> str:
    return "".join(rng.choice("bcdfglmnprstv") + rng.choice("aeiou") for _ in range(rng.randrange(2, 5)))
