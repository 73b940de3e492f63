"""Read a picture of any format a phone or a mail program sends, without trusting it.

Run it in a worker process with a memory and time limit: decoders of picture formats are where hostile
files aim. Only the header is read before the size is known to be bearable.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from math import ceil
from pathlib import Path

import pillow_heif
from PIL import Image

from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.pictures import PictureFacts
from wardoffice.language import text
from wardoffice.photos.exif import CameraFacts, camera_facts
from wardoffice.photos.hashes import difference_hash
from wardoffice.photos.orientation import WINDOW_OPENS, orientation

MOST_PIXELS = 64_000_000
"""Larger pictures are refused: they take more memory than a reader has, and a few kilobytes claim them."""

MOST_JPEG_PIXELS = 256_000_000
"""Phones take JPEGs of 200 million pixels; one that is not progressive is decoded at an eighth of that."""

SCREEN_SIZE = 2_048
"""Pixels of the longer side that are shown of a picture the window cannot open itself: enough for a plate."""

_FORMATS = (*WINDOW_OPENS, "HEIF", "AVIF")
_NAMES = {"MPO": "JPEG"}  # several pictures in one JPEG file: the first is a plain JPEG
_SIDEWAYS = frozenset({5, 6, 7, 8})  # EXIF orientations that swap width and height
_PARTS = (1, 2, 4, 8)  # of the size of a JPEG, at which it can be decoded
_TURNS = {  # what makes a picture of each EXIF orientation upright
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_THUMBNAIL_QUALITY = 85
_HIGH_BYTE = 1 / 256  # of 16 bits, the part that is shown

Image.MAX_IMAGE_PIXELS = MOST_JPEG_PIXELS  # Pillow's own limit knows nothing of formats
Image.init()  # otherwise a list of formats may name only those opened before
pillow_heif.register_heif_opener()


def read_picture(path: Path, thumbnail: Path | None = None, size: int = 512) -> PictureFacts:
    """Facts of the picture, upright; also writes a JPEG of at most ``size`` pixels a side to ``thumbnail``.

    What the window cannot open itself (HEIC, AVIF, more than MOST_PIXELS) is shown by its thumbnail at every
    size, so that has SCREEN_SIZE pixels. The thumbnail carries no EXIF. Raises UnreadableError for what is no
    picture, is cut off, or has too many pixels; OSError only where ``path`` or ``thumbnail`` cannot be opened
    at all.
    """
    with opened(path) as image:
        facts, small = _understood(image, size)
    if thumbnail is not None:
        small.save(thumbnail, "JPEG", quality=_THUMBNAIL_QUALITY)
    return replace(facts, thumbnail=thumbnail)


@contextmanager
def opened(path: Path) -> Iterator[Image.Image]:
    """The picture, its pixels not yet read; raises what ``read_picture`` raises, in the block as well."""
    with path.open("rb") as source, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of careless tags, which are expected here
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(source, formats=_FORMATS) as image:
                _refuse_bomb(image)
                yield image
        except UnreadableError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_large() from error
        except MemoryError:
            raise  # the pool tells a memory limit apart from a bad file
        except Exception as error:
            # Decoders raise whatever they stumble over: OSError, SyntaxError, ValueError, EOFError ...
            raise UnreadableError(
                text("This picture cannot be read: it is damaged, cut off, or no picture at all."),
                text("The file is kept as it came."),
                text("Ask the sender to send the picture again."),
            ) from error


def upright(image: Image.Image, most_pixels: int) -> Image.Image:
    """The picture as it is meant to be looked at, RGB or grey, on white.

    A JPEG of more than ``most_pixels`` is decoded at a half, a quarter or an eighth of its size.
    """
    width, height = image.size
    part = next(
        (each for each in _PARTS if ceil(width / each) * ceil(height / each) <= most_pixels), _PARTS[-1]
    )
    image.draft(None, (width // part, height // part))
    image.load()
    plain = image if image.mode in {"RGB", "L"} else _on_white(image)
    # Asked after loading: the TIFF and HEIF decoders turn the picture themselves and then say so here.
    turn = _TURNS.get(orientation(image))
    return plain.copy() if turn is None else plain.transpose(turn)


def shrunk_upright(image: Image.Image, size: int) -> Image.Image:
    """At most ``size`` a side, upright, RGB or grey, on white; a JPEG is decoded at a fraction of its size.

    Only pixels: no EXIF, no comment, no location, no colour profile travels with it.
    """
    small = image if image.mode in {"RGB", "L"} else _on_white(image)
    small.thumbnail((size, size))
    small.load()  # thumbnail() leaves alone what is small already, and decoding is what turns a TIFF
    # Asked after loading: the TIFF and HEIF decoders turn the picture themselves and then say so here.
    turn = _TURNS.get(orientation(image))
    if turn is not None:
        small = small.transpose(turn)
    small.info.clear()
    return small


def _understood(image: Image.Image, size: int) -> tuple[PictureFacts, Image.Image]:
    width, height = image.size
    if image.format == "PNG":
        image.load()  # tags may stand behind the pixels, and they are read only once
    camera = _camera(image)
    name = _NAMES.get(image.format or "", image.format or "")
    opens = name in WINDOW_OPENS and width * height <= MOST_PIXELS
    small = shrunk_upright(image, size if opens else max(size, SCREEN_SIZE))
    hashed = small if opens else small.copy()
    hashed.thumbnail((size, size))  # a picture's hash is the same, whichever thumbnail it has
    if orientation(image) in _SIDEWAYS:
        width, height = height, width
    facts = PictureFacts(
        format=name,
        width=width,
        height=height,
        taken_at=camera.taken_at,
        point=camera.point,
        gps_metres=camera.metres,
        gps_trouble=camera.gps_trouble,
        clock_trouble=camera.clock_trouble,
        camera=camera.camera,
        dhash=difference_hash(hashed),
    )
    return facts, small


def _camera(image: Image.Image) -> CameraFacts:
    # A picture with spoilt EXIF is still a picture; getexif raises SyntaxError, struct.error, OSError ...
    with suppress(Exception):
        return camera_facts(image.getexif())
    return CameraFacts()


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return image.convert("F").point(lambda value: value * _HIGH_BYTE).convert("L")
    if image.mode in {"I", "F"}:
        return _stretched(image)
    if image.has_transparency_data:
        over = image.convert("RGBA")
        sheet = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(sheet, over).convert("RGB")
    return image.convert("RGB")


def _stretched(image: Image.Image) -> Image.Image:
    """From black to white: which of its numbers are meant to be those is nowhere said."""
    low, high = image.getextrema()
    assert isinstance(low, int | float)
    assert isinstance(high, int | float)
    if low == high:
        low = min(low, 0)
    scale = 255 / ((high - low) or 1)
    return image.convert("F").point(lambda value: value * scale - low * scale).convert("L")


def _refuse_bomb(image: Image.Image) -> None:
    in_pieces = image.format in {"JPEG", "MPO"} and not image.info.get("progressive")
    if image.width * image.height > (MOST_JPEG_PIXELS if in_pieces else MOST_PIXELS):
        raise _too_large()


def _too_large() -> UnreadableError:
    return UnreadableError(
        text(
            "This picture says it has more than {most} million pixels: too many to open it safely.",
            most=MOST_PIXELS // 1_000_000,
        ),
        text("It was not opened; the file is kept as it came."),
        text("Ask the sender for an ordinary photo."),
    )
