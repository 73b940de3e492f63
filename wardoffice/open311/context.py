"""What a reader of the wire must know about the city besides the bytes."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from zoneinfo import ZoneInfo

Bounds = tuple[float, float, float, float]
"""(south, west, north, east) in WGS84 degrees."""


_EDGE = 180.0
_SOUTHMOST, _NORTHMOST = -60.0, 80.0
"""No city lies beyond: Ushuaia is at 55 degrees south, Longyearbyen at 78 north. Bounds of America in
GeoJSON's order (longitude first) would."""
_SMALLEST, _LARGEST = 0.01, 5.0
"""Degrees that a city's bounds may measure either way."""


def wrong_with(bounds: Bounds) -> str:
    """Why these cannot be the bounds of a city, in words; "" where they can."""
    south, west, north, east = bounds
    if not all(map(isfinite, bounds)) or not (_SOUTHMOST <= south <= _NORTHMOST and -_EDGE <= west <= _EDGE):
        return "no city lies there; they are south, west, north, east, in degrees"
    if not (south < north <= _NORTHMOST and west < east <= _EDGE):
        return "south must be less than north, and west less than east; they are south, west, north, east"
    if not all(_SMALLEST <= side <= _LARGEST for side in (north - south, east - west)):
        return f"a city measures from {_SMALLEST} to {_LARGEST:g} degrees each way"
    return ""


@dataclass(frozen=True, slots=True)
class WireContext:
    """How to understand one city's answers.

    ``zone`` is for dates without one; ``now`` (aware UTC) is the time of reading: an update beyond it is
    counted; ``bounds`` is (south, west, north, east) in WGS84 degrees, by which swapped coordinates and those
    far outside the city are recognised; ``ward_path`` are the nested keys of the city's own ward field.
    ``repairs`` takes up what is mended in answers that do not tell it themselves (lists of services, single
    answers).
    """

    city: str
    zone: ZoneInfo
    now: datetime | None = None
    bounds: Bounds | None = None
    ward_path: tuple[str, ...] = ("extended_attributes", "ward")
    repairs: Counter[str] = field(default_factory=Counter, compare=False)
