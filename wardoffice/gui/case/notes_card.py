"""The notes of the staff."""

from functools import partial

from PySide6.QtWidgets import QWidget

from wardoffice.domain.case_view import CaseView, NoteView
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import PlainText, clear, facts, label, line, link, row
from wardoffice.language import plural, text

_SHOWN_AT_FIRST = 5


class NotesCard(Card):
    """All notes in order, and the warning that a note is a public record."""

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("Notes"), parent)
        self._moments = moments
        self._notes: tuple[NoteView, ...] | None = None

    def show_case(self, view: CaseView) -> None:
        """Show the notes of a case; without any the card takes no room."""
        self.setVisible(bool(view.notes))
        if view.notes == self._notes:
            return
        self._notes = view.notes
        self._build(view.notes, _SHOWN_AT_FIRST)

    def _build(self, notes: tuple[NoteView, ...], limit: int) -> None:
        clear(self.body)
        self.set_title(plural("Note", "Notes: {count}", len(notes)))
        shown = notes[-limit:]
        if hidden := len(notes) - len(shown):
            more = link(plural("Show {count} earlier note", "Show {count} earlier notes", hidden))
            more.clicked.connect(partial(self._build, notes, len(notes)))
            self.body.addWidget(more)
        for number, note in enumerate(shown):
            if number:
                self.body.addWidget(line())
            when = facts((note.by, self._moments.moment(note.at)))
            self.body.addLayout(row(label(when, "quiet", wrap=False), stretch_after=0))
            words = PlainText(note.text)
            words.setAccessibleName(text("Note of {name}", name=note.by))
            self.body.addWidget(words)
        self.body.addWidget(label(text("Notes are public records: they may be released."), "small"))
