"""Takes a text apart: into the items of its lists, else its paragraphs, else its sentences.

A list is of items with a mark each ("1.", "-", "a)"), or of addresses one a line. What stands above it is
true of each of its items.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto, unique
from itertools import pairwise

from wardoffice.domain.service_families import fold

ITEM_MARK = (
    r"(?:\(?\d{1,2}[.):]|\d{1,2}[ \t]?[-\u2013\u2014]|\(?[a-z]\)|#[ \t]?\d{1,2}[.):]?|[-*\u2022\u2013\u2014])"
)
_ITEM = re.compile(rf"^\s*{ITEM_MARK}\s+", re.MULTILINE)
_NUMBER = r"\d{2,5}[A-Za-z]?"
_STRETCH = r"(?:[ \t]?[-\u2013/][ \t]?\d{1,5}|[ \t]+(?:block|blk)(?:[ \t]+of)?)"
_CORNER = r"[A-Z][\w.']+(?: [A-Z][\w.']+)?[ \t]+(?:&|and|at|y|i)[ \t]+[A-Z]"
_ADDRESS_LINE = re.compile(rf"[ \t]*(?:{_NUMBER}{_STRETCH}?[ \t]+[^\W\d_]|{_CORNER}).{{2,120}}")
"""A line that begins with a house and its street, or with a block, or names a corner."""
_WRITTEN = re.compile(rf"(?:{_NUMBER}{_STRETCH}[ \t]+[^\W\d_]|{_CORNER}).{{1,60}}")
"""A block or a corner, which is known without the name of a kind of street."""
_LEAST_LINES = 3
_LEAST_MORE_LINES = 2
"""A single address below a list is where somebody lives who signs with it."""
_MOST_PLACE_WORDS = 6
_MOST_HEADS = 3
_LONGEST_HEAD = 300
"""What is longer leads to no list: its end is looked at, once for each of the items."""
_LEAST_WORDS = 2
_LINE = re.compile(r"^.*\S.*$", re.MULTILINE)
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])|\n")
_HEADS = re.compile(r"(?:[:\-\u2013\u2014]|\b(?:at|on|near|in|en|na|przy))\s*$")
_GOES_ON = re.compile(r"\s*[(a-z\u00df-\u00ff]")
_GOODBYE = re.compile(
    r"\s*(?:thank|thx|regards|best|sincerely|yours|sent from|gracias|saludos|dziekuje|pozdrawiam)"
)
_SAME = re.compile(
    r"\b(?:same|also|too|likewise|another|mismo|misma|igual|tambien|to samo|tak samo|rowniez|takze)\b"
)


@unique
class Parting(Enum):
    """By what a text came apart."""

    ITEMS = auto()
    PARAGRAPHS = auto()
    SENTENCES = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text.

    ``heads``: what stands above the list it is an item of, the nearest first. ``place``: a place it seems to
    be nothing but the name of, as it was written.
    """

    words: str
    listed: bool = False
    heads: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """A piece with where it begins in its text."""

    start: int
    piece: Piece


def pieces(
    said: str, rows: Sequence[PlacedPiece] = (), taken: Iterable[tuple[int, int]] = ()
) -> tuple[Parting, tuple[Piece, ...]]:
    """A text in pieces, in the way that fits it best.

    ``rows`` are items that were found in sentences, which ``taken`` names from their starts to their ends.
    Beside a list the pieces that are in none are its paragraphs.
    """
    rest = said
    for start, end in taken:  # an empty line is the end of whatever stands around a sentence
        rest = rest[:start] + "\n" * (end - start) + rest[end:]
    found = [*rows, *_Lists(rest).pieces()]
    if any(each.piece.listed for each in found):
        found.sort(key=lambda each: each.start)
        return Parting.ITEMS, tuple(each.piece for each in found)
    paragraphs = _with_words(_PARAGRAPH.split(said))
    if len(paragraphs) > 1:
        return Parting.PARAGRAPHS, tuple(map(Piece, paragraphs))
    return Parting.SENTENCES, tuple(map(Piece, _with_words(_SENTENCE.split(said))))


def heads_of(above: str) -> tuple[str, ...]:
    """What of the words above a list may be its heading, the nearest first.

    That is the last sentence, and where it only leads to the list ("They are here:") the one before as well.
    """
    sentences = [each for each in map(str.strip, _SENTENCE.split(above)) if each]
    most = 2 if sentences and _HEADS.search(sentences[-1]) else 1
    heads = (each[-_LONGEST_HEAD:].rstrip(".:-\u2013\u2014 ") for each in reversed(sentences[-most:]))
    return tuple(each for each in heads if each)


def says_same(words: str) -> bool:
    """Whether words say that something is as what was told before."""
    return _SAME.search(fold(words)) is not None


