"""Mails saved from Outlook: read as the mails they were, whatever is missing or broken in them (P8)."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.mail.mails import JPEG
from tests.mail.outlook_files import (
    ATTACH_DATA,
    ATTACH_ID,
    ATTACH_NAME,
    ATTACH_TYPE,
    BODY,
    CLASS,
    DISPLAY_NAME,
    HEADERS,
    HTML,
    MESSAGE_ID,
    SENDER_ADDRESS,
    SENDER_NAME,
    SENDER_SMTP,
    SMTP_ADDRESS,
    SUBJECT,
    SUBMITTED,
    Value,
    compound_file,
    outlook_file,
)
from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.messages import MailAddress, MessageKind, ReadMail
from wardoffice.mail.reading import read_mail

Read = Callable[[bytes], ReadMail]

LONG = b"x" * 9_000  # longer than what stands in the file's small sectors
PHOTO: dict[int, Value | Mapping[int, Value]] = {
    ATTACH_DATA: JPEG + LONG,
    ATTACH_NAME: "dziura_ż.jpg",
    ATTACH_TYPE: "image/jpeg",
    ATTACH_ID: "a@b",
}
SENT: dict[int, Value] = {
    SUBJECT: "Zażółć",
    BODY: "There is a pothole.",
    SENDER_NAME: "Ana Lopez",
    SENDER_ADDRESS: "/o=ExchangeLabs/cn=ana",
    SENDER_SMTP: "ana@example.org",
    SUBMITTED: datetime(2026, 11, 2, 15, 30, tzinfo=UTC),
    MESSAGE_ID: "<one@example.org>",
}


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_bytes(raw: bytes) -> ReadMail:
        (tmp_path / "mail.msg").write_bytes(raw)
        return read_mail(tmp_path / "mail.msg", tmp_path / "out")

    return read_bytes


def test_a_mail_of_outlooks_own_server_is_told_by_its_properties(read: Read) -> None:
    got = read(
        outlook_file(SENT, recipients=[{DISPLAY_NAME: "Office", SMTP_ADDRESS: "office@ward47.example"}])
    )
    assert got.sender == MailAddress("Ana Lopez", "ana@example.org")
    assert (got.subject, got.text, got.message_id) == ("Zażółć", "There is a pothole.", "<one@example.org>")
    assert got.recipients == (MailAddress("Office", "office@ward47.example"),)
    assert got.sent_at == datetime(2026, 11, 2, 15, 30, tzinfo=UTC)
    assert got.kind is MessageKind.PROBLEM


def test_the_mails_own_headers_go_before_outlooks_properties(read: Read) -> None:
    headers = (
        "From: Bo <bo@example.org>\r\nSubject: =?utf-8?q?Farola_rota?=\r\nIn-Reply-To: <a@b>\r\n"
        "Content-Type: multipart/mixed; boundary=gone\r\nMIME-Version: 1.0\r\n\r\n"
    )
    got = read(outlook_file({**SENT, HEADERS: headers}))
    assert (got.sender.address, got.subject, got.in_reply_to) == ("bo@example.org", "Farola rota", "<a@b>")
    assert (got.kind, got.text) == (MessageKind.REPLY, "There is a pothole.")


def test_its_files_are_written_with_their_names_and_bytes(read: Read) -> None:
    [photo] = read(outlook_file(SENT, attachments=[PHOTO])).files
    assert (photo.filename, photo.media_type, photo.content_id) == ("dziura_ż.jpg", "image/jpeg", "a@b")
    assert photo.path.read_bytes() == JPEG + LONG


def test_html_words_are_read_where_there_are_no_others(read: Read) -> None:
    page = "<html><body><script>x()</script><p>The light is ó</p></body></html>".encode()
    got = read(outlook_file({SUBJECT: "Light", HTML: page, 0x3FDE: 65001}))
    assert got.text == "The light is ó"


def test_a_mail_attached_to_a_mail_is_walked_into(read: Read) -> None:
    inner: dict[int, Value] = {
        SUBJECT: "Tree",
        BODY: "The tree fell.",
        SENDER_NAME: "Di",
        SENDER_SMTP: "di@example.org",
    }
    outer: dict[int, Value] = {
        SUBJECT: "Fwd: Tree",
        BODY: "Call her today.",
        SENDER_SMTP: "dana@ward47.example",
    }
    got = read(outlook_file(outer, attachments=[{ATTACH_DATA: inner, ATTACH_NAME: "Tree"}]))
    assert got.forward is not None
    assert got.forward.note == "Call her today."
    assert [(each.sender.address, each.text) for each in got.forward.mails] == [
        ("di@example.org", "The tree fell.")
    ]


def test_a_broken_attachment_does_not_lose_the_mail(read: Read) -> None:
    without_data: dict[int, Value | Mapping[int, Value]] = {
        ATTACH_NAME: "gone.jpg",
        ATTACH_TYPE: "image/jpeg",
    }
    got = read(outlook_file(SENT, attachments=[without_data, PHOTO]))
    assert [each.filename for each in got.files] == ["dziura_ż.jpg"]


def test_lone_surrogates_in_words_can_be_stored(read: Read) -> None:
    got = read(outlook_file({**SENT, BODY: "hole \ud83d end"}))
    got.text.encode()
    assert got.text.startswith("hole")


@pytest.mark.parametrize(
    "raw",
    [
        outlook_file({CLASS: "IPM.Contact", SUBJECT: "Ana"}),
        compound_file({"WordDocument": b"words"}),
        outlook_file(SENT)[:700],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    ],
    ids=["contact", "word", "cut", "empty"],
)
def test_what_is_no_saved_mail_is_refused_in_sentences(read: Read, raw: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(raw)
    assert all((caught.value.happened, caught.value.safe, caught.value.next_step))


WHOLE = outlook_file(SENT, attachments=[PHOTO])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8), st.integers(0, len(WHOLE)))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    read: Read, at: int, bytes_: bytes, end: int
) -> None:
    raw = (WHOLE[:at] + bytes_ + WHOLE[at + len(bytes_) :])[: max(end, 600)]
    try:
        got = read(raw)
    except UnreadableError:
        return
    got.whole_text.encode()
    assert all(each.path.stat().st_size == each.size for each in got.files)
