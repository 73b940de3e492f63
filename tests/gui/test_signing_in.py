"""Signing in to a mailbox from the window: the banner, the check, the question, and what follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders_queue import MARIA, NOW
from tests.fakes import SyncStateOf
from tests.gui.case_pages import moments, shown_words
from tests.gui.inline_tasks import InlineTasks
from tests.gui.pages import WindowPage
from wardoffice.domain.actor import Actor
from wardoffice.domain.books import MailBooks
from wardoffice.domain.errors import CancelledError, SignInRefusedError, WardOfficeError
from wardoffice.domain.mailboxes import MailboxState, SignInWay
from wardoffice.domain.ports import Cancelled
from wardoffice.gui.check.mailboxes_card import MailboxesCard
from wardoffice.gui.notify import Notifier
from wardoffice.gui.sign_in_banner import SignInBanner
from wardoffice.gui.signing_in import OpenPage, SignInKeeper, ask_password
from wardoffice.gui.status_bar import StatusBar

GOOD = MailboxState(
    "ward25@imap.example.org",
    SignInWay.PASSWORD,
    ("INBOX",),
    MailBooks(imported=3, on_server=3),
    NOW - timedelta(minutes=2),
)
SHUT = MailboxState(
    "photos@outlook.example.org",
    SignInWay.MICROSOFT,
    ("INBOX", "Photos"),
    read_at=NOW - timedelta(days=1),
    trouble="Microsoft wants you to sign in to the mailbox again. No mail was read or changed.",
    wants_sign_in=True,
)


@dataclass
class FakeSigningIn:
    """Implements SigningIn."""

    trouble: WardOfficeError | None = None
    pages: list[bool] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)

    accounts: Sequence[tuple[str, SignInWay]] = ((GOOD.account, GOOD.way), (SHUT.account, SHUT.way))

    def with_password(self, _actor: Actor, account: str, password: str, _cancelled: Cancelled) -> None:
        self.asked.append((account, password))
        if self.trouble is not None:
            raise self.trouble

    def in_browser(self, _actor: Actor, account: str, open_page: OpenPage, _cancelled: Cancelled) -> None:
        self.asked.append((account, "browser"))
        self.pages.append(open_page("https://sign.in/"))
        if self.trouble is not None:
            raise self.trouble


Keep = Callable[..., SignInKeeper]


@pytest.fixture
def opened() -> list[str]:
    return []


@pytest.fixture
def keep(qtbot: QtBot, notifier: Notifier, opened: list[str]) -> Keep:
    qtbot.addWidget(notifier)

    def open_page(address: str) -> bool:
        opened.append(address)
        return True

    def make(signing_in: FakeSigningIn, typed: str | None = "hush") -> SignInKeeper:
        keeper = SignInKeeper(
            signing_in,
            tasks=InlineTasks(notifier.error),
            notifier=notifier,
            actor=MARIA,
            ask_password=lambda _account: typed,
            open_page=open_page,
        )
        keeper.setParent(notifier)
        return keeper

    return make


def test_a_password_is_asked_for_tried_and_the_mail_read(keep: Keep, notifier: Notifier) -> None:
    signing_in = FakeSigningIn()
    keeper = keep(signing_in)
    followed: list[str] = []
    keeper.signed_in.connect(lambda: followed.append("read"))
    keeper.busy.connect(lambda busy: followed.append(f"busy {busy}"))
    keeper.sign_in(GOOD.account)
    assert signing_in.asked == [(GOOD.account, "hush")]
    assert followed == ["busy True", "busy False", "read"]
    assert "Signed in to ward25@imap.example.org" in notifier.accessibleName()
    assert "hush" not in notifier.accessibleName()


def test_a_provider_asks_in_the_browser(keep: Keep, opened: list[str]) -> None:
    signing_in = FakeSigningIn()
    keep(signing_in).sign_in(SHUT.account)
    assert signing_in.asked == [(SHUT.account, "browser")]
    assert opened == ["https://sign.in/"]


def test_a_wrong_password_is_said_and_can_be_typed_again(keep: Keep, notifier: Notifier) -> None:
    signing_in = FakeSigningIn(SignInRefusedError("It does not accept the password.", "Safe.", "Again."))
    keeper = keep(signing_in)
    signed_in: list[None] = []
    keeper.signed_in.connect(lambda: signed_in.append(None))
    keeper.sign_in(GOOD.account)
    assert "does not accept the password" in notifier.accessibleName()
    keeper.sign_in(GOOD.account)
    assert len(signing_in.asked) == 2
    assert not signed_in


def test_leaving_the_question_or_stopping_changes_nothing_and_says_nothing(
    keep: Keep, notifier: Notifier
) -> None:
    left = FakeSigningIn()
    keep(left, None).sign_in(GOOD.account)
    assert not left.asked
    keep(FakeSigningIn(CancelledError())).sign_in(SHUT.account)
    assert notifier.accessibleName() == ""


def test_the_banner_is_there_while_somebody_must_sign_in(qtbot: QtBot) -> None:
    banner = SignInBanner(may_sign_in=True)
    qtbot.addWidget(banner)
    banner.show_wanting(())
    assert banner.words == ""
    banner.show_wanting((SHUT,))
    assert banner.words.startswith("The mailbox photos@outlook.example.org wants you to sign in again.")
    assert "No mail is lost" in banner.words
    banner.show_wanting((SHUT, replace(SHUT, account="a@b"), replace(SHUT, account="c@d")))
    assert "2 other mailboxes wait too." in banner.words
    asked: list[str] = []
    banner.sign_in_asked.connect(asked.append)
    QTest.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    assert asked == [SHUT.account]
    banner.show_wanting(())
    assert banner.words == ""


def test_who_may_not_sign_in_is_told_and_gets_no_button(qtbot: QtBot) -> None:
    banner = SignInBanner(may_sign_in=False)
    qtbot.addWidget(banner)
    banner.show_wanting((SHUT,))
    assert banner.words
    assert not banner.button.isVisibleTo(banner)


def test_the_banner_stands_above_every_screen_and_leads_to_the_sign_in(
    page: WindowPage, qtbot: QtBot, keep: Keep
) -> None:
    signing_in = FakeSigningIn()
    banner = SignInBanner(may_sign_in=True)
    page.office.window.add_banner(banner)
    page.office.incoming.follow_sign_in(keep(signing_in), banner)
    facts = SyncStateOf(mailboxes=(GOOD, SHUT), mail_trouble="1 of 2 mailboxes could not be read. More.")
    page.office.sync.facts.emit(facts)
    for screen in ("queue", "check"):
        page.office.show_screen(screen)
        assert banner.isVisible()
    QTest.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    assert signing_in.asked == [(SHUT.account, "browser")]
    page.office.sync.facts.emit(SyncStateOf(mailboxes=(GOOD,)))
    qtbot.waitUntil(lambda: not banner.isVisible())


def test_the_check_shows_each_mailbox_and_how_it_stands(qtbot: QtBot) -> None:
    card = MailboxesCard(moments(), may_sign_in=True)
    qtbot.addWidget(card)
    card.show_mailboxes(())
    assert card.isHidden()
    unread = replace(GOOD, account="new@here", read_at=None, way=SignInWay.GOOGLE)
    card.show_mailboxes((GOOD, SHUT, unread, replace(GOOD, account="w@h", books=MailBooks(waiting=2))))
    words = "\n".join(shown_words(card))
    for said in (
        GOOD.account,
        "by password",
        "at Microsoft",
        "at Google",
        "Wants you to sign in",
        "Microsoft wants you to sign in to the mailbox again",
        "Not read yet",
        "2 mails waiting",
    ):
        assert said in words
    asked: list[str] = []
    card.sign_in_asked.connect(asked.append)
    for button in card.findChildren(QPushButton):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == [GOOD.account, SHUT.account, "new@here", "w@h"]


def test_several_mailboxes_are_one_fact_at_the_foot(qtbot: QtBot) -> None:
    status = StatusBar(lambda: NOW)
    qtbot.addWidget(status)
    status.show_facts(SyncStateOf(mailboxes=(GOOD, GOOD), unreadable=0))
    assert "2 mailboxes read 2 min ago · all mail is in" in "\n".join(shown_words(status))


def test_what_is_typed_is_not_shown(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    seen: list[tuple[QLineEdit.EchoMode, bool]] = []

    def type_it() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or not dialog.isActiveWindow():
            QTimer.singleShot(1, type_it)
            return
        box = dialog.findChild(QLineEdit)
        assert box is not None
        QTest.keyClicks(box, "hush")
        seen.append((box.echoMode(), "hush" in "\n".join(shown_words(dialog))))
        QTest.keyClick(box, Qt.Key.Key_Return)

    QTimer.singleShot(0, type_it)
    assert ask_password(window, "ward25@imap.example.org") == "hush"
    assert seen == [(QLineEdit.EchoMode.Password, False)]
