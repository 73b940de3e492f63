"""Practice wards as an office sees them: what is told twice is known there, across mails and 311 requests."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.practice import open_practice
from wardoffice.demo.city import MadeUpCity
from wardoffice.demo.practice_ward import PracticeWard
from wardoffice.domain.case_view import Suggestion
from wardoffice.domain.tellings import Pair, describe
from wardoffice.office.comparing import Comparing
from wardoffice.office.likely_same import LikelySame
from wardoffice.store.duplicate_reading import Looking
from wardoffice.store.tables import Case, Message, QueueEntry, Request, ServiceRecord


@dataclass(frozen=True, slots=True)
class KnownPair:
    """Two cases of an office, the later one first; whether they truly are one problem."""

    later: int
    earlier: int
    pair: Pair
    is_same: bool


@dataclass(frozen=True, slots=True)
class PracticeOffice:
    """An office that has read its practice ward, and which of its cases are one problem."""

    office: Office
    problems: dict[int, frozenset[int]]
    """By case: the others that tell of a problem of its own."""

    def pairs(self, comparing: Comparing) -> Iterator[KnownPair]:
        """Every case with each earlier one around it: the likeliest of what either tells."""
        likely = LikelySame(comparing)
        with self.office.store.reading() as session:
            for case_id in session.scalars(select(QueueEntry.case_id).order_by(QueueEntry.case_id)).all():
                mine, others = likely.tellings(Looking(session, self.office.actor), case_id)
                for one, other in product(mine, others):
                    if (other.opened_at, other.case_id) >= (one.opened_at, one.case_id):
                        continue
                    pair = describe(one, other)
                    if pair is not None:
                        same = other.case_id in self.problems.get(case_id, frozenset())
                        yield KnownPair(case_id, other.case_id, pair, same)

    def suggestions(self) -> Iterator[tuple[int, tuple[Suggestion, ...]]]:
        """What the program suggests for each case."""
        with self.office.store.reading() as session:
            ids = session.scalars(select(QueueEntry.case_id).order_by(QueueEntry.case_id)).all()
        for case_id in ids:
            yield case_id, self.office.duplicates.suggest(self.office.actor, case_id)


def practice_offices(seeds: Iterable[int], now: datetime) -> Iterator[PracticeOffice]:
    """One office a seed, read to its end; each is gone when the next is asked for."""
    for seed in seeds:
        with (
            TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            PracticeWard(seed, lambda: now) as practice,
            open_practice(Path(folder), practice) as office,
        ):
            report = office.sync.run(office.actor, lambda *_: None, lambda: False)
            if report.troubles:
                raise RuntimeError(str(report.troubles))
            with office.store.reading() as session:
                yield PracticeOffice(office, _problems(session, practice.city))


def _problems(session: Session, city: MadeUpCity) -> dict[int, frozenset[int]]:
    cases: defaultdict[str, set[int]] = defaultdict(set)
    rows = session.execute(
        select(Case.root_id, Message.message_id, ServiceRecord.number)
        .join(Request, Request.case_id == Case.id)
        .outerjoin(Message, Message.id == Request.message_id)
        .outerjoin(ServiceRecord, ServiceRecord.id == Request.service_record_id)
    )
    for root_id, message_id, number in rows:
        for key in (message_id, number):
            if key and root_id is not None:
                cases[key].add(root_id)
    same: defaultdict[int, set[int]] = defaultdict(set)
    for true in city.truth:
        for one in cases[true.one]:
            for other in cases[true.other]:
                if one != other:
                    same[one].add(other)
                    same[other].add(one)
    return {case_id: frozenset(others) for case_id, others in same.items()}
