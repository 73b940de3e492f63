"""Edited copies: the original untouched, blurred parts that cannot be read back, nothing but pixels."""

from math import ceil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from tests.photos.pictures import WESTERN_AND_LELAND, drawn, exif, saved
from wardoffice.domain.errors import CannotDoError, UnreadableError
from wardoffice.domain.photo_edits import BLOCKS, Area, Blur, Crop, PhotoEdit, Turn, edit_words
from wardoffice.photos import editing
from wardoffice.photos.editing import EditingJob, edit_picture
from wardoffice.photos.reading import opened, upright

HELD = {
    1: None,
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}
LEFT_HALF = Area(0, 0, 0.5, 1)


def areas() -> st.SearchStrategy[Area]:
    edge = st.floats(0, 1)
    return (
        st.tuples(edge, edge, edge, edge)
        .map(lambda each: (*sorted(each[:2]), *sorted(each[2:])))
        .filter(lambda each: each[0] < each[1] and each[2] < each[3])
        .map(lambda each: Area(each[0], each[2], each[1], each[3]))
    )


EDITS = st.lists(st.integers(1, 3).map(Turn) | areas().map(Crop) | areas().map(Blur), max_size=5)


def edited(original: Path, *edits: PhotoEdit, name: str = "copy.png") -> Image.Image:
    target = original.parent / name
    edit_picture(EditingJob(original, edits, target))
    with Image.open(target) as image:
        image.load()
        return image


def test_a_turned_copy_is_turned_clockwise(tmp_path: Path) -> None:
    original = saved(tmp_path / "photo", drawn(), "PNG")
    turned = edited(original, Turn(1))
    assert turned.size == (80, 120)
    assert turned.tobytes() == drawn().transpose(Image.Transpose.ROTATE_270).tobytes()
    assert edited(original, Turn(1), Turn(3)).tobytes() == drawn().tobytes()


@pytest.mark.parametrize("orientation", HELD)
def test_parts_are_those_of_the_picture_as_it_is_looked_at(tmp_path: Path, orientation: int) -> None:
    """The dark corner is at the top left of the upright picture, however the camera was held."""
    turn = {
        1: None,
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
    }
    how = turn[orientation]
    stored = drawn() if how is None else drawn().transpose(how)
    original = saved(tmp_path / "photo", stored, "PNG", exif=exif(orientation=orientation))
    corner = edited(original, Crop(Area(0, 0, 0.1, 0.1)))
    assert corner.size == (12, 8)
    assert corner.tobytes() == drawn().crop((0, 0, 12, 8)).tobytes()


def test_the_copy_carries_no_location_and_no_camera(tmp_path: Path) -> None:
    """P9: what leaves the office tells nothing that nobody chose to tell."""
    original = saved(tmp_path / "photo", kind="JPEG", exif=exif(gps=WESTERN_AND_LELAND, orientation=6))
    copy = edited(original, Blur(LEFT_HALF), name="copy.jpg")
    assert not copy.getexif()
    assert b"Exif" not in (tmp_path / "copy.jpg").read_bytes()


