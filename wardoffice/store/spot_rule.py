"""Every third open request of one type at one spot in sixty days is the office's own matter."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Executable, select
from sqlalchemy.orm import aliased

from wardoffice.domain.service_requests import CityStatus
from wardoffice.store.among import among_given
from wardoffice.store.batches import batches
from wardoffice.store.bulk import Values
from wardoffice.store.city_values import HISTORY
from wardoffice.store.tables import Case, Request, ServiceRecord, Submission
from wardoffice.store.unit_of_work import UnitOfWork

THREE_AT_A_SPOT = "three at a spot"
_SPOT_DEGREES = 0.00025  # about 25 m
_SPOT_COUNT = 3
_SPOT_WINDOW = timedelta(days=60)


class _AtSpot(NamedTuple):
    """An open request at a spot, and the case it is filed in; they sort in the order they were made."""

    requested_at: datetime
    number: str
    case_id: int


def apply_spot_rule(work: UnitOfWork, records: Collection[Values]) -> None:
    """Apply it to what these new records make of their spots; they are given by their columns.

    Records come in any order, newest first as a rule: one that comes late may make a later one the third.
    """
    thirds: set[int] = set()
    history = work.now - HISTORY
    for some in batches([record["id"] for record in records if _may_count(record, history)]):
        for spot in _spots(work, some):
            at_spot = sorted(spot)
            for first, third in zip(at_spot, at_spot[_SPOT_COUNT - 1 :], strict=False):
                if history <= third.requested_at <= first.requested_at + _SPOT_WINDOW:
                    thirds.add(third.case_id)
    for case_id in sorted(thirds):
        case = work.session.get_one(Case, case_id)
        if not case.rule:
            case.rule = THREE_AT_A_SPOT


def _may_count(record: Values, history: datetime) -> bool:
    """Whether one that is no history can be the third with it."""
    made = record["requested_at"]
    is_open = record["status"] is not CityStatus.CLOSED and record["lat"] is not None
    return is_open and (made is None or made >= history - _SPOT_WINDOW)


def _spots(work: UnitOfWork, record_ids: Sequence[int]) -> Collection[list[_AtSpot]]:
    """For each of these records that is open, the open requests of its type around it, itself among them."""
    found = work.session.connection().execute(_AROUND, {"ids": record_ids})
    spots: dict[int, list[_AtSpot]] = defaultdict(list)
    for record_id, opened, requested_at, number, case_id, same_city in found:
        if (
            same_city
            and requested_at is not None
            and abs(requested_at - (opened or work.now)) <= _SPOT_WINDOW
        ):
            spots[record_id].append(_AtSpot(requested_at, number, case_id))
    return spots.values()


def _around() -> Executable:
    mine, other = aliased(ServiceRecord), aliased(ServiceRecord)
    # What the office itself asked for is nobody else's word.
    our_own = select(Submission.id).where(
        Submission.service_record_id == other.id, Submission.withdrawn_at.is_(None)
    )
    return (
        select(
            mine.id,
            mine.requested_at,
            other.requested_at,
            other.number,
            Request.case_id,
            # As a condition, the city would be looked up by its index: all its records, for each spot.
            other.city == mine.city,
        )
        .join(
            other,
            other.lat.between(mine.lat - _SPOT_DEGREES, mine.lat + _SPOT_DEGREES)
            & other.long.between(mine.long - _SPOT_DEGREES, mine.long + _SPOT_DEGREES)
            & (other.service_code == mine.service_code),
        )
        .join(Request, Request.service_record_id == other.id)
        .where(
            among_given(mine.id, "ids"),
            mine.status != CityStatus.CLOSED,
            other.status != CityStatus.CLOSED,
            ~our_own.exists(),
        )
    )


_AROUND = _around()
