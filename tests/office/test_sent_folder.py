"""The folder of sent mail on a real Dovecot, from SPECIAL-USE to the answer in the case."""

import pytest
from sqlalchemy import func, select

from tests.builders import OfficeBuilder
from tests.dovecot import PASSWORD, Account, dovecot, mailbox_account
from tests.gathering import PROGRAM, mail_reading, never, no_progress
from tests.office.sent_mails import answer, asked
from wardoffice.domain.actor import Role
from wardoffice.domain.cases import AnswerWay
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.sign_in import PasswordSignIn
from wardoffice.office.case_pane import CasePane
from wardoffice.office.mail_intake import MailIntake
from wardoffice.store.store import Store
from wardoffice.store.tables import Message

__all__ = ["dovecot", "mailbox_account"]

pytestmark = pytest.mark.dovecot


def intake(store: Store, account: Account, *, sent_folder: str | None = "") -> MailIntake:
    sign_in = PasswordSignIn(account.user, lambda: PASSWORD)
    box = ImapMailbox(account.server.host, account.server.port, account.user, sign_in, tls=False)
    return MailIntake(store, box, ("INBOX",), mail_reading(store), sent_folder=sent_folder)


def test_an_answer_in_the_servers_own_folder_of_sent_mail_is_logged_and_nothing_there_is_touched(
    sqlite_store: Store, mailbox_account: Account
) -> None:
    """P1, P6: EXAMINE and PEEK in this folder too; a second reading has nothing to do."""
    mailbox_account.create("Outgoing")
    mailbox_account.deliver(asked())
    mailbox_account.deliver(
        answer(), answer(Message_ID="<c@x>", In_Reply_To=None, Subject="Lunch"), folder="Outgoing"
    )
    before = mailbox_account.flags("Outgoing")
    first = intake(sqlite_store, mailbox_account).run(PROGRAM, no_progress, never)
    assert mailbox_account.flags("Outgoing") == before
    assert not any(b"Seen" in line for line in before)
    assert (first.shown, first.waiting) == (3, 0)
    assert intake(sqlite_store, mailbox_account).run(PROGRAM, no_progress, never) == first
    manager = OfficeBuilder(sqlite_store).staff(role=Role.MANAGER)
    (ana,) = CasePane(sqlite_store, 1).show(manager, 1).people
    assert (ana.owed_since, ana.answered_how) == (None, AnswerWay.OUTLOOK)


@pytest.mark.parametrize("name", ["Sent Items", "Elementy wys&AUI-ane"])
def test_a_folder_is_found_by_its_name_and_a_setting_names_any_other(
    sqlite_store: Store, mailbox_account: Account, name: str
) -> None:
    mailbox_account.create(f'"{name}"')
    mailbox_account.create("Answers")
    mailbox_account.deliver(answer(Message_ID="<1@x>"), folder=f'"{name}"')
    mailbox_account.deliver(answer(Message_ID="<2@x>"), answer(Message_ID="<3@x>"), folder="Answers")
    assert intake(sqlite_store, mailbox_account).run(PROGRAM, no_progress, never).imported == 1
    named = intake(sqlite_store, mailbox_account, sent_folder="Answers")
    assert named.run(PROGRAM, no_progress, never).imported == 2, "of the folders that are read now"
    with sqlite_store.reading() as session:
        assert session.scalar(select(func.count(Message.id))) == 3, "what was read before stays"
