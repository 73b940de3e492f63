"""Incidents: an area and a time under which many problems stand, with one script and one update to all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.letter_texts import FilledLetter
from wardoffice.domain.places import Point
from wardoffice.domain.under_way import AnswerUnderWay
from wardoffice.language import text

Ring = tuple[Point, ...]
"""The corners of an area in order, WGS84 degrees; the last is not the first again."""

LEAST_CORNERS = 3
LEAST_SQUARE_METRES = 100.0
"""What a hand draws that holds less is a line: the lot of a house has three times as much."""
MARGIN_METRES = 60.0
"""How far around the problems it was made of an area reaches: about half a block."""
BLOCK_METRES = 200.0
"""A block of Chicago: an eighth of a mile."""
MOST_METRES = 5_000.0
EARLIER = timedelta(hours=6)
"""People notice a break before anybody draws its area: what was told this long before is proposed too."""


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """A new incident as a person gives it: its name, what to say to who calls, and where it is.

    The area is ``ring``, else ``metres`` around ``centre``, else what lies around the chosen ``case_ids``,
    which stand under it from the start. ``began_at`` is aware UTC; None is now.
    """

    name: str
    script: str = ""
    ring: Ring = ()
    centre: Point | None = None
    address: str = ""
    metres: float = 2 * BLOCK_METRES
    case_ids: tuple[int, ...] = ()
    began_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who told of an incident, and whether we owe them an answer. Times are aware UTC.

    ``language`` is what they write (ISO 639-1), "" where nobody knows; ``under_way`` an answer to them that
    has not left.
    """

    contact_id: int
    name: str
    phone: str
    email: str
    called_at: datetime
    owed_since: datetime | None
    answered_at: datetime | None
    language: str = ""
    under_way: AnswerUnderWay | None = None


@dataclass(frozen=True, slots=True)
class UpdateText:
    """The update in one language as who reads it gets it: ``gap`` stands where the news will.

    ``readers`` are the contacts who write that language and can be written to; the letter greets the first
    of them, called ``name``.
    """

    language: str
    letter: FilledLetter
    gap: str
    readers: frozenset[int]
    name: str = ""

    def with_news(self, words: str) -> str:
        """The body as it goes with this news; the gap stays while there is none."""
        return self.letter.body.replace(self.gap, words.strip()) if words.strip() else self.letter.body


@dataclass(frozen=True, slots=True)
class UpdateForm:
    """Whom an update may go to: ``waiting``, and the texts they get, English first.

    ``reached`` are the contacts a mail can go to. ``unapproved`` are those of them who write a language whose
    text nobody approved, or that there is none in: they get it in English. ``newest_answer`` is the id of the
    newest answer given to any of them, 0 where there is none.
    """

    waiting: tuple[Caller, ...]
    texts: tuple[UpdateText, ...]
    reached: frozenset[int]
    unapproved: Mapping[str, frozenset[int]]
    newest_answer: int = 0

    def shown_to(self, contact_id: int, news: Mapping[str, str]) -> UpdateText | None:
        """What somebody gets with this ``news`` by language: theirs once it was written in it, else English.

        None for who cannot be written to.
        """
        own = next((each for each in self.texts if contact_id in each.readers), None)
        if own is None or news.get(own.language, "").strip():
            return own
        return self.texts[0]


@dataclass(frozen=True, slots=True)
class IncidentCaseView:
    """A problem that stands under an incident, or (as a proposal) may belong to it; ``why`` says why."""

    case_id: int
    number: str
    title: str
    address: str
    status: CaseStatus
    opened_at: datetime
    people: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An incident in the list of them; ``people`` told of it, ``owed`` of them wait for an answer."""

    incident_id: int
    name: str
    began_at: datetime
    ended_at: datetime | None
    cases: int
    people: int
    owed: int


@dataclass(frozen=True, slots=True)
class IncidentView:
    """Everything a screen shows of an incident; ``own_case_id`` is the problem callers are filed in."""

    incident_id: int
    own_case_id: int
    number: str
    name: str
    script: str
    ring: Ring
    began_at: datetime
    ended_at: datetime | None
    callers: tuple[Caller, ...]
    cases: tuple[IncidentCaseView, ...]
    proposed: tuple[IncidentCaseView, ...]

    @property
    def still_to_call(self) -> tuple[Caller, ...]:
        """Who is owed an answer, the longest waiting first."""
        waiting = [each for each in self.callers if each.owed_since is not None]
        return tuple(sorted(waiting, key=lambda each: (each.owed_since or each.called_at, each.contact_id)))


@dataclass(frozen=True, slots=True)
class IncidentName:
    """The incident a problem stands under, as its row and pane name it."""

    incident_id: int
    name: str
    script: str = ""
    ended: bool = False


def check_draft(draft: IncidentDraft) -> None:
    """Raise CannotDoError for an incident without a name or a place."""
    if not draft.name.strip():
        raise CannotDoError(
            text("The incident has no name."),
            text("Nothing was changed."),
            text("Type what people would call it, for example Water main break on Damen."),
        )
    if draft.ring and len(draft.ring) < LEAST_CORNERS:
        raise CannotDoError(
            text("An area needs three corners or more."),
            text("Nothing was changed."),
            text("Draw around the blocks on the map."),
        )
    if not 0 < draft.metres <= MOST_METRES:
        raise CannotDoError(
            text("An incident reaches at most three miles around its place."),
            text("Nothing was changed."),
            text("Type a smaller distance."),
        )


def to_geojson(ring: Ring) -> dict[str, object]:
    """The area as a GeoJSON Polygon (RFC 7946: longitude first, the first corner again at the end)."""
    corners = [[each.long, each.lat] for each in (*ring, *ring[:1])]
    return {"type": "Polygon", "coordinates": [corners]}


def from_geojson(area: dict[str, object] | None) -> Ring:
    """The corners of a Polygon that ``to_geojson`` made; none of anything else."""
    rings = area.get("coordinates") if area is not None else None
    if not isinstance(rings, list) or not rings:
        return ()
    return tuple(Point(lat, long) for long, lat in rings[0][:-1])
