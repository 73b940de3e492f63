"""Where a window stands, and the maps it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from wardoffice.gui.map.port import LargeMap, MapPort


@dataclass(frozen=True, slots=True)
class Place:
    """Where this window stands: the office's name, the city's zone, and the file that keeps its edges.

    ``sync_minutes`` is the time between two syncs; 0 syncs on F5 only. 311 older than ``old_after`` is said
    above the queue.
    """

    office_name: str
    zone: ZoneInfo
    clock: Callable[[], datetime]
    window_file: Path
    sync_minutes: float = 5
    old_after: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Maps:
    """The small map of the case pane and the large one of its screen; None where there is none."""

    small: MapPort | None
    large: LargeMap
