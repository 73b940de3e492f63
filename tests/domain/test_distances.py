"""Distances as an office says them."""

import pytest

from wardoffice.domain.distances import distance_words


@pytest.mark.parametrize(
    ("metres", "said"),
    [
        (0.0, "5 feet"),
        (3.0, "10 feet"),
        (12.0, "40 feet"),
        (79.0, "260 feet"),
        (304.0, "1000 feet"),
        (305.0, "0.2 miles"),
        (16_093.0, "10.0 miles"),
    ],
)
def test_a_distance_is_said_in_feet_and_miles(metres: float, said: str) -> None:
    assert distance_words(metres) == said
