"""What is marked on a picture in the window lies on the same pixels of its copy (P9)."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtGui import QImage

from tests.photos.pictures import STORED, held
from wardoffice.domain.photo_edits import BLOCKS, Area, Blur
from wardoffice.gui.photos.preview import read_preview
from wardoffice.photos.editing import EditingJob, edit_picture
from wardoffice.photos.reading import read_picture

WIDTH, HEIGHT, SMALLEST = 90, 60, 16
PAPER = 200  # the face is darker, and the picture around it lighter
WAYS = [
    *((kind, by) for kind in ("JPEG", "PNG", "WEBP", "TIFF") for by in ("EXIF", "XMP")),
    ("PNG", "late EXIF"),
    ("AVIF", "EXIF"),
]
Box = tuple[int, int, int, int]


@st.composite
def faces(draw: st.DrawFn) -> Box:
    left, top = draw(st.integers(0, WIDTH - SMALLEST)), draw(st.integers(0, HEIGHT - SMALLEST))
    right = draw(st.integers(left + SMALLEST, WIDTH))
    return left, top, right, draw(st.integers(top + SMALLEST, HEIGHT))


def with_face(face: Box) -> Image.Image:
    """A white picture with something in it that can be made out: no two parts of it alike."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    size = (face[2] - face[0], face[3] - face[1])
    grey = Image.frombytes("L", size, bytes(each // 2 for each in Random(1).randbytes(size[0] * size[1])))
    picture.paste(grey.convert("RGB"), face[:2])
    return picture


def seen(image: QImage) -> Box:
    """Where the face is in the picture that is shown."""
    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    grey = Image.frombytes("RGBA", (plain.width(), plain.height()), bytes(plain.constBits())).convert("L")
    box = grey.point(lambda value: 255 if value < PAPER else 0).getbbox()
    assert box is not None
    return box


def shades(picture: Image.Image, face: Box) -> int:
    return len(set(picture.convert("L").crop(face).tobytes()))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=5,
)
@given(face=faces())
@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize(("kind", "by"), WAYS)
def test_what_is_blurred_is_what_was_marked_however_the_camera_was_held(
    tmp_path: Path, kind: str, by: str, orientation: int, face: Box
) -> None:
    """P9: a face that was marked cannot be made out in the copy, whatever format says how it is held."""
    photo = held(tmp_path / "photo", with_face(face), kind, orientation, by)
    shown = read_preview(photo, read_picture(photo, tmp_path / "small.jpg").thumbnail)
    left, top, right, bottom = seen(shown)
    wide, high = shown.width(), shown.height()
    marked = Area(left / wide, top / high, right / wide, bottom / high)

    edit_picture(EditingJob(photo, (Blur(marked),), tmp_path / "copy.png"))

    with Image.open(tmp_path / "copy.png") as copy:
        assert copy.size == (wide, high) == (WIDTH, HEIGHT)
        assert shades(with_face(face), face) > BLOCKS * BLOCKS >= shades(copy, face)
