"""What the city did on a request, step by step: transfers by the department they went to."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from wardoffice.domain.service_requests import CityNote
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.parts import clear, facts, label, link
from wardoffice.language import plural, text

_AT_FIRST = 4


class CityNotes(QWidget):
    """One line a note, by day, in the order they came; earlier ones at a click."""

    def __init__(
        self,
        notes: tuple[CityNote, ...],
        moments: Moments,
        names_width: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._notes = notes
        self._moments = moments
        self._names_width = names_width
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._show(_AT_FIRST)

    def _show(self, limit: int) -> None:
        clear(self._grid)
        grid = self._grid
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, self._names_width)
        grid.addWidget(label(text("What the city noted"), "quiet"), 0, 0, 1, 2)
        newest = self._notes[-limit:]
        for number, note in enumerate(newest, start=1):
            day = self._moments.day(note.at) if note.at is not None else text("no date")
            grid.addWidget(label(day, "small", wrap=False), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(note_words(note), selectable=True), number, 1)
        hidden = len(self._notes) - len(newest)
        if hidden:
            more = link(plural("Show {count} earlier note", "Show {count} earlier notes", hidden))
            more.clicked.connect(lambda: self._show(len(self._notes)))
            grid.addWidget(more, len(newest) + 1, 0, 1, 2)


def note_words(note: CityNote) -> str:
    """One note of the city in a line; a follow-on says where it went, and which request it is."""
    what = " ".join(part for part in (note.service_name, note.number) if part)
    if note.kind == "follow_on_created" and note.agency:
        return facts((text("Passed on to {agency}", agency=note.agency), what))
    if note.kind == "follow_on_closed" and note.agency:
        return facts((text("{agency} closed its part", agency=note.agency), what))
    other = text("see {number}", number=note.number) if note.number else ""
    return facts((note.summary or note.kind, note.detail, other))
