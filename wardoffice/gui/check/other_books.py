"""Mail that is no part of the mailbox's equation: of folders read no longer, and of imported files."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.books import MailList, MailOrigin, OtherBooks
from wardoffice.gui.check.mail_books import numbers_of, restricted_words, state_words
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import clear, label, link, row
from wardoffice.language import plural, text


class OtherBooksCard(Card):
    """``list_asked`` carries the MailList that a person wants to see."""

    list_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text("Not in these numbers"), parent)
        self._shown: tuple[OtherBooks, ...] = ()
        self.hide()

    def show_books(self, books: Sequence[OtherBooks]) -> None:
        """Show these; without any the card is not there."""
        if tuple(books) == self._shown:
            return
        self._shown = tuple(books)
        clear(self.body)
        self.setVisible(bool(books))
        for each in books:
            self._add(each)

    def _add(self, other: OtherBooks) -> None:
        said = plural(
            "{origin}: {count} mail",
            "{origin}: {count} mails",
            other.books.shown,
            origin=origin_words(other.origin),
        )
        self.body.addWidget(label(said, "strong"))
        if other.folders:
            self.body.addWidget(label(folders_words(other.folders), "small"))
        numbers = []
        for state, count in numbers_of(other.books).items():
            if not count:
                continue
            words = text("{count} {words}", count=f"{count:,}", words=state_words()[state])
            button = link(
                words, text("{origin}, {words}: show them", origin=origin_words(other.origin), words=words)
            )
            button.clicked.connect(partial(self.list_asked.emit, MailList(state, other.origin)))
            numbers.append(button)
        if other.books.restricted:
            self.body.addWidget(label(restricted_words(other.books), "small"))
        self.body.addLayout(row(*numbers, stretch_after=len(numbers) - 1, spacing=16))


def origin_words(origin: MailOrigin) -> str:
    """Where mail came from, as it heads a line."""
    return {
        MailOrigin.READ: text("Folders that are read"),
        MailOrigin.DROPPED: text("Folders no longer read"),
        MailOrigin.FILES: text("Brought in as files"),
    }[origin]


def folders_words(folders: Sequence[tuple[str, str]]) -> str:
    """As in "INBOX of office@mail, Archive of office@mail"."""
    return ", ".join(
        text("{folder} of {account}", folder=folder, account=account) for account, folder in folders
    )
