"""The words that tell kinds of mail apart: ``resources/mail_words.toml``, validated."""

from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from wardoffice.assets import resource
from wardoffice.domain.mail_kinds import AnswerWords, BackAgain, MailWords, PaperRule
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.phrases import Phrases
from wardoffice.language import text
from wardoffice.toml_files import read_toml, unusable

Said = list[Annotated[str, Meta(min_length=2, max_length=80)]]
_EVERY_CITY = "generic"


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file. An unknown key is an error: a misspelt one must not pass in silence."""


class WordList(_Table, frozen=True, kw_only=True):
    """Phrases, and longer ones that mean another thing."""

    words: Said
    without: Said = msgspec.field(default_factory=list, name="not")

    def phrases(self) -> Phrases:
        """The same, ready to be looked for."""
        return Phrases(tuple(self.words), tuple(self.without))


class PaperEntry(_Table, frozen=True, kw_only=True):
    """One kind of mail with a clock, as the file has it."""

    kind: Literal["records request", "subpoena", "letter from a lawyer", "press"]
    words: Said
    without: Said = msgspec.field(default_factory=list, name="not")
    signs: Said = []
    asks: Said = []
    things: Said = []
    senders: list[str] = []
    days: Annotated[int, Meta(ge=0, le=60)]
    rule: Annotated[str, Meta(min_length=1, max_length=200)]

    def read(self) -> PaperRule:
        """The same as a rule."""
        return PaperRule(
            MessageKind(self.kind),
            Phrases(tuple(self.words), tuple(self.without)),
            Phrases(tuple(self.signs), tuple(self.without)),
            self.days,
            self.rule,
            tuple(self.senders),
            Phrases(tuple(self.asks)),
            Phrases(tuple(self.things)),
        )


class BackAgainEntry(_Table, frozen=True, kw_only=True):
    """Word that it is there again, as the file has it."""

    words: Said
    again: Said
    weak: Said
    faults: Said
    well: Said
    wishes: Said
    turns: Said
    without: Said = msgspec.field(default_factory=list, name="not")

    def read(self) -> BackAgain:
        """The same, ready to be looked for; what is well is not so where a fault says "not"."""
        harmless = tuple(self.without)
        return BackAgain(
            Phrases(tuple(self.words), harmless),
            Phrases(tuple(self.again), harmless),
            Phrases(tuple(self.weak), harmless),
            Phrases(tuple(self.faults), harmless),
            Phrases(tuple(self.well), tuple(self.faults)),
            Phrases(tuple(self.wishes)),
            Phrases(tuple(self.turns)),
        )


class AnswerEntry(_Table, frozen=True, kw_only=True):
    """What departments answer, as the file has it."""

    settled: Said
    unsure: Said
    about_all: Said = msgspec.field(name="all")
    both: Said
    some: Said

    def read(self) -> AnswerWords:
        """The same, ready to be looked for."""
        return AnswerWords(
            Phrases(tuple(self.settled)),
            Phrases(tuple(self.unsure)),
            Phrases(tuple(self.about_all)),
            Phrases(tuple(self.both)),
            Phrases(tuple(self.some)),
        )


class SignList(_Table, frozen=True, kw_only=True):
    """Phrases of which it takes two."""

    signs: Said


class Notices(_Table, frozen=True, kw_only=True):
    """The mail of one city's 311 system."""

    senders: list[str]
    words: Said


class WordsFile(_Table, frozen=True, kw_only=True):
    """The file."""

    thanks: WordList
    doubts: WordList
    back_again: BackAgainEntry
    receipts: WordList
    answers: AnswerEntry
    papers: list[PaperEntry]
    junk: SignList
    notices: dict[str, Notices]


def read_mail_words(path: Path, city: str = _EVERY_CITY) -> MailWords:
    """The words of a file with the notices of a city; raises SettingsError if it cannot be used."""
    told = read_toml(path, WordsFile)
    notices = told.notices.get(city) or told.notices.get(_EVERY_CITY)
    if notices is None:
        raise unusable(path, text("it has no notices of {city}", city=_EVERY_CITY))
    return MailWords(
        told.thanks.phrases(),
        told.doubts.phrases(),
        told.back_again.read(),
        tuple(each.read() for each in told.papers),
        Phrases(tuple(told.junk.signs)),
        Phrases(tuple(notices.words)),
        told.receipts.phrases(),
        told.answers.read(),
        tuple(notices.senders),
    )


@cache
def mail_words(city: str = _EVERY_CITY) -> MailWords:
    """The words that come with the program, with the notices of ``city`` (a key of its file)."""
    return read_mail_words(resource("mail_words.toml"), city)
