"""How mails are written: nobody's words can break a header, and every word arrives as it was meant."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.outgoing_mail import (
    SUBJECT_LIMIT,
    Addressee,
    EnclosedFile,
    MailPurpose,
    OfficeAddress,
    OutgoingMail,
)
from wardoffice.mail.composing import compose, new_message_id, subject_of
from wardoffice.mail.envelope import envelope_sender
from wardoffice.mail.previewing import preview_mail

_OFFICE = OfficeAddress("ward35@office.example", "Ward 35 Office", 35)
_AT = datetime(2026, 11, 2, 15, 4, tzinfo=UTC)
_LONG_NAMES = (
    "Smith-Kowalski, Robert J. and Barbara Ann (2nd floor rear, dog in the yard)",
    "Office of Alderman Carlos Ramirez-Rosa, 35th Ward, City of Chicago",
    "Bureau of Electricity, Division of Traffic and Street Lights, CDOT (night desk)",
    'R. "Bob" O\'Hill \\ evil@attacker.example, <evil@attacker.example>; all: of us [and others] here',
    "=?utf-8?q?Stone=2C_evil=40attacker=2Eexample=2C_and_everybody_else_on_the_second_floor?=",
    "Świętosława Brzęczyszczykiewicz-Chrząszczyrzewoszycka, Łękołody, powiat Ł. (drugie piętro)",
    "王小明芝加哥市第三十五選區服務處請於星期五之前回覆謝謝您的協助與耐心等候祝您一切順利。" * 2,
)
# Mostly of what a header means something by, and long enough to be folded.
_NAMES = st.one_of(
    st.text(max_size=120),
    st.text(alphabet="ab .,;:<>()@[]\"\\=?_ é王'\r\n", min_size=40, max_size=160),
    st.sampled_from(_LONG_NAMES),
)
_OUR_HEADERS = {
    "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "auto-submitted",
    "x-auto-response-suppress", "content-type", "content-transfer-encoding", "mime-version",
}  # fmt: skip


def _mail(**changed: object) -> OutgoingMail:
    values: dict[str, object] = {
        "purpose": MailPurpose.FORWARD,
        "to": (Addressee("streets@city.example", "Streets and Sanitation"),),
        "subject": "Pothole at 4800 N Damen Ave",
        "text": "Two people told us.\n",
        **changed,
    }
    return OutgoingMail(**values)  # type: ignore[arg-type] # a builder for one module


def _assert_from_us_to_streets(raw: bytes) -> None:
    """As read in two ways: by the parser of today, and by that which most other programs are like."""
    parsed, plain = message_from_bytes(raw, policy=policy.default), message_from_bytes(raw)
    for header, address in (("from", _OFFICE.address), ("to", "streets@city.example")):
        assert [each.addr_spec for each in parsed[header].addresses] == [address]
        assert [each for _, each in getaddresses([plain[header]])] == [address]
    assert envelope_sender(raw) == _OFFICE.address
    assert len(preview_mail(raw).to) == 1


def _written(mail: OutgoingMail, office: OfficeAddress = _OFFICE) -> bytes:
    return compose(mail, office, new_message_id(office), _AT, lambda _file: b"\xff\xd8picture")


def test_the_subject_begins_with_the_number_by_which_answers_find_home() -> None:
    parsed = message_from_bytes(_written(_mail(number="2026-00017")), policy=policy.default)
    assert parsed["subject"] == "[W35-2026-00017] Pothole at 4800 N Damen Ave"


def test_an_answer_names_the_mails_it_answers_the_last_one_last() -> None:
    parsed = message_from_bytes(_written(_mail(answers=("<a@x.example>", "<b@x.example>"))))
    assert parsed["in-reply-to"] == "<b@x.example>"
    assert parsed["references"].split() == ["<a@x.example>", "<b@x.example>"]


def test_what_is_no_message_id_is_not_answered() -> None:
    parsed = message_from_bytes(_written(_mail(answers=("<a@x>\r\nBcc: all@city.example", "b", ""))))
    assert parsed["in-reply-to"] is None
    assert parsed["bcc"] is None


@pytest.mark.parametrize(
    "address",
    [
        "streets@city.example\r\nBcc: all@city.example",
        "streets@city.example\nX: y",
        "a@b@c.example",
        "streets",
        "",
        "streets@city.example, other@city.example",
        "<streets@city.example>",
        "str\0eets@city.example",
    ],
)
def test_an_address_that_is_none_is_refused_in_words(address: str) -> None:
    with pytest.raises(CannotDoError) as refused:
        _written(_mail(to=(Addressee(address),)))
    assert "mail address" in refused.value.happened
    assert "\n" not in refused.value.happened


@pytest.mark.parametrize("name", _LONG_NAMES)
def test_a_long_name_leaves_the_mail_with_its_one_reader_and_its_one_sender(name: str) -> None:
    """Python's own writer drops the quotes of a name that it must fold."""
    office = OfficeAddress(_OFFICE.address, name, 35)
    raw = _written(_mail(to=(Addressee("streets@city.example", name),)), office)
    _assert_from_us_to_streets(raw)
    shown = preview_mail(raw).to[0]
    assert shown.endswith("<streets@city.example>")
    assert any(each.isalpha() for each in shown.partition("<")[0])


