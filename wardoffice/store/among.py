"""Asks for many rows by their keys with one parameter.

``column IN (?, ?, ...)`` is written and read anew for every number of keys, which for a page of 500 takes
longer than finding the rows. Here the keys are one JSON array, which both databases can take apart.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, bindparam, cast, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


def among(
    column: ColumnElement[Any] | InstrumentedAttribute[Any], keys: Collection[int] | Collection[str]
) -> ColumnElement[bool]:
    """The condition that a column is one of the keys, however many they are."""
    return _in(column, literal(list(keys), JSON()))


def among_given(column: ColumnElement[Any] | InstrumentedAttribute[Any], name: str) -> ColumnElement[bool]:
    """The same with a list that is given as parameter ``name``.

    For statements that are made once: making one takes several times as long as asking 500 keys with it.
    """
    return _in(column, bindparam(name, type_=JSON()))


def _in(
    column: ColumnElement[Any] | InstrumentedAttribute[Any], keys: ColumnElement[Any]
) -> ColumnElement[bool]:
    listed = _Elements(keys).table_valued("value")
    # Not cut to the column's length: a cut key might find another.
    kind = String() if isinstance(column.type, String) else column.type
    return column.in_(select(cast(listed.c.value, kind)))


class _Elements(FunctionElement[Any]):
    """The elements of a JSON array, one a row, in a column ``value``."""

    name = "elements"
    type = String()
    inherit_cache = True


@compiles(_Elements)
def _on_postgresql(element: _Elements, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    return f"json_array_elements_text({compiler.process(element.clauses, **options)})"


@compiles(_Elements, "sqlite")
def _on_sqlite(element: _Elements, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - SQLAlchemy's
    return f"json_each({compiler.process(element.clauses, **options)})"
