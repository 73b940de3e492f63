"""The marks of the maps: what each problem is drawn as, by its status or by its type.

Every mark differs from the others by its shape as well as by its colour, so that a map is read without
telling colours apart (WCAG 2.1, 1.4.1), and each colour has at least 3 : 1 against its ground (1.4.11).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from math import cos, pi, sin

from wardoffice.domain.queue import Desk, MapPoint
from wardoffice.language import text

Corner = tuple[float, float]
_ROUND = 24
_LARGE, _MIDDLE, _SMALL = 8.5, 7.5, 4.5


@unique
class ColourBy(StrEnum):
    """What the marks tell."""

    STATUS = "status"
    TYPE = "type"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark. ``points`` is its outline around 0/0, y downwards, as far as 1 from the middle.

    ``light`` and ``dark`` are its colour (``#rrggbb``) on a light and on a dark ground, ``size`` how far it
    reaches in pixels, ``words`` what it means. A hollow one is drawn as a line;
    one ``above`` is drawn over the density too.
    """

    words: str
    points: tuple[Corner, ...]
    light: str
    dark: str
    size: float = _MIDDLE
    hollow: bool = False
    above: bool = False


@dataclass(frozen=True, slots=True)
class MarkedPoints:
    """Points with their marks: ``which`` of ``marks`` each has, and how ``many`` have each."""

    points: tuple[MapPoint, ...] = ()
    marks: tuple[Mark, ...] = ()
    which: tuple[int, ...] = ()
    many: tuple[int, ...] = ()


def _regular(corners: int, turned: float = 0.0, *, inner: float = 1.0) -> tuple[Corner, ...]:
    """A polygon with a corner at the top; with ``inner`` below 1 a star of so many points."""
    steps = corners if inner == 1 else corners * 2
    found = []
    for step in range(steps):
        reach = inner if inner != 1 and step % 2 else 1.0
        angle = -pi / 2 + turned + 2 * pi * step / steps
        found.append((reach * cos(angle), reach * sin(angle)))
    return tuple(found)


_CIRCLE = tuple((0.9 * x, 0.9 * y) for x, y in _regular(_ROUND))
_TRIANGLE = ((0.0, -1.1), (1.05, 0.8), (-1.05, 0.8))
_UPSIDE_DOWN = tuple((x, -y) for x, y in _TRIANGLE)
_SQUARE = ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8))
_DIAMOND = ((0.0, -1.1), (1.0, 0.0), (0.0, 1.1), (-1.0, 0.0))
_STAR = tuple((1.15 * x, 1.15 * y) for x, y in _regular(5, inner=0.45))
_PENTAGON = _regular(5)
_HEXAGON = _regular(6, pi / 6)
_PLUS = (
    (-0.35, -1.0), (0.35, -1.0), (0.35, -0.35), (1.0, -0.35), (1.0, 0.35), (0.35, 0.35),
    (0.35, 1.0), (-0.35, 1.0), (-0.35, 0.35), (-1.0, 0.35), (-1.0, -0.35), (-0.35, -0.35),
)  # fmt: skip
_CROSS = tuple(((x - y) * 0.7, (x + y) * 0.7) for x, y in _PLUS)
_TICK = ((-1.0, 0.05), (-0.6, -0.4), (-0.25, -0.05), (0.65, -0.95), (1.05, -0.55), (-0.25, 0.8))

_BLUE = ("#0b5fa8", "#6bb3f5")
_RED = ("#b3261e", "#ff8a80")
_GREEN = ("#00705a", "#3fcfa8")
_ORANGE = ("#9a5b00", "#f0bd5b")
_PURPLE = ("#7a3f9c", "#d0a6f2")
_PINK = ("#a8326f", "#f29ac6")
_SKY = ("#2a7a99", "#8bd3ee")
_BLACK = ("#18212c", "#e7ecf2")
_QUIET = ("#586474", "#9caab9")

_OF_TYPES = (
    (_CIRCLE, _BLUE),
    (_SQUARE, _ORANGE),
    (_DIAMOND, _GREEN),
    (_STAR, _PURPLE),
    (_PLUS, _PINK),
    (_HEXAGON, _SKY),
    (_UPSIDE_DOWN, _BLACK),
    (_PENTAGON, _ORANGE),
)


def danger_mark() -> Mark:
    """What a danger is drawn as, whatever else the map tells."""
    return Mark(text("Danger"), _TRIANGLE, *_RED, size=9.5, above=True)


def status_marks() -> dict[Desk, Mark]:
    """What each status is drawn as, what matters least first."""
    return {
        Desk.WATCHED_CLOSED: Mark(text("Only in 311, city closed it"), _CROSS, *_QUIET, size=_SMALL),
        Desk.WATCHED_OPEN: Mark(text("Only in 311, open"), _CIRCLE, *_QUIET, size=_SMALL, hollow=True),
        Desk.FINISHED: Mark(text("We are done"), _TICK, *_GREEN),
        Desk.WAITING_ON_CITY: Mark(text("Waiting on the city"), _SQUARE, *_ORANGE),
        Desk.REALLY_DONE: Mark(text("Really done?"), _DIAMOND, *_PURPLE, size=_LARGE),
        Desk.TO_US: Mark(text("To us"), _CIRCLE, *_BLUE, size=_LARGE),
    }


def marked(points: Sequence[MapPoint], by: ColourBy = ColourBy.STATUS) -> MarkedPoints:
    """The points with their marks, in the order they are drawn: what matters most comes last.

    By type the eight that most of these points are of have a mark of their own, the others share one.
    Marks that none of the points has are left out.
    """
    kinds = _by_status() if by is ColourBy.STATUS else _by_type(points)
    danger = danger_mark()
    drawn = {key: place for place, key in enumerate(kinds)}
    of_each = [_DANGER if each.safety else _key(each, by, kinds) for each in points]
    order = sorted(range(len(points)), key=lambda at: drawn.get(of_each[at], len(drawn)))
    used = [key for key in (*kinds, _DANGER) if key in set(of_each)]
    place = {key: number for number, key in enumerate(used)}
    counted = Counter(of_each)
    return MarkedPoints(
        tuple(points[at] for at in order),
        tuple(kinds.get(key, danger) for key in used),
        tuple(place[of_each[at]] for at in order),
        tuple(counted[key] for key in used),
    )


_DANGER, _OTHER = "\0danger", "\0other"


def _by_status() -> dict[str, Mark]:
    return {desk.value: mark for desk, mark in status_marks().items()}


def _by_type(points: Sequence[MapPoint]) -> dict[str, Mark]:
    counted = Counter(each.title for each in points if each.service_code and not each.safety)
    most = sorted(counted, key=lambda name: (-counted[name], name))[: len(_OF_TYPES)]
    kinds = {_OTHER: Mark(text("Other types"), _CIRCLE, *_QUIET, size=_SMALL, hollow=True)}
    for name, (shape, colours) in reversed(list(zip(most, _OF_TYPES, strict=False))):
        kinds[name] = Mark(name, shape, *colours)
    return kinds


def _key(point: MapPoint, by: ColourBy, kinds: dict[str, Mark]) -> str:
    if by is ColourBy.STATUS:
        return point.desk.value
    return point.title if point.service_code and point.title in kinds else _OTHER
