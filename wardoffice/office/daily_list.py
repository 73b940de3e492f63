"""Today's list for a department as text to paste into a phone, and what of it comes back about what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.changes import Changes
from wardoffice.domain.daily_list import (
    Candidate,
    DailyLine,
    PastedLine,
    PlaceKey,
    about,
    may_stand_in,
    numbers_in,
    parts_of,
    words_in,
)
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.mail_times import us_day
from wardoffice.domain.outgoing_mail import ForwardWay, MailPurpose
from wardoffice.domain.tracking_numbers import CityNumbers, spellings
from wardoffice.geo.addresses import normalise
from wardoffice.language import plural, text
from wardoffice.office.routing import Routing
from wardoffice.store.asked_reading import (
    cases_named,
    city_numbers,
    departments_asked,
    last_asked,
    open_addresses,
    open_cases,
    open_cases_of,
    our_numbers,
    waiting_forwards,
)
from wardoffice.store.directory_keeping import live_department
from wardoffice.store.fitting import fit
from wardoffice.store.routing_reading import Reading
from wardoffice.store.service_types import service_names
from wardoffice.store.store import Store
from wardoffice.store.tables import Forward
from wardoffice.store.visibility import is_restricted

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
            asked, goes = (
                last_asked(session, department_id),
                self._routing.goes_to(session, department_id),
            )
            if case_ids is not None:
                found = open_cases(session, actor, case_ids)
            else:
                codes = self._routing.may_go_to(session, department_id)
                found = open_cases_of(session, actor, codes, department_id)
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
                if case_ids is not None or case.id in asked or goes(case)
            )

    def text(self, lines: Sequence[DailyLine]) -> DailyText:
        """The list to paste into a phone: a line a problem, the address first, nobody's name."""
        day = us_day(self._store.now().astimezone(self._zone))
        heading = plural("{day}: one problem", "{day}: {count} problems", len(lines), day=day)
        parts = parts_of(heading, [each.words for each in lines]) if lines else ()
        return DailyText(parts)

    def note_told(self, actor: Actor, department_id: int, lines: Sequence[DailyLine]) -> Changes:
        """Write down that a department got this list; what it was asked before is asked again by it.

        Raises CannotDoError where a problem was finished, restricted, or asked of them since the list was
        made: the same list is never told twice.
        """
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
            asked = last_asked(work.session, department_id)
            for line in lines:
                case = work.root(line.case_id)
                if case.status is not CaseStatus.OPEN:
                    raise _off_the_list(text("{number} was finished.", number=case.number))
                if is_restricted(work.session, case):
                    raise _off_the_list(text("{number} is restricted to named people.", number=case.number))
                if case.id in asked and (line.asked_at is None or asked[case.id] > line.asked_at):
                    raise CannotDoError(
                        text("They were told of {number} since this list was made.", number=case.number),
                        text("Nothing was written down."),
                        text("Make the list again."),
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
        """What a pasted text says, line by line, with the problem each is about; nothing is changed.

        By a number any problem of ours is found, a finished one too and what was put together with it; by an
        address the open ones.
        """
        require(actor, Doing.LOOK)
        lines = [words for each in pasted.splitlines() if (words := " ".join(each.split()))]
        with self._store.reading() as session:
            candidates = self._candidates(session, actor, department_id, lines)
            found = [about(each, self._of_city(each), candidates) for each in lines]
            whom = departments_asked(session, {one.case_id for some in found for one in some})
        return tuple(self._matched(*each, whom) for each in zip(lines, found, strict=True))

    def _candidates(
        self, session: Reading, actor: Actor, department_id: int, lines: Sequence[str]
    ) -> list[Candidate]:
        ours = {number for line in lines for number in numbers_in(line)}
        of_city = {number for line in lines for number in self._of_city(line)}
        named = cases_named(session, actor, ours, self._numbers.city, of_city)
        words = words_in(" ".join(lines))
        near = [each for each, address in open_addresses(session, actor) if may_stand_in(address, words)]
        cases = {case.id: case for case in (*named, *open_cases(session, actor, near))}
        names, asked = service_names(session), last_asked(session, department_id)
        ids = [case.id for case in named]
        numbers, absorbed = city_numbers(session, ids), our_numbers(session, ids)
        return [
            Candidate(
                case.id,
                case.number,
                " · ".join(each for each in (names.get(case.service_code, ""), case.address) if each),
                numbers.get(case.id, ()),
                place_key(case.address) if case.status is CaseStatus.OPEN else None,
                asked=case.id in asked,
                absorbed=absorbed.get(case.id, ()),
                finished=case.status is not CaseStatus.OPEN,
            )
            for case in cases.values()
        ]

    def _of_city(self, line: str) -> set[str]:
        """The city's numbers in a line, in every spelling of theirs."""
        return {each for number in self._numbers.named_in(line) for each in spellings(number)}

    def _matched(
        self, line: str, found: Sequence[Candidate], whom: Mapping[int, frozenset[int]]
    ) -> PastedLine:
        if len(found) == 1:
            (one,) = found
            named = one.is_named(numbers_in(line), self._of_city(line))
            why = text("its number stands there") if named else text("its address stands there")
            if one.finished:
                why = text("its number stands there; it is finished")
            asked = whom.get(one.case_id, frozenset())
            return PastedLine(line, one.case_id, one.number, one.title, why, asked)
        why = (
            plural("{count} problem fits", "{count} problems fit: choose", len(found))
            if found
            else text("no number of a problem of ours, and no address of an open one")
        )
        return PastedLine(line, None, "", "", why)


@lru_cache(maxsize=20_000)
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


def _off_the_list(happened: str) -> CannotDoError:
    return CannotDoError(happened, text("Nothing was written down."), text("Take it off the list."))


def no_department() -> CannotDoError:
    """That a department is not on the list any more."""
    return CannotDoError(
        text("This department is not on the list any more."),
        text("Nothing was changed."),
        text("Choose another one."),
    )
