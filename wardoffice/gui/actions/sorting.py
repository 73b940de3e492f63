"""Urgent, tags and snoozing: by key, for one problem or many."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QObject, Signal

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.changes import Changes
from wardoffice.domain.steps import Step, StepKind
from wardoffice.domain.tags import TagUse
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.actions.previewed import Previewed
from wardoffice.gui.desk import Desk
from wardoffice.gui.dialogs.snooze import AT_ONCE
from wardoffice.gui.keys import ActionId
from wardoffice.gui.tasks import Lane
from wardoffice.language import plural, text


class SortingActions(QObject):
    """``tags_known`` carries the tags the office uses, whenever they may have changed."""

    tags_known = Signal(object)

    def __init__(self, acting: Acting, desk: Desk, previewed: Previewed) -> None:
        super().__init__()
        self._acting, self._previewed = acting, previewed
        self._triage, self._tagging, self._snoozing = desk.triage, desk.tagging, desk.snoozing
        acting.changed.connect(lambda _changes: self.read_tags())

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {
            ActionId.URGENT: self.urgent,
            ActionId.TAG: self.tag,
            ActionId.RENAME_TAG: self.rename_tag,
            ActionId.SNOOZE: self.snooze,
        }

    def read_tags(self) -> None:
        """Ask which tags are used."""
        acting = self._acting
        acting.tasks.submit(
            Lane.QUERY,
            partial(self._tagging.tags, acting.actor),
            owner=self,
            done=self.tags_known.emit,
            topic="tags",
        )

    def urgent(self) -> None:
        """Make the selected problems urgent, or no longer where all of them are."""
        acting = self._acting
        rows = [row for row in acting.selection.selected_rows() if row.status is CaseStatus.OPEN]
        urgent = not all(row.urgent for row in rows)
        ids = tuple(row.case_id for row in rows)
        title = (
            plural("Make this problem urgent", "Make {count} problems urgent", len(ids))
            if urgent
            else plural("Make this problem not urgent", "Make {count} problems not urgent", len(ids))
        )
        step = Step(StepKind.URGENT if urgent else StepKind.NOT_URGENT)
        do = partial(self._triage.set_urgent, acting.actor, urgent=urgent)
        self._previewed.write(title, ids, [step], do)

    def tag(self) -> None:
        """Put a tag on the selected problems, or take one off."""
        acting, rows = self._acting, self._acting.selection.selected_rows()
        ids = acting.selection.selected_ids()
        standing = tuple(dict.fromkeys(tag for row in rows for tag in row.tags))

        def ask(used: tuple[TagUse, ...]) -> None:
            chosen = acting.dialogs.ask_tags(used, standing, len(ids))
            if chosen is None:
                return
            do: Callable[[Actor, Sequence[int], str], Changes]
            if chosen.off:
                title = plural("Take the tag off", "Take the tag off {count} problems", len(ids))
                step, do = Step(StepKind.UNTAG, chosen.name), self._tagging.untag
            else:
                title = plural("Tag this problem", "Tag {count} problems", len(ids))
                step, do = Step(StepKind.TAG, chosen.name), self._tagging.tag
            self._previewed.write(title, ids, [step], lambda some: do(acting.actor, some, chosen.name))

        if ids:
            acting.first(partial(self._tagging.tags, acting.actor), ask)

    def rename_tag(self) -> None:
        """Call a tag something else, wherever it stands."""
        acting = self._acting

        def ask(used: tuple[TagUse, ...]) -> None:
            if not used:
                acting.notifier.info(text("The office uses no tags yet."))
                return
            renamed = acting.dialogs.ask_tag_name(used)
            if renamed is not None:
                acting.write(partial(self._tagging.rename_tag, acting.actor, *renamed))

        acting.first(partial(self._tagging.tags, acting.actor), ask)

    def snooze(self) -> None:
        """Put the selected problems off until a day, or bring them back."""
        acting = self._acting
        rows = [row for row in acting.selection.selected_rows() if row.status is CaseStatus.OPEN]
        ids = tuple(row.case_id for row in rows)
        snoozed = tuple(row.case_id for row in rows if row.snoozed_until is not None)
        owed = sum(row.owed_since is not None for row in rows)
        day: date | None = acting.dialogs.ask_snooze(len(ids), owed, snoozed=bool(snoozed))
        if day == AT_ONCE:
            title = plural("Bring this problem back", "Bring {count} problems back", len(snoozed))
            do = partial(self._snoozing.wake, acting.actor)
            self._previewed.write(title, snoozed, [Step(StepKind.WAKE)], do)
        elif day is not None:
            title = plural("Snooze this problem", "Snooze {count} problems", len(ids))
            steps = [Step(StepKind.SNOOZE, day.isoformat())]
            self._previewed.write(
                title, ids, steps, lambda some: self._snoozing.snooze(acting.actor, some, day)
            )
