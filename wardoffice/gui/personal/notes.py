"""Notes: what is typed is kept on the way, and offered again at its case."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import WardOfficeError
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.desk import Triaging
from wardoffice.gui.keys import ActionId
from wardoffice.gui.personal.port import DraftKeeping
from wardoffice.gui.tasks import Lane
from wardoffice.gui.widgets.elided import ElidedLabel
from wardoffice.language import text


class DraftBar(QFrame):
    """Says above a case that a note was begun on it. Hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("draftBar")
        self._words = ElidedLabel()
        self.go_on = _link(text("Go on writing"))
        self.go_on.setObjectName("draftGoOn")
        self.throw_away = _link(text("Throw away"))
        self.throw_away.setObjectName("draftThrowAway")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.setSpacing(12)
        layout.addWidget(self._words, 1)
        layout.addWidget(self.go_on)
        layout.addWidget(self.throw_away)
        self.hide()

    def show_draft(self, words: str) -> None:
        """Show what was begun; nothing hides it."""
        self._words.setText(text("You began a note: “{words}”", words=" ".join(words.split())))
        self.setVisible(bool(words))

    @property
    def words(self) -> str:
        """What it says, or nothing while it is hidden."""
        return "" if self.isHidden() else self._words.text()


class NoteActions(QObject):
    """Writes notes. What is typed is on disk within a second, so that nothing but a person throws it away."""

    def __init__(self, acting: Acting, triage: Triaging, drafts: DraftKeeping, bar: DraftBar) -> None:
        super().__init__()
        self._acting = acting
        self._triage = triage
        self._drafts = drafts
        self._bar = bar
        self._shown: int | None = None
        bar.go_on.clicked.connect(self.note)
        bar.throw_away.clicked.connect(self._throw_away)
        acting.changed.connect(self._follow)

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {ActionId.NOTE: self.note}

    def show_case(self, case_id: int | None) -> None:
        """Offer what this person began on the case that is shown now."""
        self._shown = case_id
        self._bar.show_draft("")
        if case_id is not None:
            self._acting.tasks.submit(
                Lane.QUERY,
                partial(self._drafts.draft, self._acting.actor, case_id),
                owner=self,
                done=self._bar.show_draft,
                topic="draft",
            )

    def note(self) -> None:
        """Write a note on the case, or go on with one that was begun."""
        case_id = self._acting.current()
        if case_id is not None:
            read = partial(self._drafts.draft, self._acting.actor, case_id)
            self._acting.first(read, partial(self._ask, case_id))

    def _follow(self, changes: Changes) -> None:
        """What was begun may have been saved in another window, or come along with a merge."""
        if self._shown is not None and self._shown in changes.cases:
            self.show_case(self._shown)

    def _ask(self, case_id: int, begun: str) -> None:
        words = self._acting.dialogs.ask_note(begun, partial(self._keep, case_id))
        self._bar.show_draft("")
        if words:
            self._acting.tasks.submit(
                Lane.WRITE,
                partial(self._save, case_id, words),
                owner=self,
                done=self._acting.tell,
                failed=partial(self._not_saved, case_id, words),
            )
        else:
            self._keep(case_id, "")

    def _save(self, case_id: int, words: str) -> Changes:
        changes = self._triage.note(self._acting.actor, case_id, words)
        # After the note stands: killed in between, it is offered once more, and never lost.
        self._drafts.keep_draft(self._acting.actor, case_id, "")
        return changes

    def _not_saved(self, case_id: int, words: str, error: WardOfficeError) -> None:
        """Say so, and offer what was typed: the last of it may not have been on disk."""
        self._acting.notifier.error(error)
        self._keep(case_id, words)
        if case_id == self._shown:
            self._bar.show_draft(words)

    def _keep(self, case_id: int, words: str) -> None:
        keep = partial(self._drafts.keep_draft, self._acting.actor, case_id, words)
        self._acting.tasks.submit(Lane.WRITE, keep, owner=self)

    def _throw_away(self) -> None:
        if self._shown is not None:
            self._keep(self._shown, "")
            self._bar.show_draft("")


def _link(words: str) -> QPushButton:
    button = QPushButton(words)
    button.setProperty("role", "link")
    button.setAccessibleName(words)
    return button
