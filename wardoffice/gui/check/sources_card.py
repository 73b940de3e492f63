"""311 and the city's data portal side by side: how many requests differ, and the list each number opens."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QGridLayout, QHeaderView, QTableView, QWidget

from wardoffice.domain.portal import Difference, Freshness, SourceCounts, SourceLine
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.parts import label, row
from wardoffice.gui.check.mail_books import NumberButton
from wardoffice.gui.check.sources_table import SourcesModel
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import plural, text

_SHARES = (12, 22, 26, 13, 10, 17)  # of the width, in percent
_TABLE_HEIGHT = 240


class SourcesCard(Card):
    """``list_asked`` carries a Difference whose requests somebody wants, ``case_asked`` a case id."""

    list_asked = Signal(object)
    case_asked = Signal(int)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("311 and the city's data portal, side by side"), parent)
        self._moments = moments
        self._chosen: Difference | None = None
        self._fresh = label("", "quiet")
        self._fresh.setObjectName("sourcesFresh")
        self._said = label("", "small")
        self._model = SourcesModel(moments)
        self._model.setParent(self)
        self._table = self._make_table()
        self._open = KeyButton(text("Open its problem"))
        self._open.setProperty("compact", True)
        self._open.clicked.connect(self._ask_case)
        self._numbers: dict[Difference, NumberButton] = {}
        self.body.addWidget(self._fresh)
        self.body.addLayout(self._make_numbers())
        self.body.addWidget(self._said)
        self.body.addWidget(self._table)
        self.body.addLayout(row(self._open, stretch_after=0))
        self.show_counts(SourceCounts())
        self.show_lines(Difference.OPEN_IN_311, ())
        self._show_list(shown=False)

    @property
    def chosen(self) -> Difference | None:
        """The number whose list is open, if any."""
        return self._chosen

    @property
    def table(self) -> QTableView:
        """The table of requests."""
        return self._table

    def button(self, which: Difference) -> NumberButton:
        """The number of one difference."""
        return self._numbers[which]

    def show_counts(self, counted: SourceCounts) -> None:
        """Show how many requests stand how."""
        self._fresh.setText(fresh_words(counted.fresh, self._moments))
        for which, button in self._numbers.items():
            button.show_number(counted.counts.get(which, 0))
            button.setVisible(counted.fresh.portal_read_at is not None)

    def show_lines(self, which: Difference, lines: Sequence[SourceLine]) -> None:
        """Show the requests behind a number."""
        self._model.show_lines(tuple(lines))
        counted = plural("{count} request", "{count} requests", len(lines))
        self._said.setText(f"{counted}. {rule_words(which)}")
        if lines:
            self._table.selectRow(0)
        self._open.setEnabled(bool(lines))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each column its share of the width."""
        super().resizeEvent(event)
        room = self._table.viewport().width()
        for column, share in enumerate(_SHARES[:-1]):
            self._table.setColumnWidth(column, room * share // 100)

    def _choose(self, which: Difference) -> None:
        """Open a list, or close it where it is open."""
        self._chosen = None if self._chosen is which else which
        for each, button in self._numbers.items():
            button.setChecked(each is self._chosen)
        self._show_list(shown=self._chosen is not None)
        if self._chosen is not None:
            self.list_asked.emit(which)

    def _show_list(self, *, shown: bool) -> None:
        for widget in (self._said, self._table, self._open):
            widget.setVisible(shown)

    def _make_numbers(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        for column, (which, words) in enumerate(difference_words().items()):
            button = NumberButton(words)
            button.setObjectName(f"difference-{which.name.lower()}")
            button.clicked.connect(partial(self._choose, which))
            self._numbers[which] = button
            grid.addWidget(button, 0, column)
        grid.setColumnStretch(len(self._numbers), 1)
        return grid

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self._model)
        table.setAccessibleName(text("Requests on which 311 and the portal differ"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setMinimumHeight(_TABLE_HEIGHT)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(32)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        table.activated.connect(self._ask_case)
        return table

    def _ask_case(self, *_: QModelIndex | bool) -> None:
        line = self._model.line(self._table.currentIndex().row())
        if line is not None:
            self.case_asked.emit(line.case_id)


def difference_words() -> dict[Difference, str]:
    """The differences that are counted, in the order of their numbers."""
    return {
        Difference.OPEN_IN_311: text("open in 311,\ncompleted on the portal"),
        Difference.OPEN_ON_PORTAL: text("open on the portal,\nclosed in 311"),
        Difference.ONLY_ON_PORTAL: text("only on\nthe portal"),
        Difference.ONLY_IN_311: text("only\nin 311"),
        Difference.SAME: text("the same\nin both"),
        Difference.NOT_ASKED: text("older than\n311's list"),
    }


def rule_words(which: Difference) -> str:
    """What a number counts: its definition, as printed beside its list (P7)."""
    return {
        Difference.OPEN_IN_311: text(
            "The city's newest word, on the portal, is that it is done. Look, or ask 311."
        ),
        Difference.OPEN_ON_PORTAL: text("311 closed it; the portal publishes later, or was not told."),
        Difference.ONLY_ON_PORTAL: text(
            "311 was asked for the days it was made on, or for its number, and did not tell of it."
        ),
        Difference.ONLY_IN_311: text("Made on days that were read of the portal, which does not list it."),
        Difference.SAME: text("Both say it is open, or both that it is not."),
        Difference.NOT_ASKED: text("The portal alone tells of it: 311's list was not read so far back."),
        Difference.NOT_PUBLISHED: text("Made on days that were not read of the portal."),
    }[which]


def fresh_words(fresh: Freshness, moments: Moments) -> str:
    """How fresh each source is."""
    city = (
        text("311 read {when}.", when=moments.lately(fresh.city_read_at))
        if fresh.city_read_at is not None
        else text("311 was not read yet.")
    )
    if fresh.portal_read_at is None:
        return text("{city} The city's data portal was not read yet.", city=city)
    published = fresh.portal_newest or fresh.portal_read_at
    return text(
        "{city} The portal read {when}; its newest word is of {day}.",
        city=city,
        when=moments.lately(fresh.portal_read_at),
        day=moments.moment(published),
    )
