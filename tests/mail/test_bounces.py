"""What a bounce tells of whom it did not reach: by its report, else by the words of many programs."""

from pathlib import Path

import pytest

from tests.mail.mails import mail, multipart, part
from wardoffice.domain.messages import Bounce
from wardoffice.mail.reading import read_mail

LOST, HELD_UP, ARRIVED = "lost", "held up", "arrived"


def bounce(folder: Path, raw: bytes) -> Bounce:
    path = folder / "bounce.eml"
    path.write_bytes(raw)
    told = read_mail(path, folder / "parts").bounce
    assert told is not None
    return told


def reported(fields: str) -> bytes:
    status = f"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; Ana@x.example\r\n{fields}\r\n"
    return mail(
        multipart([part("x"), part(status, "message/delivery-status")]),
        **{"Content-Type": 'multipart/report; report-type=delivery-status; boundary="=_b"'},
    )


def in_words(words: str, **headers: str) -> bytes:
    named = {"From": "MAILER-DAEMON@mx.example", "Return-Path": "<>", "Subject": "failure notice", **headers}
    return mail(words, **named)


@pytest.mark.parametrize(
    ("fields", "fate"),
    [
        ("Action: failed\r\nStatus: 5.1.1", LOST),
        ("Action: failed\r\nStatus: 4.4.7", LOST),
        ("Action: Failed (expired)\r\nStatus: 4.4.7", LOST),
        ("Action: failed", LOST),
        ("Status: 5.1.1", LOST),
        ("Diagnostic-Code: smtp; who knows", LOST),
        ("Action: delayed\r\nStatus: 4.4.7", HELD_UP),
        ("Action: delayed\r\nStatus: 5.4.7", HELD_UP),
        ("Status: 4.4.1", HELD_UP),
        ("Action: delivered\r\nStatus: 2.1.5", ARRIVED),
        ("Action: relayed\r\nStatus: 2.0.0", ARRIVED),
        ("Action: expanded", ARRIVED),
        ("Status: 2.0.0", ARRIVED),
    ],
)
def test_the_action_of_a_report_decides_what_became_of_a_mail(tmp_path: Path, fields: str, fate: str) -> None:
    """RFC 3464, section 2.3.3."""
    told = bounce(tmp_path, reported(fields))
    assert told.arrived == (("ana@x.example",) if fate == ARRIVED else ())
    assert [(each.recipient, each.permanent) for each in told.recipients] == (
        [] if fate == ARRIVED else [("ana@x.example", fate == LOST)]
    )


QMAIL = """Hi. This is the qmail-send program at mx.example.
This is a permanent error; I've given up.

<ana@x.example>:
Remote host said: 550 5.1.1 User unknown

--- Below this line is a copy of the message.

Return-Path: <office@ward.example>
To: ben@x.example
Message-ID: <sent1@ward.example>
Subject: Delayed pickup at 4400 N Damen
"""
EXIM = """A message that you sent could not be delivered to one or more of its
recipients. The following address(es) failed:

  ana@x.example
    retry timeout exceeded: 451 4.4.1
"""
SENDMAIL = """THIS IS A WARNING MESSAGE ONLY. YOU DO NOT NEED TO RESEND.
Your message to <ana@x.example> could not be delivered for 4 hours: 451 4.4.1
"""
GMAIL = """There was a temporary problem delivering your message to ana@x.example.
We will retry for 47 more hours.
"""


@pytest.mark.parametrize(
    ("words", "fate", "why"),
    [
        (QMAIL, LOST, "Remote host said: 550 5.1.1 User unknown"),
        (EXIM, LOST, "retry timeout exceeded: 451 4.4.1"),
        ("Ihre Nachricht konnte nicht zugestellt werden.\n\n<ana@x.example>: unbekannt", LOST, ""),
        ("No se pudo entregar su mensaje a ana@x.example.", LOST, ""),
        ("ana@x.example, ERROR CODE :550 - 5.1.1 user unknown", LOST, "5.1.1"),
        (GMAIL, HELD_UP, ""),
        (SENDMAIL, HELD_UP, "4.4.1"),
        ("Die Zustellung an ana@x.example ist verzögert und wird weiterhin versucht.", HELD_UP, ""),
        ("ana@x.example: 421 4.3.2 try later", HELD_UP, "4.3.2"),
    ],
)
def test_a_bounce_in_words_only_names_whom_it_may_be_about(
    tmp_path: Path, words: str, fate: str, why: str
) -> None:
    told = bounce(tmp_path, in_words(words))
    assert told.named == ("ana@x.example",), "those of the copy below are not meant"
    assert (told.recipients, told.held_up) == ((), fate == HELD_UP)
    (about,) = told.about(["Ana@x.example", "office@ward.example"]).recipients
    assert (about.recipient, about.permanent) == ("ana@x.example", fate == LOST)
    assert why in about.answer
    assert told.about(["eve@x.example"]).recipients == ()


@pytest.mark.parametrize(("words", "fate"), [("Delivery is delayed.", HELD_UP), ("It failed.", LOST)])
def test_recipients_named_in_a_header_are_lost_unless_the_server_tries_on(
    tmp_path: Path, words: str, fate: str
) -> None:
    told = bounce(tmp_path, in_words(words, **{"X-Failed-Recipients": "Ana@x.example"}))
    assert [(each.recipient, each.permanent) for each in told.recipients] == [("ana@x.example", fate == LOST)]
