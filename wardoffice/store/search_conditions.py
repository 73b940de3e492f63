"""The operators of a search as conditions on the queue's rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.places import Point
from wardoffice.domain.plain_words import plain_words
from wardoffice.domain.queue import CityState
from wardoffice.domain.search_words import ME, NOBODY, Asked, Having, Operator, SearchQuery, SearchWordsError
from wardoffice.domain.tags import tag_key
from wardoffice.domain.word_forms import one_of_several
from wardoffice.language import text
from wardoffice.store.tables import (
    Case,
    CaseTag,
    Forward,
    Note,
    QueueEntry,
    Request,
    ServiceRecord,
    ServiceTypeRow,
    Staff,
    Submission,
)

NEAR_METRES = 200.0
"""How far ``near:`` reaches to each side: a block and a half."""

Around = Callable[[Point, float], ColumnElement[bool]]
"""That a row lies so many metres around a point."""

_ANY_OF = frozenset({Operator.TYPE, Operator.STATUS, Operator.CITY, Operator.CHANNEL, Operator.ASSIGNED})
_IN_THE_INDEX = frozenset({Operator.FROM, Operator.NUMBER})


def asked_conditions(
    session: Session, query: SearchQuery, actor: Actor, around: Around
) -> list[ColumnElement[bool]]:
    """The conditions of all operators but those that are looked up in the full-text index.

    Days are moments here and places points: see ``office.searching``, which knows zone and streets.
    Raises SearchWordsError for a type or somebody of the staff that does not exist.
    """
    reader = _Reader(session, actor, around)
    conditions, any_of = [], {each: list[ColumnElement[bool]]() for each in _ANY_OF}
    for asked in query.asked:
        if asked.operator in _IN_THE_INDEX:
            continue
        fits = func.coalesce(reader.fits(asked), false())
        if not asked.wanted:
            conditions.append(not_(fits))
        elif asked.operator in any_of:
            any_of[asked.operator].append(fits)
        else:
            conditions.append(fits)
    return [*conditions, *(or_(*some) for some in any_of.values() if some)]


@dataclass(frozen=True, slots=True)
class _Reader:
    session: Session
    actor: Actor
    around: Around

    def fits(self, asked: Asked) -> ColumnElement[bool]:
        """The condition of one operator."""
        value = asked.value
        readers: dict[Operator, Callable[[], ColumnElement[bool]]] = {
            Operator.TYPE: lambda: QueueEntry.service_code.in_(self._codes(asked)),
            Operator.STATUS: lambda: QueueEntry.status == CaseStatus(value),
            Operator.CITY: lambda: QueueEntry.city_state == CityState(value),
            Operator.BEFORE: lambda: QueueEntry.opened_at < datetime.fromisoformat(value),
            Operator.AFTER: lambda: QueueEntry.opened_at >= datetime.fromisoformat(value),
            Operator.WAITING: lambda: _open_at_city_since(datetime.fromisoformat(value)),
            Operator.NEAR: lambda: self._near(value),
            Operator.HAS: lambda: _has(Having(value)),
            Operator.ASSIGNED: lambda: self._assigned(asked),
            # Between blanks: "voicemail" ends in "mail".
            Operator.CHANNEL: lambda: literal(" ").concat(QueueEntry.channels).contains(f" {value} "),
            Operator.TAG: lambda: _has_row(CaseTag, CaseTag.key.startswith(tag_key(value), autoescape=True)),
            Operator.TOLD: lambda: QueueEntry.people >= int(value),
        }
        return readers[asked.operator]()

    def _near(self, value: str) -> ColumnElement[bool]:
        lat, long = value.split(",")
        return self.around(Point(float(lat), float(long)), NEAR_METRES)

    def _codes(self, asked: Asked) -> list[str]:
        """The types that have all these words in their names, as beginnings; or that have this code.

        Raises SearchWordsError where one is wanted that none is: an empty list would say that there is no
        such problem.
        """
        said = asked.value
        wanted = [(each, *one_of_several(each)) for each in plain_words(said).split()]
        rows = self.session.execute(select(ServiceTypeRow.code, ServiceTypeRow.name))
        codes = [
            code
            for code, name in rows
            if code.casefold() == said.casefold() or _begin(wanted, plain_words(name).split())
        ]
        if not codes and asked.wanted:
            raise SearchWordsError(
                text("311 has no type \u201c{value}\u201d.", value=said),
                text("The list is as it was."),
                text("Use a word of its name, or search for the word alone."),
            )
        return codes

    def _assigned(self, asked: Asked) -> ColumnElement[bool]:
        said = asked.value
        plain = said.casefold()
        if plain == ME:
            return QueueEntry.assignee_id == self.actor.staff_id
        if plain in NOBODY:
            return QueueEntry.assignee_id.is_(None)
        wanted = [(each,) for each in plain_words(said).split()]
        rows = self.session.execute(select(Staff.id, Staff.name))
        people = [staff_id for staff_id, name in rows if _begin(wanted, plain_words(name).split())]
        if not people and asked.wanted:
            raise SearchWordsError(
                text("Nobody of the office is called \u201c{value}\u201d.", value=said),
                text("The list is as it was."),
                text("Use assigned:me, assigned:nobody, or a name of the staff list."),
            )
        return QueueEntry.assignee_id.in_(people)


def _begin(wanted: Sequence[tuple[str, ...]], words: Sequence[str]) -> bool:
    """Whether each that is wanted, in one of its forms, begins a word."""
    return bool(wanted) and all(any(word.startswith(forms) for word in words) for forms in wanted)


def _has(what: Having) -> ColumnElement[bool]:
    conditions: dict[Having, Callable[[], ColumnElement[bool]]] = {
        Having.PHOTO: lambda: QueueEntry.photos > 0,
        Having.SENT: lambda: or_(_has_row(Submission), _has_row(Forward)),
        Having.FORWARDED: lambda: _has_row(Forward),
        Having.NUMBER: lambda: QueueEntry.city_state != CityState.NONE,
        Having.PLACE: lambda: QueueEntry.lat.is_not(None),
        Having.TYPE: lambda: QueueEntry.service_code != "",
        Having.NOTE: lambda: _has_row(Note),
        Having.OWED: lambda: QueueEntry.owed_since.is_not(None),
        Having.ANSWER: lambda: QueueEntry.answered_at.is_not(None),
        Having.NEWS: lambda: QueueEntry.new_word.is_(True),
        Having.DANGER: lambda: QueueEntry.safety.is_(True),
    }
    return conditions[what]()


def _open_at_city_since(moment: datetime) -> ColumnElement[bool]:
    """That one of its requests is open at the city, and was made there before the moment."""
    return (
        select(Request.id)
        .join(Case, Case.id == Request.case_id)
        .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
        .where(
            Case.root_id == QueueEntry.case_id,
            Case.withdrawn_at.is_(None),
            Request.withdrawn_at.is_(None),
            ServiceRecord.still_open,
            ServiceRecord.requested_at < moment,
        )
        .correlate(QueueEntry)
        .exists()
    )


def _has_row(
    kind: type[Submission] | type[Forward] | type[Note] | type[CaseTag],
    which: ColumnElement[bool] | None = None,
) -> ColumnElement[bool]:
    """That one hangs on the case, or on one that was put together with it."""
    rows = (
        select(kind.id)
        .join(Case, Case.id == kind.case_id)
        .where(Case.root_id == QueueEntry.case_id, Case.withdrawn_at.is_(None), kind.withdrawn_at.is_(None))
    )
    return (rows if which is None else rows.where(which)).correlate(QueueEntry).exists()
