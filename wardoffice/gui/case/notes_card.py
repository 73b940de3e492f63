"""The notes of the staff."""

from PySide6.QtWidgets import QWidget

from wardoffice.domain.case_view import CaseView, NoteView
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.parts import PlainText, clear, facts, label, line, row
from wardoffice.gui.widgets.card import Card
from wardoffice.language import plural, text


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
        clear(self.body)
        self.set_title(plural("Note", "Notes: {count}", len(view.notes)))
        for number, note in enumerate(view.notes):
            if number:
                self.body.addWidget(line())
            when = facts((note.by, self._moments.moment(note.at)))
            self.body.addLayout(row(label(when, "quiet", wrap=False), stretch_after=0))
            words = PlainText(note.text)
            words.setAccessibleName(text("Note of {name}", name=note.by))
            self.body.addWidget(words)
        self.body.addWidget(label(text("Notes are public records: they may be released."), "small"))
