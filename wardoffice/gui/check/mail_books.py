"""The mailbox's books: promise P1's equation, each number a button that opens its list."""

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from wardoffice.domain.books import LedgerState, MailBooks, MailList, MailOrigin
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import label
from wardoffice.language import plural, text


class MailBooksCard(Card):
    """``list_asked`` carries the MailList that a person wants to see."""

    list_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text("The mailbox"), parent)
        self.books = MailBooks()
        """The books that are shown."""
        self._said = label("", "heading")
        self._said.setObjectName("mailSaid")
        self.body.addWidget(self._said)
        self._numbers: dict[MailList, NumberButton] = {}
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
        self._restricted.setText(restricted_words(books))
        self._restricted.setVisible(bool(books.restricted))
        for which, button in self._numbers.items():
            button.show_number(number_behind(books, which))

    def choose(self, which: MailList) -> None:
        """Mark the number whose list is open; none where it is not one of these."""
        for each, button in self._numbers.items():
            button.setChecked(each == which)

    def button(self, which: MailList) -> "NumberButton":
        """The button that opens this list."""
        return self._numbers[which]

    def _equation(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        *equation, on_server = number_lists()
        for place, which in enumerate(equation):
            if place:
                grid.addWidget(_sign("=" if place == 1 else "+"), 0, 2 * place - 1)
            grid.addWidget(self._make_button(which), 0, 2 * place)
        grid.setColumnStretch(2 * len(equation), 1)
        grid.addWidget(self._make_button(on_server), 0, 2 * len(equation) + 1)
        return grid

    def _make_button(self, which: MailList) -> "NumberButton":
        button = NumberButton(number_words(which))
        button.clicked.connect(partial(self.list_asked.emit, which))
        self._numbers[which] = button
        return button


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


def number_lists(
    origin: MailOrigin = MailOrigin.READ, folder: tuple[str, str] | None = None
) -> tuple[MailList, ...]:
    """The lists behind the numbers as they stand: the sum, its parts, and what is on the server now."""
    return (
        MailList(None, origin, folder),
        *(MailList(state, origin, folder) for state in state_words()),
        MailList(None, origin, folder, on_server=True),
    )


def number_words(which: MailList) -> str:
    """What a number counts, in the words under it."""
    if which.on_server:
        return text("on the server now")
    return text("shown by the server") if which.state is None else state_words()[which.state]


def number_behind(books: MailBooks, which: MailList) -> int:
    """How many mails these books count in the list."""
    if which.on_server:
        return books.on_server
    return books.shown if which.state is None else numbers_of(books)[which.state]


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
