"""Copies of photos that leave the office: how large, how many bytes, and what to say where they do not fit.

Sizes are bytes, sides pixels. A mail carries files as base64, which makes three bytes four and ends
lines: what counts is what goes over the line.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardoffice.language import text

_USUAL_LIMIT = 20_000_000
_SHARE = 0.6
_LINE_BYTES, _LINE_END = 57, 2  # RFC 2045, section 6.8: three bytes are four characters, 76 in a line
_LINE_LONG = 76 + _LINE_END
_KILOBYTE, _MEGABYTE = 1000, 1_000_000


@dataclass(frozen=True, slots=True)
class CopyStep:
    """How small a copy is: its longest side at most, and the JPEG quality (Pillow's, of 95)."""

    longest: int
    quality: int


STEPS = (CopyStep(2048, 85), CopyStep(1600, 80), CopyStep(1280, 75), CopyStep(1024, 70))
"""From the one that is wanted to the smallest on which a street can still be made out."""


@dataclass(frozen=True, slots=True)
class OutgoingPhoto:
    """A copy that is ready to go, kept in the file store: upright, nothing in it but pixels.

    ``name`` is the original's file name; ``width`` and ``height`` are the copy's; ``note`` says what of the
    original does not go, "" mostly.
    """

    attachment_id: int
    sha256: str
    name: str
    width: int
    height: int
    size: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A photo that does not go, and why, in a sentence. ``too_large``: it is sound, and does not fit."""

    attachment_id: int
    name: str
    reason: str
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class PackedPhotos:
    """The photos of one mail, which take ``taken`` bytes over the line.

    What does not fit is among ``left``, never silently gone.
    """

    photos: tuple[OutgoingPhoto, ...]
    left: tuple[LeftBehind, ...]
    step: CopyStep
    taken: int

    @property
    def did_not_fit(self) -> int:
        """How many stay only because the mail is full."""
        return sum(each.too_large for each in self.left)

    @property
    def smaller(self) -> bool:
        """Whether they were made smaller than wanted so that all fit."""
        return bool(self.photos) and self.step != STEPS[0]


def over_the_line(size: int) -> int:
    """How long a file of so many bytes is in a mail."""
    lines, rest = divmod(size, _LINE_BYTES)
    return lines * _LINE_LONG + (-(-rest // 3) * 4 + _LINE_END if rest else 0)


def budget(size_limit: int | None) -> int:
    """How long all files of a mail may be together: 60 % of what the server takes, at most of 20 MB.

    ``size_limit`` is what it says (SIZE, RFC 1870), None where it does not. Servers on the way have limits
    of their own, and so has the mailbox of whom it goes to.
    """
    return int(_SHARE * min(size_limit or _USUAL_LIMIT, _USUAL_LIMIT))


def fitting(photos: Sequence[OutgoingPhoto], room: int) -> tuple[list[OutgoingPhoto], list[LeftBehind]]:
    """Those that fit into so much room over the line, the first ones first, and those that do not."""
    go: list[OutgoingPhoto] = []
    stay: list[LeftBehind] = []
    for each in photos:
        long = over_the_line(each.size)
        if long <= room:
            room -= long
            go.append(each)
        else:
            stay.append(LeftBehind(each.attachment_id, each.name, _too_much(each), too_large=True))
    return go, stay


def size_words(size: int) -> str:
    """Bytes as people read them: "340 KB", "2.1 MB"."""
    if size < _MEGABYTE:
        return text("{count} KB", count=max(1, round(size / _KILOBYTE)))
    return text("{count} MB", count=f"{size / _MEGABYTE:.1f}")


def _too_much(photo: OutgoingPhoto) -> str:
    return text(
        "It does not fit into the mail even as small as {wide} by {high} ({size}): untick another, or send "
        "it in a mail of its own.",
        wide=photo.width,
        high=photo.height,
        size=size_words(photo.size),
    )
