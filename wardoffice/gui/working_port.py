"""What the window asks of the office for working on many: tags, snoozing, macros, the history of all.

Every call may raise a WardOfficeError and belongs on a lane.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.macros import Macro
from wardoffice.domain.office_history import HistoryFilter, HistoryPage
from wardoffice.domain.previews import Preview
from wardoffice.domain.steps import Names, Step
from wardoffice.domain.tags import TagUse


class TagDesk(Protocol):
    """Words of the office's own."""

    def tags(self, actor: Actor) -> tuple[TagUse, ...]:
        """Those that are used, the most used first."""
        ...

    def tag(self, actor: Actor, case_ids: Sequence[int], typed: str) -> Changes:
        """Put one on."""
        ...

    def untag(self, actor: Actor, case_ids: Sequence[int], name: str) -> Changes:
        """Take one off."""
        ...

    def rename_tag(self, actor: Actor, name: str, to: str) -> Changes:
        """Call one something else, wherever it stands."""
        ...


class SnoozeDesk(Protocol):
    """Problems put off."""

    def snooze(self, actor: Actor, case_ids: Sequence[int], day: date) -> Changes:
        """Out of the lists until that day."""
        ...

    def wake(self, actor: Actor, case_ids: Sequence[int]) -> Changes:
        """Back into the lists now."""
        ...

    def next_end(self, actor: Actor) -> datetime | None:
        """When the first of them comes back, aware UTC; None where nothing is put off."""
        ...


class MacroDesk(Protocol):
    """Several steps at once, and what steps would do."""

    def macros(self, actor: Actor) -> tuple[Macro, ...]:
        """All, by name."""
        ...

    def names(self, actor: Actor) -> Names:
        """What the values of steps are called."""
        ...

    def preview(self, actor: Actor, case_ids: Sequence[int], steps: Sequence[Step]) -> Preview:
        """What steps would change."""
        ...

    def keep_macro(self, actor: Actor, macro: Macro, taken: Mapping[str, str]) -> Changes:
        """Make or change one."""
        ...

    def drop_macro(self, actor: Actor, macro_id: int) -> Changes:
        """Put one away."""
        ...

    def run_macro(self, actor: Actor, macro_id: int, case_ids: Sequence[int]) -> Changes:
        """Do its steps."""
        ...


class HistoryReading(Protocol):
    """What the office did."""

    def history(
        self, actor: Actor, asked: HistoryFilter, before: int | None = None, down_to: int | None = None
    ) -> HistoryPage:
        """One page of it, the newest first."""
        ...
