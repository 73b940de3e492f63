"""What of a whole mail was written for it, where the trimmed words do not say it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.unquoted import unquoted


@pytest.mark.parametrize(
    ("whole", "kept"),
    [
        ("No.\n\nOn 1/2/2026 Ward wrote:\n> which?\n4500 N Damen", "4500 N Damen"),
        ("Come.\n-- \nAna\nP.S. gas leak", "gas leak"),
    ],
)
def test_what_stands_below_quotes_and_signatures_is_kept(whole: str, kept: str) -> None:
    assert kept in unquoted(whole, answers=True)


@pytest.mark.parametrize(
    "whole",
    [
        "Any news?\n\nFrom: Ward\nSent: Monday\nSubject: x\n\na gas leak",
        "¿Algo?\n\nDe: Ward\nEnviado: lunes\nAsunto: x\n\na gas leak",
        "Co nowego?\n\n-----Original Message-----\na gas leak",
        "Any?\n\nOn Mon, 2 Nov 2026 Ward wrote:\n\na gas leak",
        "Any?\n> a gas leak",
    ],
)
def test_what_an_answer_quotes_is_not_its_own_however_it_is_marked(whole: str) -> None:
    assert "gas leak" not in unquoted(whole, answers=True)


def test_what_was_sent_on_is_kept_without_its_headers() -> None:
    kept = unquoted("See below\nFrom: Ana\nSubject: help\n\na gas leak", answers=False)
    assert "gas leak" in kept
    assert "help" not in kept


@given(st.text(max_size=300), st.booleans())
def test_every_line_that_is_kept_was_there(whole: str, answers: bool) -> None:  # noqa: FBT001 - drawn
    assert set(unquoted(whole, answers=answers).splitlines()) <= set(whole.splitlines())
