"""Writes out what the office holds, so that nothing is locked in and everything can be checked from outside.

JSON, CSV and GeoJSON (RFC 7946). CSV has the columns of GeoReport's bulk specification first; the city's
records read back in as they are. People are in none of it, unless a manager says why: that is logged first.
"""

import csv
import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, unique
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.closing_counts import ClosingPart
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.language import text
from wardoffice.office.closings import Closings
from wardoffice.open311.bulk_csv import BULK_COLUMNS, shielded
from wardoffice.store.export_reading import (
    CASE_NAMES,
    HISTORY_NAMES,
    PEOPLE_NAMES,
    RECORD_NAMES,
    REQUEST_NAMES,
    Row,
    case_rows,
    history_rows,
    request_rows,
    service_request_rows,
)
from wardoffice.store.recorder import FieldEvent
from wardoffice.store.staff_reading import staff_members
from wardoffice.store.store import Store

Write = Callable[[str], object]
_CLOSING_DAYS = timedelta(days=29)  # with the last day thirty
_CLOSING_NAMES = ("first_day", "last_day", "closing", "requests", "counts_as_closed", "read_at")


@unique
class Exported(StrEnum):
    """What can be written out."""

    REQUESTS = "requests"
    CASES = "cases"
    SERVICE_REQUESTS = "service-requests"
    HISTORY = "history"
    CLOSINGS = "closings"


@unique
class Format(StrEnum):
    """How it is written."""

    JSON = "json"
    CSV = "csv"
    GEOJSON = "geojson"


@dataclass(frozen=True, slots=True)
class Export:
    """What to write, and how; ``reason`` asks for the people who told of the requests, and says why.

    ``first`` and ``last`` are the days of the closings that are counted; the last 30 without them.
    """

    what: Exported
    format: Format
    reason: str = ""
    first: date | None = None
    last: date | None = None


class Exporting:
    """The export of lists."""

    def __init__(self, store: Store, closings: Closings) -> None:
        self._store = store
        self._closings = closings

    def person(self, name: str) -> Actor:
        """The person of the office by that name; raises CannotDoError where there is none."""
        with self._store.reading() as session:
            found = next((each for each in staff_members(session) if each.name == name), None)
        if found is None:
            raise CannotDoError(
                text("{name} is not on the staff list.", name=name),
                text("Nothing was written."),
                text("Write the name as the staff list has it."),
            )
        return Actor(found.staff_id, found.name, found.role)

    def check(self, actor: Actor, export: Export) -> None:
        """Raise NotAllowedError or CannotDoError where this export cannot be, before anything is written."""
        require(actor, Doing.EXPORT)
        if export.reason:
            require(actor, Doing.EXPORT_PEOPLE)
        if export.reason and export.what is not Exported.REQUESTS:
            raise CannotDoError(
                text("Only the list of requests names people."),
                text("Nothing was written."),
                text("Leave the reason out, or export the requests."),
            )
        if export.what in {Exported.HISTORY, Exported.CLOSINGS} and export.format is Format.GEOJSON:
            raise CannotDoError(
                text("This has no places to draw."),
                text("Nothing was written."),
                text("Choose json or csv."),
            )

    def write(self, actor: Actor, export: Export, write: Write) -> int:
        """Hand the list over piece by piece to ``write``; returns how many rows it has."""
        self.check(actor, export)
        if export.reason:
            self._log(actor, export)
        if export.what is Exported.CLOSINGS:
            return _WRITERS[export.format](self._closing_rows(actor, export), _columns(export), write)
        with self._store.reading() as session:
            match export.what:
                case Exported.REQUESTS:
                    rows = request_rows(session, actor, people=bool(export.reason))
                case Exported.CASES:
                    rows = case_rows(session, actor)
                case Exported.SERVICE_REQUESTS:
                    rows = service_request_rows(session, actor)
                case Exported.HISTORY:
                    rows = history_rows(session, actor)
            return _WRITERS[export.format](rows, _columns(export), write)

    def write_file(self, actor: Actor, export: Export, path: Path) -> int:
        """The same into a file, which is there whole or not at all; raises CannotDoError where it cannot."""
        self.check(actor, export)
        try:
            with NamedTemporaryFile(
                "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
            ) as file:
                fresh = Path(file.name)
                try:
                    rows = self.write(actor, export, file.write)
                    file.flush()
                    os.fsync(file.fileno())
                except BaseException:
                    fresh.unlink(missing_ok=True)
                    raise
            fresh.replace(path)
        except OSError as error:
            raise CannotDoError(
                text("{path} cannot be written: {reason}.", path=path, reason=error.strerror or error),
                text("A file that was there before is unchanged."),
                text("Choose another place, or free some space."),
            ) from error
        return rows

    def _closing_rows(self, actor: Actor, export: Export) -> Iterator[Row]:
        """How many requests the city closed, a row for each thing it meant by it."""
        last = export.last or self._closings.today()
        first = export.first or last - _CLOSING_DAYS
        if first > last:
            raise CannotDoError(
                text("{first} is after {last}.", first=first.isoformat(), last=last.isoformat()),
                text("Nothing was written."),
                text("Give the first day, then the last."),
            )
        counted = self._closings.counts(actor, self._closings.days(first, last))
        for part, requests in counted.parts.items():
            closed = part not in {ClosingPart.GOES_ON, ClosingPart.CREW}
            yield {
                "first_day": first.isoformat(),
                "last_day": last.isoformat(),
                "closing": part.value,
                "requests": requests,
                "counts_as_closed": closed,
                "read_at": counted.read_at,
            }

    def _log(self, actor: Actor, export: Export) -> None:
        what, reason = export.what.value, export.reason
        with self._store.unit_of_work(actor, ActionKind.EXPORT, what=what, reason=reason) as work:
            work.recorder.events.append(FieldEvent(None, "export", 0, "", None, what))


