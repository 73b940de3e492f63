"""The history of the whole office: who did what and when, before and after, and undo where it applies."""

from collections.abc import Sequence

import qtawesome
from PySide6.QtCore import Signal
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from wardoffice.domain.actor import Actor
from wardoffice.domain.office_history import HistoryFilter, HistoryPage, OfficeLine
from wardoffice.gui.case.history_card import change_words, undo_words
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.dialogs.frame import Question
from wardoffice.gui.history.filters import HistoryFilterBar
from wardoffice.gui.theme import palette_of
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.line_table import Column, LineTable, Mark
from wardoffice.gui.widgets.parts import clear, facts, label, link
from wardoffice.language import plural, text

_WIDTH, _HEIGHT = 980, 640
_DETAILS_HEIGHT = 150
_MOST_CHANGES = 5


class HistoryDialog(Question):
    """Shows the pages it is given; ``page_asked`` for a filter, ``more_asked`` for what came before it.

    ``undo_asked`` carries the id of an action, ``case_asked`` that of a problem.
    """

    page_asked = Signal(object)
    more_asked = Signal(object, int)
    undo_asked = Signal(int)
    case_asked = Signal(int)

    def __init__(self, actor: Actor, moments: Moments, parent: QWidget | None) -> None:
        super().__init__(text("What the office did"), "", text("Close"), parent)
        self.setObjectName("history")
        self.resize(_WIDTH, _HEIGHT)
        self._moments = moments
        self._lines: tuple[OfficeLine, ...] = ()
        self._before: int | None = None
        self._keep: int | None = None
        self.leave_button.hide()
        self.filters = HistoryFilterBar(actor, moments.today())
        self.filters.asked.connect(self.ask)
        self.body.addWidget(self.filters)
        self.table = LineTable(self._columns(), text("Actions"), self._mark)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_details())
        self._empty = EmptyState("mdi6.history", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.body.addWidget(self._stack, 1)
        foot = QHBoxLayout()
        self.count = label("", "quiet")
        self.more = link(text("Show earlier ones"))
        self.more.clicked.connect(self._ask_more)
        foot.addWidget(self.count, 1)
        foot.addWidget(self.more)
        self.body.addLayout(foot)
        self._details = QWidget()
        self._details.setMinimumHeight(_DETAILS_HEIGHT)
        self._grid = QVBoxLayout(self._details)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self.body.addWidget(self._details)
        self.undo_button = KeyButton("", "U", "mdi6.undo")
        self.undo_button.clicked.connect(self._undo)
        self.open_button = KeyButton(text("Open the problem"), "O")
        self.open_button.clicked.connect(self._open)
        # Keys of the dialog, not of the buttons: new words on a button would take its key away.
        for key, button in (("U", self.undo_button), ("O", self.open_button)):
            QShortcut(QKeySequence(key), self, button.click)
        self.buttons.insertWidget(0, self.undo_button)
        self.buttons.insertWidget(1, self.open_button)
        self._show_lines()
        self.table.setFocus()

    def ask(self) -> None:
        """Ask for what the filters say."""
        self.page_asked.emit(self.filters.filter())

    def ask_again(self) -> None:
        """Ask for the same, and keep the cursor where it is: something was done meanwhile."""
        line = self.table.current()
        self._keep = line.line.action_id if line is not None else None
        self.ask()

    def show_page(self, asked: HistoryFilter, page: HistoryPage) -> None:
        """Show the newest page of a filter."""
        if asked == self.filters.filter():
            self._lines, self._before = page.lines, page.before
            self._show_lines()

    def add_page(self, asked: HistoryFilter, page: HistoryPage) -> None:
        """Show the page before as well."""
        if asked == self.filters.filter():
            line = self.table.current()
            self._keep = line.line.action_id if line is not None else None
            self._lines, self._before = (*self._lines, *page.lines), page.before
            self._show_lines()

    def _columns(self) -> Sequence[Column[OfficeLine]]:
        return (
            Column(text("When"), 20, lambda each: self._moments.moment(each.line.at)),
            Column(text("Who"), 16, lambda each: each.line.who),
            Column(text("What"), 40, _what),
            Column(text("Problems"), 24, _problems),
        )

    def _mark(self, each: OfficeLine) -> Mark:
        colours = palette_of(self)
        if each.line.undone:
            return Mark(qtawesome.icon("mdi6.undo", color=colours.quiet), QColor(colours.quiet))
        return Mark(qtawesome.icon("mdi6.circle-small", color=colours.quiet), QColor(colours.text))

    def _show_lines(self) -> None:
        self.table.lines.show_lines(self._lines)
        keep, self._keep = self._keep, None
        row = self.table.lines.row_where(lambda each: each.line.action_id == keep) or 0
        if self._lines:
            self._stack.setCurrentWidget(self.table)
            self.table.selectRow(row)
        else:
            narrowed = self.filters.filter() != HistoryFilter()
            self._empty.say(
                text("Nothing was done yet") if not narrowed else text("Nothing fits"),
                text("What anybody does to a problem stands here, newest first.")
                if not narrowed
                else text("Choose other people, days or kinds to see more."),
            )
            self._stack.setCurrentWidget(self._empty)
        shown = plural("{count} action", "{count} actions", len(self._lines))
        self.count.setText(text("{shown}, and earlier ones", shown=shown) if self._before else shown)
        self.more.setVisible(self._before is not None)
        self._show_details()

    def _show_details(self) -> None:
        clear(self._grid)
        each = self.table.current()
        line = each.line if each is not None else None
        self.undo_button.setEnabled(line is not None and line.can_undo)
        self.undo_button.setText(undo_words(line) if line is not None else text("Undo this"))
        self.open_button.setEnabled(each is not None and each.case_id is not None)
        if each is None or line is None:
            return
        self._grid.addWidget(label(line.label, "strong"))
        self._grid.addWidget(
            label(facts((line.who, self._moments.moment(line.at), _problems(each))), "quiet")
        )
        for change in line.changes[:_MOST_CHANGES]:
            self._grid.addWidget(label(change_words(change)))
        hidden = len(line.changes) - _MOST_CHANGES
        if hidden > 0:
            self._grid.addWidget(label(plural("and {count} more", "and {count} more", hidden), "quiet"))
        if line.undone:
            self._grid.addWidget(label(text("Taken back."), "quiet"))
        elif line.why_not:
            self._grid.addWidget(label(text("Cannot be taken back: {reason}.", reason=line.why_not), "quiet"))
        self._grid.addStretch(1)

    def _ask_more(self) -> None:
        if self._before is not None:
            self.more_asked.emit(self.filters.filter(), self._before)

    def _undo(self) -> None:
        each = self.table.current()
        if each is not None and each.line.can_undo:
            self.undo_asked.emit(each.line.action_id)

    def _open(self) -> None:
        each = self.table.current()
        if each is not None and each.case_id is not None:
            self.case_asked.emit(each.case_id)
            self.accept()


def _what(each: OfficeLine) -> str:
    if each.line.undone:
        return text("{label} (taken back)", label=each.line.label)
    return each.line.label


def _problems(each: OfficeLine) -> str:
    if each.cases > 1:
        return plural(
            "{number} and {count} more", "{number} and {count} more", each.cases - 1, number=each.number
        )
    return each.number
