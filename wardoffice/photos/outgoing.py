"""A copy of a picture that may leave the office: upright, smaller, in sRGB, a JPEG with nothing but pixels.

Run it in a worker process, like everything that decodes a picture.
"""

from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageCms

from wardoffice.domain.outgoing_photos import CopyStep
from wardoffice.language import text
from wardoffice.photos.reading import opened, shrunk_upright

_NEAR_ENOUGH = 0.9  # a JPEG decoded at half its size is not decoded whole for a tenth more
_COARSER, _COARSEST = 5, 30  # steps of JPEG quality, and where they end


@dataclass(frozen=True, slots=True)
class CopyJob:
    """The original, and how small its copy is to be."""

    original: Path
    step: CopyStep


@dataclass(frozen=True, slots=True)
class PictureCopy:
    """The bytes of the copy, its sides in pixels, and what of the original is not in it."""

    content: bytes
    width: int
    height: int
    note: str = ""


def make_copy(job: CopyJob) -> PictureCopy:
    """The copy; the original is only read. Raises what ``read_picture`` raises."""
    with opened(job.original) as image:
        note = _not_all_of_it(image)
        profile = image.info.get("icc_profile")
        mode, stored, is_jpeg = image.mode, image.size, image.format in {"JPEG", "MPO"}
        share = min(1.0, _NEAR_ENOUGH * job.step.longest / max(image.size))
        image.draft(None, (int(image.width * share), int(image.height * share)))
        copy = shrunk_upright(image, job.step.longest)
    if profile and copy.mode == "RGB" and mode in {"RGB", "RGBA"}:
        copy = _in_srgb(copy, profile)
    content = _written(copy, job.step.quality)
    if is_jpeg and sorted(copy.size) == sorted(stored):
        content = _no_larger(content, copy, job)
    return PictureCopy(content, copy.width, copy.height, note)


def _written(copy: Image.Image, quality: int, *, optimize: bool = False) -> bytes:
    written = BytesIO()
    copy.save(written, "JPEG", quality=quality, optimize=optimize)
    return written.getvalue()


def _no_larger(content: bytes, copy: Image.Image, job: CopyJob) -> bytes:
    """The copy of a photo that keeps its size, in no more bytes than the photo: it has no more to show.

    Not by the photo's own tables, which tell what program made it (P9), but as coarse as it was.
    """
    room, quality = job.original.stat().st_size, job.step.quality
    while len(content) > room and quality >= _COARSEST:
        content = min(content, _written(copy, quality, optimize=True), key=len)
        quality -= _COARSER
    return content


def _not_all_of_it(image: Image.Image) -> str:
    """Of a moving picture, or one of several pages, the first goes. Phones put a second one into a JPEG."""
    several = False
    with suppress(Exception):  # a spoilt second picture is none: decoders raise whatever they stumble over
        several = image.format != "MPO" and bool(getattr(image, "is_animated", False))
    image.seek(0)
    return text("Only the first of its pictures goes.") if several else ""


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """The colours as they are meant, for whoever knows no profiles; a spoilt profile changes nothing."""
    with suppress(ImageCms.PyCMSError, OSError):
        meant = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, meant, ImageCms.createProfile("sRGB"))
        if turned is not None:
            turned.info.clear()
            return turned
    return picture
