"""One and several of a thing, as far as endings tell."""

import pytest

from wardoffice.domain.word_forms import one_of_several


@pytest.mark.parametrize(
    ("several", "one"),
    [
        ("potholes", "pothole"),
        ("branches", "branch"),
        ("alleys", "alley"),
        ("batteries", "battery"),
        ("baches", "bache"),
        ("árboles", "árbol"),
    ],
)
def test_one_is_known_from_several(several: str, one: str) -> None:
    assert one in one_of_several(several)


@pytest.mark.parametrize("word", ["bus", "this", "glass", "census", "debris", "hole", "s4800s", ""])
def test_what_only_ends_like_several_is_left_alone(word: str) -> None:
    assert one_of_several(word) == ()
