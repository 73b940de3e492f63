"""Reading pages of a city's answer into service requests, beside bare ``json.loads`` of the same bytes.

Figures: open311_parse (a page of Chicago's with extensions), open311_parse_plain (without), and one for
each other kind of page (``open311_kinds``). open311_parse_xml is beside the standard library's tree of the
same bytes, open311_parse_xml_as_json beside the same records as JSON.
"""

import argparse
import gc
import json
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import process_time
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from tests.benchmarks.figures import show
from tests.benchmarks.open311_kinds import as_xml, kinds_of_json
from tests.benchmarks.open311_pages import page
from wardoffice.open311.context import WireContext
from wardoffice.open311.requests_wire import read_requests

_PAGE = 500
_ROUNDS = 7
_CHICAGO = WireContext(
    "chicago",
    ZoneInfo("America/Chicago"),
    datetime(2026, 7, 1, tzinfo=UTC),
    (41.6, -88.0, 42.1, -87.4),
)

_Baseline = tuple[str, Callable[[bytes], object]]
_JSON: _Baseline = ("bare json.loads", json.loads)
_XML: _Baseline = ("bare ElementTree.fromstring", ET.fromstring)


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20 * _PAGE, help="records to read (default 10,000)")
    size = parser.parse_args().size
    seeds = range(max(1, size // _PAGE))
    pages = [page(_PAGE, seed, extensions=True) for seed in seeds]
    for name, change in kinds_of_json().items():
        bodies = [change(each) for each in pages]
        _measure(name, bodies, bodies, _JSON)
    plain = [page(_PAGE, seed, extensions=False) for seed in seeds]
    _measure("open311_parse_plain", plain, plain, _JSON)
    in_xml = [as_xml(each) for each in pages]
    _measure("open311_parse_xml", in_xml, in_xml, _XML)
    _measure("open311_parse_xml_as_json", in_xml, pages, _JSON)


def _measure(name: str, bodies: list[bytes], others: list[bytes], baseline: _Baseline) -> None:
    """Both readers take turns, page by page, so that whatever else the machine does meets both alike."""
    ours, bare = [], []
    for _ in range(_ROUNDS):
        gc.collect()
        read = loads = 0.0
        for body, other in zip(bodies, others, strict=True):
            began = process_time()
            tree = baseline[1](other)
            loads += process_time() - began
            del tree
            began = process_time()
            found = read_requests(body, "", _CHICAGO)
            read += process_time() - began
            if len(found.requests) != _PAGE or found.refusals:
                raise SystemExit(f"{name}: a page was not read as it should be")
            repairs = found.repairs
            del found  # outside of the clock, like the tree
        ours.append(read)
        bare.append(loads)
    records = len(bodies) * _PAGE
    mended = ", ".join(f"{count} {kind}" for kind, count in repairs.items()) or "nothing mended"
    print(f"# {records:,} records, {sum(map(len, bodies)) / records:,.0f} bytes each; last page: {mended}")
    show(name, 1e6 * median(ours) / records, "us/record", (baseline[0], 1e6 * median(bare) / records))


if __name__ == "__main__":
    main()
