"""How a picture is held: the one reader of that, for what is edited and for what is shown.

A face is marked on the picture in the window and blurred in the copy (P9), and Qt would look elsewhere than
we do: it passes over the EXIF of PNG and WebP, and over XMP.
"""

from contextlib import suppress
from pathlib import Path

from PIL import Image
from PIL.ExifTags import Base
from PIL.PngImagePlugin import PngImageFile

WINDOW_OPENS = ("JPEG", "PNG", "WEBP", "TIFF", "GIF")
"""What the window opens itself: Qt has no reader of what iPhones take."""

_UPRIGHT = 1
_ORIENTATIONS = range(1, 9)
_TAGS = frozenset({b"eXIf", b"iTXt", b"zTXt", b"tEXt"})  # of a PNG: EXIF, and XMP in its texts
_CHUNK_HEAD, _CHUNK_SUM = 8, 4  # bytes before and behind what is in a part of a PNG


def orientation(image: Image.Image) -> int:
    """EXIF's number from 1 to 8; 1 where none makes sense, and once a decoder has turned the picture itself.

    The decoders of TIFF and HEIF do, and the tags of a PNG may stand behind its pixels: ask after loading.
    """
    with suppress(Exception):  # spoilt EXIF surfaces as whatever Pillow stumbles over
        told = int(Image.Image.getexif(image).get(Base.Orientation, _UPRIGHT))  # of a PNG without decoding it
        if told in _ORIENTATIONS:
            return told
    return _UPRIGHT


def orientation_in(path: Path) -> int | None:
    """How the stored pixels of this file are held, from 1 to 8, by its tags alone: nothing is decoded.

    None for what is no picture, or none of WINDOW_OPENS. Any thread.
    """
    with suppress(Exception), Image.open(path, formats=WINDOW_OPENS) as image:
        if isinstance(image, PngImageFile):
            _read_late_tags(image)
        return orientation(image)
    return None


def _read_late_tags(image: PngImageFile) -> None:
    """Read what stands behind the pixels, as decoding would: up to a second picture, or to a spoilt part."""
    stream, file = image.png, image.fp
    if stream is None or file is None:
        return
    ends = {b"IEND", b"fcTL"} if image.is_animated else {b"IEND"}
    file.seek(image.tile[0].offset - _CHUNK_HEAD)
    with suppress(Exception):  # as above
        while (chunk := stream.read())[0] not in ends:
            name, place, length = chunk
            if name in _TAGS:
                stream.call(name, place, length)
            file.seek(place + length + _CHUNK_SUM)
