"""The people of an office, for tests of the window."""

from collections.abc import Collection
from dataclasses import dataclass, field

from tests.builders_queue import STAFF
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.changes import Changes
from wardoffice.domain.staffing import CaseViewers, StaffEntry


@dataclass
class FakeStaffing:
    """Believable people; ``calls`` says what was asked."""

    named: frozenset[int] = frozenset()
    calls: list[tuple[str, object]] = field(default_factory=list)

    def listed(self, _actor: Actor) -> tuple[StaffEntry, ...]:
        """Everybody, with three problems each."""
        return tuple(StaffEntry(each, 3) for each in STAFF)

    def add(self, _actor: Actor, name: str, role: Role) -> Changes:
        """A person more, who gets the place of the first."""
        self.calls.append(("add", (name, role)))
        return Changes(staff=frozenset({STAFF[0].staff_id}))

    def set_role(self, _actor: Actor, staff_id: int, role: Role) -> Changes:
        """Another role."""
        self.calls.append(("set role", (staff_id, role)))
        return Changes(staff=frozenset({staff_id}))

    def let_go(self, _actor: Actor, staff_id: int) -> Changes:
        """Somebody leaves."""
        self.calls.append(("let go", staff_id))
        return Changes(staff=frozenset({staff_id}))

    def viewers(self, _actor: Actor, case_id: int) -> CaseViewers:
        """Who may see it."""
        return CaseViewers(f"2026-{case_id:05}", STAFF, self.named)

    def restrict(self, _actor: Actor, case_id: int, staff_ids: Collection[int]) -> Changes:
        """Let only these see it."""
        self.calls.append(("restrict", (case_id, sorted(staff_ids))))
        return Changes(frozenset({case_id}))
