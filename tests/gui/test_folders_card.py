"""The check screen's books of each folder (P1, P7)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.builders_case_view import NOW
from tests.gui.case_pages import moments, shown_words
from tests.gui.reading import plain_tip
from wardoffice.domain.books import FolderBooks, MailBooks, MailList
from wardoffice.gui.check.folders_card import FoldersCard, folder_words, sent_words
from wardoffice.gui.check.mail_books import number_behind, number_lists, number_words

INBOX = FolderBooks("office@mail", "INBOX", sent=False, books=MailBooks(40, 6, 3, 2, 1, 0, 50), read_at=NOW)
SENT = FolderBooks(
    "office@mail", "Sent Items", sent=True, books=MailBooks(1_200), read_at=NOW - timedelta(days=1)
)


def test_each_folder_stands_with_its_own_equation(qtbot: QtBot) -> None:
    """P1: shown is the sum of the rest, in each folder."""
    card = FoldersCard(moments())
    qtbot.addWidget(card)
    card.show_folders((INBOX, SENT))

    words = shown_words(card)
    at = words.index("INBOX")
    assert words[at + 1 : at + 3] == ["today 9:40 AM", "Sent Items (what the office sent)"]
    numbers = [each.text() for each in card.findChildren(QPushButton)]
    assert numbers[:8] == ["52", "40", "6", "3", "2", "1", "0", "50"]
    assert "1,200" in words
    assert "yesterday" in words


@pytest.mark.parametrize("which", number_lists(folder=("office@mail", "Sent Items")))
def test_every_number_of_a_folder_asks_for_its_list(qtbot: QtBot, which: MailList) -> None:
    """P7: by keyboard too, and it says what it is when it is read aloud."""
    card = FoldersCard(moments())
    qtbot.addWidget(card)
    card.show_folders((INBOX, SENT))
    number = f"{number_behind(SENT.books, which):,} {number_words(which)}"
    said = f"{number} in Sent Items (what the office sent): show them"
    (button,) = (each for each in card.findChildren(QPushButton) if each.accessibleName() == said)
    with qtbot.waitSignal(card.list_asked) as asked:
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert asked.args == [which]


def test_what_the_viewer_may_not_see_of_a_folder_is_said_at_its_name(qtbot: QtBot) -> None:
    card = FoldersCard(moments())
    qtbot.addWidget(card)
    card.show_folders((replace(INBOX, books=replace(INBOX.books, restricted=2)), SENT))
    hints = [plain_tip(each.toolTip()) for each in card.findChildren(QLabel) if each.toolTip()]
    assert [each[:39] for each in hints] == ["2 of them belong to restricted problems"]


def test_the_folders_shown_again_are_left_as_they_stand(qtbot: QtBot) -> None:
    card = FoldersCard(moments())
    qtbot.addWidget(card)
    card.show_folders((INBOX,))
    card.show_folders((INBOX, SENT))
    before = shown_words(card)
    card.show_folders([INBOX, SENT])
    assert shown_words(card) == before


def test_before_a_mailbox_is_read_the_card_is_not_there(qtbot: QtBot) -> None:
    card = FoldersCard(moments())
    qtbot.addWidget(card)
    card.show_folders(())
    assert card.isHidden()


def test_a_mailbox_whose_sent_mail_is_not_read_says_so() -> None:
    assert "is read too" in sent_words((INBOX, SENT))
    other = FolderBooks("alderman@mail", "INBOX", sent=False, books=MailBooks())
    assert "No folder of sent mail is read of alderman@mail" in sent_words((INBOX, SENT, other))


def test_folders_of_several_mailboxes_name_theirs() -> None:
    assert folder_words(SENT, with_account=True) == "Sent Items of office@mail (what the office sent)"
