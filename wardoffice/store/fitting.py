"""Makes what others wrote fit the columns it is kept in, so that no single mail or record stops a reading."""

import sys
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import FromClause, String

from wardoffice.store.columns import Base

Row = TypeVar("Row", bound=Base)


def fit(row: Row) -> Row:
    """Cut the row's texts to their columns and drop NUL characters; returns the row.

    PostgreSQL refuses both (SQLite takes anything). Nothing is lost: a mail's own bytes are kept, and the
    city has its own record.
    """
    for name, length in _texts(row.__table__):
        value = getattr(row, name)
        if type(value) is str:
            fitting = value.replace("\0", "")[:length]
            if fitting != value:
                setattr(row, name, fitting)
    return row


def fit_values(table: FromClause, values: dict[str, Any]) -> dict[str, Any]:
    """Do the same to the values of a row of ``table``, in place; returns them. Its texts are not None."""
    for name, length in _texts_among(table, tuple(values)):
        value = values[name]
        if "\0" in value or len(value) > length:
            values[name] = value.replace("\0", "")[:length]
    return values


def fit_rows(table: FromClause, names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Do the same to rows of the named columns; returns them, or new ones where something did not fit."""
    if not rows:
        return rows
    columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
    fitting = True
    for name, length in _texts_among(table, names):
        texts = columns[names.index(name)]
        if max(map(len, texts)) > length or "\0" in "".join(texts):
            columns[names.index(name)] = [each.replace("\0", "")[:length] for each in texts]
            fitting = False
    return rows if fitting else list(zip(*columns, strict=True))


@cache
def _texts_among(table: FromClause, names: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    return tuple((name, length or sys.maxsize) for name, length in _texts(table) if name in names)


@cache
def _texts(table: FromClause) -> tuple[tuple[str, int | None], ...]:
    """The names of a table's text columns, and how long each may be."""
    return tuple(
        (column.key, column.type.length) for column in table.columns if isinstance(column.type, String)
    )
