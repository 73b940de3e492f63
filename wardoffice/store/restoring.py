"""Gives a field the value the history holds of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import inspect

from wardoffice.store.columns import Base, UtcTime, Word


def restore_field(row: Base, field: str, kept: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Set ``field`` of ``row`` to a value as the history keeps it."""
    kind = inspect(type(row)).columns[field].type
    value = kept
    if kept is not None and isinstance(kind, UtcTime):
        value = datetime.fromisoformat(kept)
    elif kept is not None and isinstance(kind, Word):
        value = kind.kind(kept)
    setattr(row, field, value)
