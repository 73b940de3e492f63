"""The tour in the pseudo-language: what is left in plain English was never handed to the language."""

import re
from collections.abc import Iterator

import pytest

from tests.gui.touring import the_walk

pytestmark = pytest.mark.timeout(660)  # the walk takes three times as long beside other work

_MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
_BETWEEN = re.compile(r"\n| · |, |: |  |\u200b| (?=SR\d\d-\d{8})")
_WORD = re.compile(r"[A-Za-z]{3,}")
_KEYS = re.compile(r"\(?((Ctrl|Shift|Alt)\+)*(\w|\W|F\d+|Esc|Enter|Return|Tab|Space|Del|Backspace)\)?")
"""Keys are named as they are printed on the keyboard."""


def test_the_tour_leaves_no_plain_english() -> None:
    walk = the_walk()
    assert walk.code == 0, walk.said[-3:]
    foreign = {piece for value in walk.foreign for piece in (*_pieces(value), *_pieces(_unmarked(value)))}
    plain = {
        f"{where}: {text!r}"
        for text, where in [*walk.shown.items(), *((line, "said") for line in walk.said)]
        for piece in _pieces(_unmarked(text))
        if _WORD.search(piece) and piece not in foreign and not _KEYS.fullmatch(piece)
    }
    assert not plain, "\n".join(sorted(plain))


def test_the_reading_would_find_a_word_that_was_forgotten() -> None:
    assert list(_pieces(_unmarked("⟦Ñéxt: {}⟧, Forgotten · ⟦á ⟦b⟧⟧"))) == ["Forgotten"]
    assert _WORD.search("Forgotten")
    assert not _KEYS.fullmatch("Forgotten")


def test_every_screen_was_read() -> None:
    walk = the_walk()
    assert walk.states > 30
    assert len(walk.shown) > 500


def _unmarked(text: str) -> str:
    before = ""
    while before != text:
        before, text = text, _MARKED.sub("\n", text)
    return text


def _pieces(text: str) -> Iterator[str]:
    yield from (piece for part in _BETWEEN.split(text) if (piece := part.strip()))
