"""Ids in portions that a statement can take as parameters."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import TypeVar

PORTION = 500
Key = TypeVar("Key", int, str)


def batches(ids: Collection[Key]) -> Iterator[list[Key]]:
    """Sorted portions of at most 500 ids or numbers."""
    remaining = iter(sorted(ids))
    while some := list(islice(remaining, PORTION)):
        yield some
