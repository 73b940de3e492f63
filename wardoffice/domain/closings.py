"""What a city means when it closes a request: read from its notes, its words, its parent and its follow-ons.

A city closes for many reasons, and "closed" tells none of them. What is not told is not guessed: wording
nobody knows is ``NO_REASON``, and nothing but the city's own word that work was done is ``WORK_DONE``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from functools import lru_cache

from wardoffice.domain.service_requests import CityNote, CityStatus, ServiceRequest
from wardoffice.domain.tracking_numbers import plain_signs

WITHIN = timedelta(minutes=15)
"""A closing sooner than this after the opening was made at a desk: in a quarter of an hour nobody drives
there, looks, works and writes it down. In Los Angeles 145,157 of 321,423 graffiti requests closed within ten
minutes as hackforla counted; we take the next quarter of an hour, so that a slow clock makes no
difference."""

CREW_SPAN = timedelta(days=1)
"""What a department opened itself and closed sooner than this is work its crew wrote down afterwards: the
rows under one day that fgregg/service_requests leaves out of its times to close."""

FOLLOW_ON_NOTES = ("follow_on_created", "follow_on_closed")
"""The kinds of notes that tell of a follow-on request."""

_OTHER_NUMBER = re.compile(r"(?<![\w-])(?:[A-Z]{2})?\d{2}-\d{8}(?![\w-])|(?<![\w.:-])\d{8,}(?![\w.:-])")
_NO_LETTER = re.compile(r"[\W_]+")
_LETTER_APOSTROPHE = "\N{MODIFIER LETTER APOSTROPHE}"  # the one apostrophe that counts as a letter
_REMEMBERED = 2_000
_QUARTER = 15 * 60  # seconds
_OPENED_AGAIN = ("reopen", "re-open")


@unique
class ClosingKind(StrEnum):
    """How a request stands at the city, and if it closed it, what that meant."""

    OPEN = "not closed"
    REOPENED = "opened again"
    WORK_DONE = "work done"
    DUPLICATE = "duplicate"
    TRANSFERRED = "transferred"
    NOTHING_FOUND = "nothing found"
    CANCELED = "canceled"
    WITHIN_MINUTES = "closed within minutes"
    NO_REASON = "no reason told"

    @property
    def is_closed(self) -> bool:
        """Whether the city calls it closed."""
        return self not in {ClosingKind.OPEN, ClosingKind.REOPENED}


@unique
class ReadFrom(StrEnum):
    """Where the kind of a closing was read from."""

    STATUS_NOTES = "the city's note on the status"
    NOTE = "a note of the city"
    STATUS = "the city's word for the status"
    FLAG = "the city's mark of a duplicate"
    FOLLOW_ON = "the follow-on request"
    TIMES = "the times of opening and closing"
    NOTHING = "nothing: the city told no reason"


@unique
class CrewSign(StrEnum):
    """Why a row that was closed within a day is taken for what a crew wrote down for its own work."""

    CHANNEL = "the way it came, which is the city's own staff's"
    DEPARTMENT = "the department that has the work made it"


@dataclass(frozen=True, slots=True)
class FollowOn:
    """Another request the city made of this one. ``closed_at`` and ``closed`` are what this one's notes say.

    ``number`` and ``agency`` are empty where the note does not name them. Times are aware UTC.
    """

    number: str
    service_name: str = ""
    agency: str = ""
    opened_at: datetime | None = None
    closed: bool = False
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Closing:
    """What one record says of its closing.

    ``said`` are the city's words the kind was read from, ``at`` when it was closed (aware UTC), ``lasted``
    how long it was open; ``parent_number`` is the request it was counted into (duplicate) or is part of.
    ``crew`` is a row that a crew wrote for its own work, ``crew_sign`` why it is taken for one.
    """

    kind: ClosingKind
    read_from: ReadFrom = ReadFrom.NOTHING
    said: str = ""
    at: datetime | None = None
    lasted: timedelta | None = None
    parent_number: str = ""
    follow_ons: tuple[FollowOn, ...] = ()
    crew: bool = False
    crew_sign: CrewSign | None = None


Phrases = Mapping[ClosingKind, tuple[str, ...]]


class ClosingWords:
    """How one city says why it closed a request. All words are compared by their letters and digits alone.

    ``whole`` must be all that is said, ``part`` may stand anywhere in it, ``status`` is the city's word for
    the status itself. Words of ``doubts`` beside it take the claim away that work was done; one of
    ``denials`` right before any other part means that it is not so ("not a duplicate of"). A note is about
    the outcome where its summary has one of ``outcome_notes``; ``crew_channels`` are the ways a crew's rows
    come, ``resident_channels`` those of people; ``desks`` are departments that write down what people ask of
    all others.
    """

    def __init__(
        self,
        *,
        whole: Phrases,
        part: Phrases,
        status: Phrases,
        doubts: Iterable[str] = (),
        denials: Iterable[str] = (),
        outcome_notes: Iterable[str] = (),
        crew_channels: Iterable[str] = (),
        resident_channels: Iterable[str] = (),
        desks: Iterable[str] = (),
    ) -> None:
        self._whole = {plain(each): kind for kind, phrases in whole.items() for each in phrases}
        self._status = {plain(each): kind for kind, phrases in status.items() for each in phrases}
        self._parts = tuple(
            (kind, f" {plain(each)} ") for kind in _FIRST_TO_LAST for each in part.get(kind, ())
        )
        self._doubts = tuple(f" {plain(each)} " for each in doubts)
        self._denials = tuple(f" {plain(each)} " for each in denials)
        self._outcome_notes = tuple(f" {plain(each)} " for each in outcome_notes)
        self._crew_channels = frozenset(map(plain, crew_channels))
        self._resident_channels = frozenset(map(plain, resident_channels))
        self._desks = frozenset(map(plain, desks))
        self._remembered = lru_cache(_REMEMBERED)(self._kind_of)  # a city says the same few hundred things

    def kind_of(self, said: str) -> ClosingKind | None:
        """What these words say of a closing; None for words that say nothing of it, or nothing known."""
        return self._remembered(said)

    def _kind_of(self, said: str) -> ClosingKind | None:
        letters = plain(said)
        if not letters:
            return None
        if letters in self._whole:
            return self._whole[letters]
        spaced = f" {letters} "
        for kind, phrase in self._parts:
            if kind is ClosingKind.WORK_DONE and phrase in spaced:
                return None if any(each in spaced for each in self._doubts) else kind
            if self._claimed(phrase, spaced):
                return kind
        return None

    def _claimed(self, phrase: str, spaced: str) -> bool:
        """Whether a phrase stands somewhere without being denied there."""
        start = spaced.find(phrase)
        while start >= 0 and spaced[: start + 1].endswith(self._denials):
            start = spaced.find(phrase, start + 1)
        return start >= 0

    def kind_of_status(self, word: str) -> ClosingKind | None:
        """What the city's word for the status says beyond open and closed."""
        return self._status.get(_plain_again(word))

    def is_outcome(self, note: CityNote) -> bool:
        """Whether a note tells how it ended, and not a step on the way."""
        summary = f" {_plain_again(note.summary)} "
        return note.kind == "closed" or any(each in summary for each in self._outcome_notes)

    def crew_sign(self, channel: str, made_by: str, department: str) -> CrewSign | None:
        """Why a request is a department's own, by the way it came, who made it and who has the work.

        Chicago's portal names both departments; one that people called made it for them, and says so by the
        way it came.
        """
        way, maker = _plain_again(channel), _plain_again(made_by)
        if way in self._crew_channels:
            return CrewSign.CHANNEL
        if not maker or maker in self._desks or way in self._resident_channels:
            return None
        return CrewSign.DEPARTMENT if maker == _plain_again(department) else None


