"""Ids in portions that a statement can take as parameters."""

from collections.abc import Collection, Iterator
from itertools import islice

PORTION = 500


def batches(ids: Collection[int]) -> Iterator[list[int]]:
    """Sorted portions of at most 500 ids."""
    remaining = iter(sorted(ids))
    while some := list(islice(remaining, PORTION)):
        yield some
