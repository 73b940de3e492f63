"""The pairs of a fake office: rows of one title, until somebody said what they are."""

from array import array
from collections.abc import Collection, Mapping
from itertools import combinations
from typing import Protocol

from tests.builders_queue import case_view
from wardoffice.domain.actor import Actor
from wardoffice.domain.duplicate_pairs import PairFound, PairView
from wardoffice.domain.places import metres_between
from wardoffice.domain.queue import QueueRow


class _Rows(Protocol):
    known: dict[int, QueueRow]
    calls: list[tuple[str, object]]
    later: set[tuple[int, int]]


class FakePairs:
    """What the duplicate desk asks; mixed into the fake office, whose rows and calls it reads."""

    def to_look_at(self: _Rows, _actor: Actor) -> "array[int]":
        """All of ours."""
        return array("q", [row.case_id for row in self.known.values() if row.ours])

    def among(self: _Rows, _actor: Actor, case_ids: Collection[int]) -> tuple[PairFound, ...]:
        """Rows of one title, the earlier ones likelier."""
        return tuple(
            PairFound(one, other, strong=True, weight=1 / one)
            for one, other in _alike(self.known)
            if {one, other} & set(case_ids) and not _answered(self.calls, one, other)
        )

    def look(self: _Rows, _actor: Actor, one: int, other: int) -> PairView | None:
        """Both, where they are there still."""
        if one not in self.known or other not in self.known or _answered(self.calls, one, other):
            return None
        rows = [self.known[each] for each in (one, other)]
        points = [row.point for row in rows]
        left, right = (case_view(row, ()) for row in rows)
        metres = metres_between(points[0], points[1]) if points[0] and points[1] else None
        return PairView(left, right, strong=True, reasons=("same day", "same type"), metres=metres, days=0)

    def put_off_today(self: _Rows, _actor: Actor) -> Collection[tuple[int, int]]:
        """What was put off and not taken up."""
        return frozenset(self.later)

    def put_off(self: _Rows, _actor: Actor, pair: tuple[int, int]) -> None:
        """Until somebody takes it up."""
        self.later.add(pair)

    def take_up(self: _Rows, _actor: Actor, pairs: Collection[tuple[int, int]]) -> None:
        """No longer put off."""
        self.later -= set(pairs)


def _alike(known: Mapping[int, QueueRow]) -> list[tuple[int, int]]:
    return [
        (one, other)
        for one, other in combinations(sorted(known), 2)
        if known[one].title == known[other].title
    ]


def _answered(calls: list[tuple[str, object]], one: int, other: int) -> bool:
    return ("not_same", (one, other)) in calls
