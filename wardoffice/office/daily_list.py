"""Today's list for a department as text to paste into a phone, and what of it comes back about what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.daily_list import (
    Candidate,
    DailyLine,
    PastedLine,
    PlaceKey,
    about,
    parts_of,
)
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.mail_times import us_day
from wardoffice.domain.outgoing_mail import ForwardWay, MailPurpose
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.geo.addresses import normalise
from wardoffice.language import plural, text
from wardoffice.office.routing import Routing
from wardoffice.store.asked_reading import city_numbers, last_asked, open_cases, waiting_forwards
from wardoffice.store.directory_keeping import live_department
from wardoffice.store.fitting import fit
from wardoffice.store.service_types import service_names
from wardoffice.store.store import Store
from wardoffice.store.tables import Forward

_MOST = 500
"""Problems looked at for a list, and for what comes back: more is no work of one day."""
_ANSWER_WITHIN = timedelta(days=2)
_DIRECTIONS = frozenset({"N", "S", "E", "W"})
_CORNER_STREETS = 2


@dataclass(frozen=True, slots=True)
class DailyText:
    """The list, in parts that a text message holds."""

    parts: tuple[str, ...]


class DailyLists:
    """``routing`` says which problems are a department's; days are of ``zone``."""

    def __init__(self, store: Store, routing: Routing, numbers: CityNumbers, zone: ZoneInfo) -> None:
        self._store, self._routing, self._numbers, self._zone = store, routing, numbers, zone

    def lines(
        self, actor: Actor, department_id: int, case_ids: Sequence[int] | None = None
    ) -> tuple[DailyLine, ...]:
        """What may stand on today's list: these problems, else all open ones of ours that go there."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            found = open_cases(session, actor, _MOST, case_ids)
            asked = last_asked(session, department_id, [each.id for each in found])
            names = service_names(session)
            return tuple(
                DailyLine(
                    case.id,
                    case.number,
                    case.address,
                    names.get(case.service_code, ""),
                    urgent=case.urgent or bool(case.safety_words),
                    opened_at=case.opened_at,
                    asked_at=asked.get(case.id),
                )
                for case in found
                if case_ids is not None
                or case.id in asked
                or self._routing.department_of(session, case) == department_id
            )

    def text(self, lines: Sequence[DailyLine]) -> DailyText:
        """The list to paste into a phone: a line a problem, the address first, nobody's name."""
        day = us_day(self._store.now().astimezone(self._zone))
        heading = plural("{day}: one problem", "{day}: {count} problems", len(lines), day=day)
        parts = parts_of(heading, [each.words for each in lines]) if lines else ()
        return DailyText(parts)

    def note_told(self, actor: Actor, department_id: int, lines: Sequence[DailyLine]) -> Changes:
        """Write down that a department got this list; what it was asked before is asked again by it."""
        require(actor, Doing.FORWARD)
        if not lines:
            raise CannotDoError(
                text("Nothing is on the list."), text("Nothing was changed."), text("Tick what goes on it.")
            )
        with self._store.unit_of_work(actor, ActionKind.DAILY_LIST, count=len(lines)) as work:
            row = live_department(work.session, department_id)
            if row is None:
                raise no_department()
            work.details["name"] = row.name
            for line in lines:
                case = work.root(line.case_id)
                if case.restricted:
                    raise CannotDoError(
                        text("{number} is restricted to named people.", number=case.number),
                        text("Nothing was written down."),
                        text("Take it off the list."),
                    )
                before = waiting_forwards(work.session, department_id, case.id)
                first = before[0] if before else None
                work.add(
                    fit(
                        Forward(
                            case_id=case.id,
                            department_id=row.id,
                            department=row.name,
                            purpose=MailPurpose.CHASE if first is not None else MailPurpose.FORWARD,
                            way=ForwardWay.PASTED,
                            words=line.words,
                            due_at=work.now + _ANSWER_WITHIN,
                            chase_of_id=(first.chase_of_id or first.id) if first is not None else None,
                            staff_id=actor.staff_id,
                            created_at=work.now,
                        )
                    )
                )
        return work.changes

    def match(self, actor: Actor, department_id: int, pasted: str) -> tuple[PastedLine, ...]:
        """What a pasted text says, line by line, with the problem each is about; nothing is changed."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            found = open_cases(session, actor, _MOST)
            ids = [each.id for each in found]
            asked, numbers = last_asked(session, department_id, ids), city_numbers(session, ids)
            names = service_names(session)
            candidates = [
                Candidate(
                    case.id,
                    case.number,
                    " · ".join(each for each in (names.get(case.service_code, ""), case.address) if each),
                    numbers.get(case.id, ()),
                    place_key(case.address),
                    asked=case.id in asked,
                )
                for case in found
            ]
        said = (" ".join(each.split()) for each in pasted.splitlines())
        return tuple(self._matched(each, candidates) for each in said if each)

    def _matched(self, line: str, candidates: Sequence[Candidate]) -> PastedLine:
        found = about(line, self._numbers.named_in(line), candidates)
        if len(found) == 1:
            (one,) = found
            named = one.number in line or any(each in line for each in one.city_numbers)
            why = text("its number stands there") if named else text("its address stands there")
            return PastedLine(line, one.case_id, one.number, one.title, why)
        why = (
            plural("{count} problem fits", "{count} problems fit: choose", len(found))
            if found
            else text("no number or address of an open problem")
        )
        return PastedLine(line, None, "", "", why)


def place_key(address: str) -> PlaceKey | None:
    """The words of an address that must stand in a line: house and street, or both streets of a corner."""
    streets = [_name(each) for each in normalise(address).split(" & ")]
    words = frozenset(word for street in streets for word in street)
    house = any(each[:1].isdigit() for each in words)
    corner = len(streets) >= _CORNER_STREETS
    return PlaceKey(words) if words and (corner or (house and len(words) > 1)) else None


def _name(street: str) -> tuple[str, ...]:
    """A street without its direction and type: 4812 N DAMEN AVE is 4812 and DAMEN."""
    words = [each for each in street.split() if each not in _DIRECTIONS]
    if not words:
        return ()
    return tuple(words[:-1]) if len(words) > 1 + words[0][:1].isdigit() else tuple(words)


def no_department() -> CannotDoError:
    """That a department is not on the list any more."""
    return CannotDoError(
        text("This department is not on the list any more."),
        text("Nothing was changed."),
        text("Choose another one."),
    )
