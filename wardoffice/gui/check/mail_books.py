"""The mailbox's books: promise P1's equation, each number a button that opens its list."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from wardoffice.domain.books import LedgerState, MailBooks
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import label
from wardoffice.language import plural, text


class MailBooksCard(Card):
    """``list_asked`` carries the LedgerState whose mails a person wants to see, None for all of them."""

    list_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text("The mailbox"), parent)
        self.books = MailBooks()
        """The books that are shown."""
        self._said = label("", "heading")
        self._said.setObjectName("mailSaid")
        self.body.addWidget(self._said)
        self._numbers: dict[LedgerState, NumberButton] = {}
        self._shown = NumberButton(text("shown by the server"))
        self._shown.clicked.connect(partial(self.list_asked.emit, None))
        self._on_server = NumberLabel(text("on the server now"))
        self.body.addLayout(self._equation())
        self._restricted = label("", "small")
        self._restricted.setObjectName("mailRestricted")
        self._restricted.hide()
        self.body.addWidget(self._restricted)
        self.body.addWidget(
            label(
                text("What the server showed us is the sum of the rest. Click a number to see its mails."),
                "small",
            )
        )

    def show_books(self, books: MailBooks, needing: int, *, trouble: bool = False) -> None:
        """Show the books, how many mails need a look, and whether the last reading had trouble."""
        self.books = books
        self._said.setText(said_words(books, needing, trouble=trouble))
        self._shown.show_number(books.shown)
        self._on_server.show_number(books.on_server)
        self._restricted.setText(restricted_words(books))
        self._restricted.setVisible(bool(books.restricted))
        for state, number in numbers_of(books).items():
            self._numbers[state].show_number(number)

    def choose(self, state: LedgerState | None, *, here: bool) -> None:
        """Mark the number whose list is open, None that of all; unless it is ``here``, none is marked."""
        self._shown.setChecked(here and state is None)
        for each, button in self._numbers.items():
            button.setChecked(here and each is state)

    def button(self, state: LedgerState | None) -> "NumberButton":
        """The button of one part of the equation, or of their sum."""
        return self._shown if state is None else self._numbers[state]

    def _equation(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.addWidget(self._shown, 0, 0)
        sign = "="
        for number, (state, words) in enumerate(state_words().items()):
            grid.addWidget(_sign(sign), 0, 2 * number + 1)
            button = NumberButton(words)
            button.clicked.connect(partial(self.list_asked.emit, state))
            self._numbers[state] = button
            grid.addWidget(button, 0, 2 * number + 2)
            sign = "+"
        last = 2 * len(LedgerState) + 1
        grid.setColumnStretch(last, 1)
        grid.addWidget(self._on_server, 0, last + 1)
        return grid


class NumberLabel(QWidget):
    """A number over its words."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._number = label("0", "title", wrap=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(0)
        for each in (self._number, label(words, "small", wrap=False)):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(each)
        self.show_number(0)

    def show_number(self, number: int) -> None:
        """Show another number."""
        self._number.setText(f"{number:,}")
        self._number.setAccessibleName(text("{number} {words}", number=f"{number:,}", words=self._words))


class NumberButton(QPushButton):
    """A number over its words, that opens the list it counts (P7)."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setCheckable(True)
        self.setAutoDefault(False)
        self._label = NumberLabel(words)
        self._label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.addWidget(self._label)
        # The application's style gives buttons the height of one line; here are two.
        self.setStyleSheet(
            f"NumberButton {{ min-height: {self._label.sizeHint().height()}px; padding: 0; }}"
            "NumberButton:checked { background: palette(alternate-base); border: 2px solid palette(link); }"
        )
        self.show_number(0)

    def sizeHint(self) -> QSize:
        """Room for the number and its words."""
        return self._label.sizeHint() + QSize(12, 4)

    def minimumSizeHint(self) -> QSize:
        """Neither is cut."""
        return self.sizeHint()

    def show_number(self, number: int) -> None:
        """Show another number."""
        self._label.show_number(number)
        self.setAccessibleName(text("{number} {words}: show them", number=f"{number:,}", words=self._words))


def state_words() -> dict[LedgerState, str]:
    """The parts of the equation in its order, as it is printed."""
    return {
        LedgerState.IMPORTED: text("imported"),
        LedgerState.KNOWN: text("known already"),
        LedgerState.LEFT_ALONE: text("left alone"),
        LedgerState.UNREADABLE: text("could not be read"),
        LedgerState.GONE: text("gone before we could"),
        LedgerState.WAITING: text("waiting"),
    }


def numbers_of(books: MailBooks) -> dict[LedgerState, int]:
    """The books by state."""
    return {
        LedgerState.IMPORTED: books.imported,
        LedgerState.KNOWN: books.known,
        LedgerState.LEFT_ALONE: books.left_alone,
        LedgerState.UNREADABLE: books.unreadable,
        LedgerState.GONE: books.gone,
        LedgerState.WAITING: books.waiting,
    }


def said_words(books: MailBooks, needing: int, *, trouble: bool = False) -> str:
    """The books in one sentence; ``needing`` mails need a look, those of imported files among them.

    After a reading with trouble there may be mail that no book knows of.
    """
    if trouble and needing:
        return plural(
            "Not all mail could be read, {count} needs a look.",
            "Not all mail could be read, {count} need a look.",
            needing,
        )
    if trouble:
        return text("Not all mail could be read.")
    if not books.shown and not needing:
        return text("No mail was read yet.")
    if books.waiting:
        return plural(
            "{count} mail is still waiting to be read.",
            "{count} mails are still waiting to be read.",
            books.waiting,
        )
    if needing:
        return plural(
            "All mail is in, {count} needs a look.", "All mail is in, {count} need a look.", needing
        )
    return text("All mail is in.")


def restricted_words(books: MailBooks) -> str:
    """Why a number and its list differ where problems are kept from the viewer; "" where none is (P7)."""
    if not books.restricted:
        return ""
    return plural(
        "{count} of them belongs to a restricted problem: it is counted here, and not in your lists.",
        "{count} of them belong to restricted problems: they are counted here, and not in your lists.",
        books.restricted,
    )


def _sign(character: str) -> QLabel:
    sign = label(character, "quiet", wrap=False)
    sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return sign
