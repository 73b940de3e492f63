"""A block as somebody walks it: both sides of a hundred block, house by house."""

from dataclasses import dataclass
from enum import StrEnum, unique

from wardoffice.domain.places import Box
from wardoffice.domain.queue import QueueRow


@unique
class Side(StrEnum):
    """A side of the street, by its house numbers."""

    EVEN = "even numbers"
    ODD = "odd numbers"
    NO_NUMBER = "no house number"


@dataclass(frozen=True, slots=True)
class BlockCase:
    """A problem on a block; ``house`` is its number, None where it has none."""

    house: int | None
    row: QueueRow


@dataclass(frozen=True, slots=True)
class BlockFace:
    """One side of a block, ``compass`` ("N", "S", "E", "W" or "") of the street, in the order of a walk."""

    side: Side
    compass: str
    cases: tuple[BlockCase, ...]


@dataclass(frozen=True, slots=True)
class BlockView:
    """Everything on one block: up the even side and back down the odd one, then what has no number.

    ``street`` and ``between`` (the streets that cross at its ends, or none) are as people write them; numbers
    run from ``first`` to ``first + 99``. ``box`` is around its houses.
    """

    street: str
    first: int
    between: tuple[str, ...]
    faces: tuple[BlockFace, ...]
    box: Box

    @property
    def cases(self) -> tuple[BlockCase, ...]:
        """All of them in the order of the walk."""
        return tuple(each for face in self.faces for each in face.cases)
