"""The streets of the map: from a map of streets that the office imported, else from known addresses."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.map_layers import StreetLine
from wardoffice.domain.places import Box
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.geo.street_files import read_streets
from wardoffice.language import text
from wardoffice.system.folders import replace_file

FILE_NAME = "streets.json"
_MOST_LINES = 20_000


class Streets:
    """Kept as one file in the office's folder; ``finder`` knows the addresses. Safe from any thread."""

    def __init__(self, folder: Path, finder: Callable[[], PlaceFinder]) -> None:
        self._path = folder / FILE_NAME
        self._finder = finder

    def take(self, actor: Actor, path: Path) -> int:
        """Use this map of streets from now on; answers how many lines it holds.

        Raises UnreadableError where it cannot be used (what is in use stays), OSError where it
        cannot be kept.
        """
        require(actor, Doing.IMPORT)
        found = read_streets(path)
        replace_file(self._path, msgspec.json.encode(found))
        return len(found)

    def around(self, box: Box | None) -> tuple[StreetLine, ...]:
        """The streets that touch a box; all, where there is none.

        Reading a whole city's takes half a second. Raises UnreadableError for a file that is damaged.
        """
        kept = self._kept()
        lines = self._finder().street_lines() if kept is None else kept
        shown = [each for each in lines if box is None or _touches(each, box)]
        return tuple(shown[:_MOST_LINES])

    def _kept(self) -> tuple[StreetLine, ...] | None:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=tuple[StreetLine, ...])
        except FileNotFoundError:
            return None
        except (msgspec.MsgspecError, OSError) as trouble:
            raise UnreadableError(
                text("The map of streets that is kept cannot be read."),
                text("Nothing else is wrong: the map is drawn without them."),
                text("Import the map of streets again."),
            ) from trouble


def _touches(line: StreetLine, box: Box) -> bool:
    """Whether the box around the line meets the box."""
    lats, longs = [at.lat for at in line.points], [at.long for at in line.points]
    return (
        max(lats) >= box.south
        and min(lats) <= box.north
        and max(longs) >= box.west
        and min(longs) <= box.east
    )
