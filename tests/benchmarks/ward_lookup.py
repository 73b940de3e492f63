"""The ward of many points at once and one by one, beside shapely's bulk ``contains_xy`` of the same wards.

Figures, each in points a second: ward_lookup (at once) and ward_lookup_single (one by one), and both again
with the other ward that begins within 20 m (_flagged). The map is made up, as large and as winding as
Chicago's: 50 wards of 90,000 corners. ``--map FILE`` takes a real one.
"""

import argparse
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from tests.benchmarks.figures import seconds, show
from wardoffice.domain.places import Point
from wardoffice.geo.wards import WardMap

_ACROSS, _DOWN = 5, 10
_WEST, _SOUTH, _WIDE, _HIGH = -87.94, 41.645, 0.08, 0.038  # degrees of a ward
_CORNERS_A_SIDE = 450
_SINGLE = 20_000
_Coordinates = NDArray[np.float64]


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=500_000, help="points to look up (default 500,000)")
    parser.add_argument("--map", type=Path, help="a map of wards to use instead of the made-up one")
    chosen = parser.parse_args()
    wards = WardMap.read(chosen.map) if chosen.map else made_up_city()
    areas = [shapely.geometry.shape(wards.outline(ward)["geometry"]) for ward in wards.wards]
    shapely.prepare(areas)
    print(f"# {len(areas)} wards of {shapely.get_num_coordinates(areas).sum():,} corners")
    lat, long = _points_inside(areas, chosen.size)

    def bare() -> None:
        for area in areas:
            shapely.contains_xy(area, long, lat)

    points = [Point(*place) for place in zip(lat[:_SINGLE].tolist(), long[:_SINGLE].tolist(), strict=True)]
    if wards.wards_of(points) != [wards.ward_of(point) for point in points]:
        raise SystemExit("ward_lookup: many at once are not as each alone")
    other = ("shapely's bulk contains_xy", len(lat) / seconds(bare))
    show("ward_lookup", len(lat) / seconds(lambda: wards.wards_at(lat, long)), "points/s", other)
    single = len(points) / seconds(lambda: [wards.ward_of(point) for point in points])
    show("ward_lookup_single", single, "points/s", other)
    flagged = wards.places_of(points)
    if flagged != [wards.place_of(point) for point in points]:
        raise SystemExit("ward_lookup: many at once are not flagged as each alone")
    print(f"# {sum(place.border_ward is not None for place in flagged) / len(points):.1%} near another ward")
    show("ward_lookup_flagged", len(points) / seconds(lambda: wards.places_of(points)), "points/s", other)
    single = len(points) / seconds(lambda: [wards.place_of(point) for point in points])
    show("ward_lookup_flagged_single", single, "points/s", other)


def made_up_city() -> WardMap:
    """Fifty wards side by side whose shared borders wind alike on both sides."""
    areas = {}
    for number in range(_ACROSS * _DOWN):
        west, south = _WEST + number % _ACROSS * _WIDE, _SOUTH + number // _ACROSS * _HIGH
        x = np.linspace(west, west + _WIDE, _CORNERS_A_SIDE)
        y = np.linspace(south, south + _HIGH, _CORNERS_A_SIDE)
        ring = np.concatenate(
            [
                np.column_stack([x, np.full_like(x, south)]),
                np.column_stack([np.full_like(y, west + _WIDE), y]),
                np.column_stack([x[::-1], np.full_like(x, south + _HIGH)]),
                np.column_stack([np.full_like(y, west), y[::-1]]),
            ]
        )
        areas[number + 1] = shapely.make_valid(shapely.Polygon(_wound(ring)))
    return WardMap(areas)


def _wound(places: _Coordinates) -> _Coordinates:
    x, y = places[:, 0], places[:, 1]
    return np.column_stack([x + 0.006 * np.sin(y * 700), y + 0.003 * np.sin(x * 900)])


def _points_inside(areas: list[shapely.Geometry], size: int) -> tuple[_Coordinates, _Coordinates]:
    city = shapely.union_all(areas)
    shapely.prepare(city)
    west, south, east, north = city.bounds
    dice = np.random.default_rng(311)
    long, lat = dice.uniform(west, east, 4 * size), dice.uniform(south, north, 4 * size)
    inside = shapely.contains_xy(city, long, lat)
    return lat[inside][:size], long[inside][:size]


if __name__ == "__main__":
    main()
