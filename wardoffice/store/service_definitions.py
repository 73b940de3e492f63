"""The city's questions for each service type, kept with its list of services: one cache for all who ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.service_list import ServiceChange, compare_definitions
from wardoffice.domain.service_requests import ServiceAttribute, ServiceDefinition
from wardoffice.store.tables import ServiceDefinitionRow, ServiceTypeRow


@dataclass(frozen=True, slots=True)
class KeptDefinition:
    """A definition and when the city last told it (aware UTC)."""

    definition: ServiceDefinition
    read_at: datetime


def kept_definition(session: Session, city: str, code: str) -> KeptDefinition | None:
    """The definition as last read; None where it never was."""
    row = session.get(ServiceDefinitionRow, (city, code))
    if row is None or row.read_at is None:
        return None
    return KeptDefinition(definition_of(row.code, row.content), row.read_at)


def content_of(definition: ServiceDefinition) -> list[dict[str, Any]]:
    """The questions as JSON keeps them."""
    content: list[dict[str, Any]] = msgspec.to_builtins(list(definition.attributes))
    return content


def definition_of(code: str, content: Sequence[object]) -> ServiceDefinition:
    """The questions that ``content_of`` gave."""
    return ServiceDefinition(code, msgspec.convert(content, tuple[ServiceAttribute, ...]))


def keep_definition(
    session: Session, city: str, definition: ServiceDefinition, now: datetime
) -> tuple[ServiceChange, ...]:
    """Keep a definition as it is now; returns what changed since it was last read, nothing the first time."""
    row = session.get(ServiceDefinitionRow, (city, definition.code))
    content = content_of(definition)
    if row is None or row.read_at is None:
        session.merge(
            ServiceDefinitionRow(city=city, code=definition.code, content=content, read_at=now, tried_at=now)
        )
        session.flush()
        return ()
    changes = compare_definitions(
        _name(session, city, definition.code), definition_of(row.code, row.content), definition
    )
    row.content, row.read_at, row.tried_at = content, now, now
    session.flush()
    return changes


def note_untold(session: Session, city: str, code: str, now: datetime) -> None:
    """The city was asked for a definition and did not give it: it is not asked again at once."""
    row = session.get(ServiceDefinitionRow, (city, code))
    if row is None:
        session.add(ServiceDefinitionRow(city=city, code=code, content=[], read_at=None, tried_at=now))
    else:
        row.tried_at = now
    session.flush()


def stale_definitions(
    session: Session, city: str, now: datetime, older_than: timedelta, most: int
) -> Sequence[str]:
    """At most so many codes whose definition was never read, or not for so long; the longest wait first."""
    kept, service = ServiceDefinitionRow, ServiceTypeRow
    return session.scalars(
        select(service.code)
        .outerjoin(kept, (kept.city == service.city) & (kept.code == service.code))
        .where(
            service.city == city,
            service.has_definition,
            service.gone_at.is_(None),
            or_(kept.tried_at.is_(None), kept.tried_at < now - older_than),
        )
        .order_by(kept.tried_at.is_not(None), kept.tried_at, service.code)
        .limit(most)
    ).all()


def _name(session: Session, city: str, code: str) -> str:
    found = session.scalar(
        select(ServiceTypeRow.name).where(ServiceTypeRow.city == city, ServiceTypeRow.code == code)
    )
    return found or code
