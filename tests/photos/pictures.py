"""Pictures made for the tests, with whatever a camera might have written into them."""

from pathlib import Path
from typing import Any

import pillow_heif
from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

pillow_heif.register_heif_opener()

WESTERN_AND_LELAND: dict[int, object] = {
    GPS.GPSLatitudeRef: "N",
    GPS.GPSLatitude: (41.0, 58.0, 1.2),
    GPS.GPSLongitudeRef: "W",
    GPS.GPSLongitude: (87.0, 41.0, 20.4),
}

STORED = {  # how a camera stores an upright picture under each EXIF orientation
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="{number}"/>'
    "</rdf:RDF></x:xmpmeta>"
)


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


def held(path: Path, upright: Image.Image, kind: str, orientation: int, by: str = "EXIF") -> Path:
    """Write an upright picture as a camera that was held like that does, with as little loss as there is.

    ``by`` is "EXIF", "XMP", or for a PNG "late EXIF", which stands behind its pixels.
    """
    turn = STORED[orientation]
    stored = upright if turn is None else upright.transpose(turn)
    options: dict[str, Any] = {"quality": 100, "lossless": True}
    if kind == "JPEG":
        options["subsampling"] = 0
    if by != "XMP":
        options["exif"] = exif(orientation=orientation)
    elif kind == "PNG":
        options["pnginfo"] = texts = PngInfo()
        texts.add_itxt("XML:com.adobe.xmp", _XMP.format(number=orientation))
    else:
        xmp = _XMP.format(number=orientation).encode()
        options |= {"tiffinfo": {Base.XMLPacket: xmp}} if kind == "TIFF" else {"xmp": xmp}
    stored.save(path, kind, **options)
    if by == "late EXIF":
        _put_exif_last(path)
    return path


def _put_exif_last(path: Path) -> None:
    raw, chunks, at = path.read_bytes(), [], 8
    while at < len(raw):
        end = at + 12 + int.from_bytes(raw[at : at + 4], "big")
        chunks.append(raw[at:end])
        at = end
    chunks.sort(key=lambda each: (each[4:8] == b"IEND", each[4:8] == b"eXIf"))
    path.write_bytes(raw[:8] + b"".join(chunks))
