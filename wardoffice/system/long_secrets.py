"""Keeps secrets of any length in a keyring whose entries are small.

Windows' Credential Manager takes 2,560 bytes an entry (``CRED_MAX_CREDENTIAL_BLOB_SIZE``), and keyring writes
UTF-16 there; a provider's tokens are several times as long. A long secret lies in parts, under names of their
own, and the entry of its name says which. Parts are written beside the old ones before that entry turns to
them: killed at any moment, the secret is the old one or the new one.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

LONGEST = 1_200
"""UTF-16 units of one entry."""

_MARK = "\x1e"  # no secret begins with a control character; one that does is kept in parts as well
_GENERATIONS = ("a", "b")
_TRIES = 3


class Entries(Protocol):
    """A keyring's entries of one service."""

    def get(self, name: str) -> str | None:
        """What the entry holds, None where there is none."""
        ...

    def put(self, name: str, words: str) -> None:
        """Write the entry."""
        ...

    def remove(self, name: str) -> None:
        """Take the entry out; it is there."""
        ...


@dataclass(frozen=True, slots=True)
class _Head:
    generation: str
    count: int
    digest: str

    @classmethod
    def read(cls, words: str | None) -> "_Head | None":
        fields = (words or "").split(" ")
        if len(fields) != 4 or fields[0] != _MARK or not fields[2].isdecimal():  # noqa: PLR2004 - as written below
            return None
        return cls(fields[1], int(fields[2]), fields[3])

    def __str__(self) -> str:
        return f"{_MARK} {self.generation} {self.count} {self.digest}"


def get_long(entries: Entries, name: str) -> str | None:
    """The secret; None where there is none, or where some of its parts are gone."""
    for _ in range(_TRIES):  # another process may write it while we read
        words = entries.get(name)
        head = _Head.read(words)
        if head is None:
            return words
        parts = [entries.get(_part(name, head.generation, number)) for number in range(head.count)]
        whole = "".join(part for part in parts if part is not None)
        if None not in parts and _digest(whole) == head.digest:
            return whole
    return None


def put_long(entries: Entries, name: str, secret: str) -> None:
    """Keep the secret, in parts if one entry is too small for it."""
    before = _Head.read(entries.get(name))
    if _units(secret) <= LONGEST and not secret.startswith(_MARK):
        entries.put(name, secret)
        used = ""
    else:
        used = next(each for each in _GENERATIONS if before is None or each != before.generation)
        parts = list(_parted(secret))
        for number, part in enumerate(parts):
            entries.put(_part(name, used, number), part)
        entries.put(name, str(_Head(used, len(parts), _digest(secret))))
        _sweep(entries, name, used, start=len(parts))
    for generation in _GENERATIONS:
        if generation != used:
            _sweep(entries, name, generation)


def remove_long(entries: Entries, name: str) -> None:
    """Forget the secret and all its parts."""
    if entries.get(name) is not None:
        entries.remove(name)
    for generation in _GENERATIONS:
        _sweep(entries, name, generation)


def _sweep(entries: Entries, name: str, generation: str, start: int = 0) -> None:
    number = start
    while entries.get(part := _part(name, generation, number)) is not None:
        entries.remove(part)
        number += 1


def _part(name: str, generation: str, number: int) -> str:
    return f"{name} ({generation}{number + 1})"


def _parted(secret: str) -> Iterator[str]:
    """Pieces that fit: a letter takes one unit, or two where the secret holds any but ASCII."""
    step = LONGEST if secret.isascii() else LONGEST // 2
    yield from (secret[start : start + step] for start in range(0, len(secret), step))


def _units(secret: str) -> int:
    return len(secret.encode("utf-16-le", "surrogatepass")) // 2


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()[:16]
