"""A mail that was sent on: who wrote it inside, what they said, and what stands above."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.messages import MailAddress
from wardoffice.mail.forwards import DEEPEST, forward_in
from wardoffice.mail.text import is_forward, tidied

DI = MailAddress("Di Ruiz", "di@example.org")

GMAIL = (
    "Call her today.\n\n---------- Forwarded message ---------\nFrom: Di Ruiz <di@example.org>\n"
    "Date: Mon, Nov 2, 2026 at 9:30 AM\nSubject: heat\nTo: <dana@ward47.example>\n\n\nNo heat."
)
OUTLOOK = (
    "Call her today.\n\nFrom: Di Ruiz [mailto:di@example.org]\nSent: Monday, November 2, 2026 9:30 AM\n"
    "To: Dana Kim; Lee;\n Ward 47\nSubject: heat\n\nNo heat."
)
APPLE = (
    "Call her today.\n\nSent from my iPhone\n\nBegin forwarded message:\n\n> From: Di Ruiz <di@example.org>\n"
    "> Date: November 2, 2026 at 9:30:00 AM CST\n> To: dana@ward47.example\n> Subject: heat\n>\n> No heat."
)
THUNDERBIRD = (
    "Call her today.\n\n-------- Forwarded Message --------\nSubject: \theat\n"
    "Date: \tMon, 2 Nov 2026 09:30:00 -0600\nFrom: \tDi Ruiz <di@example.org>\nTo: \tx\n\nNo heat."
)
BOLD = "Call her today.\n\n*From:* Di Ruiz <di@example.org>\n*Sent:* Monday\n*Subject:* heat\n\nNo heat."
SPANISH = "Call her today.\n\nDe: Di Ruiz <di@example.org>\nEnviado: lunes\nPara: x\nAsunto: heat\n\nNo heat."
FRENCH = (
    "Call her today.\n\nDe : Di Ruiz <di@example.org>\nEnvoyé : lundi 2 novembre\nÀ : x\nCc : y\n"
    "Objet : heat\n\nNo heat."
)
FRENCH_MARKED = (
    "Call her today.\n\n-------- Message transféré --------\nSujet : heat\nDate : lundi\n"
    "De : Di Ruiz <di@example.org>\nPour : x\n\nNo heat."
)
FRENCH_APPLE = (
    "Call her today.\n\nDébut du message réexpédié :\n\n> De: Di Ruiz <di@example.org>\n> Objet: heat\n"
    "> Date: lundi\n> À: x\n>\n> No heat."
)
SPANISH_OUTLOOK = (
    "Call her today.\n\nDe: Di Ruiz <di@example.org>\nEnviado el: lunes\nPara: x\nAsunto: heat\n\nNo heat."
)
POLISH = "Call her today.\n\nOd: Di Ruiz <di@example.org>\nData: pon.\nDo: x\nTemat: heat\n\nNo heat."


@pytest.mark.parametrize(
    "whole",
    [
        GMAIL,
        OUTLOOK,
        APPLE,
        THUNDERBIRD,
        BOLD,
        SPANISH,
        SPANISH_OUTLOOK,
        POLISH,
        FRENCH,
        FRENCH_MARKED,
        FRENCH_APPLE,
    ],
)
def test_every_mail_program_s_forward_is_taken_apart(whole: str) -> None:
    got = forward_in("FW: heat", whole)
    assert got is not None
    assert got.note == "Call her today."
    [inner] = got.mails
    assert (inner.sender, inner.subject, inner.text) == (DI, "heat", "No heat.")


@pytest.mark.parametrize("whole", [FRENCH_MARKED, FRENCH_APPLE])
def test_a_french_forward_is_known_by_its_mark_alone(whole: str) -> None:
    assert is_forward("heat", whole)


def test_a_forward_without_a_word_above_has_no_note() -> None:
    got = forward_in("Fwd: heat", GMAIL.removeprefix("Call her today."))
    assert got is not None
    assert got.note == ""
    got = forward_in("Fwd: heat", GMAIL.replace("Call her today.", "-- \nDana Kim\nWard 47"))
    assert got is not None
    assert got.note == ""


def test_a_time_is_believed_only_with_its_zone() -> None:
    """A time without its zone may be hours off."""
    with_zone, without = forward_in("Fwd: x", THUNDERBIRD), forward_in("Fwd: x", OUTLOOK)
    assert with_zone is not None
    assert with_zone.mails[0].sent_at is not None
    assert with_zone.mails[0].sent_at.isoformat() == "2026-11-02T15:30:00+00:00"
    assert without is not None
    assert without.mails[0].sent_at is None


def test_a_mail_sent_on_twice_gives_both_hands() -> None:
    twice = (
        "Please look.\n\n---------- Forwarded message ---------\nFrom: Dana Kim <dana@ward47.example>\n"
        f"Date: x\nSubject: Fwd: heat\n\n{GMAIL}"
    )
    got = forward_in("Fwd: Fwd: heat", twice)
    assert got is not None
    assert got.note == "Please look."
    assert [(each.sender.address, each.text) for each in got.mails] == [
        ("dana@ward47.example", "Call her today."),
        ("di@example.org", "No heat."),
    ]


def test_the_conversation_inside_is_no_part_of_the_residents_words() -> None:
    talked = GMAIL + "\n\nOn Sun, Nov 1, 2026 at 9:00 AM Ward Office <o@x.example> wrote:\n> We called them."
    got = forward_in("Fwd: heat", talked)
    assert got is not None
    assert [each.text for each in got.mails] == ["No heat."]


def test_an_author_without_an_address_keeps_the_name() -> None:
    got = forward_in("FW: heat", OUTLOOK.replace(" [mailto:di@example.org]", ""))
    assert got is not None
    assert got.mails[0].sender == MailAddress("Di Ruiz", "")


@pytest.mark.parametrize(
    ("subject", "whole"),
    [
        ("Fwd: heat", "See below.\n\nNo heat in my building."),
        ("Re: heat", OUTLOOK),
        ("heat", "From: the corner to the park it is dark.\nSubject: none"),
        ("Fwd: x", ""),
    ],
)
def test_what_holds_no_forwarded_mail_is_none(subject: str, whole: str) -> None:
    assert forward_in(subject, whole) is None


HEADERS = st.sampled_from(
    [
        "From: a@b.example",
        "Date: x",
        "Subject: y",
        "> From: c",
        "> Subject: z",
        "words",
        "",
        "----------",
        "De: ñ",
    ]
)


@given(st.sampled_from(["Fwd: x", "Re: x", ""]), st.lists(HEADERS, max_size=60), st.text(max_size=40))
def test_any_text_is_taken_apart_or_left_whole(subject: str, lines: list[str], more: str) -> None:
    """P8."""
    got = forward_in(subject, tidied("\n".join([*lines, more])))
    assert got is None or 1 <= len(got.mails) <= DEEPEST


def test_a_long_subject_goes_on_in_the_next_line() -> None:
    whole = "From: <a@b.example>\nDate: x\nSubject: A subject that\ngoes on\nTo: c@d.example\n\nWords."
    got = forward_in("Fwd: x", whole)
    assert got is not None
    assert (got.mails[0].subject, got.mails[0].text) == ("A subject that goes on", "Words.")


@pytest.mark.parametrize(
    "head",
    [
        "Від: Олена <olena@ukr.example>\nДата: пн, 2 лист. 2026 р. о 09:30\nТема: Яма\nКому: <joe@x.example>",  # noqa: RUF001 - Ukrainian
        "发件人：Li Wei <olena@ukr.example>\n发送时间：2026年11月2日\n收件人：joe@x.example\n主题：Яма",  # noqa: RUF001 - Chinese
        "보낸사람 : Kim <olena@ukr.example>\n날짜 : 2026-11-02\n받는사람 : joe@x.example\n제목 : Яма",
    ],
)
def test_a_forward_is_taken_apart_in_other_scripts_as_well(head: str) -> None:
    found = forward_in("Fwd: Яма", f"FYI\n\n---------- Forwarded message ---------\n{head}\n\nA hole")
    assert found is not None
    (inner,) = found.mails
    assert (inner.sender.address, inner.subject, inner.text) == ("olena@ukr.example", "Яма", "A hole")


def test_a_forward_that_its_program_quotes_is_read_without_the_marks() -> None:
    whole = (
        "FYI\n\n---------- Forwarded message ----------\nFrom: Rosa <r@x.example>\nSubject: Light\n\n"
        "> It is out.\n> Please come."
    )
    found = forward_in("Fwd: Light", whole)
    assert found is not None
    assert found.mails[0].text == "It is out.\nPlease come."


def test_what_a_phone_adds_is_no_part_of_the_instruction() -> None:
    whole = (
        "Call her today\n\nGet Outlook for iOS<https://aka.example/o>\n____________________\n"
        "From: Rosa <r@x.example>\nSubject: Light\n\nOut."
    )
    found = forward_in("Fw: Light", whole)
    assert found is not None
    assert found.note == "Call her today"
