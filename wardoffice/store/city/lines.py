"""A CSV before DuckDB reads it: its digest, and the two things DuckDB gives up a file or a row for.

A carriage return that ends no line, in a field without quotes, is a broken character in one row. DuckDB 2.0
takes it for another kind of line end and stops, or tears the row in two. A line that is not UTF-8 was written
by a program of Windows or an older one: DuckDB leaves it out, though only a letter of a name is in doubt.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from wardoffice.domain.errors import CancelledError

_PORTION = 1 << 20
_BARE = re.compile(rb"\r(?!\n)")
_OLDER = "cp1252"
"""What text that is not UTF-8 is read as: the letters of ISO 8859-1, and Windows' quotation marks."""


@dataclass(frozen=True, slots=True)
class LookedAt:
    """The lower-case hex SHA-256 of a file, and what is amiss with it.

    ``has_bare_returns``: a carriage return in it ends no line. ``is_utf8``: all of it is.
    """

    digest: str
    has_bare_returns: bool
    is_utf8: bool = True

    @property
    def needs_mending(self) -> bool:
        """Whether DuckDB would leave out what can be read."""
        return self.has_bare_returns or not self.is_utf8


def look_at(path: Path, cancelled: Callable[[], bool]) -> LookedAt:
    """Read a file once through; raises OSError, or CancelledError soon after ``cancelled``."""
    digest = sha256()
    has_bare = False
    letters = _Utf8()
    for portion in _portions(path):
        if cancelled():
            raise CancelledError
        digest.update(portion)
        has_bare = has_bare or _BARE.search(portion) is not None  # a fifth of the time of counting them
        letters.take(portion)
    return LookedAt(digest.hexdigest(), has_bare, letters.are_whole())


def write_mended(source: Path, target: Path) -> int:
    """Copy a file with a blank for each carriage return that ends no line, all of it in UTF-8.

    Returns how many lines were not; raises OSError.
    """
    mended = 0
    with source.open("rb") as lines, target.open("wb") as file:
        for line in iter(lambda: lines.readline(_PORTION), b""):  # a file may have no line ends at all
            if not line.isascii():
                try:
                    line.decode()
                except UnicodeDecodeError:
                    mended += 1
                    line = line.decode(_OLDER, "replace").encode()  # noqa: PLW2901 - the same line, readable
            file.write(_BARE.sub(b" ", line) if b"\r" in line else line)
    return mended


class _Utf8:
    """Whether portions of a file are UTF-8, when put together."""

    def __init__(self) -> None:
        self._decoder = getincrementaldecoder("utf-8")()
        self._broken = False

    def take(self, portion: bytes) -> None:
        if self._broken or (portion.isascii() and not self._decoder.getstate()[0]):
            return
        self._decode(portion, final=False)

    def are_whole(self) -> bool:
        if not self._broken:
            self._decode(b"", final=True)
        return not self._broken

    def _decode(self, portion: bytes, *, final: bool) -> None:
        try:
            self._decoder.decode(portion, final)
        except UnicodeDecodeError:
            self._broken = True


def _portions(path: Path) -> Iterator[bytes]:
    """The file in pieces, none of which ends between a carriage return and its line feed."""
    with path.open("rb") as file:
        while portion := file.read(_PORTION):
            while portion.endswith(b"\r") and (following := file.read(1)):
                portion += following
            yield portion