_FIRST_TO_LAST = (
    ClosingKind.DUPLICATE,
    ClosingKind.CANCELED,
    ClosingKind.TRANSFERRED,
    ClosingKind.NOTHING_FOUND,
    ClosingKind.WORK_DONE,
)
"""Of several things that are said at once, the one that claims least of the work."""

_CLAIMS_A_LOOK = frozenset({ClosingKind.WORK_DONE, ClosingKind.NOTHING_FOUND, ClosingKind.NO_REASON})


def plain(said: str) -> str:
    """Letters and digits in lower case, with one blank between words."""
    return _NO_LETTER.sub(" ", said.replace(_LETTER_APOSTROPHE, "'")).strip().casefold()


_plain_again = lru_cache(_REMEMBERED)(plain)
"""The same for what is said again and again: a status, a channel, what a note is about."""


def closing_of(told: ServiceRequest, words: ClosingWords, *, was_closed: bool = False) -> Closing:
    """What the city's closing means; of a request that is not closed, whether it was opened again.

    ``was_closed`` says that it was known as closed, or opened again, before this telling.
    """
    follow_ons = follow_ons_of(told.notes)
    if told.status is not CityStatus.CLOSED:
        again = was_closed or any(_opens_again(note) or note.kind == "closed" for note in told.notes)
        again = again and told.status is CityStatus.OPEN  # a status nobody knows says neither
        kind = ClosingKind.REOPENED if again else ClosingKind.OPEN
        return Closing(kind, parent_number=told.parent_number, follow_ons=follow_ons)
    kind, source, said = _read(told, words, follow_ons)
    parent = parent_of(told, words)
    at, lasted = _times(told)
    within_a_day = lasted is not None and lasted < CREW_SPAN
    sign = words.crew_sign(told.channel, told.made_by, told.agency) if within_a_day else None
    quick = lasted is not None and lasted < WITHIN and not _only_day(told.requested_at, at)
    if kind in _CLAIMS_A_LOOK and sign is None and quick:
        kind, source = ClosingKind.WITHIN_MINUTES, ReadFrom.TIMES
    return Closing(kind, source, said, at, lasted, parent, follow_ons, sign is not None, sign)


def parent_of(told: ServiceRequest, words: ClosingWords) -> str:
    """What this one was counted into or is part of; some cities name it only in the note on the status.

    A request that names itself is part of nothing.
    """
    if told.parent_number == told.number:
        return ""
    if told.parent_number or words.kind_of(told.status_notes) is not ClosingKind.DUPLICATE:
        return told.parent_number
    found = [each for each in _OTHER_NUMBER.findall(plain_signs(told.status_notes)) if each != told.number]
    return found[-1] if found else ""


