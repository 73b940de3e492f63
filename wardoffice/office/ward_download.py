"""Brings new ward boundaries in: from a file, or with the ward offices from the city's data portal.

A map is looked at before it replaces anything, and kept beside those of other days. What it moves is told,
and nothing else happens (P5).
"""

from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.errors import CancelledError, CannotDoError, CityError, UnreadableError
from wardoffice.domain.ports import Cancelled, MapSource, Progress
from wardoffice.domain.wards import NONE_MOVED, WardMoves
from wardoffice.geo.ward_checks import Bounds, check_wards
from wardoffice.geo.wards import WardMap
from wardoffice.language import plural, text
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.boundary_change import BoundaryChange
from wardoffice.office.ward_files import is_map_without_day, keep_map, keep_wards, map_without_day
from wardoffice.office.ward_office_list import WardOfficeList, read_portal_offices


@dataclass(frozen=True, slots=True)
class CityWards:
    """Where a city's wards are: ``maps`` are (data set, first day), ``offices`` a data set or "".

    ``numbers`` are all its wards, ``bounds`` its (south, west, north, east) in WGS84 degrees.
    """

    numbers: Collection[int]
    maps: tuple[tuple[str, date], ...]
    offices: str = ""
    bounds: Bounds | None = None


@dataclass(frozen=True, slots=True)
class WardReport:
    """What was brought in: the first day of each map, ward offices, and the problems that moved."""

    kept: tuple[date | None, ...]
    wards: int
    offices: int = 0
    moves: WardMoves = NONE_MOVED
    troubles: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all of it came."""
        return not self.troubles

    def sentences(self) -> tuple[str, ...]:
        """The report as people read it."""
        said = [_kept(since, self.wards) for since in self.kept]
        if self.offices:
            said.append(plural("One ward office is known.", "{count} ward offices are known.", self.offices))
        return (*said, *moved_sentences(self.moves), *self.troubles)

    def as_dict(self) -> dict[str, Any]:
        """The report for ``--json``; days are ISO 8601, null for a map without one."""
        return {
            "maps": [since.isoformat() if since else None for since in self.kept],
            "wards": self.wards,
            "ward_offices": self.offices,
            "moved_out": len(self.moves.out),
            "moved_in": len(self.moves.into),
            "troubles": list(self.troubles),
        }


@dataclass(frozen=True, slots=True)
class KeptMaps:
    """The first day of each map that is kept; ``wards`` are those of the one in force, 0 without one."""

    begins: tuple[date | None, ...]
    in_force_since: date | None
    wards: int
    offices: int

    def sentences(self) -> tuple[str, ...]:
        """A line a map, and one for the ward offices."""
        if not self.begins:
            return (text("There is no ward map yet. Fetch it: wardoffice wards download."),)
        lines = []
        for since in self.begins:
            day = since.isoformat() if since else text("the beginning")
            if self.wards and since == self.in_force_since:
                lines.append(text("Since {day}: {wards} wards, in force now.", day=day, wards=self.wards))
            else:
                lines.append(text("Since {day}.", day=day))
        return (*lines, plural("One ward office is known.", "{count} ward offices are known.", self.offices))

    def as_dict(self) -> dict[str, Any]:
        """The same for ``--json``; days are ISO 8601, null for a map without one."""
        return {
            "maps": [since.isoformat() if since else None for since in self.begins],
            "in_force_since": self.in_force_since.isoformat() if self.in_force_since else None,
            "wards": self.wards,
            "ward_offices": self.offices,
        }


def moved_sentences(moves: WardMoves) -> tuple[str, ...]:
    """What new boundaries moved, in words; nothing where nothing moved."""
    said = []
    if moves.out:
        said.append(
            plural(
                "One open problem is no longer in our ward.",
                "{count} open problems are no longer in our ward.",
                len(moves.out),
            )
        )
    if moves.into:
        said.append(
            plural(
                "One open problem is in our ward now.",
                "{count} open problems are in our ward now.",
                len(moves.into),
            )
        )
    return tuple(said)


class WardBoundaries:
    """The jobs that change the boundaries; ``city`` is None where its file names no maps.

    A map that is brought must have ``ward``, the office's own (0 where it has none), and lie within
    ``bounds``, (south, west, north, east) in WGS84 degrees, where the city's file gives them.
    """

    def __init__(
        self,
        boundaries: Boundaries,
        change: BoundaryChange,
        offices: WardOfficeList,
        city: CityWards | None,
        connect: Callable[[Cancelled], MapSource],
        *,
        ward: int = 0,
        bounds: Bounds | None = None,
    ) -> None:
        self._boundaries = boundaries
        self._change = change
        self._offices = offices
        self._city = city
        self._connect = connect
        self._ward = ward
        self._bounds = bounds

    @property
    def can_download(self) -> bool:
        """Whether the city's file says where its maps are."""
        return self._city is not None

    @property
    def missing(self) -> bool:
        """Whether no map is in force today."""
        return not self._boundaries.known

    def listed(self, actor: Actor) -> "KeptMaps":
        """The maps that are kept, and how many ward offices are known."""
        boundaries, in_force = self._boundaries, self._boundaries.wards
        return KeptMaps(
            boundaries.begins,
            boundaries.in_force_since,
            len(in_force.wards) if in_force is not None else 0,
            len(self._offices.offices(actor)),
        )

    def settle(self, actor: Actor) -> WardMoves:
        """Place all problems anew if other boundaries came into force since the last time."""
        return self._change.settle(actor)

    def take(self, actor: Actor, path: Path, since: date | None = None) -> WardReport:
        """Keep the map of a file (GeoJSON, zipped Shapefile), in force from ``since``.

        Raises CannotDoError where a map without a day would no longer say which is in force today;
        UnreadableError for one that cannot be read or is not this city's, or OSError. The maps in use then
        stay.
        """
        require(actor, Doing.IMPORT)
        wards = WardMap.read(path)
        check_wards(
            wards,
            path.name,
            self._city.numbers if self._city is not None else (),
            self._city.bounds if self._city is not None else self._bounds,
            ward=self._ward,
            next_step=text(
                "Choose a map of this city's wards, in WGS84 with longitude first. "
                "If the map is right, mend the city or the ward in the settings."
            ),
        )
        self._check_order(wards, since)
        keep_map(self._boundaries.folder, wards, since)
        self._boundaries.reload()
        return WardReport((since,), len(wards.wards), moves=self._change.settle(actor))

    def download(self, actor: Actor, progress: Progress, cancelled: Cancelled) -> WardReport:
        """Fetch every map of the city, and its ward offices where it lists them.

        All are fetched and looked at before the first is kept. Raises CannotDoError where the city's file
        names none, CityError, UnreadableError or CancelledError; the maps in use then stay. That the list of
        offices does not come is only said.
        """
        require(actor, Doing.IMPORT)
        city = self._city
        if city is None:
            raise CannotDoError(
                text("For this city it is not known where its ward map is."),
                text("Nothing was changed."),
                text("Import the map as a file: wardoffice wards import FILE."),
            )
        total = len(city.maps) + bool(city.offices)
        with TemporaryDirectory() as scratch, closing(self._connect(cancelled)) as source:
            fetched = []
            for done, (dataset, since) in enumerate(city.maps):
                progress(done, total)
                path = Path(scratch) / f"{dataset}.geojson"
                path.write_bytes(source.areas(dataset))
                check_wards(WardMap.read(path), dataset, city.numbers, city.bounds)
                fetched.append((path, since))
            if cancelled():
                raise CancelledError
            for path, since in fetched:
                keep_wards(self._boundaries.folder, path, since)
            progress(len(city.maps), total)
            listed, troubles = self._fetch_offices(actor, source, city)
        self._boundaries.reload()
        moves = self._change.settle(actor)
        progress(total, total)
        return WardReport(tuple(since for _, since in fetched), len(city.numbers), listed, moves, troubles)

    def _check_order(self, wards: WardMap, since: date | None) -> None:
        """A map without a day is in force before all dated ones: most who have one mean today's by it.

        A map that begins with the newest one the city's file knows, or later, may follow it: no other comes
        into force between.
        """
        boundaries = self._boundaries
        if not boundaries.known:
            return
        in_force = boundaries.in_force_since
        if since is None and in_force is not None:
            raise CannotDoError(
                text(
                    "A map in force since {day} is kept, and this one has no day.", day=in_force.isoformat()
                ),
                text("Nothing was changed."),
                text(
                    "Say the day this one came into force: wardoffice wards import FILE --since YYYY-MM-DD."
                ),
            )
        if since is None or in_force is not None or is_map_without_day(boundaries.folder, wards):
            return
        known = [day for _, day in self._city.maps] if self._city is not None else []
        if not known or since < max(known):
            raise CannotDoError(
                text(
                    "The ward map in use has no day, so that one of {day} would replace it.",
                    day=since.isoformat(),
                ),
                text("Nothing was changed."),
                text(
                    "First say the day the one in use came into force: "
                    "wardoffice wards import {file} --since YYYY-MM-DD. Then import this one.",
                    file=f'"{map_without_day(boundaries.folder)}"',
                ),
            )

    def _fetch_offices(self, actor: Actor, source: MapSource, city: CityWards) -> tuple[int, tuple[str, ...]]:
        if not city.offices:
            return 0, ()
        try:
            offices = read_portal_offices(source.table(city.offices))
        except (CityError, UnreadableError) as trouble:
            return 0, (str(trouble),)
        self._offices.keep(actor, offices)
        return len(offices), ()


def _kept(since: date | None, wards: int) -> str:
    if since is None:
        return plural("The map of one ward is kept.", "The map of {count} wards is kept.", wards)
    return plural(
        "The map of one ward in force since {day} is kept.",
        "The map of {count} wards in force since {day} is kept.",
        wards,
        day=since.isoformat(),
    )