def test_a_name_stands_in_the_header_as_it_is_written() -> None:
    raw = _written(_mail(to=(Addressee("streets@city.example", "José Ortega-O'Neill Jr."),)))
    (to,) = message_from_bytes(raw, policy=policy.default)["to"].addresses
    assert to.display_name == "José Ortega-O'Neill Jr."


def test_an_address_as_long_as_any_may_be_is_written_whole() -> None:
    address = f"{'a' * 64}@{'.'.join(['b' * 59] * 3)}.example"
    office = OfficeAddress(address, _LONG_NAMES[0], 35)
    raw = _written(_mail(to=(Addressee(address, _LONG_NAMES[0]),)), office)
    parsed = message_from_bytes(raw, policy=policy.default)
    assert [each.addr_spec for each in parsed["to"].addresses] == [address]
    assert envelope_sender(raw) == address


@given(words=st.text(), name=_NAMES, file_name=st.text(), our_name=_NAMES)
def test_no_words_add_a_header_or_leave_theirs(words: str, name: str, file_name: str, our_name: str) -> None:
    mail = _mail(
        to=(Addressee("streets@city.example", name),),
        subject=words,
        number="2026-00017",
        files=(EnclosedFile("0" * 64, file_name, "image/jpeg"),),
    )
    raw = _written(mail, OfficeAddress(_OFFICE.address, our_name, 35))
    parsed = message_from_bytes(raw, policy=policy.default)
    assert {each.lower() for each in parsed} <= _OUR_HEADERS
    _assert_from_us_to_streets(raw)
    assert len(subject_of(mail, _OFFICE)) <= SUBJECT_LIMIT
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998  # RFC 5322, section 2.1.1


@given(text=st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"))))
def test_the_text_arrives_as_it_was_written(text: str) -> None:
    parsed = message_from_bytes(_written(_mail(text=f"{text}\n")), policy=policy.default)
    assert parsed.get_content().replace("\r\n", "\n") == f"{text}\n"


def test_two_mails_never_share_a_message_id() -> None:
    made = {new_message_id(_OFFICE) for _ in range(100)}
    assert len(made) == 100
    assert all(each.endswith("@office.example>") for each in made)


def test_a_file_goes_out_byte_for_byte_and_only_as_a_file() -> None:
    parsed = message_from_bytes(
        _written(_mail(files=(EnclosedFile("0" * 64, "IMG 0412 señal.jpg", "image/jpeg"),))),
        policy=policy.default,
    )
    (file,) = parsed.iter_attachments()
    assert file.get_content() == b"\xff\xd8picture"
    assert file.get_filename() == "IMG 0412 señal.jpg"
    assert file.get_content_disposition() == "attachment"
