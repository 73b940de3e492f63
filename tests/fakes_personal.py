"""What a person keeps for their own desk, in memory."""

from dataclasses import dataclass, field, replace
from typing import Any

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.palette import Hit
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.saved_views import SavedView, ViewCounts, preset_views
from wardoffice.gui.personal.port import PersonalDesk


@dataclass
class FakePersonal:
    """Lists, choices, drafts and finds of one person."""

    saved: list[SavedView] = field(default_factory=lambda: list(preset_views()))
    chosen: dict[str, dict[str, Any]] = field(default_factory=dict)
    begun: dict[int, str] = field(default_factory=dict)
    hits: tuple[Hit, ...] = ()

    @property
    def desk(self) -> PersonalDesk:
        """All its jobs."""
        return PersonalDesk(views=self, preferences=self, drafts=self, palette=self)

    def views(self, _actor: Actor) -> tuple[SavedView, ...]:
        """Those there are."""
        return tuple(self.saved)

    def view_counts(self, _actor: Actor) -> ViewCounts:
        """As many as the name has letters; one that looks near somewhere cannot be counted."""
        lost = {
            each.key: "Where it is cannot be told." for each in self.saved if "near:" in each.narrowed.words
        }
        return ViewCounts({each.key: len(each.name) for each in self.saved if each.key not in lost}, lost)

    def save_view(
        self, actor: Actor, name: str, view: View, narrowed: QueueFilter, sort: SortBy, *, shared: bool
    ) -> Changes:
        """Keep it."""
        key = str(len(self.saved))
        self.saved.append(SavedView(key, name, view, narrowed, sort, actor.name, shared=shared, mine=True))
        return Changes(label=f"List saved: {name}")

    def rename_view(self, _actor: Actor, view_id: int, name: str) -> Changes:
        """Call it something else."""
        self._change(view_id, name=name)
        return Changes(label=f"List saved: {name}")

    def share_view(self, _actor: Actor, view_id: int, *, shared: bool) -> Changes:
        """Share it or not."""
        self._change(view_id, shared=shared)
        return Changes(label="Shared")

    def remove_view(self, _actor: Actor, view_id: int) -> Changes:
        """Take it away."""
        self.saved = [each for each in self.saved if each.view_id != view_id]
        return Changes(label="List removed")

    def put_away(self, _actor: Actor, preset: str) -> None:
        """Take a preset away."""
        self.saved = [each for each in self.saved if each.key != preset]

    def show_presets(self, _actor: Actor) -> None:
        """All presets again."""
        made = [each for each in self.saved if each.view_id is not None]
        self.saved = [*preset_views(), *made]

    def all(self, _actor: Actor) -> dict[str, dict[str, Any]]:
        """What was chosen."""
        return self.chosen

    def keep(self, _actor: Actor, name: str, value: dict[str, Any]) -> None:
        """Keep it."""
        self.chosen[name] = value

    def draft(self, _actor: Actor, case_id: int) -> str:
        """What was begun."""
        return self.begun.get(case_id, "")

    def keep_draft(self, _actor: Actor, case_id: int, words: str) -> None:
        """Keep it, or put it away."""
        self.begun.pop(case_id, None)
        if words:
            self.begun[case_id] = words

    def look_for(self, _actor: Actor, words: str) -> tuple[Hit, ...]:
        """Those whose label has the words."""
        return tuple(each for each in self.hits if words.casefold() in each.label.casefold())

    def _change(self, view_id: int, **changed: object) -> None:
        self.saved = [
            replace(each, **changed) if each.view_id == view_id else each  # type: ignore[arg-type]  # fields by name
            for each in self.saved
        ]
