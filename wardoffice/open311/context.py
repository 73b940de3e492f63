"""What a reader of the wire must know about the city besides the bytes."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

Bounds = tuple[float, float, float, float]
"""(south, west, north, east) in WGS84 degrees."""


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
