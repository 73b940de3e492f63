"""A CSV before DuckDB reads it: its digest, and the one thing DuckDB gives a whole file up for.

A carriage return that ends no line, in a field without quotes, is a broken character in one row. DuckDB 2.0
takes it for another kind of line end and stops, or tears the row in two.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

_PORTION = 1 << 20
_BARE = re.compile(rb"\r(?!\n)")


@dataclass(frozen=True, slots=True)
class LookedAt:
    """The lower-case hex SHA-256 of a file, and whether a carriage return in it ends no line."""

    digest: str
    has_bare_returns: bool


def look_at(path: Path) -> LookedAt:
    """Read a file once through; raises OSError."""
    digest = sha256()
    bare = 0
    for portion in _portions(path):
        digest.update(portion)
        bare += portion.count(b"\r") - portion.count(b"\r\n")
    return LookedAt(digest.hexdigest(), bare > 0)


def write_whole_lines(source: Path, target: Path) -> None:
    """Copy a file with a blank for each carriage return that ends no line; raises OSError."""
    with target.open("wb") as file:
        for portion in _portions(source):
            file.write(_BARE.sub(b" ", portion))


def _portions(path: Path) -> Iterator[bytes]:
    """The file in pieces, none of which ends between a carriage return and its line feed."""
    with path.open("rb") as file:
        while portion := file.read(_PORTION):
            while portion.endswith(b"\r") and (following := file.read(1)):
                portion += following
            yield portion
