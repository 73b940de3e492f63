"""GeoReport's bulk files as CSV (https://wiki.open311.org/GeoReport_v2/, "bulk"): the columns, and reading.

Each row becomes the record that an endpoint would have given, and is read with the same patience. Our own
files have more columns than the specification, and these are read too, whatever the city's endpoint calls
them.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.service_requests import Refusal, RequestPage
from wardoffice.language import text
from wardoffice.open311.context import WireContext
from wardoffice.open311.requests_wire import read_some

BULK_COLUMNS = (
    "service_request_id",
    "requested_datetime",
    "updated_datetime",
    "closed_date",
    "status_description",
    "status_notes",
    "source",
    "service_name",
    "service_subtype",
    "description",
    "agency_responsible",
    "address",
    "lat",
    "long",
)
"""The columns of the bulk specification, in its order."""

_NEEDED = ("service_request_id", "requested_datetime")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SHIELD = "'"
_PORTION = 500
_LONGEST_EXCERPT = 120
_MORE = "extended_attributes"
_NESTED = ("ward", "duplicate")
"""Columns that endpoints tell among the extended attributes."""

_Record = dict[str, str | dict[str, str] | None]


def is_bulk(header: Sequence[str]) -> bool:
    """Whether a CSV with this first row is a GeoReport bulk file."""
    names = [_plain(name) for name in header]
    return all(name in names for name in _NEEDED)


def shielded(said: str) -> str:
    """A text that no spreadsheet takes for a formula: with an apostrophe before what could begin one.

    One that has an apostrophe there already gets another, so that :func:`unshielded` gives back any text.
    """
    return _SHIELD + said if said.lstrip(_SHIELD).startswith(_FORMULA) else said


def unshielded(cell: str) -> str:
    """The text of a cell as :func:`shielded` wrote it, or as spreadsheets do."""
    return cell[1:] if cell.startswith(_SHIELD) and cell.lstrip(_SHIELD).startswith(_FORMULA) else cell


def read_bulk(path: Path, context: WireContext) -> Iterator[RequestPage]:
    """The records of a bulk file in pages of at most 500; a row that cannot be used is a refusal.

    Raises UnreadableError where the file stops being a CSV in UTF-8, or OSError; the pages before are good.
    """
    context = replace(context, ward_path=(_MORE, "ward"))
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            names = [_plain(name) for name in next(reader, [])]
            rows: list[_Record] = []
            refused: list[Refusal] = []
            for row in reader:
                if len(row) == len(names):
                    rows.append(_record(dict(zip(names, row, strict=True))))
                elif row:
                    reason = text("Line {line} does not have the file's columns.", line=reader.line_num)
                    refused.append(Refusal(reason, ",".join(row)[:_LONGEST_EXCERPT]))
                if len(rows) + len(refused) >= _PORTION:
                    yield _page(rows, refused, context)
                    rows, refused = [], []
            if rows or refused:
                yield _page(rows, refused, context)
    except (csv.Error, UnicodeDecodeError) as trouble:
        raise UnreadableError(
            text("{name} cannot be read as a table: {reason}.", name=path.name, reason=str(trouble)),
            text("The rows before that place are kept."),
            text("Save it again as CSV in UTF-8."),
        ) from trouble


def _record(row: Mapping[str, str]) -> _Record:
    """The row as an endpoint's record; an empty cell says nothing."""
    said = {name: unshielded(value) for name, value in row.items() if name and value}
    nested = {name: said.pop(name) for name in _NESTED if name in said}
    record: _Record = {**said}
    if not record.get("status"):
        record["status"] = record.get("status_description")
    if nested:
        record[_MORE] = nested
    return record


def _page(rows: Sequence[_Record], refused: Sequence[Refusal], context: WireContext) -> RequestPage:
    if not rows:
        return RequestPage((), tuple(refused), records=len(refused))
    page = read_some(msgspec.json.encode(rows), "application/json", context)
    words = {row.get("service_request_id"): row.get("status_description") for row in rows}
    requests = []
    for each in page.requests:
        word = words.get(each.number)
        requests.append(replace(each, status_text=word.strip()) if isinstance(word, str) else each)
    return RequestPage(tuple(requests), (*page.refusals, *refused), page.repairs, page.records + len(refused))


def _plain(name: str) -> str:
    return name.strip().lower()
