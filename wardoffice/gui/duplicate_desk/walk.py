"""The order in which pairs are walked: the best first, those left for later at the end."""

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from wardoffice.domain.duplicate_pairs import PairFound

_Entry = tuple[tuple[bool, float, int, int], PairFound]


@dataclass(slots=True)
class PairWalk:
    """Every pair once. ``answered`` counts those that a person said something of, later not among them."""

    answered: int = 0
    _waiting: list[_Entry] = field(default_factory=list)
    _later: list[PairFound] = field(default_factory=list)
    _known: set[tuple[int, int]] = field(default_factory=set)

    @property
    def left(self) -> int:
        """How many wait to be shown."""
        return len(self._waiting)

    @property
    def later(self) -> int:
        """How many were left for later."""
        return len(self._later)

    def add(self, pairs: tuple[PairFound, ...]) -> int:
        """Take up those that are not known yet; returns how many these are."""
        new = [each for each in pairs if each.key not in self._known]
        for each in new:
            self._known.add(each.key)
            heappush(self._waiting, (each.order, each))
        return len(new)

    def next(self) -> PairFound | None:
        """The best that waits, taken out; None where none waits."""
        return heappop(self._waiting)[1] if self._waiting else None

    def wait_again(self, pair: PairFound) -> None:
        """Put one back that was taken out and not answered."""
        heappush(self._waiting, (pair.order, pair))

    def put_off(self, pair: PairFound) -> None:
        """Leave it for later."""
        self._later.append(pair)

    def give_back(self, pair: PairFound, *, later: bool) -> None:
        """What was said of it, or that it was left for ``later``, was taken back: it is shown again."""
        if not later:
            self.answered -= 1
        elif pair in self._later:
            self._later.remove(pair)
        else:
            self._waiting = [each for each in self._waiting if each[1] != pair]
            heapify(self._waiting)

    def take_up_later(self) -> None:
        """Let those left for later wait again."""
        self._waiting += [(each.order, each) for each in self._later]
        heapify(self._waiting)
        self._later.clear()
