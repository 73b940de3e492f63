"""What the questions about the people of the office are asked of."""

from collections.abc import Collection
from typing import Protocol

from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.changes import Changes
from wardoffice.domain.staffing import CaseViewers, StaffEntry


class Staffing(Protocol):
    """The staff list, and who may see a restricted problem."""

    def listed(self, actor: Actor) -> tuple[StaffEntry, ...]:
        """Who works here, and how much each has to do."""
        ...

    def add(self, actor: Actor, name: str, role: Role) -> Changes:
        """Add a person."""
        ...

    def set_role(self, actor: Actor, staff_id: int, role: Role) -> Changes:
        """Say what somebody is."""
        ...

    def let_go(self, actor: Actor, staff_id: int) -> Changes:
        """Somebody no longer works here."""
        ...

    def viewers(self, actor: Actor, case_id: int) -> CaseViewers:
        """Who may see a problem."""
        ...

    def restrict(self, actor: Actor, case_id: int, staff_ids: Collection[int]) -> Changes:
        """Let only these see it, or everybody where nobody is named."""
        ...
