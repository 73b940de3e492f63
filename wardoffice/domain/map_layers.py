"""What lies under the problems on a map: streets, and the outline of our ward, now and before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wardoffice.domain.places import Point


@dataclass(frozen=True, slots=True)
class StreetLine:
    """A piece of a street: its name as people write it, "" where it has none, and the points of its line."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class MapLayers:
    """What a map draws below the problems.

    ``now`` and ``before`` are the ward by the boundaries of today and by those before as GeoJSON in WGS84
    degrees (a geometry, feature or collection), empty where there are none; ``now_words`` and
    ``before_words`` name them.
    """

    now: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    now_words: str = ""
    before_words: str = ""
    streets: tuple[StreetLine, ...] = ()
