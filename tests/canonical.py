"""An office's data as content alone: two offices with the same history of facts give the same lines.

Keys are left out and references are followed instead; case numbers, which are only counted up, are left out
as well. What belongs to no office's state is left out: leases, looks at endpoints, the version of the schema,
the full-text index (made from the rest); and what tells of the runs and not of the city: what they read and
counted, how often a gap was tried, and how an endpoint was found to be asked best.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

_LEFT_OUT_COLUMNS = {
    ("case", "number"),
    ("city_gap", "tries"),
    ("city_cursor", "books"),
    ("city_cursor", "found"),
}
_LEFT_OUT_TABLES = ("lease", "probe", "alembic_version", "sqlite_", "search", "number_sequence")


def canonical(folder: Path) -> list[str]:
    """Every row of the database and every file of the store in ``folder``, sorted."""
    with closing(sqlite3.connect(folder / "office.sqlite")) as connection:
        connection.row_factory = sqlite3.Row
        lines = list(_Dump(connection).lines())
    for kind in ("files", "thumbnails"):
        for path in (folder / kind).rglob("*"):
            if path.is_file():
                content = sha256(path.read_bytes()).hexdigest()
                lines.append(f"{kind} {path.relative_to(folder)} {content}")
    return sorted(lines)


class _Dump:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        self._tables = [row[0] for row in names if not row[0].startswith(_LEFT_OUT_TABLES)]
        self._references = {table: self._references_of(table) for table in self._tables}
        self._rows = {
            table: {
                self._key(table, row): dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')
            }
            for table in self._tables
        }

    def lines(self) -> Iterator[str]:
        for table in self._tables:
            for row in self._rows[table].values():
                yield f"{table} {self._told(table, row, ())}"

    def _told(self, table: str, row: dict[str, Any], above: tuple[tuple[str, Any], ...]) -> str:
        here = (table, row.get("id"))
        if here in above:
            return "itself"
        told = {}
        for column, value in row.items():
            if column == "id" or (table, column) in _LEFT_OUT_COLUMNS:
                continue
            target = self._references[table].get(column)
            if (table, column) == ("event", "entity_id"):
                target = row["entity"]
            if target is None or value is None:
                told[column] = _without_keys(column, value)
            elif value in self._rows[target]:
                told[column] = self._told(target, self._rows[target][value], (*above, here))
            else:
                told[column] = "nothing there"
        return repr(sorted(told.items()))

    def _references_of(self, table: str) -> dict[str, str]:
        found = self._connection.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
        return {row["from"]: row["table"] for row in found}

    def _key(self, table: str, row: sqlite3.Row) -> object:
        keys = [
            each["name"] for each in self._connection.execute(f'PRAGMA table_info("{table}")') if each["pk"]
        ]
        return row[keys[0]] if len(keys) == 1 else tuple(row[key] for key in keys)


def _without_keys(column: str, value: object) -> object:
    """What an event tells of a row names other rows by their keys: those are told by the rows themselves."""
    if column not in {"before", "after", "details"} or not isinstance(value, str):
        return value
    told = json.loads(value)
    if isinstance(told, dict):
        return {
            name: each for name, each in sorted(told.items()) if not name.endswith("_id") and name != "number"
        }
    return told
