"""The city's books: every record is inside the ward, outside, of unknown place, or left out (P2)."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from wardoffice.domain.books import CityBooks, GapLine
from wardoffice.domain.left_out import LeftOutType, left_out_words
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.check.mail_books import NumberLabel
from wardoffice.gui.check.unusable_list import UnusableList
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import badge, banner, clear, label
from wardoffice.language import plural, text

_GAPS_SHOWN = 50


class CityBooksCard(Card):
    """The equation, what was refused or differs, the gaps with their reasons, and what could not be used.

    ``left_out`` says what the types are called that are left out.
    """

    def __init__(
        self, moments: Moments, left_out: Sequence[LeftOutType], parent: QWidget | None = None
    ) -> None:
        super().__init__(text("311: since all its days were last read anew"), parent)
        self._moments = moments
        self._types = left_out
        self.books = CityBooks()
        """The books that are shown."""
        self._said = label("", "heading")
        self._said.setObjectName("citySaid")
        self.body.addWidget(self._said)
        self._received = NumberLabel(text("received"))
        self._inside = NumberLabel(text("in the ward"))
        self._outside = NumberLabel(text("outside"))
        self._unknown = NumberLabel(text("place unknown"))
        self._left_out = NumberLabel(text("left out"))
        self._differs = NumberLabel(text("ward differs"))
        self._refused = NumberLabel(text("could not be used"))
        self._missing = NumberLabel(text("no longer listed"))
        self._notes = QVBoxLayout()
        self._notes.setSpacing(4)
        self.body.addLayout(self._equation())
        self.body.addLayout(self._notes)
        self._gaps = QGridLayout()
        self._gaps.setHorizontalSpacing(16)
        self._gaps.setVerticalSpacing(4)
        self._gaps.setColumnStretch(1, 1)
        self.body.addLayout(self._gaps)
        self._unusable = UnusableList(moments)
        self.body.addWidget(self._unusable)
        self.show_books(CityBooks())

    def show_books(self, books: CityBooks) -> None:
        """Show the books as they stand."""
        self.books = books
        self._said.setText(said_words(books))
        self._received.show_number(books.received)
        self._inside.show_number(books.inside)
        self._outside.show_number(books.outside)
        self._unknown.show_number(books.place_unknown)
        self._differs.show_number(books.ward_differs)
        self._left_out.show_number(books.left_out)
        self._refused.show_number(books.refused)
        self._missing.show_number(books.missing)
        clear(self._notes)
        if left_out := left_out_words(books.left_out_by_type, self._types):
            self._notes.addWidget(label(left_out, "quiet"))
        for each in books.not_read:
            self._notes.addWidget(banner(each, Tone.WAITING))
        clear(self._gaps)
        for row, gap in enumerate(books.gaps[:_GAPS_SHOWN]):
            self._add_gap(row, gap)
        hidden = len(books.gaps) - _GAPS_SHOWN
        if hidden > 0:
            words = plural("and {count} more gap", "and {count} more gaps", hidden)
            self._gaps.addWidget(label(words, "quiet"), _GAPS_SHOWN, 0, 1, 3)
        self._unusable.show_lines(books.unusable)

    def _equation(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        parts: tuple[QWidget | str, ...] = (
            self._received,
            "=",
            self._inside,
            "+",
            self._outside,
            "+",
            self._unknown,
            "+",
            self._left_out,
        )
        for column, part in enumerate(parts):
            widget: QWidget = label(part, "quiet", wrap=False) if isinstance(part, str) else part
            grid.addWidget(widget, 0, column, Qt.AlignmentFlag.AlignCenter)
        grid.setColumnStretch(len(parts), 1)
        for place, beside in enumerate((self._differs, self._missing, self._refused), 1):
            grid.addWidget(beside, 0, len(parts) + place)
        return grid

    def _add_gap(self, row: int, gap: GapLine) -> None:
        top = Qt.AlignmentFlag.AlignTop
        span = text(
            "{start} to {end}", start=self._moments.moment(gap.start), end=self._moments.moment(gap.end)
        )
        self._gaps.addWidget(label(span, wrap=False), row, 0, top)
        self._gaps.addWidget(label(text("Page {page}: {reason}", page=gap.page, reason=gap.reason)), row, 1)
        tries = plural("tried once", "tried {count} times", gap.tries)
        self._gaps.addWidget(badge(tries, Tone.WAITING), row, 2, top)


def said_words(books: CityBooks) -> str:
    """The books in one sentence."""
    if books.gaps:
        return plural(
            "{count} part of the 311 feed could not be read yet; it is tried again at every reading.",
            "{count} parts of the 311 feed could not be read yet; they are tried again at every reading.",
            len(books.gaps),
        )
    if not books.received:
        return text("311 told of no record.")
    return text("All of the 311 feed is in, without a gap.")
