"""The picture of a map that goes with a forward; drawn in a worker process, as matplotlib takes its time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wardoffice.domain.map_layers import MapLayers
from wardoffice.domain.places import Box, Point
from wardoffice.domain.ports import Cancelled
from wardoffice.office.map_picture import box_around, map_picture
from wardoffice.system.pool import Done, ParsingPool

_AROUND_METRES = 180.0
_INCHES = (5.0, 3.6)
_REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class MapJob:
    """What lies around a place, and the place."""

    layers: MapLayers
    box: Box
    here: Point


def draw_map(job: MapJob) -> bytes:
    """A PNG of the surroundings with a ring around the place."""
    return map_picture(job.layers, (), job.box, here=job.here, inches=_INCHES)


class ForwardMaps:
    """Draws them, each once while the program runs; ``around`` reads what lies in a box."""

    def __init__(self, pool: ParsingPool, around: Callable[[Box], MapLayers]) -> None:
        self._pool, self._around = pool, around
        self._drawn: dict[Point, bytes] = {}

    def draw(self, places: Sequence[Point], cancelled: Cancelled) -> dict[Point, bytes]:
        """A PNG for each of these places; one that could not be drawn is missing, and the log says why."""
        drawn = dict(self._drawn)
        jobs = []
        for place in dict.fromkeys(places):
            if place not in drawn:
                box = box_around(place, _AROUND_METRES)
                jobs.append(MapJob(self._around(box), box, place))
        for job, result in zip(jobs, self._pool.run(draw_map, jobs, cancelled), strict=True):
            if isinstance(result, Done):
                drawn[job.here] = result.value
        # Replaced as a whole: whoever draws at the same time reads the one or the other.
        self._drawn = dict(list(drawn.items())[-_REMEMBERED:])
        return {place: drawn[place] for place in places if place in drawn}
