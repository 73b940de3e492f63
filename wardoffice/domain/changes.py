"""What an action touched, so that a screen refreshes exactly that."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids by kind: ``cases`` are roots whose row or pane may look different now.

    ``action_id`` names the line of history; ``label`` is what was done in words ("Assigned to Ana").
    """

    cases: frozenset[int] = field(default_factory=frozenset)
    messages: frozenset[int] = field(default_factory=frozenset)
    staff: frozenset[int] = field(default_factory=frozenset)
    action_id: int | None = None
    label: str = ""

    def joined(self, others: "Iterable[Changes]") -> "Changes":
        """These changes and others as one; action and label stay these."""
        everything = [self, *others]
        return Changes(
            frozenset().union(*(each.cases for each in everything)),
            frozenset().union(*(each.messages for each in everything)),
            frozenset().union(*(each.staff for each in everything)),
            self.action_id,
            self.label,
        )
