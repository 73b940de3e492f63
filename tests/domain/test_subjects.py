"""What answering and sending on put before a subject, in the programs of many languages."""

import pytest

from wardoffice.domain.subjects import base_subject, is_answer, is_sent_on


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Pothole",
        "RE[2]: Pothole",
        "AW: Pothole",
        "Odp: Pothole",
        "Re : Pothole",
        "回复\uff1aPothole",
        "R: Pothole",
    ],
)
def test_answers_are_known_in_any_language(subject: str) -> None:
    assert is_answer(subject)
    assert not is_sent_on(subject)
    assert base_subject(subject) == "pothole"


@pytest.mark.parametrize(
    "subject", ["Fwd: Pothole", "FW: Pothole", "RV: Pothole", "WG: Pothole", "PD: Pothole", "转发: Pothole"]
)
def test_what_was_sent_on_is_known_in_any_language(subject: str) -> None:
    assert is_sent_on(subject)
    assert not is_answer(subject)
    assert base_subject(subject) == "pothole"


@pytest.mark.parametrize(
    "subject", ["[EXTERNAL] Re: Pothole", "[W47-2026-00123] RE: Pothole", "[list] [x] Re: Pothole"]
)
def test_what_gateways_put_before_it_hides_no_answer(subject: str) -> None:
    assert is_answer(subject)
    assert base_subject(subject) == "pothole"


@pytest.mark.parametrize(
    "subject", ["Pothole", "Regarding: a pothole", "Resident: pothole", "Report: light out", ""]
)
def test_a_subject_that_only_begins_alike_is_none(subject: str) -> None:
    assert not is_answer(subject)
    assert not is_sent_on(subject)
