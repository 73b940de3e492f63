"""What the duplicate desk asks of the office."""

from array import array
from collections.abc import Collection
from typing import Protocol

from wardoffice.domain.actor import Actor
from wardoffice.domain.duplicate_pairs import PairFound, PairView


class PuttingOff(Protocol):
    """Pairs a person left for later, until the next day."""

    def put_off_today(self, actor: Actor) -> Collection[tuple[int, int]]:
        """Those of today."""
        ...

    def put_off(self, actor: Actor, pair: tuple[int, int]) -> None:
        """Leave one until tomorrow."""
        ...

    def take_up(self, actor: Actor, pairs: Collection[tuple[int, int]]) -> None:
        """Show these again today."""
        ...


class Pairing(Protocol):
    """Pairs that may be one problem."""

    def to_look_at(self, actor: Actor) -> "array[int]":
        """The problems to look around, in order."""
        ...

    def among(self, actor: Actor, case_ids: Collection[int]) -> tuple[PairFound, ...]:
        """The pairs that these are one half of."""
        ...

    def look(self, actor: Actor, one: int, other: int) -> PairView | None:
        """Both side by side as they are now; None where that question is answered meanwhile."""
        ...
