"""The practice office's Sent folder: answers in two mail programs, and a mail about lunch."""

from datetime import timedelta
from pathlib import Path

from tests.demo.conftest import NOW
from tests.gathering import PROGRAM, mail_reading, never, no_progress
from wardoffice.demo.city import MadeUpCity
from wardoffice.demo.mailbox import PASSWORD, PracticeMailbox
from wardoffice.demo.mails import build_mails
from wardoffice.demo.sent import build_sent
from wardoffice.domain.messages import MailProgram
from wardoffice.mail.folders import sent_folders
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.reading import read_mail
from wardoffice.mail.sign_in import PasswordSignIn
from wardoffice.office.mail_intake import MailIntake
from wardoffice.store.store import Store


def test_each_answers_a_mail_of_the_inbox_by_its_thread_or_its_subject(
    city: MadeUpCity, tmp_path: Path
) -> None:
    by_slot = {plan.slot: plan for plan in city.mails}
    programs = set()
    for number, sent in enumerate(build_sent(city.mails, NOW)):
        raw = tmp_path / f"{number}.eml"
        raw.write_bytes(sent.raw)
        read = read_mail(raw, tmp_path / "parts")
        programs.add(read.program)
        if not sent.answers:
            assert read.subject == "Lunch on Friday?"
            continue
        told = by_slot[sent.answers]
        assert read.recipients[0].address == told.sender.mail
        assert read.in_reply_to == told.message_id or read.subject.lower() == f"re: {told.subject.lower()}"
        assert read.sent_at is not None
        assert told.at < read.sent_at < NOW
        assert "Original Message" in read.whole_text
        assert "Original Message" not in read.text
    assert programs == {MailProgram.OUTLOOK, MailProgram.GMAIL}


def test_what_was_not_yet_answered_is_not_there(city: MadeUpCity) -> None:
    before = build_sent(city.mails, NOW - timedelta(days=30))
    assert [mail.answers for mail in before] == [""]
    assert build_sent(city.mails, NOW) == build_sent(city.mails, NOW)


def test_the_practice_mailbox_has_a_sent_folder_that_is_found_and_read(
    sqlite_store: Store, city: MadeUpCity
) -> None:
    sent = [(mail.raw, mail.at) for mail in build_sent(city.mails, NOW)]
    asked = build_mails([plan for plan in city.mails if plan.slot == "weeds-outlook"])
    box = PracticeMailbox([(mail.raw, mail.received_at) for mail in asked], sent)
    try:
        mailbox = ImapMailbox(
            box.host, box.port, box.user, PasswordSignIn(box.user, lambda: PASSWORD), tls=False
        )
        with mailbox.connect() as session:
            assert sent_folders(session.folders()) == ("Sent Items",)
        books = MailIntake(sqlite_store, mailbox, ("INBOX",), mail_reading(sqlite_store)).run(
            PROGRAM, no_progress, never
        )
    finally:
        box.stop()
    assert (books.imported, books.waiting) == (len(sent) + 1, 0)
