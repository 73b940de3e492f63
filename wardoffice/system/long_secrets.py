"""Keeps secrets of any length in a keyring whose entries are small.

Windows' Credential Manager takes 2,560 bytes an entry (``CRED_MAX_CREDENTIAL_BLOB_SIZE``), and keyring writes
UTF-16 there; a provider's tokens are several times as long. A long secret lies in parts, under names of their
own, and the entry of its name says which. Parts are written beside the old ones before that entry turns to
them: killed at any moment, the secret is the old one or the new one. No two writings share a part's name, so
that of two programs which renew a token at once the later one wins, whole. What was begun is listed before it
is written, for a keyring cannot be asked for its entries.
"""

import hashlib
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

LONGEST = 1_200
"""UTF-16 units of one entry."""

_MARK = "\x1e"  # no secret begins with a control character; one that does is kept in parts as well
_TRIES = 3
_UNDER_WAY = 4
"""So many writings may be under way at once; parts of one begun earlier were left by a killed program."""


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
    if _units(secret) <= LONGEST and not secret.startswith(_MARK):
        used, head = "", secret
    else:
        used, parts = secrets.token_hex(4), list(_parted(secret))
        entries.put(_list(name), " ".join([*_begun(entries, name), used]))
        for number, part in enumerate(parts):
            entries.put(_part(name, used, number), part)
        head = str(_Head(used, len(parts), _digest(secret)))
    before = _Head.read(entries.get(name))  # not earlier: another program may have written it meanwhile
    entries.put(name, head)
    begun = [each for each in _begun(entries, name) if each != used]
    over = {*begun[:-_UNDER_WAY], *([before.generation] if before is not None else [])}
    _forget(entries, name, over)


def remove_long(entries: Entries, name: str) -> None:
    """Forget the secret and all its parts."""
    words = entries.get(name)
    if words is not None:
        entries.remove(name)
    head = _Head.read(words)
    # Of two programs that wrote the list at once one may have missed the other's line.
    _forget(entries, name, {*_begun(entries, name), *([head.generation] if head is not None else [])})


def _begun(entries: Entries, name: str) -> list[str]:
    """The writings whose parts may be there, in the order they were begun."""
    return (entries.get(_list(name)) or "").split()


def _forget(entries: Entries, name: str, generations: Collection[str]) -> None:
    for generation in generations:
        number = 0
        while entries.get(part := _part(name, generation, number)) is not None:
            entries.remove(part)
            number += 1
    listed = _begun(entries, name)
    left = [each for each in listed if each not in generations]
    if left != listed:
        if left:
            entries.put(_list(name), " ".join(left))
        else:
            entries.remove(_list(name))


def _list(name: str) -> str:
    return f"{name} (parts)"


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
