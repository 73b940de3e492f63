"""Wards: where a point lies, how near another ward begins, and how to reach that ward's office."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import Protocol

from wardoffice.domain.places import Point


@dataclass(frozen=True, slots=True)
class WardPlace:
    """The ward of a point, None outside of all.

    ``border_ward`` is the nearest other ward where one begins within 20 m, ``border_metres`` how far away.
    """

    ward: int | None = None
    border_ward: int | None = None
    border_metres: float | None = None


NOWHERE = WardPlace()

PlacesOf = Callable[[Sequence[Point]], Sequence[WardPlace]]
"""Where each of these points lies by the boundaries in force today."""


@dataclass(frozen=True, slots=True)
class WardOffice:
    """How to reach the office of a ward; any part but the number may be unknown.

    ``name`` is the office-holder's, as people write it.
    """

    ward: int
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    website: str = ""

    @property
    def is_known(self) -> bool:
        """Whether there is any way to reach it."""
        return bool(self.phone or self.email or self.address)


@unique
class HandOverWay(StrEnum):
    """What was done when a problem was handed over: told by staff, never by the program (P5)."""

    CALLED = "called their office"
    MAILED = "e-mailed their office"
    GIVEN = "gave their number to who asked"


@dataclass(frozen=True, slots=True)
class HandOver:
    """To which office, by what staff did, and in their words.

    ``office`` is kept where it differs from what was known.
    """

    office: WardOffice
    ways: tuple[HandOverWay, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True)
class WardMoves:
    """The open problems that new boundaries put into another ward, by id: out of ours, and into ours."""

    out: tuple[int, ...] = ()
    into: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        """Whether any moved."""
        return bool(self.out or self.into)


NONE_MOVED = WardMoves()


class WardLookup(Protocol):
    """The boundaries of the city."""

    @property
    def known(self) -> bool:
        """Whether there is a map in force today; without one every point is nowhere."""
        ...

    def places_of(self, points: Sequence[Point]) -> Sequence[WardPlace]:
        """Where points lie by the boundaries in force today."""
        ...

    def wards_then(self, points: Sequence[Point], days: Sequence[date]) -> Sequence[int | None]:
        """The ward of each point by the map of its day; None outside, and where no map of it is known."""
        ...
