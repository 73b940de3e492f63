"""The city's labelled complaints as tellings, and the pairs of them that are looked at.

The rows name no parent: a row is a duplicate by its status ("Completed - Dup", "Open - Dup"), and its
original is taken to be an earlier row at its normalised address, still open that day, told at most 30 days
before. What the rows say of a complaint is one of nine phrases of a list ("Other", "Garbage in yard"): nobody
wrote it, and it is not taken for words.
"""

import csv
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from wardoffice.domain.places import Point
from wardoffice.domain.tellings import NEAR_METRES, Pair, Telling, describe
from wardoffice.geo.addresses import normalise

COMPLAINTS = Path("../shared/data/chicago311/sanitation_code_violations_to_2012_dup_labels.csv")
ORIGINAL_DAYS = 30
"""How long before a duplicate its original was told at most."""

WINDOW_DAYS = 60
_AFTER_DAYS = 14
_METRES_PER_DEGREE = 111_195.0
_TYPE = "SVR"
_FAMILY = "sanitation"


@dataclass(frozen=True, slots=True)
class Complaint:
    """A row: what it tells, whether the city called it a duplicate, and its true normalised address."""

    telling: Telling
    is_duplicate: bool
    true_address: str

    @property
    def day(self) -> date:
        """The day it was told."""
        return self.telling.opened_at.date()

    def was_open_on(self, day: date) -> bool:
        """Whether it was not completed before that day."""
        closed = self.telling.closed_at
        return closed is None or closed.date() >= day


@dataclass(frozen=True, slots=True)
class EarlierPair:
    """Row ``later`` and a row ``earlier`` than it (positions), and what speaks for them being one."""

    later: int
    earlier: int
    pair: Pair


def read_complaints(path: Path) -> list[Complaint]:
    """The rows in the order they were told; the file's own order within a day."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["Creation_Date"])
    return [_complaint(number, row) for number, row in enumerate(rows)]


def blurred(complaints: Sequence[Complaint], metres: float, seed: int) -> list[Complaint]:
    """The same rows without any address, each point moved by ``metres`` in a seeded direction."""
    rng = random.Random(seed)
    return [
        replace(each, telling=_moved(each.telling, metres, rng.uniform(0, math.tau))) for each in complaints
    ]


def earlier_pairs(complaints: Sequence[Complaint]) -> Iterator[EarlierPair]:
    """Every row with each earlier one that is near in place and time, by a grid of NEAR_METRES."""
    grid: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    streets: defaultdict[str, list[int]] = defaultdict(list)
    for later, complaint in enumerate(complaints):
        telling, near = complaint.telling, set()
        if telling.point is not None:
            x, y = _square(telling.point)
            near = {other for i in (-1, 0, 1) for j in (-1, 0, 1) for other in grid[x + i, y + j]}
            grid[x, y].append(later)
        if telling.address:
            near.update(streets[telling.address])
            streets[telling.address].append(later)
        for earlier in sorted(near):
            other = complaints[earlier].telling
            if telling.opened_at - other.opened_at <= timedelta(days=WINDOW_DAYS + 1):
                pair = describe(other, telling)
                if pair is not None:
                    yield EarlierPair(later, earlier, pair)


def is_original(earlier: Complaint, later: Complaint) -> bool:
    """Whether the earlier row is what the later one, if a duplicate, is a duplicate of."""
    return (
        earlier.true_address == later.true_address
        and (later.day - earlier.day).days <= ORIGINAL_DAYS
        and earlier.was_open_on(later.day)
    )


def _complaint(number: int, row: dict[str, str]) -> Complaint:
    # Days only: the order of the rows stands for the time of day.
    opened = _day(row["Creation_Date"]) + timedelta(milliseconds=number)
    closed = _day(row["Completion_Date"]) + timedelta(hours=23) if row["Completion_Date"] else None
    place = (row["Latitude"], row["Longitude"])
    address = normalise(row["Street_Address"])
    telling = Telling(
        number,
        Point(float(place[0]), float(place[1])) if all(place) else None,
        address,
        opened,
        closed_at=closed,
        service_code=_TYPE,
        family=_FAMILY,
        metres=NEAR_METRES,
        days=_AFTER_DAYS,
    )
    return Complaint(telling, "Dup" in row["Status"], address)


def _day(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def _moved(telling: Telling, metres: float, angle: float) -> Telling:
    if telling.point is None:
        return replace(telling, address="")
    lat = telling.point.lat + metres * math.cos(angle) / _METRES_PER_DEGREE
    wide = _METRES_PER_DEGREE * math.cos(math.radians(telling.point.lat))
    return replace(
        telling, address="", point=Point(lat, telling.point.long + metres * math.sin(angle) / wide)
    )


def _square(point: Point) -> tuple[int, int]:
    wide = math.cos(math.radians(point.lat))
    side = NEAR_METRES / _METRES_PER_DEGREE
    return int(point.lat // side), int(point.long * wide // side)
