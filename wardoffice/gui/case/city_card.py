"""The city's own record of the problem. What the city closed is never called finished."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from wardoffice.domain.case_view import CaseView, CityView
from wardoffice.domain.service_requests import CityNote, CityStatus
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.parts import badge, clear, facts, label, line, link
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.language import plural, text

_RECORDS_AT_FIRST = 3
_NOTES_AT_FIRST = 4
_NAMES_WIDTH = 76  # pixels: the dates of the notes stand under the names of the facts


class CityCard(Card):
    """One block for each 311 request of the case."""

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("City"), parent)
        self._moments = moments
        self._records: tuple[CityView, ...] | None = None

    def show_case(self, view: CaseView) -> None:
        """Show the city's records of a case."""
        if view.city == self._records:
            return
        self._records = view.city
        self._build(view.city, _RECORDS_AT_FIRST)

    def _build(self, records: tuple[CityView, ...], limit: int) -> None:
        clear(self.body)
        self.set_title(_title(len(records)))
        if not records:
            self.body.addWidget(label(text("Not in 311 yet."), "quiet"))
        for number, record in enumerate(records[:limit]):
            if number:
                self.body.addWidget(line())
            self.body.addWidget(CityBlock(record, self._moments))
        if (hidden := len(records) - limit) > 0:
            more = link(plural("Show {count} more request", "Show {count} more requests", hidden))
            more.clicked.connect(partial(self._build, records, len(records)))
            self.body.addWidget(more)


def _title(records: int) -> str:
    return plural("City", "City: {count} requests", records) if records else text("City")


class CityBlock(QWidget):
    """One 311 request: number, status in words, who has it, when, and the city's notes."""

    def __init__(self, record: CityView, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moments = moments
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.setAccessibleName(text("311 request {number}", number=record.number))
        words, tone = status_words(record.status)
        number = label(record.number, "strong", wrap=False, selectable=True)
        head = FlowLayout()
        head.addWidget(number)
        head.addWidget(badge(words, tone))
        column.addLayout(head)
        if differs := ward_words(record):
            column.addWidget(badge(differs, Tone.WAITING))
        column.addLayout(self._grid(record))
        if record.notes:
            self._notes = QWidget()
            self._grid_of_notes = QGridLayout(self._notes)
            self._grid_of_notes.setContentsMargins(0, 0, 0, 0)
            self._grid_of_notes.setHorizontalSpacing(12)
            self._grid_of_notes.setVerticalSpacing(4)
            column.addWidget(self._notes)
            self._show_notes(record.notes, _NOTES_AT_FIRST)

    def _grid(self, record: CityView) -> QGridLayout:
        moment = self._moments.day
        pairs = (
            (text("Type"), record.service_name),
            (text("Department"), record.agency),
            (text("City says"), said_words(record)),
            (text("Asked"), moment(record.requested_at) if record.requested_at else ""),
            (text("Last word"), moment(record.updated_at) if record.updated_at else ""),
            (text("Closed"), moment(record.closed_at) if record.closed_at else ""),
            (text("Address"), record.address),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, _NAMES_WIDTH)
        for number, (name, value) in enumerate((name, value) for name, value in pairs if value):
            grid.addWidget(label(name, "quiet", wrap=False), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(value, selectable=True), number, 1)
        return grid

    def _show_notes(self, notes: tuple[CityNote, ...], limit: int) -> None:
        clear(self._grid_of_notes)
        grid = self._grid_of_notes
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, _NAMES_WIDTH)
        grid.addWidget(label(text("What the city noted"), "quiet"), 0, 0, 1, 2)
        newest = notes[-limit:]
        for number, note in enumerate(newest, start=1):
            day = self._moments.day(note.at) if note.at is not None else text("no date")
            grid.addWidget(label(day, "small", wrap=False), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(note_words(note), selectable=True), number, 1)
        hidden = len(notes) - len(newest)
        if hidden:
            more = link(plural("Show {count} earlier note", "Show {count} earlier notes", hidden))
            more.clicked.connect(lambda: self._show_notes(notes, len(notes)))
            grid.addWidget(more, len(newest) + 1, 0, 1, 2)


def status_words(status: CityStatus) -> tuple[str, Tone]:
    """The city's status in words that cannot be taken for ours."""
    match status:
        case CityStatus.OPEN:
            return text("Open at the city"), Tone.ACCENT
        case CityStatus.CLOSED:
            return text("Closed by the city"), Tone.CHECK
        case CityStatus.UNKNOWN:
            return text("Status not clear"), Tone.WAITING


def said_words(record: CityView) -> str:
    """The city's own words on the status, where they say more than the badge."""
    plain = record.status_text.casefold() == record.status.value
    return facts(("" if plain else record.status_text, record.status_notes))


def ward_words(record: CityView) -> str:
    """What to say where the city's ward field and the ward's shape on the map differ."""
    if record.ward is None or record.ward_by_polygon is None or record.ward == record.ward_by_polygon:
        return ""
    return text("311 says ward {said}, the map says {drawn}", said=record.ward, drawn=record.ward_by_polygon)


def note_words(note: CityNote) -> str:
    """One note of the city in a line; a follow-on names the other request."""
    other = text("see {number}", number=note.number) if note.number else ""
    return facts((note.summary or note.kind, note.detail, other))
