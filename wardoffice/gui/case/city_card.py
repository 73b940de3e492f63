"""The city's own record of the problem. What the city closed is never called finished."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from wardoffice.domain.case_view import CaseView, CityView
from wardoffice.domain.expected_time import ExpectedTime
from wardoffice.domain.submissions import SubmissionState
from wardoffice.gui.case.city_notes import CityNotes
from wardoffice.gui.case.city_photo_links import CityPhotoLinks
from wardoffice.gui.case.closing_part import ClosingPart, has_words
from wardoffice.gui.case.closing_words import status_badge
from wardoffice.gui.case.expected_words import based_on_words, expected_words
from wardoffice.gui.case.list_words import list_words
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.portal_lines import portal_lines
from wardoffice.gui.case.source_words import both_words
from wardoffice.gui.keys import ActionId
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import badge, clear, facts, label, line, link
from wardoffice.language import plural, text

_RECORDS_AT_FIRST = 3
_NAMES_WIDTH = 76  # pixels: the dates of the notes stand under the names of the facts


class CityCard(Card):
    """One block for each 311 request of the case.

    ``case_asked`` carries the id of a problem to open; ``photo_asked`` the case and the address of a picture
    of the city's that somebody wants. ``card_asked`` and ``number_asked`` come from a problem that is not in
    311 yet: somebody types it there, or did.
    """

    case_asked = Signal(int)
    photo_asked = Signal(int, str)
    card_asked = Signal()
    number_asked = Signal()

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("City"), parent)
        self._sent = False
        self._moments = moments
        self._shown: tuple[tuple[CityView, ...], tuple[str, ...]] | None = None
        self._case_id: int | None = None
        self._expected: ExpectedTime | None = None

    def show_expected(self, expected: ExpectedTime | None) -> None:
        """Show how long the city takes for this type; it arrives after the case itself."""
        if expected != self._expected and self._shown is not None:
            self._expected = expected
            self._build(*self._shown, _RECORDS_AT_FIRST)

    def show_case(self, view: CaseView) -> None:
        """Show the city's records of a case."""
        if view.case_id != self._case_id:
            self._case_id, self._expected, self._shown = view.case_id, None, None
        fetched = tuple(each.source_url for each in view.attachments if each.source_url)
        sent = any(each.state is not SubmissionState.WITHDRAWN for each in view.submissions)
        if (view.city, fetched) == self._shown and sent is self._sent:
            return
        self._shown, self._sent = (view.city, fetched), sent
        self._build(view.city, fetched, _RECORDS_AT_FIRST)

    def photo_failed(self) -> None:
        """Offer the pictures again: one could not be fetched."""
        if self._shown is not None:
            self._build(*self._shown, _RECORDS_AT_FIRST)

    def _build(self, records: tuple[CityView, ...], fetched: tuple[str, ...], limit: int) -> None:
        clear(self.body)
        self.set_title(_title(len(records)))
        if not records and self._sent:
            self.body.addWidget(label(text("311 does not show it yet."), "quiet"))
        elif not records:
            self._offer_typing()
        if self._expected is not None:
            self.body.addWidget(label(expected_words(self._expected), "strong"))
            self.body.addWidget(label(based_on_words(self._expected), "small"))
        for number, record in enumerate(records[:limit]):
            if number:
                self.body.addWidget(line())
            block = CityBlock(record, fetched, self._moments)
            block.case_asked.connect(self.case_asked)
            block.photo_asked.connect(self.photo_asked)
            self.body.addWidget(block)
        if (hidden := len(records) - limit) > 0:
            more = link(plural("Show {count} more request", "Show {count} more requests", hidden))
            more.clicked.connect(partial(self._build, records, fetched, len(records)))
            self.body.addWidget(more)

    def _offer_typing(self) -> None:
        self.body.addWidget(label(text("Not in 311 yet."), "quiet"))
        offers = FlowLayout(gap=6)
        for words, key, asked in (
            (text("Copy card"), ActionId.COPY_CARD, self.card_asked),
            (text("I have the number"), ActionId.NUMBER, self.number_asked),
        ):
            button = KeyButton(words, of=key)
            button.setProperty("compact", True)
            button.clicked.connect(asked)
            offers.addWidget(button)
        self.body.addLayout(offers)


def _title(records: int) -> str:
    return plural("City", "City: {count} requests", records) if records else text("City")


class CityBlock(QWidget):
    """One 311 request: number, status in words, why it was closed, who has it, its pictures and its notes."""

    case_asked = Signal(int)
    photo_asked = Signal(int, str)

    def __init__(
        self, record: CityView, fetched: Sequence[str], moments: Moments, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._moments = moments
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.setAccessibleName(text("311 request {number}", number=record.number))
        words, tone = status_badge(record)
        number = label(record.number, "strong", wrap=False, selectable=True)
        head = FlowLayout()
        head.addWidget(number)
        head.addWidget(badge(words, tone))
        column.addLayout(head)
        if differs := ward_words(record):
            column.addWidget(badge(differs, Tone.WAITING))
        for told in list_words(record, moments):
            column.addWidget(label(told))
        if said := both_words(record.both, moments):
            sources = label(said)
            sources.setObjectName("bothSources")
            column.addWidget(sources)
        if has_words(record):
            closing = ClosingPart(record)
            closing.case_asked.connect(self.case_asked)
            column.addWidget(closing)
        column.addLayout(self._grid(record))
        if record.media_urls:
            photos = CityPhotoLinks(record, fetched)
            photos.asked.connect(self.photo_asked)
            column.addWidget(photos)
        if record.notes:
            column.addWidget(CityNotes(record.notes, moments, _NAMES_WIDTH))

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
            *portal_lines(record, self._moments),
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


def said_words(record: CityView) -> str:
    """The city's own words on the status, where they say more than the badge."""
    plain = record.status_text.casefold() == record.status.value
    return facts(("" if plain else record.status_text, record.status_notes))


def ward_words(record: CityView) -> str:
    """What to say where the city's ward field and the ward's shape on the map differ."""
    if record.ward is None or record.ward_by_polygon is None or record.ward == record.ward_by_polygon:
        return ""
    return text("311 says ward {said}, the map says {drawn}", said=record.ward, drawn=record.ward_by_polygon)
