"""Mails that are a date for the calendar, or a calendar's answer to one."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.mail.mails import mail, mixed, part
from wardoffice.domain.messages import MessageKind, ReadMail
from wardoffice.mail.reading import read_mail

Read = Callable[[bytes], ReadMail]
EVENT = (
    "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n"
    "SUMMARY;LANGUAGE=en:Block party\\, all\r\n  day\r\n"
    "DTSTART{start}\r\nLOCATION:4500 N Damen\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_bytes(raw: bytes) -> ReadMail:
        (tmp_path / "mail.eml").write_bytes(raw)
        return read_mail(tmp_path / "mail.eml", tmp_path / "out", zone=ZoneInfo("America/Chicago"))

    return read_bytes


def invitation(method: str = "REQUEST", start: str = ":20261120T183000Z") -> bytes:
    event = EVENT.format(method=method, start=start)
    return mail(event, Subject="Block party", Content_Type=f"text/calendar; method={method}; charset=utf-8")


@pytest.mark.parametrize(
    ("start", "when"),
    [
        (":20261120T183000Z", "11/20/2026, 12:30 PM"),
        (":20260720T013000Z", "7/19/2026, 8:30 PM"),
        (";TZID=America/New_York:20261120T183000", "11/20/2026, 5:30 PM"),
        (';TZID="Pacific Standard Time":20261120T183000', "11/20/2026, 8:30 PM"),
        (';X-NOTE="at 10:30; sharp";TZID=Europe/Warsaw:20261120T183000', "11/20/2026, 11:30 AM"),
        (";TZID=Ward 47 time:20261120T183000", "11/20/2026, 6:30 PM"),
        (";TZID=/etc/passwd:20261120T183000", "11/20/2026, 6:30 PM"),
        (";TZID=America:20261120T183000", "11/20/2026, 6:30 PM"),
        (":20261120T183000", "11/20/2026, 6:30 PM"),
        (":00010101T000000Z", "1/1/1, 12:00 AM"),
        (";TZID=America/Chicago:20261120T003000", "11/20/2026, 12:30 AM"),
        (";VALUE=DATE:20261120", "11/20/2026"),
        (":20269920", "20269920"),
        (":soon", "soon"),
    ],
)
def test_an_invitation_alone_is_told_in_words_and_its_file_is_kept(read: Read, start: str, when: str) -> None:
    got = read(invitation(start=start))
    assert got.whole_text == f"Block party, all day\nWhen: {when}\nWhere: 4500 N Damen"
    assert got.kind is MessageKind.PROBLEM
    assert [file.media_type for file in got.files] == ["text/calendar"]
    assert got.files[0].path.read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_words_beside_a_date_are_the_senders(read: Read) -> None:
    event = part(EVENT.format(method="REQUEST", start=":20261120"), "text/calendar; method=REQUEST")
    assert read(mixed(part("You are invited"), event, kind="alternative")).whole_text == "You are invited"


@pytest.mark.parametrize("method", ["REPLY", "reply", "COUNTER"])
def test_what_a_calendar_answers_opens_no_problem(read: Read, method: str) -> None:
    got = read(invitation(method))
    assert (got.kind, got.kind_reason) == (MessageKind.AUTOMATIC, "A calendar answers an invitation.")
    event = part(EVENT.format(method=method, start=":20261120"), f"text/calendar; method={method}")
    assert read(mixed(part("Ana has accepted"), event, kind="alternative")).kind is MessageKind.AUTOMATIC


def test_a_file_for_the_calendar_without_an_event_has_no_words(read: Read) -> None:
    got = read(mail("BEGIN:VCALENDAR\nEND:VCALENDAR", Content_Type="text/calendar"))
    assert got.whole_text == ""
    assert len(got.files) == 1
