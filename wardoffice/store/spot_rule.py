"""Every third open request of one type at one spot in sixty days is the office's own matter."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from wardoffice.domain.service_requests import CityStatus
from wardoffice.store.tables import Case, Request, ServiceRecord
from wardoffice.store.unit_of_work import UnitOfWork

THREE_AT_A_SPOT = "three at a spot"
_SPOT_DEGREES = 0.00025  # about 25 m
_SPOT_COUNT = 3
_SPOT_WINDOW = timedelta(days=60)


def apply_spot_rule(work: UnitOfWork, records: Sequence[ServiceRecord]) -> None:
    """Apply it to what these new records make of their spots.

    Records come in any order, newest first as a rule: one that comes late may make a later one the third.
    """
    for record in records:
        _apply(work, record)


def _apply(work: UnitOfWork, record: ServiceRecord) -> None:
    if record.status is CityStatus.CLOSED or record.lat is None or record.long is None:
        return
    opened = record.requested_at or work.now
    spot = work.session.execute(
        select(ServiceRecord.requested_at, Case)
        .join(Request, Request.service_record_id == ServiceRecord.id)
        .join(Case, Case.id == Request.case_id)
        .where(
            ServiceRecord.city == record.city,
            ServiceRecord.lat.between(record.lat - _SPOT_DEGREES, record.lat + _SPOT_DEGREES),
            ServiceRecord.long.between(record.long - _SPOT_DEGREES, record.long + _SPOT_DEGREES),
            ServiceRecord.service_code == record.service_code,
            ServiceRecord.status != CityStatus.CLOSED,
            ServiceRecord.requested_at.between(opened - _SPOT_WINDOW, opened + _SPOT_WINDOW),
        )
        .order_by(ServiceRecord.requested_at, ServiceRecord.number)
    ).all()
    for (first, _), (third, case) in zip(spot, spot[_SPOT_COUNT - 1 :], strict=False):
        if first and third and third - first <= _SPOT_WINDOW and not case.rule:
            case.rule = THREE_AT_A_SPOT
