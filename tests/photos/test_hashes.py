"""The difference hash: the same photo is close, another one far."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.photos.pictures import drawn
from wardoffice.photos.hashes import bits_apart, difference_hash

hashes = st.integers(0, 2**64 - 1).map(lambda number: f"{number:016x}")


def test_a_smaller_copy_is_the_same_picture_and_another_is_not() -> None:
    photo = drawn(1200, 800)
    mirrored = photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert bits_apart(difference_hash(photo), difference_hash(photo.resize((300, 200)))) <= 3
    slope = Image.linear_gradient("L")
    assert bits_apart(difference_hash(slope.rotate(90)), difference_hash(slope.rotate(270))) > 30
    assert difference_hash(photo) != difference_hash(mirrored)


@given(hashes, hashes)
def test_distance_is_symmetric_and_zero_only_for_the_same(one: str, other: str) -> None:
    assert bits_apart(one, other) == bits_apart(other, one)
    assert (bits_apart(one, other) == 0) == (one == other)
    assert 0 <= bits_apart(one, other) <= 64


@pytest.mark.parametrize("wrong", ["", "12", "x" * 16])
def test_what_is_no_hash_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"hex digits|invalid literal"):
        bits_apart(wrong, "0" * 16)