class _Lists:
    """The lists of a text, by its lines that are not empty."""

    def __init__(self, said: str) -> None:
        self._said = said
        self._lines = [each.span() for each in _LINE.finditer(said)]
        self._apart = [
            at > 0 and _EMPTY_LINE.search(said, self._lines[at - 1][1], start) is not None
            for at, (start, _) in enumerate(self._lines)
        ]
        count = range(len(self._lines))
        marked = [at for at in count if _ITEM.match(self._line(at))]
        self._marked = set(marked) if len(marked) > 1 else set()
        self._addressed = {
            at for at in count if at not in self._marked and _ADDRESS_LINE.fullmatch(self._line(at))
        }

    def pieces(self) -> list[PlacedPiece]:
        """The items, and the paragraphs that are in none of them."""
        runs = self._runs()
        counted = {at for run in runs for at in run}
        leads = {run[0] - 1 for run in runs if run[0] - 1 in self._marked and not self._apart[run[0]]}
        starts = sorted(counted | (self._marked - leads))
        found: list[PlacedPiece] = []
        heads: tuple[str, ...] = ()
        free = 0  # the first line that is in no item
        for at, after in pairwise([*starts, len(self._lines)]):
            if free < at:
                above = _unmarked(self._text(free, at))
                own = heads_of(above)
                heads = (*own, *heads)[:_MOST_HEADS] if own and says_same(own[0]) else own
                if self._leads(at - 1) or at - 1 in leads:
                    above = above[: _last_sentence(above)]
                found += _prose(self._lines[free][0], above)
            free = self._head_above(after, at + 1) if after in starts else self._end(at)
            words = _unmarked(self._text(at, free))
            if len(words.split()) >= _LEAST_WORDS:
                place = words if _WRITTEN.fullmatch(words) and len(words.split()) <= _MOST_PLACE_WORDS else ""
                found.append(PlacedPiece(self._lines[free - 1][1], Piece(words, True, heads, place)))
        if free < len(self._lines):
            found += _prose(self._lines[free][0], self._text(free, len(self._lines)))
        return found

    def _runs(self) -> list[list[int]]:
        """Addresses one a line, at least three after one another; beside such a run shorter ones too."""
        runs: list[list[int]] = []
        for at in sorted(self._addressed):
            if runs and all(self._goes_on(between) for between in range(runs[-1][-1] + 1, at)):
                runs[-1].append(at)
            else:
                runs.append([at])
        if max(map(len, runs), default=0) < _LEAST_LINES:
            return []
        kept: list[list[int]] = []
        for run in reversed(runs):
            first = run[0]
            headed = first > 0 and self._line(first - 1).rstrip().endswith(":")
            if len(run) >= _LEAST_MORE_LINES or headed or (kept and self._is_wrapped(run[-1], kept[-1][0])):
                kept.append(run)
        return kept[::-1]

    def _is_wrapped(self, at: int, after: int) -> bool:
        """Whether what stands between two lines only goes on from the upper one."""
        between = range(at + 1, after)
        return not any(self._apart[each] for each in range(at + 1, after + 1)) and not any(
            self._line(each).rstrip().endswith((":", ",")) for each in between
        )

    def _goes_on(self, at: int) -> bool:
        line = self._line(at)
        goodbye = _GOODBYE.match(fold(line)) is not None
        return (
            not self._apart[at] and _GOES_ON.match(line) is not None and not goodbye and not self._leads(at)
        )

    def _leads(self, at: int) -> bool:
        return at >= 0 and _HEADS.search(self._line(at)) is not None

    def _head_above(self, at: int, below: int) -> int:
        """Where the heading of the item at a line begins, not above ``below``: that line if it has none.

        A heading leads to what is right below it, or stands apart from the item above and not from its own.
        """
        if at == below:
            return at
        apart = next((each for each in range(at - 1, below - 1, -1) if self._apart[each]), None)
        if self._leads(at - 1) or at - 1 in self._marked:
            return at - 1 if apart is None else apart
        return apart if apart is not None and not self._apart[at] else at

    def _end(self, at: int) -> int:
        """The line after the last item: what follows after an empty line is a good-bye, and none of it."""
        end = at + 1
        while end < len(self._lines) and not self._apart[end] and (at in self._marked or self._goes_on(end)):
            end += 1
        return end

    def _line(self, at: int) -> str:
        start, end = self._lines[at]
        return self._said[start:end]

    def _text(self, start: int, end: int) -> str:
        return self._said[self._lines[start][0] : self._lines[end - 1][1]] if start < end else ""


def _unmarked(words: str) -> str:
    mark = _ITEM.match(words)
    return words[mark.end() if mark else 0 :].strip()


def _last_sentence(words: str) -> int:
    """Where the last sentence begins."""
    return max((each.end() for each in _SENTENCE.finditer(words.rstrip())), default=0)


def _prose(start: int, said: str) -> list[PlacedPiece]:
    return [PlacedPiece(start, Piece(each)) for each in _with_words(_PARAGRAPH.split(said))]


def _with_words(found: Iterable[str]) -> tuple[str, ...]:
    stripped = (each.strip() for each in found)
    return tuple(each for each in stripped if len(each.split()) >= _LEAST_WORDS)
