"""The model that ``merge_machine`` holds the office to: the rules of merging, written a second time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from wardoffice.domain.cases import CaseStatus
from wardoffice.store.tables import Case

GROUPS = {
    "place": ("lat", "long", "address", "place_source"),
    "status": ("status", "finish_reason", "finished_at", "verified_at", "verified_by_id", "handed_to"),
    "type": ("service_code",),
    "assignee": ("assignee_id",),
    "urgent": ("urgent",),
    "snoozed": ("snoozed_until", "snoozed_at", "snoozed_city"),
}
Fields = dict[str, tuple[Any, ...]]


@dataclass(slots=True)
class Gift:
    """What a root got of a case: the values before, and those it was given."""

    before: tuple[Any, ...]
    given: tuple[Any, ...]


@dataclass(slots=True)
class Model:
    """``above`` is where each case was put, ``gifts`` what each pair (case, root) gave when it was joined."""

    above: dict[int, int | None] = field(default_factory=dict)
    fields: dict[int, Fields] = field(default_factory=dict)
    gifts: dict[tuple[int, int], dict[str, Gift]] = field(default_factory=dict)
    silent: set[tuple[int, int]] = field(default_factory=set)
    """Pairs that the city's record joined: they give nothing, and keep nothing."""

    def roots(self) -> list[int]:
        """The cases that stand for themselves."""
        return [case for case, above in self.above.items() if above is None]

    def chain(self, case: int) -> list[int]:
        """The case and all above it, to the root."""
        chain = [case]
        while (above := self.above[chain[-1]]) is not None:
            chain.append(above)
        return chain

    def merge(self, root: int, others: Sequence[int]) -> None:
        """Put cases into a root, which gets what it lacks of each in turn."""
        for other in others:
            self.above[other] = root
            self.silent.discard((other, root))
            wanted = [group for group in GROUPS if self._lacks(group, root, other)]
            self.gifts[other, root] = {group: self._give(root, other, group) for group in wanted}

    def cut(self, case: int) -> None:
        """Pull a case out: what it gave goes back where the root still holds it, or another keeps it."""
        root = self.above[case]
        assert root is not None
        self.part([(case, root)])

    def part(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Pull pairs apart, whichever stands under the other; then let those that stay keep what they can."""
        freed: dict[int, list[str]] = {}
        for one, two in pairs:
            for case, root in ((one, two), (two, one)):
                if self.above[case] == root:
                    freed.setdefault(root, []).extend(self._give_back(case, root))
                    self.above[case] = None
        for root, groups in freed.items():
            self._keep(root, groups)

    def turn(self, new: int) -> None:
        """Make a case the root: it says what the old one said, and every pair on the way turns round."""
        chain = self.chain(new)
        face = self.fields[chain[-1]]
        wanted = [
            group
            for group in GROUPS
            if group in {"status", "urgent", "snoozed"}
            or any(value not in (None, "") for value in _told(group, face))
        ]
        turned = {group: Gift(self.fields[new][group], face[group]) for group in wanted}
        self.fields[new] = self.fields[new] | {group: face[group] for group in wanted}
        freed = {}
        for lower, upper in reversed(list(pairwise(chain))):
            freed[upper] = self._give_back(lower, upper)
            self.above[lower] = None
            self.above[upper] = lower
            self.silent.discard((upper, lower))
            self.gifts[upper, lower] = turned if lower == new else {}
        for at in range(len(chain) - 1, 0, -1):
            self._keep(chain[at], freed[chain[at]], chain[at + 1] if at + 1 < len(chain) else None)

    def _keep(self, root: int, groups: Sequence[str], turned: int | None = None) -> None:
        """What went back is given by the first that stays and would give it; a turned one gives anything."""
        for other in sorted(case for case, above in self.above.items() if above == root):
            for group in GROUPS:
                asked = (group in groups or other == turned) and (other, root) not in self.silent
                if asked and self._lacks(group, root, other):
                    self.gifts.setdefault((other, root), {})[group] = self._give(root, other, group)

    def _lacks(self, group: str, root: int, other: int) -> bool:
        mine, theirs = self.fields[root][group], self.fields[other][group]
        if group == "status":
            return mine[0] is CaseStatus.FINISHED and theirs[0] is CaseStatus.OPEN
        if group == "urgent":
            return theirs[0] and not mine[0]
        if group == "snoozed":
            return mine[0] is not None and theirs[0] is None
        lacks = all(value in (None, "") for value in _told(group, self.fields[root]))
        return lacks and any(value not in (None, "") for value in _told(group, self.fields[other]))

    def _give(self, root: int, other: int, group: str) -> Gift:
        gift = Gift(self.fields[root][group], self.fields[other][group])
        self.fields[root][group] = gift.given
        return gift

    def _give_back(self, case: int, root: int) -> list[str]:
        """Take back what the case gave and the root still holds; returns the groups that went back."""
        back = []
        for group, gift in self.gifts.get((case, root), {}).items():
            if gift.before != gift.given and self._holds(root, group, gift):
                back.append(group)
                now = self.fields[root][group]
                self.fields[root][group] = tuple(
                    before if before != given else held
                    for before, given, held in zip(gift.before, gift.given, now, strict=True)
                )
        return back

    def _holds(self, root: int, group: str, gift: Gift) -> bool:
        """Whether every field that the gift changed still has the value it gave."""
        trio = zip(gift.before, gift.given, self.fields[root][group], strict=True)
        return all(held == given for before, given, held in trio if before != given)


def fields_of(row: Case) -> Fields:
    """The fields of a case that a merge may change, in groups that go together."""
    return {group: tuple(getattr(row, name) for name in names) for group, names in GROUPS.items()}


def _told(group: str, fields: Fields) -> tuple[Any, ...]:
    """Of a group, the values that say whether anything is told."""
    return (fields[group][0], fields[group][2]) if group == "place" else fields[group][:1]
