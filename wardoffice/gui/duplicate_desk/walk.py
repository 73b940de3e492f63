"""The order in which pairs are walked: the best first, those left for later at the end."""

from collections.abc import Collection
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
    _off: frozenset[tuple[int, int]] = frozenset()
    _forgotten: set[tuple[int, int]] = field(default_factory=set)

    @property
    def left(self) -> int:
        """How many wait to be shown."""
        return len(self._waiting)

    @property
    def later(self) -> int:
        """How many were left for later."""
        return len(self._later)

    def leave_out(self, pairs: Collection[tuple[int, int]]) -> None:
        """Leave these for later as they are found: they were put off before."""
        self._off = frozenset(pairs)

    def add(self, pairs: tuple[PairFound, ...]) -> None:
        """Take up those that are not known yet."""
        for each in pairs:
            if each.key in self._known:
                continue
            self._known.add(each.key)
            if each.key in self._off:
                self._later.append(each)
            else:
                heappush(self._waiting, (each.order, each))

    def next(self) -> PairFound | None:
        """The best that waits, taken out; None where none waits."""
        return heappop(self._waiting)[1] if self._waiting else None

    def wait_again(self, pair: PairFound) -> None:
        """Put one back that was taken out and not answered."""
        heappush(self._waiting, (pair.order, pair))

    def forget(self, pair: PairFound) -> bool:
        """Let it come again where it is found anew; once only, so that no pair is walked in a circle."""
        if pair.key in self._forgotten:
            return False
        self._forgotten.add(pair.key)
        self._known.discard(pair.key)
        return True

    def recall(self) -> frozenset[int]:
        """The problems of all that was forgotten: what was put together and is apart again pairs anew."""
        problems = frozenset(case_id for key in self._forgotten for case_id in key)
        self._forgotten.clear()
        return problems

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

    def take_up_later(self) -> tuple[PairFound, ...]:
        """Let those left for later wait again; returns them."""
        later = tuple(self._later)
        self._waiting += [(each.order, each) for each in later]
        heapify(self._waiting)
        self._later.clear()
        self._off = frozenset()
        return later
