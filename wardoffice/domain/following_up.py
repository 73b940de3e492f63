"""What departments were asked and have not answered, mails that ask again, and whose line an answer is.

Times are aware UTC, days counted in the city's zone.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from types import MappingProxyType

from wardoffice.domain.forwarding import MadeOf, PictureThatGoes
from wardoffice.domain.outgoing_mail import ForwardWay, MailPurpose, OutgoingMail

_NONE: Mapping[str, str] = MappingProxyType({})
_USUAL = timedelta(days=7)
_SHORTEST, _LONGEST = 2, 30  # days
_TRUSTED = 3  # answers from which a median says something of the department
_NUMBER = re.compile(r"(?:(?<![\d-])|(?<=[Ww]\d-)|(?<=[Ww]\d\d-))(\d{4}-\d{5,})(?![\d-])")
_QUOTED = re.compile(r"\s*[>|]")
_QUOTE_MARKS = re.compile(r"[\s>|]+")


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A problem that a department was asked about and did not answer.

    ``what`` is its type, ``numbers`` are the city's. ``forward_id`` is the first that was sent about it, at
    ``asked_at``; ``asked_again_at`` is the last chase or later forward, ``times`` how often there was one.
    """

    forward_id: int
    case_id: int
    number: str
    what: str
    place: str
    numbers: tuple[str, ...]
    asked_at: datetime
    due_at: datetime
    asked_again_at: datetime | None = None
    times: int = 0

    def with_later(self, later: "AskedLine") -> "AskedLine":
        """The one line of a problem that was sent to them once more: they owe one answer about it."""
        again = max(each for each in (self.asked_again_at, later.asked_at, later.asked_again_at) if each)
        return replace(
            self,
            due_at=max(self.due_at, later.due_at),
            asked_again_at=again,
            times=self.times + 1 + later.times,
        )


@dataclass(frozen=True, slots=True)
class Overdue:
    """Everything a department owes an answer about, the oldest first.

    ``department_id`` is None for whoever reads mail at an ``address`` that is on no list.
    """

    department_id: int | None
    department: str
    lines: tuple[AskedLine, ...]
    asked_again_at: datetime | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class MailPart:
    """A problem a mail is about; ``chase_of_id`` the forward it asks about again.

    ``asked`` is what a mail that asks again says of it; ``made_of`` is what stood under the problem when any
    other was made.
    """

    case_id: int
    number: str
    chase_of_id: int | None = None
    asked: AskedLine | None = None
    made_of: MadeOf | None = None


@dataclass(frozen=True, slots=True)
class DepartmentMail:
    """A mail to a department as it will leave, read back from its own bytes.

    ``gaps`` are the fields its text lacks: with any, it cannot go. ``left`` says which photos stay, and why;
    ``pictures`` are those that go, as they go.
    ``due_at`` is when somebody looks whether they answered. ``size`` are all its bytes over the line,
    ``limit`` the most the server takes (None where it does not say). ``stood`` are the forwards of its
    problems to them, of its purpose, that were there when it was made: with another since, it is sent twice.
    """

    department_id: int | None
    department: str
    purpose: MailPurpose
    sender: str
    to: str
    subject: str
    text: str
    mail: OutgoingMail
    parts: tuple[MailPart, ...]
    due_at: datetime
    size: int = 0
    gaps: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    pictures: tuple[PictureThatGoes, ...] = ()
    limit: int | None = None
    stood: frozenset[int] = frozenset()

    @property
    def can_go(self) -> bool:
        """Whether nothing keeps it here."""
        return not self.gaps and not self.too_large

    @property
    def too_large(self) -> bool:
        """Whether the server does not take so much."""
        return self.limit is not None and self.size > self.limit


@dataclass(frozen=True, slots=True)
class UnsaidAnswer:
    """A mail that answers one of ours, of which nobody has said whether it settles what was asked."""

    message_id: int
    words: str
    at: datetime
    sender: str = ""


@dataclass(frozen=True, slots=True)
class ForwardView:
    """One time a problem was sent on to somebody, as the case pane shows it.

    ``standing`` are words on how its mail stands, "" where it was no mail; ``trouble`` what the mail server
    said; ``left`` whether they may have it. ``answer`` are the first words of what they answered. An answer
    is looked for at ``due_at``.
    """

    forward_id: int
    case_id: int
    department: str
    purpose: MailPurpose
    way: ForwardWay
    at: datetime
    by: str
    standing: str = ""
    trouble: str = ""
    words: str = ""
    due_at: datetime | None = None
    answered_at: datetime | None = None
    answer: str = ""
    left: bool = True
    unsaid: UnsaidAnswer | None = None
    typed_to: str = ""
    """The address it was typed to that is on no list of departments yet."""
    together: int = 1
    """How many problems of its mail, itself among them, nobody has answered about."""


def look_after(median_days: float | None, answers: int) -> timedelta:
    """How long an answer is waited for: as long as half of their answers take, a week while few are known."""
    if median_days is None or answers < _TRUSTED:
        return _USUAL
    return timedelta(days=min(max(ceil(median_days), _SHORTEST), _LONGEST))


def answered_numbers(
    own_words: str, whole: str, numbers: Collection[str], of_city: Mapping[str, str] = _NONE
) -> tuple[str, ...]:
    """Which of these problems of ours an answer is about, in its order; none where it names none of them.

    It names a number in its own words, ours or the city's (``of_city``: ours by each of those), or writes
    right below the quoted line that holds it. What is written below the last quoted line alone answers the
    whole mail: many people write below what they quote.
    """
    known = set(numbers)
    own = "\n".join(each for each in own_words.splitlines() if not _QUOTED.match(each))
    named = [each for each in _NUMBER.findall(own) if each in known]
    named += [ours for city, ours in of_city.items() if ours in known and _stands_in(city, own)]
    quoted, below = _below_quoted(whole, known)
    if len(quoted) > 1 and below == quoted[-1:]:
        below = []
    return tuple(dict.fromkeys([*named, *below]))


def _stands_in(number: str, said: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(number)}(?![\w-])", said, re.IGNORECASE) is not None


def _below_quoted(whole: str, known: Collection[str]) -> tuple[list[str], list[str]]:
    """The numbers that are quoted, and those of them that something is written below."""
    quoted: list[str] = []
    below: list[str] = []
    above: list[str] = []
    for line in whole.splitlines():
        mark = _QUOTED.match(line)
        if mark is None:
            below.extend(above if line.strip() else ())
            continue
        found = [each for each in _NUMBER.findall(line) if each in known]
        quoted.extend(found)
        if found or not _QUOTE_MARKS.sub("", line).strip():
            above = found  # a blank line ends what belongs to a number
    return list(dict.fromkeys(quoted)), list(dict.fromkeys(below))


def oldest_first(lines: Sequence[AskedLine]) -> tuple[AskedLine, ...]:
    """In the order in which they were asked."""
    return tuple(sorted(lines, key=lambda each: (each.asked_at, each.forward_id)))