def profile_of(colours: bytes) -> bytes:
    """A colour profile that says it is of these colours."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[16:20] = colours
    return bytes(profile)


@pytest.mark.parametrize(
    ("mode", "kind", "colours", "kept"),
    [
        ("RGB", "JPEG", b"RGB ", b"RGB "),
        ("RGBA", "PNG", b"RGB ", b"RGB "),
        ("L", "JPEG", b"GRAY", b"GRAY"),
        ("CMYK", "JPEG", b"CMYK", b""),
        ("LA", "PNG", b"GRAY", b""),
        ("L", "PNG", b"RGB ", b""),
    ],
)
def test_the_copy_keeps_a_colour_profile_of_its_own_colours_only(
    tmp_path: Path, mode: str, kind: str, colours: bytes, kept: bytes
) -> None:
    """A profile of other colours makes a picture false or unreadable wherever it is opened."""
    original = drawn().convert("L" if mode == "LA" else "RGB").convert(mode)
    original.save(tmp_path / "photo", kind, icc_profile=profile_of(colours))
    copy = edited(tmp_path / "photo", Turn(1))
    assert copy.info.get("icc_profile", b"")[16:20] == kept


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize("value", [0, 20_000, 40_000, 65_535])
def test_sixteen_bits_of_grey_are_as_light_in_the_copy_as_they_were(
    tmp_path: Path, kind: str, value: int
) -> None:
    """Also where the whole picture is of one grey: neither black, nor of more contrast than it had."""
    for other in (value, 30_000):
        pixels = b"".join(each.to_bytes(2, "little") for each in (value, other))
        original = saved(tmp_path / "photo", Image.frombytes("I;16", (40, 40), pixels * 800), kind)
        assert edited(original, Turn(1)).getextrema() == tuple(sorted((value // 256, other // 256)))


@pytest.mark.parametrize("mode", ["I", "F"])
def test_numbers_of_one_size_are_not_taken_for_black(tmp_path: Path, mode: str) -> None:
    copy = edited(saved(tmp_path / "photo", Image.new(mode, (40, 40), 7), "TIFF"), Turn(1))
    assert copy.getextrema() == (255, 255)


@given(width=st.integers(60, 200), height=st.integers(60, 200), share=st.floats(1 / 60, 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_a_large_jpeg_is_decoded_as_large_as_there_is_room_for(
    tmp_path: Path, width: int, height: int, share: float
) -> None:
    """Phones take photos of 200 million pixels: whole, they are more than a worker may hold."""
    most = int(width * height * share)
    with opened(saved(tmp_path / "photo", drawn(width, height))) as image:
        smaller = upright(image, most)
    (part,) = (each for each in (1, 2, 4, 8) if smaller.size == (ceil(width / each), ceil(height / each)))
    assert smaller.width * smaller.height <= most or part == 8
    assert part == 1 or ceil(width * 2 / part) * ceil(height * 2 / part) > most


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_parts_of_a_photo_too_large_to_be_decoded_whole_are_those_that_were_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """P9."""
    monkeypatch.setattr(editing, "MOST_PIXELS", 480 * 320 // 3)
    dark = edited(saved(tmp_path / "photo", drawn(480, 320, mode)), Crop(Area(0, 0, 0.5, 0.5)))
    assert dark.size == (120, 80)
    assert max(dark.convert("L").resize((6, 4)).tobytes()) < 60


def test_two_faces_with_the_same_averages_look_alike_once_blurred(tmp_path: Path) -> None:
    """Nothing of a blurred part but the averages of a few blocks is left in the copy."""
    block = 120 // BLOCKS
    one, other = Image.new("RGB", (120, 120)), Image.new("RGB", (120, 120))
    for left in range(0, 120, block):
        for top in range(0, 120, block):
            one.paste("white", (left, top, left + block // 2, top + block))
            other.paste("white", (left + block // 2, top, left + block, top + block))
    whole = Blur(Area(0, 0, 1, 1))
    first = edited(saved(tmp_path / "one", one, "PNG"), whole)
    second = edited(saved(tmp_path / "other", other, "PNG"), whole)
    assert one.tobytes() != other.tobytes()
    assert first.tobytes() == second.tobytes()


@given(EDITS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_whatever_is_done_to_a_copy_the_original_keeps_its_bytes(
    tmp_path: Path, edits: list[PhotoEdit]
) -> None:
    original = saved(tmp_path / "photo", drawn(), "JPEG", exif=exif(orientation=8))
    before = original.read_bytes()
    copy = edited(original, *edits, name="copy.jpg")
    assert original.read_bytes() == before
    assert copy.width >= 1
    assert copy.height >= 1


@given(areas(), st.integers(1, 50), st.integers(1, 50))
def test_a_part_always_has_pixels_and_lies_in_the_picture(area: Area, width: int, height: int) -> None:
    left, top, right, bottom = area.pixels(width, height)
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height


@pytest.mark.parametrize(
    "edges", [(0.5, 0, 0.5, 1), (-0.1, 0, 1, 1), (0, 0, 1, 1.1), (0.8, 0, 0.2, 1), (float("nan"), 0, 1, 1)]
)
def test_what_is_no_part_of_the_picture_is_refused(edges: tuple[float, float, float, float]) -> None:
    """P8."""
    with pytest.raises(CannotDoError, match="no part of the picture"):
        Area(*edges)


def test_what_is_no_picture_cannot_be_edited(tmp_path: Path) -> None:
    """P8."""
    paper = tmp_path / "estimate.pdf"
    paper.write_bytes(b"%PDF-1.7")
    with pytest.raises(UnreadableError):
        edit_picture(EditingJob(paper, (Turn(1),), tmp_path / "copy.jpg"))
    assert not (tmp_path / "copy.jpg").exists()


def test_what_was_done_is_told_in_words() -> None:
    assert edit_words([Turn(1), Crop(LEFT_HALF), Blur(LEFT_HALF), Blur(LEFT_HALF)]) == (
        "turned, cropped, 2 parts blurred"
    )
    assert edit_words([Turn(2), Turn(2)]) == ""
