"""What is known of a picture once it was read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from pathlib import Path

from wardoffice.domain.places import Point


@unique
class Rank(StrEnum):
    """Whether a picture is likely a resident's photo or a signature's logo. No picture is ever dropped."""

    PHOTO = "photo"
    LOGO = "logo"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class SamePicture:
    """A picture that came elsewhere too: ``exact`` by its bytes, else one that looks alike.

    ``somebody_else`` says whether another person sent it there; None where that is not known. ``number`` is
    the other problem's, ``finished`` that we are done with it.
    """

    exact: bool
    somebody_else: bool | None
    number: str
    finished: bool


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """Facts of one picture, orientation already applied to size, hash and thumbnail.

    ``taken_at`` is the camera's own clock (naive local time as EXIF has it). ``dhash`` is 16 hex digits
    (difference hash, 8x8). ``point`` is where the camera says it was, anywhere on earth, and ``gps_metres``
    how far off that may be where it tells. ``gps_trouble`` says why a location in the picture was not
    believed, ``clock_trouble`` why its clock is not.
    """

    format: str
    width: int
    height: int
    taken_at: datetime | None = None
    point: Point | None = None
    gps_metres: float | None = None
    gps_trouble: str = ""
    clock_trouble: str = ""
    camera: str = ""
    dhash: str = ""
    thumbnail: Path | None = None

    @property
    def from_camera(self) -> bool:
        """Whether EXIF says that a camera took it."""
        return bool(self.camera or self.taken_at or self.point)
