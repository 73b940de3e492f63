"""What a resident is told of how long it takes counts what is still open, and says nothing by chance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from wardoffice.domain.expected_time import expected_time, share_over
from wardoffice.gui.case.expected_words import based_on_words, expected_words, span_words

DAYS = st.floats(0, 400).map(lambda days: round(days, 1))


def test_half_of_them_and_four_in_five_are_told() -> None:
    expected = expected_time([float(day) for day in range(1, 101)], [])
    assert expected is not None
    assert (expected.half_days, expected.most_days) == (50.0, 80.0)
    assert (expected.requests, expected.open) == (100, 0)


def test_what_is_still_open_makes_it_longer() -> None:
    """Closed requests alone would hide the backlog."""
    closed = [5.0] * 30
    alone = expected_time(closed, [])
    with_backlog = expected_time(closed, [200.0] * 30)
    assert alone is not None
    assert with_backlog is not None
    assert (alone.half_days, alone.most_days) == (5.0, 5.0)
    assert (with_backlog.half_days, with_backlog.most_days) == (5.0, None)
    mostly_open = expected_time(closed, [200.0] * 60)
    assert mostly_open is not None
    assert mostly_open.half_days is None


def test_few_closed_ones_tell_nothing() -> None:
    assert expected_time([3.0] * 19, [1.0] * 500) is None
    assert expected_time([], []) is None


@given(st.lists(DAYS, min_size=1, max_size=40), st.lists(DAYS, max_size=40))
def test_the_estimate_is_that_of_the_library(closed: list[float], still_open: list[float]) -> None:
    """scipy's product-limit estimate, which is too heavy to load for a line of a screen."""
    known = ecdf(CensoredData(uncensored=closed, right=still_open)).cdf
    steps = dict(zip(known.quantiles.tolist(), known.probabilities.tolist(), strict=True))
    for days, over in share_over(closed, still_open):
        assert over == pytest.approx(steps[days], abs=1e-9)


@pytest.mark.parametrize(
    ("closed", "still_open", "words"),
    [
        ([float(day) for day in range(1, 31)], [], "Usually 15 days, 1 in 5 takes over 3 weeks"),
        ([9.0] * 40, [], "Usually 9 days"),
        ([9.0] * 40, [100.0] * 30, "Usually 9 days, but 1 in 5 is still open"),
        ([9.0] * 40, [100.0] * 90, "More than half of them are still open."),
    ],
)
def test_it_is_told_as_one_tells_it_on_the_phone(
    closed: list[float], still_open: list[float], words: str
) -> None:
    expected = expected_time(closed, still_open)
    assert expected is not None
    assert expected_words(expected) == words


def test_spans_are_told_in_one_unit_and_the_source_is_named() -> None:
    assert [span_words(days) for days in (0.2, 1.0, 2.4, 20.0, 21.0, 89.0, 120.0)] == [
        "a day",
        "a day",
        "2 days",
        "20 days",
        "3 weeks",
        "13 weeks",
        "4 months",
    ]
    expected = expected_time([9.0] * 40, [100.0] * 8)
    assert expected is not None
    assert based_on_words(expected) == "from 48 requests of this type here in a year, 8 of them open"
