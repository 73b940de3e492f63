"""Pictures of maps for paper, drawn by matplotlib from the layers of the screen's map."""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from math import cos, radians
from typing import Any

from wardoffice.domain.map_layers import MapLayers
from wardoffice.domain.places import Box, Point
from wardoffice.domain.queue import MapPoint
from wardoffice.office.map_marks import marked

_DPI = 200
_STREET, _NAME, _WARD, _HERE = "#b4bdc8", "#586474", "#586474", "#18212c"
_MARK_AREA = 34.0  # points squared of a mark of middle size
_NAMED = 14
"""Streets that are named at most: more names than that cover each other."""


def box_around(point: Point, metres: float) -> Box:
    """The square of half-width ``metres`` around a point."""
    high = metres / 111_195.0
    wide = high / max(cos(radians(point.lat)), 0.01)
    return Box(point.lat - high, point.long - wide, point.lat + high, point.long + wide)


def map_picture(
    layers: MapLayers,
    points: Sequence[MapPoint],
    box: Box,
    *,
    here: Point | None = None,
    inches: tuple[float, float] = (3.4, 2.6),
) -> bytes:
    """A PNG of what lies in a box, with a ring around ``here``. matplotlib takes a second to import.

    The box is widened to the shape of the picture, so that a metre is as long in every direction.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.path import Path

    figure = Figure(figsize=inches, dpi=_DPI)
    axes = figure.add_axes((0, 0, 1, 1))
    west, east, south, north = _edges(box, inches)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect("auto")
    axes.set_axis_off()
    for outline, dash in ((layers.now, "solid"), (layers.before, (0, (2, 3)))):
        for ring in _rings(outline):
            axes.plot(*zip(*ring, strict=True), color=_WARD, linewidth=1.2, linestyle=dash, zorder=2)
    named: set[str] = set()
    for street in layers.streets:
        xs, ys = [at.long for at in street.points], [at.lat for at in street.points]
        axes.plot(xs, ys, color=_STREET, linewidth=1.6, solid_capstyle="round", zorder=1)
        inside = [(x, y) for x, y in zip(xs, ys, strict=True) if west < x < east and south < y < north]
        if inside and street.name and street.name not in named and len(named) < _NAMED:
            named.add(street.name)
            x, y = inside[len(inside) // 2]
            tall = max(ys) - min(ys) > max(xs) - min(xs)
            axes.text(x, y, street.name, fontsize=4.5, color=_NAME, rotation=90 if tall else 0, zorder=4,
                      ha="center", va="center", clip_on=True,
                      bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4, "alpha": 0.8})  # fmt: skip
    shown = marked([each for each in points if box.metres_to(each.point) == 0])
    for point, which in zip(shown.points, shown.which, strict=True):
        mark = shown.marks[which]
        corners = [(x, -y) for x, y in mark.points]
        axes.scatter(
            point.point.long,
            point.point.lat,
            s=_MARK_AREA * (mark.size / 7.5) ** 2,
            marker=Path([*corners, corners[0]], closed=True),
            facecolors="white" if mark.hollow else mark.light,
            edgecolors=mark.light if mark.hollow else "white",
            linewidths=0.6,
            zorder=5,
        )
    if here is not None:
        axes.scatter(
            here.long, here.lat, s=150, facecolors="none", edgecolors=_HERE, linewidths=1.6, zorder=6
        )
    file = BytesIO()
    FigureCanvasAgg(figure).print_png(file)  # type: ignore[no-untyped-call]  # matplotlib types half of itself
    return file.getvalue()


def _edges(box: Box, inches: tuple[float, float]) -> tuple[float, float, float, float]:
    """West, east, south and north of the box in the shape of the picture."""
    scale = cos(radians((box.south + box.north) / 2))
    x, y = (box.west + box.east) / 2, (box.south + box.north) / 2
    wide, high = (box.east - box.west) * scale, box.north - box.south
    wide, high = max(wide, high * inches[0] / inches[1]), max(high, wide * inches[1] / inches[0])
    return x - wide / scale / 2, x + wide / scale / 2, y - high / 2, y + high / 2


def _rings(outline: Mapping[str, Any]) -> Iterator[list[tuple[float, float]]]:
    """The outer rings of a GeoJSON geometry, feature or collection."""
    match outline.get("type"):
        case "FeatureCollection":
            for feature in outline.get("features") or ():
                yield from _rings(feature)
        case "Feature":
            yield from _rings(outline.get("geometry") or {})
        case "Polygon":
            yield [(x, y) for x, y, *_ in outline["coordinates"][0]]
        case "MultiPolygon":
            for part in outline["coordinates"]:
                yield [(x, y) for x, y, *_ in part[0]]