def follow_ons_of(notes: Iterable[CityNote]) -> tuple[FollowOn, ...]:
    """The requests that notes of kind ``follow_on_created`` and ``follow_on_closed`` tell of, in their order.

    Chicago writes both with the other request's number. A closing that names none ends the oldest of those
    that have none, of its own type first; a number that only closes was made before the notes began.
    """
    found: list[FollowOn] = []
    for note in notes:
        if note.kind == "follow_on_created":
            place = _same_number(found, note.number)
            fresh = FollowOn(note.number, note.service_name or _said(note), note.agency, note.at)
            if place is None:
                found.append(fresh)
            else:
                found[place] = fresh
        elif note.kind == "follow_on_closed":
            place = _same_number(found, note.number)
            if place is None and not note.number:
                place = _oldest_unnumbered(found, note)
            before = found[place] if place is not None else None
            ended = FollowOn(
                note.number or (before.number if before else ""),
                note.service_name or (before.service_name if before else _said(note)),
                note.agency or (before.agency if before else ""),
                before.opened_at if before else None,
                closed=True,
                closed_at=note.at,
            )
            if place is None:
                found.append(ended)
            else:
                found[place] = ended
    return tuple(found)


def _read(
    told: ServiceRequest, words: ClosingWords, follow_ons: tuple[FollowOn, ...]
) -> tuple[ClosingKind, ReadFrom, str]:
    kind, source, said = words.kind_of(told.status_notes), ReadFrom.STATUS_NOTES, told.status_notes
    by_status = words.kind_of_status(told.status_text)
    if told.duplicate or by_status is ClosingKind.DUPLICATE:
        if kind is ClosingKind.DUPLICATE:
            return kind, source, said
        flagged = ReadFrom.FLAG if told.duplicate else ReadFrom.STATUS
        return ClosingKind.DUPLICATE, flagged, said or told.status_text
    if kind not in {None, ClosingKind.WORK_DONE}:
        return kind or ClosingKind.NO_REASON, source, said
    if by_status not in {None, ClosingKind.WORK_DONE}:
        return by_status or ClosingKind.NO_REASON, ReadFrom.STATUS, told.status_text
    # The note on the status may be about the first step alone: "Completed" of a work order, then a transfer.
    last = next(_telling(told.notes, words), None)
    if last is not None and (kind is None or last[0] is not ClosingKind.WORK_DONE):
        kind, source, said = last[0], ReadFrom.NOTE, _said(last[1])
    if kind is None and by_status is not None:
        kind, source, said = by_status, ReadFrom.STATUS, told.status_text
    if kind is None and follow_ons:
        kind, source = ClosingKind.TRANSFERRED, ReadFrom.FOLLOW_ON
    if kind is None:
        return ClosingKind.NO_REASON, ReadFrom.NOTHING, said
    return kind, source, said


def _telling(notes: tuple[CityNote, ...], words: ClosingWords) -> Iterator[tuple[ClosingKind, CityNote]]:
    """What the notes say of the end, the last word first; only a note on the outcome can claim work."""
    for note in reversed(notes):
        if note.kind in {"opened", "submitted", *FOLLOW_ON_NOTES}:
            continue
        kind = words.kind_of(_said(note))
        if kind is not None and (kind is not ClosingKind.WORK_DONE or words.is_outcome(note)):
            yield kind, note


def _times(told: ServiceRequest) -> tuple[datetime | None, timedelta | None]:
    """When it was closed and how long it was open; None where the city's times make no sense.

    GeoReport v2 has no time of closing: for closed requests it is the last update. One that equals the
    opening is what a system fills in, though, and tells nothing of how long it took.
    """
    at = told.closed_at
    if at is None and told.updated_at is not None and told.updated_at != told.requested_at:
        at = told.updated_at
    if at is None or told.requested_at is None or at < told.requested_at:
        return at, None
    return at, at - told.requested_at


def _only_day(opened: datetime | None, closed: datetime | None) -> bool:
    """Whether both are one midnight, wherever the city lies: a day was told, and no time of day.

    What was opened and closed on one day took minutes or hours; which, nobody told. Midnight is at a full
    quarter of an hour of UTC in every zone that is in use.
    """
    return opened is not None and opened == closed and not opened.timestamp() % _QUARTER


def _said(note: CityNote) -> str:
    return note.detail or note.summary


def _opens_again(note: CityNote) -> bool:
    return note.kind.casefold().startswith(_OPENED_AGAIN)


def _same_number(found: list[FollowOn], number: str) -> int | None:
    if not number:
        return None
    return next((place for place, each in enumerate(found) if each.number == number), None)


def _oldest_unnumbered(found: list[FollowOn], note: CityNote) -> int | None:
    waiting = [place for place, each in enumerate(found) if not each.number and not each.closed]
    same = [
        place for place in waiting if note.service_name and found[place].service_name == note.service_name
    ]
    return next(iter(same or waiting), None)
