"""Finds the records of a city that are here already, by any number they have or had."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from wardoffice.store.city_values import PlacedRequest
from wardoffice.store.tables import ServiceAlias, ServiceRecord, Submission


def known_records(session: Session, placed: Sequence[PlacedRequest]) -> dict[str, ServiceRecord]:
    """The records of one city that are here, by the number they are told under."""
    city = placed[0].request.city
    numbers = [each.request.number for each in placed]
    found = {
        row.number: row
        for row in session.scalars(
            select(ServiceRecord).where(ServiceRecord.city == city, ServiceRecord.number.in_(numbers))
        )
    }
    aliases = session.execute(
        select(ServiceAlias.number, ServiceRecord)
        .join(ServiceRecord, ServiceRecord.id == ServiceAlias.service_record_id)
        .where(ServiceAlias.city == city, ServiceAlias.number.in_(numbers))
    )
    return found | dict(aliases.all())


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
    named = {name for pair in sent for name in pair if name} | set(known_records(session, outside))
    return [each for each in outside if each.request.number in named or each.request.token in named]
