"""What a camera wrote into a picture: when, where, and which camera.

Tags: Exif 3.0 (CIPA DC-008). Cameras and editors write them carelessly: of 48 sample pictures with a GPS
block, ten had one that says nothing (empty, exactly 0/0, not a number). Nothing here raises on bad tags.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isfinite

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from wardoffice.domain.mail_times import us_day
from wardoffice.domain.places import Point
from wardoffice.language import text

_OLDEST_YEAR = 1990  # a camera without a set clock says 1970, 1980 or 0000
_LONGEST_CAMERA_NAME = 80
_CLOCKS_APART = timedelta(days=2)  # any two zones are within 26 hours of each other
_DIRECTIONS = {"NORTH": "N", "SOUTH": "S", "EAST": "E", "WEST": "W"}
_LEAST_METRES, _MOST_METRES = 1.0, 5_000.0  # an error beyond that tells of no place


@dataclass(frozen=True, slots=True)
class CameraFacts:
    """What EXIF said: ``taken_at`` by the camera's own clock (naive), ``gps_trouble`` why no place.

    ``metres`` is how far off the point may be, by the camera itself; ``clock_trouble`` tells that its clock
    and its GPS do not agree.
    """

    taken_at: datetime | None = None
    camera: str = ""
    point: Point | None = None
    metres: float | None = None
    gps_trouble: str = ""
    clock_trouble: str = ""


def camera_facts(exif: Image.Exif) -> CameraFacts:
    """Read time, camera and place, each only where it makes sense."""
    shot = _block(exif, IFD.Exif)
    located = _block(exif, IFD.GPSInfo) if IFD.GPSInfo in exif else None
    point = gps_point(located) if located is not None else None
    taken = _moment(shot.get(Base.DateTimeOriginal)) or _moment(shot.get(Base.DateTimeDigitized))
    return CameraFacts(
        taken_at=taken,
        camera=_camera(exif.get(Base.Make), exif.get(Base.Model)),
        point=point,
        metres=_error(located) if located is not None and point is not None else None,
        gps_trouble=_unusable(located) if located is not None and point is None else "",
        clock_trouble=_clocks(taken, located or {}),
    )


def gps_point(tags: Mapping[int, object]) -> Point | None:
    """The point of a GPS block, or None unless every one of its numbers makes sense.

    Degrees, minutes and seconds must be finite and in range, the references N or S and E or W (some programs
    write the word), and the whole not 0/0. Seconds may be left out where the minutes carry the fraction;
    sixty of them are a full minute that a program rounded up to.
    """
    lat = _angle(tags.get(GPS.GPSLatitude), tags.get(GPS.GPSLatitudeRef), ("N", "S"), 90)
    long = _angle(tags.get(GPS.GPSLongitude), tags.get(GPS.GPSLongitudeRef), ("E", "W"), 180)
    if lat is None or long is None:
        return None
    point = Point(lat, long)
    return point if point.is_valid() else None


def _unusable(tags: Mapping[int, object]) -> str:
    """Why there is no place in a location block: a camera may also say itself that it has none (status V)."""
    if _words(tags.get(GPS.GPSStatus)).upper() == "V" and not tags.get(GPS.GPSLatitude):
        return text("The camera was looking for its location and had not found it yet.")
    return text("The picture has a location block, but no usable location in it.")


def _error(tags: Mapping[int, object]) -> float | None:
    """Horizontal positioning error in metres (Exif 2.31, tag 0x001F), where it can be one."""
    try:
        metres = float(tags.get(GPS.GPSHPositioningError))  # type: ignore[arg-type]
    except (TypeError, ValueError, ArithmeticError):
        return None
    return max(metres, _LEAST_METRES) if isfinite(metres) and 0 <= metres <= _MOST_METRES else None


def _clocks(taken: datetime | None, tags: Mapping[int, object]) -> str:
    """Where the GPS, which knows the day, tells of another one than the camera's clock."""
    day = _moment(f"{_words(tags.get(GPS.GPSDateStamp))} 12:00:00")
    if taken is None or day is None or abs(taken - day) <= _CLOCKS_APART:
        return ""
    return text(
        "The camera's clock says {taken}, its GPS {day}: one of them is wrong.",
        taken=us_day(taken),
        day=us_day(day),
    )


def _angle(value: object, reference: object, signs: tuple[str, str], limit: int) -> float | None:
    told = _words(reference).upper()
    letter = _DIRECTIONS.get(told, told)
    numbers = _finite(value)
    if letter not in signs or numbers is None:
        return None
    degrees, minutes, seconds = (*numbers, 0.0, 0.0)[:3]
    if not (0 <= degrees <= limit and 0 <= minutes <= 60 and 0 <= seconds <= 60):  # noqa: PLR2004 - sixty minutes, sixty seconds
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