def _columns(export: Export) -> tuple[str, ...]:
    match export.what:
        case Exported.REQUESTS:
            return BULK_COLUMNS + REQUEST_NAMES + (PEOPLE_NAMES if export.reason else ())
        case Exported.CASES:
            return BULK_COLUMNS + CASE_NAMES
        case Exported.SERVICE_REQUESTS:
            return BULK_COLUMNS + RECORD_NAMES
        case Exported.HISTORY:
            return HISTORY_NAMES
        case Exported.CLOSINGS:
            return _CLOSING_NAMES


def _write_json(rows: Iterable[Row], _columns: tuple[str, ...], write: Write) -> int:
    return _write_list((_plain(row) for row in rows), "[", "]\n", write)


def _write_geojson(rows: Iterable[Row], _columns: tuple[str, ...], write: Write) -> int:
    return _write_list(map(_feature, rows), '{"type": "FeatureCollection", "features": [', "]}\n", write)


def _write_list(values: Iterable[object], before: str, after: str, write: Write) -> int:
    write(before)
    count = 0
    for count, value in enumerate(values, start=1):
        write(("\n" if count == 1 else ",\n") + json.dumps(value, ensure_ascii=False))
    write(("\n" if count else "") + after)
    return count


def _write_csv(rows: Iterable[Row], columns: tuple[str, ...], write: Write) -> int:
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\r\n")  # only what may end a line is quoted for it
    count = 0
    for cells in _cells(rows, columns):
        writer.writerow(cells)
        write(line.getvalue().removesuffix("\r\n") + "\n")
        line.seek(0)
        line.truncate()
        count += 1
    return count - 1


def _cells(rows: Iterable[Row], columns: tuple[str, ...]) -> Iterator[list[object]]:
    yield list(columns)
    for row in rows:
        yield [_cell(row[name]) for name in columns]


def _cell(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: people's words come from outside."""
    if isinstance(value, str):
        return shielded(value)
    plain = _plain_value(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return json.dumps(plain, ensure_ascii=False) if isinstance(plain, list | dict) else plain


def _feature(row: Row) -> dict[str, Any]:
    lat, long = row["lat"], row["long"]
    place = None if lat is None or long is None else {"type": "Point", "coordinates": [long, lat]}
    properties = {name: value for name, value in _plain(row).items() if name not in {"lat", "long"}}
    return {"type": "Feature", "geometry": place, "properties": properties}


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    """The row without what is not known."""
    return {name: _plain_value(value) for name, value in row.items() if value is not None and value != ""}


def _plain_value(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


_WRITERS = {Format.JSON: _write_json, Format.CSV: _write_csv, Format.GEOJSON: _write_geojson}
