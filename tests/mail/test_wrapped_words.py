"""Words are found however they were packed: as a file, in a saved mail, in lines a program broke (P1)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mail.mails import JPEG, mail, mixed, part, picture
from wardoffice.domain.messages import ReadMail
from wardoffice.mail.flowed import unflowed
from wardoffice.mail.reading import read_mail

Read = Callable[[bytes], ReadMail]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_bytes(raw: bytes) -> ReadMail:
        (tmp_path / "mail.eml").write_bytes(raw)
        return read_mail(tmp_path / "mail.eml", tmp_path / "out")

    return read_bytes


SAID = "Huge pothole and sparking wire at 4500 N Damen Ave"


@pytest.mark.parametrize(
    "headers",
    [
        ('text/plain; name="text_0.txt"',),
        ("text/plain", 'Content-Disposition: attachment; filename="text_0.txt"'),
        ("text/plain", "Content-Disposition: attachment"),
        ('text/plain; name="noname"', "Content-Disposition: attachment"),
        ("application/octet-stream", 'Content-Disposition: attachment; filename="words.txt"'),
    ],
)
def test_a_text_message_that_came_as_a_file_is_the_words_and_stays_a_file(
    read: Read, headers: tuple[str, ...]
) -> None:
    got = read(mixed(part(SAID, *headers), picture()))
    assert got.text == SAID
    assert [each.path.read_bytes() for each in got.files] == [SAID.encode(), JPEG]


def test_a_gateways_file_is_the_words_beside_its_own_page(read: Read) -> None:
    page = part("<p>You have got a picture message</p>", "text/html")
    got = read(mixed(page, part(SAID, 'text/plain; name="text_0.txt"'), picture()))
    assert SAID in got.text


def test_words_that_a_gateway_sends_twice_are_told_once(read: Read) -> None:
    page = part(f"<p>{SAID}</p>", "text/html")
    got = read(mixed(page, part(SAID, 'text/plain; name="text_0.txt"'), picture()))
    assert got.whole_text == SAID
    assert len(got.files) == 2


def test_a_page_that_came_as_a_file_is_the_words_of_a_mail_without_others(read: Read) -> None:
    page = part(f"<p>{SAID}</p>", "text/html", 'Content-Disposition: attachment; filename="message.html"')
    assert read(mixed(page)).text == SAID


@pytest.mark.parametrize(
    "file",
    [
        part("a,b", 'text/plain; name="list.csv"', "Content-Disposition: attachment"),
        part("x" * 100_000, 'text/plain; name="log.txt"', "Content-Disposition: attachment"),
    ],
)
def test_other_files_are_no_words(read: Read, file: bytes) -> None:
    assert read(mixed(file, picture())).text == ""


def test_a_text_file_beside_words_stays_a_file(read: Read) -> None:
    notes = part("notes", 'text/plain; name="notes.txt"', "Content-Disposition: attachment")
    assert read(mixed(part("The light is out"), notes)).text == "The light is out"


@pytest.mark.parametrize(
    "headers",
    [
        (
            'application/octet-stream; name="pothole.eml"',
            'Content-Disposition: attachment; filename="pothole.eml"',
        ),
        ("application/octet-stream", 'Content-Disposition: attachment; filename="POTHOLE.EML"'),
        ('text/plain; name="pothole.eml"', "Content-Disposition: attachment"),
        ("application/x-eml",),
    ],
)
def test_a_saved_mail_is_walked_into_whatever_its_type_says(read: Read, headers: tuple[str, ...]) -> None:
    inner = mixed(part("Pothole at 4500 N Damen"), picture(), From="Bo <bo@example.org>", Subject="hole")
    got = read(mixed(part("Call her today"), part(inner, *headers, encoded=True), Subject="Fwd: hole"))
    assert [each.path.read_bytes() for each in got.files] == [JPEG]
    assert got.forward is not None
    assert (got.forward.note, got.forward.mails[0].sender.address) == ("Call her today", "bo@example.org")
    assert got.forward.mails[0].text == "Pothole at 4500 N Damen"


def test_what_is_only_named_like_a_mail_stays_a_file(read: Read) -> None:
    odd = part(
        b"\0\1 nothing", "application/octet-stream", 'Content-Disposition: attachment; filename="a.eml"'
    )
    got = read(mixed(part("see"), odd))
    assert [each.filename for each in got.files] == ["a.eml"]


def test_lines_that_a_program_broke_are_one_again(read: Read) -> None:
    body = (
        "The light at 4500 N \r\nDamen Ave is \r\nout.\r\n\r\n"
        ">> Where \r\n>> is it?\r\n From Damen\r\n-- \r\nAna"
    )
    got = read(mail(body, Content_Type="text/plain; charset=utf-8; format=flowed"))
    assert got.whole_text == ("The light at 4500 N Damen Ave is out.\n\n>> Where is it?\nFrom Damen\n--\nAna")
    joined = read(
        mail("破損し \r\nた街灯", Content_Type="text/plain; charset=utf-8; format=Flowed; delsp=Yes")
    )
    assert joined.whole_text == "破損した街灯"


@given(st.text(alphabet=st.sampled_from(">- \nab")), st.booleans())
def test_unbreaking_lines_loses_no_letter(words: str, delete_space: bool) -> None:  # noqa: FBT001 - hypothesis
    got = unflowed(words, delete_space=delete_space)
    assert [each for each in got if each in "ab"] == [each for each in words if each in "ab"]
