"""Pictures made for the tests, with whatever a camera might have written into them."""

from pathlib import Path

import pillow_heif
from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base

pillow_heif.register_heif_opener()

WESTERN_AND_LELAND: dict[int, object] = {
    GPS.GPSLatitudeRef: "N",
    GPS.GPSLatitude: (41.0, 58.0, 1.2),
    GPS.GPSLongitudeRef: "W",
    GPS.GPSLongitude: (87.0, 41.0, 20.4),
}


def drawn(width: int = 120, height: int = 80, mode: str = "RGB") -> Image.Image:
    """A picture whose top left corner is dark, so that its orientation shows."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill="black")
    return image.convert(mode)


def exif(
    *,
    orientation: int = 1,
    gps: dict[int, object] | None = None,
    taken: str = "",
    camera: tuple[str, str] = ("", ""),
) -> Image.Exif:
    tags = Image.Exif()
    tags[Base.Orientation] = orientation
    if camera != ("", ""):
        tags[Base.Make], tags[Base.Model] = camera
    if taken:
        tags.get_ifd(IFD.Exif)[Base.DateTimeOriginal] = taken
    if gps is not None:
        tags.get_ifd(IFD.GPSInfo).update(gps)
    return tags


def saved(
    path: Path,
    image: Image.Image | None = None,
    kind: str = "JPEG",
    exif: Image.Exif | None = None,
    comment: bytes = b"",
) -> Path:
    """Write the picture; a HEIC one gets the rotation box that phones write, beside the EXIF tag."""
    options: dict[str, object] = {}
    if exif is not None:
        # Given an Exif object instead of bytes, pillow-heif writes no rotation box.
        options["exif"] = exif.tobytes() if kind == "HEIF" else exif
    if comment:
        options["comment"] = comment
    (image or drawn()).save(path, kind, **options)
    return path
