"""What a camera wrote into a picture: when, where, and which camera.

Tags: Exif 3.0 (CIPA DC-008). Cameras and editors write them carelessly: of 48 sample pictures with a GPS
block, ten had one that says nothing (empty, exactly 0/0, not a number). Nothing here raises on bad tags.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from math import isfinite

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from wardoffice.domain.places import Point
from wardoffice.language import text

_OLDEST_YEAR = 1990  # a camera without a set clock says 1970, 1980 or 0000
_LONGEST_CAMERA_NAME = 80


@dataclass(frozen=True, slots=True)
class PlausibleArea:
    """Where the office's residents take pictures: a box in WGS84 degrees, and its name in words."""

    name: str
    south: float
    north: float
    west: float
    east: float

    def holds(self, point: Point) -> bool:
        """Whether the point is in the box, edges included."""
        return self.south <= point.lat <= self.north and self.west <= point.long <= self.east


CHICAGO = PlausibleArea("Chicago", south=41.6, north=42.1, west=-87.95, east=-87.5)


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """What EXIF said: ``taken_at`` by the camera's own clock (naive), ``gps_trouble`` why no place."""

    taken_at: datetime | None = None
    camera: str = ""
    point: Point | None = None
    gps_trouble: str = ""


def camera_facts(exif: Image.Exif, area: PlausibleArea = CHICAGO) -> CameraFacts:
    """Read time, camera and place; a place outside ``area`` is told in ``gps_trouble`` and not used."""
    shot = _block(exif, IFD.Exif)
    point, trouble = _located(_block(exif, IFD.GPSInfo), area) if IFD.GPSInfo in exif else (None, "")
    return CameraFacts(
        taken_at=_moment(shot.get(Base.DateTimeOriginal)) or _moment(shot.get(Base.DateTimeDigitized)),
        camera=_camera(exif.get(Base.Make), exif.get(Base.Model)),
        point=point,
        gps_trouble=trouble,
    )


def gps_point(tags: Mapping[int, object]) -> Point | None:
    """The point of a GPS block, or None unless every one of its numbers makes sense.

    Degrees, minutes and seconds must be finite and in range, the references N or S and E or W, and the whole
    not 0/0. Seconds may be left out where the minutes carry the fraction.
    """
    lat = _angle(tags.get(GPS.GPSLatitude), tags.get(GPS.GPSLatitudeRef), ("N", "S"), 90)
    long = _angle(tags.get(GPS.GPSLongitude), tags.get(GPS.GPSLongitudeRef), ("E", "W"), 180)
    if lat is None or long is None:
        return None
    point = Point(lat, long)
    return point if point.is_valid() else None


def _located(tags: Mapping[int, object], area: PlausibleArea) -> tuple[Point | None, str]:
    point = gps_point(tags)
    if point is None:
        return None, text("The picture has a location block, but no usable location in it.")
    if not area.holds(point):
        where = f"{point.lat:.4f}, {point.long:.4f}"
        return None, text(
            "The picture says it was taken outside {area}, at {where}; please check.",
            area=area.name,
            where=where,
        )
    return point, ""


def _angle(value: object, reference: object, signs: tuple[str, str], limit: int) -> float | None:
    letter = _words(reference).upper()
    numbers = _finite(value)
    if letter not in signs or numbers is None:
        return None
    degrees, minutes, seconds = (*numbers, 0.0, 0.0)[:3]
    if not (0 <= degrees <= limit and 0 <= minutes < 60 and 0 <= seconds < 60):  # noqa: PLR2004 - sixty minutes, sixty seconds
        return None
    angle = degrees + minutes / 60 + seconds / 3600
    if angle > limit:
        return None
    return angle if letter == signs[0] else -angle


def _finite(value: object) -> tuple[float, ...] | None:
    """One to three finite numbers; a rational over zero is not a number."""
    if not isinstance(value, tuple) or not 1 <= len(value) <= 3:  # noqa: PLR2004 - degrees, minutes, seconds
        return None
    numbers = []
    for each in value:
        try:
            number = float(each)
        except (TypeError, ValueError, ArithmeticError):
            return None
        if not isfinite(number):
            return None
        numbers.append(number)
    return tuple(numbers)


def _block(exif: Image.Exif, block: IFD) -> Mapping[int, object]:
    # Offsets into nowhere surface as whatever Pillow stumbles over: struct.error, KeyError, OSError ...
    with suppress(Exception):
        return dict(exif.get_ifd(block))
    return {}


def _moment(value: object) -> datetime | None:
    with suppress(ValueError):
        moment = datetime.strptime(_words(value)[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - EXIF's clock has no zone
        return moment if moment.year >= _OLDEST_YEAR else None
    return None


def _camera(make: object, model: object) -> str:
    maker, name = _words(make), _words(model)
    whole = name if maker and name.casefold().startswith(maker.casefold()) else f"{maker} {name}".strip()
    return whole[:_LONGEST_CAMERA_NAME]


def _words(value: object) -> str:
    """Printable characters of an ASCII tag; makers pad with NULs, blanks and worse."""
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    if not isinstance(value, str):
        return ""
    return " ".join("".join(each if each.isprintable() else " " for each in value).split())
