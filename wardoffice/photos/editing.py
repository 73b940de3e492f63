"""An edited copy of a photo: turned, cropped, faces and plates made unrecognisable, nothing of it but pixels.

Run it in a worker process, like everything that decodes a picture.
"""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from wardoffice.domain.photo_edits import QUARTERS, Area, Blur, Crop, PhotoEdit, Turn, blocks
from wardoffice.photos.reading import MOST_PIXELS, opened, upright

_QUALITY = 92
_COLOURS = {"RGB": b"RGB ", "L": b"GRAY"}  # what a profile says it is of, in its bytes 16 to 20 (ICC.1)
_CLOCKWISE = {
    1: Image.Transpose.ROTATE_270,
    2: Image.Transpose.ROTATE_180,
    3: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class EditingJob:
    """The original, what to do to a copy of it in order, and where the copy (a JPEG or PNG) is written."""

    original: Path
    edits: tuple[PhotoEdit, ...]
    target: Path


def edit_picture(job: EditingJob) -> None:
    """Write the edited copy; the original is only read.

    The copy carries no EXIF, so no location and no orientation, but the colour profile where it is one of the
    copy's colours: CMYK has become RGB. Raises what ``read_picture`` raises.
    """
    with opened(job.original) as source:
        profile = source.info.get("icc_profile") or b""
        picture = upright(source, MOST_PIXELS)
    for edit in job.edits:
        picture = _edited(picture, edit)
    picture.info.clear()
    kind = "PNG" if job.target.suffix.lower() == ".png" else "JPEG"
    fits = profile[16:20] == _COLOURS[picture.mode]
    picture.save(job.target, kind, quality=_QUALITY, icc_profile=profile if fits else None)


def _edited(picture: Image.Image, edit: PhotoEdit) -> Image.Image:
    match edit:
        case Turn(quarters):
            turn = _CLOCKWISE.get(quarters % QUARTERS)
            return picture if turn is None else picture.transpose(turn)
        case Crop(area):
            return picture.crop(area.pixels(*picture.size))
        case Blur(area):
            _blur(picture, area)
            return picture


def _blur(picture: Image.Image, area: Area) -> None:
    box = area.pixels(*picture.size)
    part = picture.crop(box)
    few = part.resize(blocks(*part.size), Image.Resampling.BOX)
    flat = few.resize(part.size, Image.Resampling.NEAREST)
    picture.paste(flat, box)
