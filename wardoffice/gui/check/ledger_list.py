"""The list a number opens: its mails, why each stands there, its raw text, and another try."""

from functools import partial

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QTableView, QVBoxLayout, QWidget

from wardoffice.domain.books import LedgerLine, LedgerState, MailList, MailOrigin
from wardoffice.domain.messages import MessageKind
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.check.ledger_table import ledger_columns, why_words
from wardoffice.gui.check.mail_books import number_words
from wardoffice.gui.check.other_books import origin_words
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.line_table import LineTable
from wardoffice.gui.widgets.parts import label, row
from wardoffice.language import plural, text
from wardoffice.office.mail_check import MOST_LINES


class LedgerList(Card):
    """``raw_asked`` carries a LedgerLine, ``retry_asked`` a ledger id, ``case_asked`` a case id.

    ``problem_asked`` carries the id of a message that was filed without a problem, ``nothing_asked`` the
    ledger id of a mail that was left alone and needs none. ``kind_asked`` carries the MessageKind whose
    mails alone are wanted, None for all.
    """

    raw_asked = Signal(object)
    retry_asked = Signal(int)
    case_asked = Signal(int)
    problem_asked = Signal(int)
    nothing_asked = Signal(int)
    kind_asked = Signal(object)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("Mails"), parent)
        self._table = self._make_table(moments)
        self._raw = KeyButton(text("Show the mail as it came"))
        self._retry = KeyButton(text("Try to read it again"))
        self._open = KeyButton(text("Open its problem"))
        self._make = KeyButton(text("Make it a problem"))
        self._nothing = KeyButton(text("Nothing to do"))
        self._raw.clicked.connect(partial(self._ask, self._ask_raw))
        self._retry.clicked.connect(partial(self._ask, self._ask_retry))
        self._open.clicked.connect(partial(self._ask, self._ask_case))
        self._make.clicked.connect(partial(self._ask, self._ask_problem))
        self._nothing.clicked.connect(partial(self._ask, self._ask_nothing))
        self._which = MailList(LedgerState.UNREADABLE)
        self._rule = label("", "small")
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(text("Kind of mail"))
        self.kinds.addItem(text("all kinds of mail"), None)
        for kind in MessageKind:
            self.kinds.addItem(text(kind.value), kind)
        self.kinds.activated.connect(lambda at: self.kind_asked.emit(self.kinds.itemData(at)))
        self._why = label("", selectable=True)
        with_table = QWidget()
        column = QVBoxLayout(with_table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._table, 1)
        column.addWidget(self._why)
        column.addLayout(row(self._raw, self._open, self._make, self._nothing, self._retry, stretch_after=4))
        self._stack = QStackedWidget()
        self._empty = EmptyState("mdi6.email-check-outline", "", "")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(with_table)
        head = QHBoxLayout()
        head.addWidget(self._rule, 1)
        head.addWidget(self.kinds)
        self.body.addLayout(head)
        self.body.addWidget(self._stack, 1)

    @property
    def table(self) -> QTableView:
        """The table of mails."""
        return self._table

    def show_lines(self, which: MailList, lines: tuple[LedgerLine, ...], number: int) -> None:
        """Show the mails of one part of the books, of which there are ``number`` in all kinds."""
        self._which = which
        words = list_words(which)
        if len(lines) < MOST_LINES:
            title = plural("{count} mail: {state}", "{count} mails: {state}", len(lines), state=words)
        elif self.kinds.currentData() is None:
            title = text(
                "The newest {shown:,} of {count:,} mails: {state}",
                shown=len(lines),
                count=max(number, len(lines)),
                state=words,
            )
        else:
            title = text("The newest {shown:,} mails of this kind: {state}", shown=len(lines), state=words)
        self.set_title(title)
        self._rule.setText(rule_words(which))
        self._table.lines.show_lines(lines)
        self._empty.say(text("None"), text("There is no mail of this kind."))
        self._stack.setCurrentIndex(1 if lines else 0)
        if lines:
            self._table.selectRow(0)
        self._show_fitting()

    def _make_table(self, moments: Moments) -> LineTable[LedgerLine]:
        table = LineTable(ledger_columns(moments), text("Mails"))
        table.doubleClicked.connect(partial(self._ask, self._ask_raw))
        table.selectionModel().currentRowChanged.connect(self._show_fitting)
        return table

    def _current(self) -> LedgerLine | None:
        return self._table.current()

    def _show_fitting(self, *_: QModelIndex) -> None:
        line = self._current()
        state = line.state if line is not None else self._which.state
        why = why_words(line) if line is not None else ""
        self._why.setText(why)
        self._why.setAccessibleName(why)
        self._why.setVisible(bool(why))
        self._raw.setEnabled(line is not None and line.raw is not None)
        self._open.setEnabled(line is not None and line.case_id is not None)
        self._make.setVisible(line is not None and _may_become_problem(line))
        self._nothing.setVisible(line is not None and state is LedgerState.LEFT_ALONE)
        self._retry.setEnabled(line is not None)
        self._retry.setVisible(state in {LedgerState.UNREADABLE, LedgerState.WAITING})

    def _ask(self, ask: object, *_: object) -> None:
        line = self._current()
        if line is not None and callable(ask):
            ask(line)

    def _ask_raw(self, line: LedgerLine) -> None:
        if line.raw is not None:
            self.raw_asked.emit(line)

    def _ask_retry(self, line: LedgerLine) -> None:
        self.retry_asked.emit(line.ledger_id)

    def _ask_case(self, line: LedgerLine) -> None:
        if line.case_id is not None:
            self.case_asked.emit(line.case_id)

    def _ask_problem(self, line: LedgerLine) -> None:
        if line.message_id is not None:
            self.problem_asked.emit(line.message_id)

    def _ask_nothing(self, line: LedgerLine) -> None:
        self.nothing_asked.emit(line.ledger_id)


def _may_become_problem(line: LedgerLine) -> bool:
    return line.message_id is not None and line.case_id is None and line.kind is not MessageKind.SENT


def list_words(which: MailList) -> str:
    """What a list holds, as in "imported (brought in as files)" or "waiting (INBOX of office@mail)"."""
    words = number_words(which)
    if which.folder is not None:
        account, folder = which.folder
        return text("{state} ({folder} of {account})", state=words, folder=folder, account=account)
    if which.origin is not MailOrigin.READ:
        return text("{state} ({origin})", state=words, origin=origin_words(which.origin).lower())
    return words


def rule_words(which: MailList) -> str:
    """What a part of the books means: its definition, as printed beside its list."""
    if which.on_server:
        return text(
            "What the server showed when it was last asked. What was moved or deleted since it came in "
            "stays in the other numbers."
        )
    return {
        None: text("All that the server ever showed us; each is in one of the other numbers."),
        LedgerState.IMPORTED: text("Read and kept: each is a message of ours."),
        LedgerState.KNOWN: text("The same mail came before, by another folder or account: kept once."),
        LedgerState.LEFT_ALONE: text(
            "Kept here, and no problem was made of it, by the rule that is named. "
            "Look at it and say which it is."
        ),
        LedgerState.UNREADABLE: text(
            "Fetched and kept as it came, but it could not be understood. Nothing is lost."
        ),
        LedgerState.GONE: text("The server listed it, and somebody removed it before we could fetch it."),
        LedgerState.WAITING: text("Listed by the server and not fetched yet: the next reading takes it."),
    }[which.state]
