"""Whether a request is still open at the city through those it was counted into, or that follow on it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """What settles whether one record is still open at the city.

    ``hangs_on`` are the numbers of the records its end depends on: the one it was counted into as a
    duplicate, and its follow-ons. ``unseen`` says that a follow-on which is not here is open by its notes.
    """

    is_open: bool
    hangs_on: tuple[str, ...] = ()
    unseen: bool = False


def still_open(number: str, standings: Mapping[str, Standing]) -> bool:
    """Whether a request is open at the city, or hangs on one that is, however far.

    Numbers that are not in ``standings`` are not known and hold nothing open. Circles end: duplicates of each
    other that are all closed are closed.
    """
    waiting, seen = [number], {number}
    while waiting:
        standing = standings.get(waiting.pop())
        if standing is None:
            continue
        if standing.is_open or standing.unseen:
            return True
        fresh = [each for each in standing.hangs_on if each not in seen]
        seen.update(fresh)
        waiting += fresh
    return False
