"""The books of each folder of the mailboxes, those of sent mail too."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from wardoffice.domain.books import FolderBooks, MailOrigin
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.check.mail_books import (
    number_behind,
    number_lists,
    number_words,
    restricted_words,
    state_words,
)
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import clear, label, link
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import text

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NARROW = 2
"""From this column on there are numbers."""


class FoldersCard(Card):
    """A line a folder: what it is for, P1's equation, what is on the server now, when it was read.

    ``list_asked`` carries the MailList that a person wants to see.
    """

    list_asked = Signal(object)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("Its folders"), parent)
        self._moments = moments
        self._folders: tuple[FolderBooks, ...] | None = None
        self._said = label("", "small")
        self.body.addWidget(self._said)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        self.body.addLayout(self._grid)
        self.hide()

    def show_folders(self, folders: Sequence[FolderBooks]) -> None:
        """Show the folders that were ever read; before there is one the card is not there."""
        if tuple(folders) == self._folders:
            return
        self._folders = tuple(folders)
        clear(self._grid)
        self.setVisible(bool(folders))
        self._said.setText(sent_words(folders))
        if not folders:
            return
        for column, words in enumerate(("", text("shown"), *state_words().values(), text("on the server"))):
            self._put(0, column, words, "small")
        self._put(0, _last_column(), text("last read"), "small")
        named = len({each.account for each in folders}) > 1
        for row, each in enumerate(folders, start=1):
            self._add(row, each, folder_words(each, with_account=named))

    def _add(self, row: int, folder: FolderBooks, name: str) -> None:
        self._put(row, 0, name, "strong", hint=restricted_words(folder.books))
        for column, which in enumerate(
            number_lists(MailOrigin.READ, (folder.account, folder.folder)), start=1
        ):
            number = f"{number_behind(folder.books, which):,}"
            said = text(
                "{number} {words} in {folder}: show them",
                number=number,
                words=number_words(which),
                folder=name,
            )
            button = link(number, said)
            button.clicked.connect(partial(self.list_asked.emit, which))
            self._grid.addWidget(button, row, column, _RIGHT)
        read = self._moments.lately(folder.read_at) if folder.read_at is not None else text("not yet")
        self._put(row, _last_column(), read, "quiet")

    def _put(self, row: int, column: int, words: str, role: str, hint: str = "") -> None:
        shown = label(words, role, wrap=False)
        shown.setToolTip(tip_words(hint))
        self._grid.addWidget(shown, row, column, _RIGHT if column else _LEFT)


def folder_words(folder: FolderBooks, *, with_account: bool) -> str:
    """As in "Sent Items (what the office sent)"; with the mailbox's name where there are several."""
    name = text("{folder} of {account}", folder=folder.folder, account=folder.account)
    name = name if with_account else folder.folder
    return text("{folder} (what the office sent)", folder=name) if folder.sent else name


def sent_words(folders: Sequence[FolderBooks]) -> str:
    """Whether answers from a mail program are seen here, mailbox by mailbox."""
    without = {each.account for each in folders} - {each.account for each in folders if each.sent}
    if not without:
        return text(
            "What is answered in Outlook or another mail program is read too, and logged in its case."
        )
    return text(
        "No folder of sent mail is read of {accounts}: what is answered in Outlook is not seen here. "
        "Name the folder in the settings (sent_folder).",
        accounts=", ".join(sorted(without)),
    )


def _last_column() -> int:
    return len(state_words()) + _NARROW + 1
