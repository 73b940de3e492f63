"""Named facts of the office, such as how the last reading of the mailbox ended."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wardoffice.store.tables import OfficeFact


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact and since when it holds; empty where it was never written."""

    value: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None


def read_fact(session: Session, name: str) -> Fact:
    """The fact of this name."""
    row = session.get(OfficeFact, name)
    return Fact() if row is None else Fact(dict(row.value), row.at)


def write_fact(session: Session, name: str, value: dict[str, Any], at: datetime | None) -> None:
    """Write a fact; ``at`` None says that it never held."""
    row = session.get(OfficeFact, name)
    if row is None:
        session.add(OfficeFact(name=name, value=value, at=at))
    else:
        row.value, row.at = value, at
