"""Finds the records of a city that are here already, by any number they have or had."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from wardoffice.store.among import among_given
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
    connection = session.connection()
    given = {"city": city, "numbers": list(numbers)}
    return {
        number: KnownRecord(record_id, dict(zip(names, values, strict=True)))
        for statement in _finding(tuple(names))
        for number, record_id, *values in connection.execute(statement, given)
    }


@cache
def _finding(names: tuple[str, ...]) -> tuple[Select[Any], Select[Any]]:
    """What finds records by the numbers they have, and by those they had."""
    columns = (_RECORD.c.id, *(_RECORD.c[name] for name in names))
    here = select(_RECORD.c.number, *columns).where(
        _RECORD.c.city == bindparam("city"), among_given(_RECORD.c.number, "numbers")
    )
    former = (
        select(ServiceAlias.number, *columns)
        .join(_RECORD, _RECORD.c.id == ServiceAlias.service_record_id)
        .where(ServiceAlias.city == bindparam("city"), among_given(ServiceAlias.number, "numbers"))
    )
    return here, former


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
