"""Finds the records of a city that are here already, by any number they have or had."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from wardoffice.store.among import among
from wardoffice.store.bulk import Values, table_of
from wardoffice.store.city_values import PlacedRequest
from wardoffice.store.tables import ServiceAlias, ServiceRecord, Submission

_RECORD = table_of(ServiceRecord)


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A record as it is here; ``values`` are those of its columns that were asked for."""

    id: int
    values: Values


def known_records(
    session: Session, city: str, numbers: Collection[str], names: Sequence[str] = ()
) -> dict[str, KnownRecord]:
    """The records of one city that are here, by the number they are told under, with the named columns."""
    columns = (_RECORD.c.id, *(_RECORD.c[name] for name in names))
    connection = session.connection()
    found = connection.execute(
        select(_RECORD.c.number, *columns).where(_RECORD.c.city == city, among(_RECORD.c.number, numbers))
    )
    former = connection.execute(
        select(ServiceAlias.number, *columns)
        .join(_RECORD, _RECORD.c.id == ServiceAlias.service_record_id)
        .where(ServiceAlias.city == city, among(ServiceAlias.number, numbers))
    )
    return {
        number: KnownRecord(record_id, dict(zip(names, values, strict=True)))
        for rows in (found, former)
        for number, record_id, *values in rows
    }


def expected_anyway(session: Session, outside: Sequence[PlacedRequest]) -> list[PlacedRequest]:
    """Of records outside the ward those that are here already, or that the office itself sent in."""
    if not outside:
        return []
    city = outside[0].request.city
    tokens = [token for each in outside if (token := each.request.token) and "\0" not in token]
    numbers = [each.request.number for each in outside]
    sent = session.execute(
        select(Submission.number, Submission.token).where(
            Submission.city == city,
            Submission.withdrawn_at.is_(None),
            or_(Submission.number.in_(numbers), Submission.token.in_(tokens)),
        )
    )
    named = {name for pair in sent for name in pair if name} | set(known_records(session, city, numbers))
    return [each for each in outside if each.request.number in named or each.request.token in named]
