"""Reading pages of a city's answer into service requests, beside bare ``json.loads`` of the same bytes.

Figures: open311_parse (Chicago's answer with extensions), open311_parse_plain (the same without).
"""

import argparse
import gc
import json
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

from tests.benchmarks.figures import show
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


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=20 * _PAGE, help="records to read (default 10,000)")
    size = parser.parse_args().size
    for name, extensions in (("open311_parse", True), ("open311_parse_plain", False)):
        bodies = [page(_PAGE, seed, extensions=extensions) for seed in range(max(1, size // _PAGE))]
        _measure(name, bodies)


def _measure(name: str, bodies: list[bytes]) -> None:
    """Both readers take turns, page by page, so that whatever else the machine does meets both alike."""
    ours, bare = [], []
    for _ in range(_ROUNDS):
        gc.collect()
        read = loads = 0.0
        for body in bodies:
            began = perf_counter()
            tree = json.loads(body)
            loads += perf_counter() - began
            del tree
            began = perf_counter()
            found = read_requests(body, "application/json", _CHICAGO)
            read += perf_counter() - began
            if len(found.requests) != _PAGE or found.repairs or found.refusals:
                raise SystemExit(f"{name}: a page was not read as it should be")
        ours.append(read)
        bare.append(loads)
    records = len(bodies) * _PAGE
    print(f"# {records:,} records, {sum(map(len, bodies)) / records:,.0f} bytes each")
    show(name, 1e6 * median(ours) / records, "us/record", ("bare json.loads", 1e6 * median(bare) / records))


if __name__ == "__main__":
    main()
