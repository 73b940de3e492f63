"""Writes many rows of one table at once, past the mapper; for records that come by the hundred thousand.

The recorder sees nothing of it: who writes rows so, writes their history too (see ``Recorder.tell_of_new``).
Values go through the columns' own types, so that a row reads back the same however it was written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Dialect, Select, Table, func, insert, select, text
from sqlalchemy.orm import Session

from wardoffice.store.columns import Base

Values = dict[str, Any]
"""Column values of one row, by name."""

_Convert = Callable[[Any], Any]


def insert_rows(session: Session, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows that all have the same columns; one that is not given has its default, or none."""
    if not rows:
        return
    unsaid = {
        name: value for name, value in _defaults(table).items() if value is not None and name not in rows[0]
    }
    names = (*rows[0], *unsaid)
    taken = itemgetter(*names)
    insert_tuples(session, table, names, [taken(unsaid | row if unsaid else row) for row in rows])


def insert_tuples(
    session: Session, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows of the named columns, which are all those that have no default of the database."""
    if not rows:
        return
    connection = session.connection()
    statement = _statement(table, connection.dialect, names)
    connection.exec_driver_sql(statement.words, statement.parameters(rows))


def reserve_ids(session: Session, table: Table, count: int) -> Sequence[int]:
    """Ids for ``count`` new rows of a table, smallest first.

    Only inside a transaction that holds the write lock: on SQLite they are simply those that come next.
    """
    if session.get_bind().dialect.name == "sqlite":
        last = session.connection().scalar(_last_id(table)) or 0
        return range(last + 1, last + 1 + count)
    given = session.scalars(
        text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)"),
        {"name": f'"{table.name}"', "count": count},
    )
    return sorted(given)


@cache
def _last_id(table: Table) -> Select[int]:
    return select(func.coalesce(func.max(table.c.id), 0))


def with_defaults(table: Table, values: Values) -> Values:
    """All columns of a row: those that are not given have their default, or None."""
    return _defaults(table) | values


def table_of(kind: type[Base]) -> Table:
    """The table of a mapped class."""
    table = kind.__table__
    if not isinstance(table, Table):
        raise TypeError(f"{kind.__name__} is not mapped to a table")
    return table


@dataclass(frozen=True, slots=True)
class _Statement:
    """An INSERT as the driver takes it: ``names`` are its columns.

    ``order`` is where their values stand in a row, ``convert`` makes the values of some columns, by position,
    what the driver takes.
    """

    words: str
    positional: bool
    names: tuple[str, ...]
    order: tuple[int, ...]
    convert: tuple[tuple[int, _Convert], ...]

    def parameters(self, rows: Sequence[tuple[Any, ...]]) -> Any:  # noqa: ANN401 - tuples or dicts, as the driver wants
        """The rows' values as the driver takes them."""
        given = list(zip(*rows, strict=True))
        columns: list[Sequence[Any]] = [given[place] for place in self.order]
        for position, convert in self.convert:
            columns[position] = _converted(columns[position], convert)
        taken = zip(*columns, strict=True)
        if self.positional:
            return list(taken)
        return [dict(zip(self.names, values, strict=True)) for values in taken]


def _converted(values: Sequence[Any], convert: _Convert) -> list[Any]:
    converted = []
    last, made = None, convert(None)
    for each in values:
        if each is not last:  # a column's values repeat: nothing, the same status, the same moment
            last, made = each, convert(each)
        converted.append(made)
    return converted


@lru_cache(maxsize=200)
def _statement(table: Table, dialect: Dialect, given: tuple[str, ...]) -> _Statement:
    columns = [column for column in table.columns if column.name in given]  # as SQLAlchemy orders them
    names = tuple(column.name for column in columns)
    compiled = insert(table).inline().compile(dialect=dialect, column_keys=names)
    processors = [each.type.dialect_impl(dialect).bind_processor(dialect) for each in columns]
    return _Statement(
        str(compiled),
        compiled.positional,
        names,
        tuple(given.index(name) for name in names),
        tuple((place, each) for place, each in enumerate(processors) if each is not None),
    )


@cache
def _defaults(table: Table) -> Values:
    return {column.name: _default(column) for column in table.columns}


def _default(column: Any) -> Any:  # noqa: ANN401 - a column of any type
    default = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg
