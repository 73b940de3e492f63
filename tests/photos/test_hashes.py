"""The difference hash: the same photo is close, another one far."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.photos.pictures import drawn
from wardoffice.domain.picture_hashes import ALIKE_BITS, bands, bits_apart
from wardoffice.photos.hashes import difference_hash

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


@given(hashes, st.sets(st.integers(0, 63), max_size=3))
def test_hashes_that_differ_in_three_bits_share_a_band(one: str, flipped: set[int]) -> None:
    other = f"{int(one, 16) ^ sum(1 << bit for bit in flipped):016x}"
    shared = [mine for mine, theirs in zip(bands(one), bands(other), strict=False) if mine == theirs]
    if bands(one) and bands(other):
        assert shared


@pytest.mark.parametrize("blank", ["", "0" * 16, "f" * 16, "0000000000000003"])
def test_a_blank_picture_is_like_no_other(blank: str) -> None:
    assert bands(blank) == ()


def test_a_copy_of_a_messenger_is_alike_and_its_mirror_image_is_not(tmp_path: Path) -> None:
    """Smaller and pressed harder, as messengers pass photos on."""
    noise = Image.effect_noise((9, 8), 120).resize((1200, 900), Image.Resampling.BICUBIC)
    noise.resize((640, 480)).save(tmp_path / "copy.jpg", quality=40)
    with Image.open(tmp_path / "copy.jpg") as copy:
        assert bits_apart(difference_hash(noise), difference_hash(copy)) <= ALIKE_BITS
    mirrored = noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert bits_apart(difference_hash(noise), difference_hash(mirrored)) > ALIKE_BITS


@pytest.mark.parametrize("wrong", ["", "12", "x" * 16])
def test_what_is_no_hash_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"hex digits|invalid literal"):
        bits_apart(wrong, "0" * 16)
