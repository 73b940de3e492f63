"""The same made-up pages as other cities would write them: one for each kind of page that is timed."""

import json
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

Records = list[dict[str, Any]]
_CLOCK = len("2018-07-30T23:59:59")
_DATES = ("requested_datetime", "updated_datetime")


def kinds_of_json() -> dict[str, Callable[[bytes], bytes]]:
    """What makes each kind of page of a clean one, by the name of its figure."""
    return {
        "open311_parse": lambda page: page,
        "open311_parse_odd_record": _of(_with_one_odd_record),
        "open311_parse_naive_dates": _of(_with_naive_dates),
        "open311_parse_milliseconds": _of(_with_milliseconds),
        "open311_parse_wrapped": _of(lambda records: {"service_requests": records}),
        "open311_parse_escapes": _of(_with_emoji, ascii_only=True),
        "open311_parse_lone_escape": lambda page: page.replace(
            b"Request opened", b"Request \\ud83d opened", 1
        ),
        "open311_parse_coordinates_as_text": _of(_with_coordinates_as_text),
    }


def as_xml(page: bytes) -> bytes:
    """The page in GeoReport's XML."""
    root = ET.Element("service_requests")
    for record in json.loads(page):
        _fill(ET.SubElement(root, "request"), record)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _fill(element: ET.Element, value: object) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            _fill(ET.SubElement(element, name), inner)
    elif isinstance(value, list):
        for inner in value:
            _fill(ET.SubElement(element, "note"), inner)
    else:
        element.text = "" if value is None else str(value)


def _of(change: Callable[[Records], object], *, ascii_only: bool = False) -> Callable[[bytes], bytes]:
    def changed(page: bytes) -> bytes:
        tree = change(json.loads(page))
        written: str = json.dumps(tree, ensure_ascii=ascii_only, separators=(",", ":"))
        return written.encode()

    return changed


def _with_one_odd_record(records: Records) -> Records:
    records[len(records) // 2]["status_notes"] = 5
    return records


def _with_dates(records: Records, change: Callable[[str], str]) -> Records:
    for record in records:
        for each, key in [(record, key) for key in _DATES] + [(note, "datetime") for note in record["notes"]]:
            each[key] = change(each[key])
    return records


def _with_naive_dates(records: Records) -> Records:
    return _with_dates(records, lambda date: date[:_CLOCK])


def _with_milliseconds(records: Records) -> Records:
    return _with_dates(records, lambda date: date[:_CLOCK] + ".000" + date[_CLOCK:])


def _with_emoji(records: Records) -> Records:
    for record in records[::50]:
        record["description"] = "Caf\u00e9 \U0001f600\nsidewalk"
    return records


def _with_coordinates_as_text(records: Records) -> Records:
    for record in records:
        record |= {"lat": str(record["lat"]), "long": str(record["long"]), "status": record["status"].title()}
    return records
