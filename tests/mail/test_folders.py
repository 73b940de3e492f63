"""Which folders hold what the office sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dovecot import PASSWORD, Account
from wardoffice.domain.ports import ListedFolder
from wardoffice.mail.folders import sent_folders
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.sign_in import PasswordSignIn


def listed(*names: str, delimiter: str = "/") -> list[ListedFolder]:
    return [ListedFolder(name, delimiter=delimiter) for name in names]


def test_the_folder_the_server_says_is_for_sent_mail_is_taken_whatever_its_name() -> None:
    folders = [
        ListedFolder("INBOX"),
        ListedFolder("Ausgang", frozenset({"\\hasnochildren", "\\sent"})),
        ListedFolder("Drafts", frozenset({"\\drafts"})),
    ]
    assert sent_folders(folders) == ("Ausgang",)


@pytest.mark.parametrize(
    "name",
    [
        *("Sent", "SENT ITEMS", "Sent Messages", "Elementos enviados", "Elementy wysłane"),
        *("Gesendete Elemente", "Éléments envoyés", "E\u0301le\u0301ments envoye\u0301s", "已发送"),
        *("INBOX/Sent", "[Gmail]/Sent Mail", "[Google Mail]/Enviados"),
    ],
)
def test_a_folder_is_known_by_its_name_where_the_server_says_nothing(name: str) -> None:
    """Exchange Online tells no SPECIAL-USE, and names its folders in the mailbox's language."""
    assert sent_folders(listed("INBOX", "Drafts", name, "Projects/Sent", "Sent/2024")) == (name,)


def test_a_mailbox_that_two_programs_send_from_has_two() -> None:
    assert sent_folders(listed("INBOX", "Sent Items", "Sent Messages")) == ("Sent Items", "Sent Messages")


def test_other_delimiters_and_none_are_understood() -> None:
    assert sent_folders(listed("INBOX.Sent", "Work.Sent", delimiter=".")) == ("INBOX.Sent",)
    assert sent_folders(listed("Sent", "a/Sent", delimiter="")) == ("Sent",)


def test_a_name_that_cannot_be_opened_is_left_out() -> None:
    closed = ListedFolder("Sent", frozenset({"\\noselect", "\\sent"}))
    assert sent_folders([closed, ListedFolder("Sent Items")]) == ("Sent Items",)


@given(st.lists(st.builds(ListedFolder, st.text(max_size=12)), max_size=5))
def test_a_folder_named_in_the_settings_is_the_only_one(folders: list[ListedFolder]) -> None:
    assert sent_folders(folders, "Answers") == ("Answers",)


@pytest.mark.dovecot
def test_a_real_server_tells_which_folder_is_for_sent_mail(mailbox_account: Account) -> None:
    mailbox_account.create("Outgoing")
    mailbox_account.create("Wys&AUI-ane2")  # IMAP's own spelling of "Wysłane2"
    server = mailbox_account.server
    signed_in = PasswordSignIn(mailbox_account.user, lambda: PASSWORD)
    mailbox = ImapMailbox(server.host, server.port, mailbox_account.user, signed_in, tls=False)
    with mailbox.connect() as session:
        folders = session.folders()
    assert {"INBOX", "Outgoing", "Wysłane2"} == {each.name for each in folders}
    assert sent_folders(folders) == ("Outgoing",)
