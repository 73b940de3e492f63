"""Importing a year of the city's portal: a made-up CSV of today's 39 columns, against ``csv.reader`` alone.

Figures: portal_import (the whole import: every row to Parquet, the ward's rows to SQLite), portal_to_parquet
(the first part of it alone), portal_import_memory (the most memory a process importing it ever held). About
as in 2025, half of the rows are information-only calls or aircraft noise, and one in fifty is the ward's. No
row is like another, and the wards are a map of 50 of 90,000 corners (see ``ward_lookup``).
"""

import csv
import random
import resource
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

import numpy as np

from tests.benchmarks.figures import options, show
from tests.benchmarks.ward_lookup import made_up_city
from tests.portal_files import LEFT_OUT, portal_row, write_csv
from wardoffice.domain.places import Point
from wardoffice.domain.wards import WardPlace
from wardoffice.geo.addresses import normalise
from wardoffice.geo.wards import WardMap
from wardoffice.office.city_sync import CityFiling
from wardoffice.office.portal_import import PortalImport, PortalPlace
from wardoffice.office.record_placing import WardPlacing
from wardoffice.open311.portal_columns import header_of, portal_columns
from wardoffice.store.city.parquet import CityParquet
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.migrate import migrate
from wardoffice.store.store import Store

_TYPES = (
    ("311 INFORMATION ONLY CALL", "311IOC", 35),
    ("Aircraft Noise Complaint", "AVN", 19),
    ("Graffiti Removal Request", "GRAF", 14),
    ("Garbage Cart Maintenance", "SIE", 12),
    ("Pothole in Street Complaint", "PHF", 10),
    ("Rodent Baiting/Rat Complaint", "SGA", 10),
)
_STREETS = ("DAMEN AVE", "WOOD ST", "LINCOLN AVE", "WESTERN AVE", "LELAND AVE", "WINNEMAC AVE")
_WARD = 25
_AT_ONCE = 20_000
_MEGABYTE = 1024 * 1024
_ZONE = ZoneInfo("America/Chicago")
_CITY = "chicago"


class RealMap:
    """Implements WardLookup over a map that holds on every day."""

    known = True

    def __init__(self, wards: WardMap) -> None:
        self._wards = wards

    def places_of(self, points: Sequence[Point]) -> Sequence[WardPlace]:
        """Where they lie, and what is near."""
        return self._wards.places_of(points)

    def wards_then(self, points: Sequence[Point], days: Sequence[date]) -> Sequence[int | None]:
        """The same on any day."""
        del days
        return self._wards.wards_of(points)


def main() -> None:
    """Write the file, measure, print."""
    size = options(__doc__ or "", 2_000_000).size
    with TemporaryDirectory() as name:
        folder = Path(name)
        began = perf_counter()
        path = write_csv(folder / "portal.csv", _rows(size))
        made, large = perf_counter() - began, path.stat().st_size / _MEGABYTE
        print(f"# {size:,} rows, {large:,.0f} MB made in {made:.0f} s")
        spawned = get_context("spawn")
        with spawned.Pool(1) as alone:
            reading, _ = alone.apply(_read, (path,))
        with spawned.Pool(1) as alone:
            parquet, _ = alone.apply(_keep, (path, folder / "a"))
        with spawned.Pool(1) as alone:
            importing, memory = alone.apply(_import, (path, folder / "b"))
    baseline = ("csv.reader", reading)
    show("portal_to_parquet", parquet, "s", baseline)
    show("portal_import", importing, "s", baseline)
    show("portal_import_memory", memory, "MB", ("300 MB", 300.0))


def _rows(size: int) -> Iterator[list[str]]:
    """Rows over all wards, each made by itself; one in a hundred says another ward than its point."""
    dice, places = random.Random(311), np.random.default_rng(311)
    wards = made_up_city()
    box = wards.box
    for start in range(0, size, _AT_ONCE):
        lat = places.uniform(box.south, box.north, _AT_ONCE)
        long = places.uniform(box.west, box.east, _AT_ONCE)
        inside = wards.wards_at(lat, long).tolist()
        for number in range(start, min(size, start + _AT_ONCE)):
            at = number - start
            ward = inside[at] if dice.random() < 0.99 else dice.randrange(1, 51)
            yield _row(dice, number, (float(lat[at]), float(long[at])), ward)


def _row(dice: random.Random, number: int, place: tuple[float, float], ward: int) -> list[str]:
    kind, code, _ = dice.choices(_TYPES, [share for *_, share in _TYPES])[0]
    day = f"{dice.randrange(1, 13):02}/{dice.randrange(1, 29):02}/2025"
    minute = f"{dice.randrange(60):02}:{dice.randrange(60):02}"
    closed = dice.random() < 0.98
    return portal_row(
        f"SR25-{number:08}",
        sr_type=kind,
        sr_short_code=code,
        status="Completed" if closed else "Open",
        created_date=f"{day} {dice.randrange(1, 13):02}:{minute} AM",
        last_modified_date=f"{day} 11:{minute} PM",
        closed_date=f"{day} 10:{minute} PM" if closed else "",
        street_address=f"{dice.randrange(1, 9000)} N {dice.choice(_STREETS)}",
        zip_code=f"606{dice.randrange(60):02}",
        community_area=str(dice.randrange(1, 78)),
        police_district=str(dice.randrange(1, 26)),
        ward=str(ward or ""),
        latitude=f"{place[0]:.14f}",
        longitude=f"{place[1]:.14f}",
        x_coordinate=f"{1163839 + dice.random() * 30000:.8f}",
        y_coordinate=f"{1872587 + dice.random() * 60000:.8f}",
        city="Chicago",
        state="Illinois",
        police_sector=str(dice.randrange(1, 4)),
        police_beat=str(dice.randrange(100, 2600)),
    )


def _read(path: Path) -> tuple[float, float]:
    began = perf_counter()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for _ in csv.reader(file):
            pass
    return perf_counter() - began, _memory()


def _keep(path: Path, folder: Path) -> tuple[float, float]:
    columns = portal_columns(header_of(path))
    assert columns is not None
    began = perf_counter()
    CityParquet(folder).take_csv(path, columns, zone=_ZONE, known=_unknown, cancelled=_never)
    return perf_counter() - began, _memory()


def _import(path: Path, folder: Path) -> tuple[float, float]:
    folder.mkdir()
    url = sqlite_url(folder / "office.sqlite")
    migrate(url)
    store = Store(url, FileStore(folder))
    wards = made_up_city()
    filing = CityFiling(store, WardPlacing(_WARD, RealMap(wards), normalise, _ZONE), LEFT_OUT)
    place = PortalPlace(_CITY, _ZONE, _WARD, wards.bounds(_WARD))
    job = PortalImport(store, CityParquet(folder / "city", LEFT_OUT), filing, place)
    columns = portal_columns(header_of(path))
    assert columns is not None
    began = perf_counter()
    report = job.take_csv(path, columns, _never)
    taken = perf_counter() - began
    store.close()
    print(
        f"# {report.rows:,} rows, {report.inside:,} of the ward, {sum(report.left_out.values()):,} left out"
    )
    return taken, _memory()


def _memory() -> float:
    """The most this process ever held, in MB (Linux counts in kB, macOS in bytes)."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (_MEGABYTE if sys.platform == "darwin" else 1024)


def _unknown(digest: str) -> bool:
    del digest
    return False


def _never() -> bool:
    return False


if __name__ == "__main__":
    main()
