"""A point is in the right ward, to the metre, and a bad map is said in words."""

import json
import os
from math import cos, radians
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.errors import CannotDoError, UnreadableError
from wardoffice.domain.places import Point, metres_between
from wardoffice.domain.wards import NOWHERE, WardPlace
from wardoffice.geo.wards import WardMap

CHECKOUT = Path(__file__).parents[2]
WARDS = Path(os.environ.get("WARDOFFICE_TEST_DATA", CHECKOUT / "../shared/data")) / "wards"
SQUARE = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]


def ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(ward: object, kind: str, coordinates: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"ward": ward},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def write(path: Path, features: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


# Ward 2 is in two parts and has a hole; ward 10 (a number, not a text) touches it at longitude -87.6.
FEATURES = [
    feature(10, "Polygon", [ring(-87.6, 41.8, -87.5, 41.9)]),
    feature(
        "2",
        "MultiPolygon",
        [
            [ring(-87.7, 41.8, -87.6, 41.9), ring(-87.66, 41.84, -87.64, 41.86)],
            [ring(-87.7, 41.95, -87.69, 41.96)],
        ],
    ),
]


@pytest.fixture
def wards(tmp_path: Path) -> WardMap:
    return WardMap.read(write(tmp_path / "two.geojson", FEATURES))


@pytest.mark.parametrize(
    ("lat", "long", "ward"),
    [
        (41.85, -87.55, 10),
        (41.81, -87.65, 2),
        (41.955, -87.695, 2),
        (41.85, -87.65, None),  # in the hole
        (41.7, -87.65, None),
        (41.85, -87.6, 2),  # on the border of both: the lower number
        (41.8, -87.7, 2),  # a corner
        (float("nan"), -87.65, None),
        (41.85, float("inf"), None),
    ],
)
def test_a_point_is_in_one_ward_or_none(wards: WardMap, lat: float, long: float, ward: int | None) -> None:
    assert wards.ward_of(Point(lat, long)) == ward
    assert wards.wards_of([Point(lat, long)] * 2) == [ward, ward]


def test_no_points_have_no_wards(wards: WardMap) -> None:
    assert wards.wards_of([]) == []
    assert wards.wards == (2, 10)


@given(
    st.lists(
        st.builds(Point, st.floats(41.75, 41.99, allow_nan=False), st.floats(-87.75, -87.45)), max_size=30
    )
)
def test_many_points_at_once_are_as_each_alone(points: list[Point]) -> None:
    wards = WardMap({2: shapely.box(-87.7, 41.8, -87.6, 41.9), 3: shapely.box(-87.6, 41.8, -87.5, 41.96)})
    assert wards.wards_of(points) == [wards.ward_of(point) for point in points]


def metres_to_border(wards: WardMap, point: Point, ward: int) -> float:
    """Metres from a point to the nearest border of a ward, on a plane that touches the earth at the point."""
    border = shapely.boundary(shapely.geometry.shape(wards.outline(ward)["geometry"]))
    here, scale = np.array([point.long, point.lat]), 111_195 * np.array([cos(radians(point.lat)), 1])
    return float(
        shapely.distance(shapely.transform(border, lambda xy: (xy - here) * scale), shapely.Point(0, 0))
    )


def test_metres_to_the_border_are_those_of_the_great_circle(wards: WardMap) -> None:
    point = Point(41.82, -87.602)
    away = metres_between(point, Point(41.82, -87.6))
    assert wards.place_of(point, 200).border_metres == pytest.approx(away, rel=1e-3)


# One degree of latitude is 111.195 km: 0.0001 is 11.1 m; of longitude at 41.82 north 82.9 km: 8.29 m.
@pytest.mark.parametrize(
    ("lat", "long", "metres", "neighbour"),
    [
        (41.82, -87.6001, 20, 10),  # in ward 2, 8 m from ward 10
        (41.82, -87.5999, 20, 2),  # in ward 10, 8 m from ward 2
        (41.82, -87.6001, 8, None),
        (41.82, -87.6003, 20, None),  # 25 m
        (41.82, -87.6003, 25, 10),
        (41.85, -87.6, 20, 10),  # on the border, and therefore in ward 2
        (41.8999, -87.65, 20, None),  # 11 m from the edge of the city: no ward beyond it
        (41.9001, -87.65, 20, 2),  # 11 m outside of the city
        (41.9499, -87.695, 20, 2),  # beside the other part of ward 2
        (41.8599, -87.65, 20, 2),  # in the hole
        (41.85, -87.65, 20, None),
    ],
)
def test_a_point_close_to_another_ward_names_it(
    *, wards: WardMap, lat: float, long: float, metres: float, neighbour: int | None
) -> None:
    assert wards.place_of(Point(lat, long), metres).border_ward == neighbour


@given(
    st.lists(st.builds(Point, st.floats(41.79, 41.97), st.floats(-87.71, -87.49)), max_size=8),
    st.floats(0, 3000),
)
def test_the_neighbour_is_the_nearest_other_ward_by_the_metres_to_its_border(
    points: list[Point], metres: float
) -> None:
    wards = WardMap(
        {
            2: shapely.box(-87.7, 41.8, -87.6, 41.9),
            3: shapely.box(-87.6, 41.8, -87.5, 41.96),
            7: shapely.box(-87.7, 41.91, -87.61, 41.96),
        }
    )
    places = wards.places_of(points, metres)
    assert [place.ward for place in places] == [wards.ward_of(point) for point in points]
    for point, place in zip(points, places, strict=True):
        others = [
            metres_to_border(wards, point, ward) for ward in wards.wards if ward != wards.ward_of(point)
        ]
        nearest = min(others)
        if place.border_ward is None or place.border_metres is None:
            assert nearest >= metres * 0.999 - 1e-6
        else:
            assert place.border_metres == pytest.approx(nearest, rel=1e-3, abs=1e-6)
            assert place.border_metres <= metres
            assert metres_to_border(wards, point, place.border_ward) == pytest.approx(
                nearest, rel=1e-3, abs=1e-6
            )


OVERLAPPING = WardMap(
    {
        2: shapely.box(-87.7, 41.8, -87.6, 41.9),
        3: shapely.box(-87.6, 41.8, -87.5, 41.96),
        5: shapely.box(-87.66, 41.84, -87.655, 41.845),  # lies inside of ward 2 as well
        7: shapely.box(-87.7001, 41.91, -87.61, 41.96),
    }
)
NEAR_BORDERS = (
    st.sampled_from([41.8, 41.84, 41.845, 41.9, 41.91, 41.96]),
    st.sampled_from([-87.7, -87.66, -87.655, -87.61, -87.6, -87.5]),
)


@given(
    st.lists(
        st.builds(
            lambda lat, long, north, east: Point(lat + north, long + east),
            *NEAR_BORDERS,
            st.floats(-0.0006, 0.0006),
            st.floats(-0.0006, 0.0006),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_points_asked_one_by_one_are_placed_and_flagged_as_many_at_once_are(points: list[Point]) -> None:
    many = OVERLAPPING.places_of(points * 30)
    assert many[: len(points)] == [OVERLAPPING.place_of(point) for point in points]
    assert OVERLAPPING.places_of(points) == many[: len(points)]


def test_a_ward_inside_of_another_is_near_though_no_border_of_the_other_is() -> None:
    assert OVERLAPPING.place_of(Point(41.8425, -87.6575)).border_ward == 5
    assert OVERLAPPING.place_of(Point(41.8455, -87.6575)) == WardPlace(2)


def test_a_point_without_a_position_has_no_ward_and_no_neighbour(wards: WardMap) -> None:
    assert wards.place_of(Point(0, float("inf"))) == wards.place_of(Point(float("nan"), 0)) == NOWHERE


def test_arrays_of_points_give_arrays_of_wards(wards: WardMap) -> None:
    lat, long = np.array([41.85, np.nan, 41.81, 41.85]), np.array([-87.55, -87.65, -87.65, -87.65])
    assert wards.wards_at(lat, long).tolist() == [10, 0, 2, 0]


def test_outline_and_bounds_draw_the_whole_ward(wards: WardMap) -> None:
    outline = wards.outline(2)
    assert outline["properties"] == {"ward": 2}
    assert shapely.from_geojson(json.dumps(outline)).geom_type == "MultiPolygon"
    assert WardMap({2: shapely.geometry.shape(outline["geometry"])}).ward_of(Point(41.955, -87.695)) == 2
    assert wards.bounds(2) == (Point(41.8, -87.7), Point(41.96, -87.6))


@pytest.mark.parametrize("ask", [WardMap.outline, WardMap.bounds])
def test_an_unknown_ward_is_said_in_words(wards: WardMap, ask: Any) -> None:  # noqa: ANN401 - either method
    with pytest.raises(CannotDoError, match="no ward 51"):
        ask(wards, 51)


def test_parts_of_one_ward_in_several_features_are_joined(tmp_path: Path) -> None:
    parts = [feature("7", "Polygon", [ring(0, 0, 1, 1)]), feature(7.0, "Polygon", [ring(2, 0, 3, 1)])]
    wards = WardMap.read(write(tmp_path / "parts.geojson", parts))
    assert wards.wards_of([Point(0.5, 0.5), Point(0.5, 1.5), Point(0.5, 2.5)]) == [7, None, 7]


def test_a_shape_that_crosses_itself_is_mended(tmp_path: Path) -> None:
    bow_tie = feature(1, "Polygon", [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]])
    wards = WardMap.read(write(tmp_path / "bow.geojson", [bow_tie]))
    assert wards.wards_of([Point(0.5, 0.1), Point(1.5, 1.9), Point(0.1, 1.0)]) == [1, 1, None]


@pytest.mark.parametrize(
    ("features", "words"),
    [
        ([], "holds no list of features"),
        ("x", "holds no list of features"),
        ([5], "feature 1 has no ward number"),
        ([feature(None, "Polygon", [SQUARE])], "feature 1 has no ward number"),
        ([feature("1", "Polygon", [SQUARE]), feature("first", "Polygon", [SQUARE])], "feature 2 has no ward"),
        ([feature(0, "Polygon", [SQUARE])], "feature 1 has no ward number"),
        ([feature(True, "Polygon", [SQUARE])], "feature 1 has no ward number"),
        ([feature(1, "Point", [0, 0])], "ward 1 is not an area"),
        ([{"properties": {"ward": 1}, "geometry": None}], "ward 1 is not an area"),
        ([feature(1, "Polygon", [])], "shape of ward 1"),
        ([feature(1, "Polygon", [[[0, 0], [1, 1]]])], "shape of ward 1 is damaged"),
        ([feature(1, "Polygon", [["a", "b"]])], "shape of ward 1 is damaged"),
        ([feature(1, "Polygon", 7)], "shape of ward 1 is damaged"),
        ([feature(1, "Polygon", [[[0, 0], [1, 1], [2, 2], [0, 0]]])], "shape of ward 1"),
        ([feature(1, "Polygon", [ring(1_170_000, 1_890_000, 1_180_000, 1_900_000)])], "not in degrees"),
    ],
)
def test_a_map_that_cannot_be_used_is_said_in_words_p8(features: object, words: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        WardMap.read(write(tmp_path / "bad.geojson", features))
    assert "bad.geojson" in caught.value.happened
    assert words in caught.value.happened
    assert caught.value.safe
    assert caught.value.next_step


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[]", b"12", b"[" * 100_000])
def test_a_file_that_is_no_map_is_said_in_words_p8(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "bad.geojson"
    path.write_bytes(raw)
    with pytest.raises(UnreadableError):
        WardMap.read(path)
    with pytest.raises(UnreadableError, match="cannot be opened"):
        WardMap.read(tmp_path / "missing.geojson")


def numbers_at(path: Path) -> list[Path]:
    return [path / "chicago-wards-2023-full.geojson", path / "chicago-wards-2015-2023-councilmatic.json"]


@pytest.mark.parametrize("position", [0, 1])
def test_chicagos_own_maps_cover_the_city_with_fifty_wards(position: int) -> None:
    path = numbers_at(WARDS)[position]
    if not path.is_file():
        pytest.skip("Chicago's ward maps are not on this machine (WARDOFFICE_TEST_DATA)")
    wards = WardMap.read(path)
    assert wards.wards == tuple(range(1, 51))
    rng = np.random.default_rng(50)
    points = [
        Point(*place)
        for place in zip(rng.uniform(41.6, 42.05, 2000), rng.uniform(-88, -87.5, 2000), strict=True)
    ]
    found = wards.wards_of(points)
    assert found == [wards.ward_of(point) for point in points]
    areas = {ward: shapely.geometry.shape(wards.outline(ward)["geometry"]) for ward in wards.wards}
    for point, ward in zip(points, found, strict=True):
        inside = {
            number for number, area in areas.items() if area.covers(shapely.Point(point.long, point.lat))
        }
        assert ward == min(inside, default=None)


@pytest.mark.parametrize(
    ("lat", "long", "ward"),
    [
        (41.9484, -87.6553, 44),  # Wrigley Field
        (41.8299, -87.6338, 11),  # the ballpark at 35th Street
        (42.05, -87.68, None),  # Evanston
    ],
)
def test_well_known_places_are_in_their_wards(lat: float, long: float, ward: int | None) -> None:
    path = numbers_at(WARDS)[0]
    if not path.is_file():
        pytest.skip("Chicago's ward maps are not on this machine (WARDOFFICE_TEST_DATA)")
    assert WardMap.read(path).ward_of(Point(lat, long)) == ward
