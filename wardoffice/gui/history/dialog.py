"""The history of the whole office: who did what and when, before and after, and undo where it applies."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from wardoffice.domain.actor import Actor
from wardoffice.domain.office_history import HistoryFilter, HistoryPage, OfficeLine
from wardoffice.gui.case.history_card import changes_text, undo_words
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.dialogs.frame import Question
from wardoffice.gui.history.filters import HistoryFilterBar
from wardoffice.gui.icons import icon_of
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.theme import palette_of
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.line_table import Column, LineTable, Mark
from wardoffice.gui.widgets.parts import clear, facts, label, link
from wardoffice.language import plural, text

_WIDTH, _HEIGHT = 980, 640
_DETAILS_HEIGHT = 150


class HistoryDialog(Question):
    """Shows the pages it is given; ``page_asked`` for a filter, ``more_asked`` for what came before it.

    ``page_asked`` carries as well the id of the action down to which is asked for, None for the newest page.
    ``undo_asked`` carries the id of an action, ``case_asked`` that of a problem.
    """

    page_asked = Signal(object, object)
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
        self._shown: HistoryFilter | None = None
        self.leave_button.hide()
        self.filters = HistoryFilterBar(actor, moments.today())
        self.filters.asked.connect(self.ask)
        self.body.addWidget(self.filters)
        self.table = LineTable(self._columns(), text("Actions"), self._mark)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_details())
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
        self._grid = QVBoxLayout(self._details)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(4)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFixedHeight(_DETAILS_HEIGHT)
        self._scroll.setAccessibleName(text("What changed"))
        self._scroll.setWidget(self._details)
        self.body.addWidget(self._scroll)
        self.undo_button = KeyButton("", icon="mdi6.undo", of=PlaceKey.HISTORY_UNDO)
        self.undo_button.clicked.connect(self._undo)
        self.open_button = KeyButton(text("Open the problem"), of=PlaceKey.HISTORY_OPEN)
        self.open_button.clicked.connect(self._open)
        # Keys of the dialog, not of the buttons: new words on a button would take its key away.
        PlaceShortcut(PlaceKey.HISTORY_UNDO, self, self.undo_button.click)
        PlaceShortcut(PlaceKey.HISTORY_OPEN, self, self.open_button.click)
        self.buttons.insertWidget(0, self.undo_button)
        self.buttons.insertWidget(1, self.open_button)
        self._show_lines()
        self.table.setFocus()

    def ask(self) -> None:
        """Ask for what the filters say."""
        self.page_asked.emit(self.filters.filter(), None)

    def ask_again(self) -> None:
        """Ask for all that is shown, anew: something was done meanwhile."""
        same = self._lines and self._shown == self.filters.filter()
        self.page_asked.emit(self.filters.filter(), self._lines[-1].line.action_id if same else None)

    def show_page(self, asked: HistoryFilter, page: HistoryPage) -> None:
        """Show the newest lines of a filter; the cursor stays on its action where they are shown anew."""
        if asked == self.filters.filter():
            self._lines, self._before = page.lines, page.before
            self._show_lines()
            self._shown = asked

    def add_page(self, asked: HistoryFilter, page: HistoryPage) -> None:
        """Show the page before as well."""
        if asked == self.filters.filter():
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
            return Mark(icon_of("mdi6.undo", color=colours.quiet), QColor(colours.quiet))
        return Mark(icon_of("mdi6.circle-small", color=colours.quiet), QColor(colours.text))

    def _show_lines(self) -> None:
        at, was = self.table.currentIndex().row(), self._chosen()
        again = at >= 0 and self._shown == self.filters.filter()
        self.table.lines.show_lines(self._lines)
        if self._lines:
            self._stack.setCurrentWidget(self.table)
            if again:
                self._go_back(at, was)
            else:
                self.table.selectRow(0)
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

    def _go_back(self, at: int, was: OfficeLine | None) -> None:
        """Put the cursor on the line it was on; where that is gone nobody chose the one in its row."""
        row = self.table.lines.row_where(
            lambda each: was is not None and each.line.action_id == was.line.action_id
        )
        if row is not None:
            self.table.selectRow(row)
        else:
            index = self.table.lines.index(min(at, len(self._lines) - 1), 0)
            self.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _chosen(self) -> OfficeLine | None:
        """The line that a person went to."""
        return self.table.current() if self.table.selectionModel().hasSelection() else None

    def _show_details(self) -> None:
        clear(self._grid)
        self._scroll.verticalScrollBar().setValue(0)
        each = self._chosen()
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
        if line.changes:
            self._grid.addWidget(changes_text(line.changes))
        if line.undone:
            self._grid.addWidget(label(text("Taken back."), "quiet"))
        elif line.why_not:
            self._grid.addWidget(label(text("Cannot be taken back: {reason}.", reason=line.why_not), "quiet"))
        self._grid.addStretch(1)

    def _ask_more(self) -> None:
        if self._before is not None:
            self.more_asked.emit(self.filters.filter(), self._before)

    def _undo(self) -> None:
        each = self._chosen()
        if each is not None and each.line.can_undo:
            self.undo_asked.emit(each.line.action_id)

    def _open(self) -> None:
        each = self._chosen()
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
