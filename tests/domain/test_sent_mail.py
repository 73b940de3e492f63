"""What a mail of ours answers, and who of the staff wrote it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.actor import Role, StaffMember
from wardoffice.domain.cases import FOUND_SENT
from wardoffice.domain.messages import MailProgram
from wardoffice.domain.sent_mail import staff_named, way_of
from wardoffice.domain.subjects import base_subject

STAFF = [
    StaffMember(number, name, Role.STAFF)
    for number, name in enumerate(("Maria R.", "Joe B.", "Joe Brandt", "Ana", "Dee K.", "Dee K"), start=1)
]


@pytest.mark.parametrize(
    "subject",
    [
        *(
            "Pothole on Damen",
            "RE: Pothole on Damen",
            "Re: Fwd: FW:  pothole  on damen",
            "re[2]: Pothole on Damen",
        ),
        *(
            "AW: WG: Pothole on Damen",
            "Odp: Pothole on Damen",
            "RV: Pothole on Damen",
            "回复\uff1aPothole on Damen",
        ),
        *("[W47-2026-00123] Re: Pothole on Damen", "Re: [External] Pothole on Damen [W47-2026-00123]"),
        "Pothole on Damen (fwd)",
    ],
)
def test_answers_have_the_subject_they_answer(subject: str) -> None:
    assert base_subject(subject) == "pothole on damen"


@pytest.mark.parametrize("subject", ["", "Re:", "[W47-2026-00123]", " FW: re: "])
def test_a_subject_of_marks_alone_says_nothing(subject: str) -> None:
    assert base_subject(subject) == ""


@given(st.text(max_size=60))
def test_marking_it_once_more_changes_nothing(subject: str) -> None:
    once = base_subject(subject)
    assert base_subject(f"Re: {subject}") == once
    assert base_subject(f"FW:\t{subject}") == once


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Maria R.", "Maria R."),
        ("maria rivera", "Maria R."),
        ("Rivera, Maria", "Maria R."),
        ("Joe Brandt", "Joe Brandt"),
        ("Ana", "Ana"),
    ],
)
def test_the_staff_list_is_found_in_what_mail_programs_write(written: str, name: str) -> None:
    found = staff_named(written, STAFF)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize("written", ["", "Ward 47 Office", "Ana Lopez", "Maria", "Dee Kay", "Mary R.", ","])
def test_nobody_is_guessed_at(written: str) -> None:
    """One name alone, another name, or two who may be meant: then the name in the mail is shown."""
    assert staff_named(written, STAFF) is None


def test_every_program_is_a_way_that_nobody_logs_by_hand() -> None:
    assert {way_of(each) for each in (*MailProgram, None)} == set(FOUND_SENT)
