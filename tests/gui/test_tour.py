"""The tour, played once as the command plays it without a display: to its end, pictured, named, in our words.

It is played in the pseudo-language: what is left in plain English was never handed to the language.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.gui.touring import LOOKS_TAKEN, SECONDS, Walk, play_as_the_command_does
from wardoffice.domain.letter_texts import LetterKey
from wardoffice.gui.tour.shots import LOOKS
from wardoffice.language import PSEUDO, text, use_language
from wardoffice.office.letter_templates import our_text

_LOOKS = [LOOKS[each] for each in LOOKS_TAKEN]
_LEAST_STATES = 30
_LEAST_TEXTS = 500
_LEAST_COLOURS = 8
_MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
_BETWEEN = re.compile(r"\n| · |, |: |  |\u200b| (?=SR\d\d-\d{8})")
_WORD = re.compile(r"[A-Za-z]{3,}")
_LEAST_OF_A_SENTENCE = 16  # letters
_KEY = (
    r"((Ctrl|Shift|Alt)\+)*"
    r"(\w|\W|F\d+|Esc|Enter|Return|Tab|Space|Ins|Del|Backspace|Home|End|PgUp|PgDown|Right|Left|Up|Down)"
)
_KEYS = re.compile(rf"\(?{_KEY}( +{_KEY})*\)?")
"""Keys are named as they are printed on the keyboard."""
_OUTGOING = re.compile(r"(\d{4}-\d{5}-)?photo-\d+\.jpg")
"""Pictures go out under names that are the same in every language."""

pytestmark = [pytest.mark.long, pytest.mark.timeout(SECONDS + 60)]


@dataclass(frozen=True, slots=True)
class Played:
    """A tour that was played to its end."""

    said: tuple[str, ...]
    walk: Walk
    shots: Path


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The tour, played once for all tests that look at it; it ends with 0."""
    folder = tmp_path_factory.mktemp("tour")
    made = play_as_the_command_does(folder)
    assert made.returncode == 0, made.stdout[-1500:] + made.stderr[-4000:]
    walk = Walk(**json.loads((folder / "walk.json").read_text("utf-8")))
    return Played(tuple(made.stdout.splitlines()), walk, folder / "shots")


def test_it_says_what_it_did_and_prints_the_books(played: Played) -> None:
    """P1: after a finished sync nothing waits."""
    books = [line for line in played.said if _pseudo("shown by the server") in line]
    assert any(f"0 {_pseudo('waiting')}" in line for line in books), books
    for did in ("Put ", "Pulled ", "Attached ", "Split ", "Took ", "Finished ", "Searched ", "The map shows"):
        assert any(line.startswith(f"⟦{_pseudo(did)}") for line in played.said), did


def test_every_state_is_pictured_in_each_look_and_none_is_blank(played: Played) -> None:
    for look in _LOOKS:
        pictures = sorted(played.shots.glob(f"*-{look.name}.png"))
        assert len(pictures) >= _LEAST_STATES
        for path in pictures:
            image = QImage(str(path))
            assert (image.width(), image.height()) == (look.width, look.height), path.name
            assert _colours(image) >= _LEAST_COLOURS, path.name
            assert (_lightness(image) < 110) is look.dark, path.name


def test_the_map_is_in_its_picture(played: Played) -> None:
    for look in _LOOKS:
        (path,) = played.shots.glob(f"*-map-{look.name}.png")
        image = QImage(str(path))
        middle = image.copy(image.width() // 4, image.height() // 4, image.width() // 2, image.height() // 2)
        assert _colours(middle) >= _LEAST_COLOURS, path.name


def test_every_control_has_an_accessible_name_at_every_step(played: Played) -> None:
    assert played.walk.nameless == []


def test_the_tour_leaves_no_plain_english(played: Played) -> None:
    walk = played.walk
    foreign = {piece for value in walk.foreign for piece in (*_pieces(value), *_pieces(_unmarked(value)))}
    letters = _sentences_of_letters()
    plain = {
        f"{where}: {words!r}"
        for words, where in [*walk.shown.items(), *((line, "said") for line in played.said)]
        if "{{" not in words and not any(sentence in words for sentence in letters)
        for piece in _pieces(_unmarked(words))
        if _WORD.search(piece) and not _is_of(piece, foreign) and not _KEYS.fullmatch(piece)
        if not _OUTGOING.fullmatch(piece)
    }
    assert not plain, "\n".join(sorted(plain))


def _is_of(piece: str, foreign: set[str]) -> bool:
    """Whether it is in others' words: theirs, what and where as subjects name it, or how a name begins."""
    if piece.endswith("…"):
        return any(each.startswith(piece[:-1]) for each in foreign)
    return piece in foreign or all(each in foreign for each in piece.removeprefix("at ").split(" at "))


def _sentences_of_letters() -> list[str]:
    """What stands in every letter between its fields: letters are in the language of who reads them."""
    found = set()
    for key in LetterKey:
        source = our_text(key, "en")
        assert source is not None
        for words in (source.subject, source.body):
            found |= {each.strip() for each in re.split(r"\{[{%].*?[%}]\}|\n", words)}
    return [each for each in found if len(each) > _LEAST_OF_A_SENTENCE]


def test_the_reading_would_find_a_word_that_was_forgotten() -> None:
    assert list(_pieces(_unmarked("⟦Ñéxt: {}⟧, Forgotten · ⟦á ⟦b⟧⟧"))) == ["Forgotten"]
    assert _WORD.search("Forgotten")
    assert not _KEYS.fullmatch("Forgotten")


def test_every_screen_was_read(played: Played) -> None:
    assert played.walk.states > _LEAST_STATES
    assert len(played.walk.shown) > _LEAST_TEXTS


def _pseudo(words: str) -> str:
    """Words as the pseudo-language writes them, without its brackets."""
    use_language(PSEUDO)
    try:
        return text(words)[1:-1]
    finally:
        use_language("en")


def _unmarked(words: str) -> str:
    before = ""
    while before != words:
        before, words = words, _MARKED.sub("\n", words)
    return words


def _pieces(words: str) -> Iterator[str]:
    yield from (piece for part in _BETWEEN.split(words) if (piece := part.strip()))


def _sample(image: QImage) -> list[int]:
    """The lightness of a grid of points that no pattern of the window is likely to share."""
    return [
        image.pixelColor(x, y).rgb()
        for x in range(3, image.width(), 17)
        for y in range(5, image.height(), 13)
    ]


def _colours(image: QImage) -> int:
    return len(set(_sample(image)))


def _lightness(image: QImage) -> float:
    points = [image.pixelColor(x, y).lightness() for x in range(3, image.width(), 41)
              for y in range(5, image.height(), 37)]  # fmt: skip
    return sum(points) / len(points)
