"""What may be done to a copy of a photo: turned, cropped, blurred in parts. The original is never touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from wardoffice.domain.errors import CannotDoError
from wardoffice.language import plural, text

QUARTERS = 4
"""Quarter turns that make a whole one."""

BLOCKS = 6
"""Flat blocks along the longer side of a blurred part: of a face or a plate nothing can be made out of them.

Softer blurs of letters and faces have been read back; six averages hold too little (Hill et al., "On the
(In)effectiveness of Mosaicing and Blurring as Tools for Document Redaction", PoPETs 2016).
"""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of an upright picture, in fractions of its width and height from the left and the top."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        inside = 0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1
        if not inside:  # what is not a number is not inside either
            raise CannotDoError(
                text("That is no part of the picture."),
                text("Nothing was changed."),
                text("Draw a rectangle on the picture."),
            )

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Left, top, right and bottom in a picture so large: the pixels it touches, never none."""
        left, top = min(int(self.left * width), width - 1), min(int(self.top * height), height - 1)
        right = max(left + 1, min(width, -int(-self.right * width // 1)))
        bottom = max(top + 1, min(height, -int(-self.bottom * height // 1)))
        return left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Turn:
    """Turned clockwise by so many quarters."""

    quarters: int


@dataclass(frozen=True, slots=True)
class Crop:
    """Only this part is kept."""

    area: Area


@dataclass(frozen=True, slots=True)
class Blur:
    """What is in this part, a face or a plate, can no longer be made out."""

    area: Area


def blocks(width: int, height: int) -> tuple[int, int]:
    """How many flat blocks across and down a blurred part of so many pixels is made of."""
    block = max(1, ceil(max(width, height) / BLOCKS))
    return ceil(width / block), ceil(height / block)


PhotoEdit = Turn | Crop | Blur
"""Each is done to the picture as those before it left it."""


def edit_words(edits: Sequence[PhotoEdit]) -> str:
    """What was done, as it is told in the history: "turned, cropped, 2 parts blurred"."""
    turned = sum(each.quarters for each in edits if isinstance(each, Turn)) % QUARTERS
    cropped = any(isinstance(each, Crop) for each in edits)
    blurred = sum(isinstance(each, Blur) for each in edits)
    parts = (
        text("turned") if turned else "",
        text("cropped") if cropped else "",
        plural("{count} part blurred", "{count} parts blurred", blurred) if blurred else "",
    )
    return ", ".join(part for part in parts if part)
