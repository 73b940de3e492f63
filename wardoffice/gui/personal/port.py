"""What the window asks of the office for the person at this desk. Every call belongs on a lane."""

from dataclasses import dataclass
from typing import Any, Protocol

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.palette import Hit
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.saved_views import SavedView, ViewCounts


class ViewKeeping(Protocol):
    """Lists by name."""

    def views(self, actor: Actor) -> tuple[SavedView, ...]:
        """All this person sees, presets first."""
        ...

    def view_counts(self, actor: Actor) -> ViewCounts:
        """How many problems each holds, and what keeps one from being counted."""
        ...

    def save_view(
        self, actor: Actor, name: str, view: View, narrowed: QueueFilter, sort: SortBy, *, shared: bool
    ) -> Changes:
        """Give a list a name."""
        ...

    def rename_view(self, actor: Actor, view_id: int, name: str) -> Changes:
        """Call it something else."""
        ...

    def share_view(self, actor: Actor, view_id: int, *, shared: bool) -> Changes:
        """Let everybody see it, or nobody else."""
        ...

    def remove_view(self, actor: Actor, view_id: int) -> Changes:
        """Take it away."""
        ...

    def put_away(self, actor: Actor, preset: str) -> None:
        """Take a preset off this person's lists."""
        ...

    def show_presets(self, actor: Actor) -> None:
        """Show all presets again."""
        ...


class PreferenceKeeping(Protocol):
    """This person's choices."""

    def all(self, actor: Actor) -> dict[str, dict[str, Any]]:
        """All of them, by name."""
        ...

    def keep(self, actor: Actor, name: str, value: dict[str, Any]) -> None:
        """Keep one."""
        ...


class DraftKeeping(Protocol):
    """Notes that were begun."""

    def draft(self, actor: Actor, case_id: int) -> str:
        """What was begun on a case, or ""."""
        ...

    def keep_draft(self, actor: Actor, case_id: int, words: str) -> None:
        """Keep what was typed so far; empty words put it away."""
        ...


class Looking(Protocol):
    """The palette's cases and people."""

    def look_for(self, actor: Actor, words: str) -> tuple[Hit, ...]:
        """Those that fit best."""
        ...


@dataclass(frozen=True, slots=True)
class PersonalDesk:
    """The jobs behind a person's own desk."""

    views: ViewKeeping
    preferences: PreferenceKeeping
    drafts: DraftKeeping
    palette: Looking
