"""Pairs of problems that may be one, as the duplicate desk walks them."""

from dataclasses import dataclass

from wardoffice.domain.case_view import CaseView


@dataclass(frozen=True, slots=True)
class PairFound:
    """Two roots, the lower id first, one of them ours. ``weight`` orders the walk and is never shown."""

    one: int
    other: int
    strong: bool
    weight: float

    @property
    def key(self) -> tuple[int, int]:
        """What the pair is known by."""
        return self.one, self.other

    @property
    def order(self) -> tuple[bool, float, int, int]:
        """The best first."""
        return not self.strong, -self.weight, self.one, self.other


@dataclass(frozen=True, slots=True)
class PairView:
    """Two problems side by side, the one that is told first on the left.

    ``metres`` is how far apart they are, None where a place is not known; ``days`` are the days of the city's
    calendar between them.
    """

    left: CaseView
    right: CaseView
    strong: bool
    reasons: tuple[str, ...]
    metres: float | None
    days: int
