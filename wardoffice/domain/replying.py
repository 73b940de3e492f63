"""Answering the people of a problem: what is said, to whom, in which way and language.

Times are aware UTC. Languages are those of the letters ("en", "es", "pl", "zh-Hans", "zh-Hant").
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from typing import Any

from wardoffice.domain.letter_texts import FilledLetter, LetterKey
from wardoffice.domain.under_way import AnswerUnderWay
from wardoffice.language import text


@unique
class ReplyKind(StrEnum):
    """What an answer is; each has its letter."""

    ACKNOWLEDGE = "acknowledge"
    UPDATE = "update"
    DONE = "done"
    NOT_OURS = "not-ours"
    NEED_MORE = "need-more"

    @property
    def letter(self) -> LetterKey:
        """The letter that says it."""
        return LetterKey(self.value)


ASKED_FOR: Mapping[ReplyKind, tuple[str, ...]] = {
    ReplyKind.ACKNOWLEDGE: (),
    ReplyKind.UPDATE: ("news",),
    ReplyKind.DONE: ("result",),
    ReplyKind.NOT_OURS: ("body", "body_phone", "told_on"),
    ReplyKind.NEED_MORE: ("question",),
}
"""What staff write themselves, beside a note."""


def reply_words(kind: ReplyKind) -> str:
    """What an answer is."""
    return {
        ReplyKind.ACKNOWLEDGE: text("We have your message"),
        ReplyKind.UPDATE: text("How it stands"),
        ReplyKind.DONE: text("It is done"),
        ReplyKind.NOT_OURS: text("Not the city's: who takes care of it"),
        ReplyKind.NEED_MORE: text("We need to know more"),
    }[kind]


@unique
class ReplyWay(StrEnum):
    """How an answer reaches somebody."""

    MAIL = "mail"
    CALL = "call"
    LETTER = "letter"


_LETTERS_IN = {"zh": "zh-Hans"}


def letter_language_of(language: str) -> str:
    """The language of letters for somebody who writes this one (ISO 639-1)."""
    return _LETTERS_IN.get(language, language)


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody who told us, and how they can be answered: ``ways``, the best first.

    ``no_mail`` says why they cannot be written to by mail, "" where they can. ``heard`` says how they were
    answered last, ``promised`` what they were promised. ``thread`` are the Message-IDs of what they
    wrote about this, the last one last. ``acknowledged`` says that they got an acknowledgement within a day.
    ``address_doubt`` is what is odd of their mail address, said and never in the way. ``under_way`` is an
    answer to them that has not left.
    """

    contact_id: int
    name: str
    email: str
    phone: str
    address: str
    language: str
    ways: tuple[ReplyWay, ...]
    no_mail: str = ""
    heard: str = ""
    answered_at: datetime | None = None
    owed: bool = False
    promised: str = ""
    thread: tuple[str, ...] = ()
    acknowledged: bool = False
    address_doubt: str = ""
    under_way: AnswerUnderWay | None = None


@dataclass(frozen=True, slots=True)
class ReplyForm:
    """What a person sees before they choose. ``doubts`` are sentences on why a kind may not fit yet.

    ``knows_status``: how it stands at the city is known and can be said, so nobody has to write the news.
    ``newest_answer`` is the id of the newest answer given to any of them, 0 where there is none.
    """

    case_id: int
    number: str
    title: str
    people: tuple[Correspondent, ...]
    suggested: ReplyKind
    doubts: Mapping[ReplyKind, str]
    languages: Mapping[ReplyKind, tuple[str, ...]]
    """Those that each kind may be written in: approved, or not in need of it."""
    waiting_for_approval: Mapping[ReplyKind, tuple[str, ...]] = field(default_factory=dict)
    knows_status: bool = False
    newest_answer: int = 0

    def asked_for(self, kind: ReplyKind) -> tuple[str, ...]:
        """What staff write themselves for this kind."""
        return () if kind is ReplyKind.UPDATE and self.knows_status else ASKED_FOR[kind]


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """One person who gets it, and how. ``subject`` and ``body`` are set where staff changed the text.

    ``address`` is where a letter to them goes, where staff typed it; "" for the one that is known.
    """

    contact_id: int
    way: ReplyWay
    language: str = "en"
    subject: str | None = None
    body: str | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class SeenReply:
    """What somebody looked at before they sent: the letter of each contact, and the form's newest answer."""

    letters: Mapping[int, FilledLetter]
    newest_answer: int


@dataclass(frozen=True, slots=True)
class ReplyChoice:
    """What a person chose: ``fields`` are what they wrote (``ASKED_FOR``, ``note`` and ``sender``).

    ``seen`` is what they looked at, None where nobody did; what is no more so is not sent.
    """

    kind: ReplyKind
    to: tuple[ReplyTo, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    seen: SeenReply | None = None


def choice_values(kind: ReplyKind, to: ReplyTo, fields: Mapping[str, str]) -> dict[str, Any]:
    """What was chosen for one person as plain values, from which ``choice_of`` makes it again."""
    return {
        "kind": kind.value,
        "fields": dict(fields),
        "contact_id": to.contact_id,
        "way": to.way.value,
        "language": to.language,
        "subject": to.subject,
        "body": to.body,
    }


def choice_of(values: Mapping[str, Any]) -> ReplyChoice:
    """What ``choice_values`` told of."""
    to = ReplyTo(
        int(values["contact_id"]),
        ReplyWay(values["way"]),
        str(values["language"]),
        values.get("subject"),
        values.get("body"),
    )
    return ReplyChoice(ReplyKind(values["kind"]), (to,), dict(values["fields"]))


@dataclass(frozen=True, slots=True)
class ReplyPreview:
    """What one person gets, exactly; ``english`` is the same for staff, None where it is English already."""

    to: ReplyTo
    name: str
    letter: FilledLetter
    english: FilledLetter | None = None
