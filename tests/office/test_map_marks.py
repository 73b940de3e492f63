"""What the maps draw: marks that differ by shape, density that counts everything once."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.gui.case_pages import a_point
from wardoffice.domain.places import Point
from wardoffice.domain.queue import Desk, MapPoint
from wardoffice.office.density import ZOOMS, Density, density
from wardoffice.office.map_marks import ColourBy, danger_mark, marked, status_marks

POINTS = st.lists(
    st.builds(
        a_point,
        st.integers(1, 10**6),
        desk=st.sampled_from(Desk),
        safety=st.booleans(),
        title=st.sampled_from([f"Type {each}" for each in range(12)]),
        service_code=st.sampled_from(["", "code"]),
        point=st.builds(Point, st.floats(41.6, 42.1), st.floats(-87.9, -87.5)),
    ),
    max_size=60,
    unique_by=lambda each: each.case_id,
)


def _light(colour: str) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_light(one), _light(other)))
    return (high + 0.05) / (low + 0.05)


def _many_types() -> list[MapPoint]:
    return [a_point(each, title=f"Type {each % 10}", service_code="code") for each in range(100)]


def test_no_two_marks_have_one_shape_so_that_colour_is_not_needed() -> None:
    by_status = [danger_mark(), *status_marks().values()]
    by_type = [*marked(_many_types(), ColourBy.TYPE).marks, danger_mark()]
    for marks in (by_status, by_type):
        looks = [(each.points, each.hollow) for each in marks]
        assert len(set(looks)) == len(looks)
        assert len({each.words for each in marks}) == len(marks)


def test_every_mark_can_be_told_from_the_ground_in_light_and_dark() -> None:
    for each in (danger_mark(), *status_marks().values(), *marked(_many_types(), ColourBy.TYPE).marks):
        assert _contrast(each.light, "#ffffff") >= 3, each.words
        assert _contrast(each.dark, "#12161b") >= 3, each.words


@given(POINTS, st.sampled_from(ColourBy))
def test_every_point_is_drawn_once_with_a_mark_that_means_it(points: list[MapPoint], by: ColourBy) -> None:
    shown = marked(points, by)

    assert Counter(each.case_id for each in shown.points) == Counter(each.case_id for each in points)
    assert shown.many == tuple(shown.which.count(place) for place in range(len(shown.marks)))
    assert all(many > 0 for many in shown.many)
    for each, which in zip(shown.points, shown.which, strict=True):
        words = shown.marks[which].words
        if each.safety:
            assert words == danger_mark().words
        elif by is ColourBy.STATUS:
            assert words == status_marks()[each.desk].words
        else:
            assert words in {each.title, "Other types"}


def test_danger_is_drawn_last_so_that_nothing_covers_it() -> None:
    points = [a_point(1, safety=True), a_point(2), a_point(3, desk=Desk.WATCHED_CLOSED)]
    assert [each.case_id for each in marked(points).points] == [3, 2, 1]


def test_by_type_the_eight_most_usual_have_a_mark_of_their_own() -> None:
    points = [
        a_point(n * 100 + k, title=f"Type {n}", service_code="c") for n in range(10) for k in range(n + 1)
    ]
    words = {each.words for each in marked(points, ColourBy.TYPE).marks}
    assert words == {"Other types", *(f"Type {n}" for n in range(2, 10))}


@given(POINTS)
def test_every_zoom_counts_every_point_once_in_the_cell_it_lies_in(points: list[MapPoint]) -> None:
    found = density(points)

    assert [level.zoom for level in found.levels] == (list(ZOOMS) if points else [])
    for level in found.levels:
        assert sum(cell.count for cell in level.cells) == len(points)
        assert level.breaks[0] == 1
        assert list(level.breaks) == sorted(set(level.breaks))
        for each in points:
            spot = each.point
            around = [
                cell
                for cell in level.cells
                if cell.south - 1e-9 <= spot.lat <= cell.north + 1e-9
                and cell.west - 1e-9 <= spot.long <= cell.east + 1e-9
            ]
            assert around


def test_density_comes_by_itself_only_where_there_are_many() -> None:
    few = [a_point(each) for each in range(1_000)]
    assert density(few).below == 0
    assert density([*few, a_point(1_000)]).below == ZOOMS.stop - 1
    assert density(()) == Density()
