"""The number of a request that staff typed into the city's own program: looked up, compared, linked.

It is compared with what 311 shows under it, linked by a person, and from then on it is our submission.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, CityError, CityRefusedError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.number_finding import Asked, Found, Unseen, compare, not_seen, unusable
from wardoffice.domain.number_lines import parted_line, split_line
from wardoffice.domain.outgoing import SubmissionWay
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.submissions import ContactChoice, Fit, NumberFinding
from wardoffice.domain.tracking_numbers import typed_number
from wardoffice.language import text
from wardoffice.office.submitting import ConnectDesk
from wardoffice.open311.cities import CityProfile
from wardoffice.store.fitting import fit
from wardoffice.store.noted_numbers import (
    asked_of,
    found_of,
    noted_on,
    request_of,
    submitted_for,
    take_noted_record,
)
from wardoffice.store.store import Store
from wardoffice.store.submission_form import remember_choice
from wardoffice.store.tables import Case, Submission
from wardoffice.store.unit_of_work import UnitOfWork

_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Noted:
    """A number for a problem, as a person confirmed it."""

    case_id: int
    number: str


@dataclass(frozen=True, slots=True)
class LineFinding:
    """One line of a pasted list: the problem it was matched with, or None, and what its number is."""

    line: str
    case_id: int | None
    case_number: str
    finding: NumberFinding


class NumbersTyped:
    """Looks numbers up and notes them. ``normalise`` makes two ways of writing an address equal."""

    def __init__(
        self,
        store: Store,
        profile: CityProfile,
        connect: ConnectDesk,
        normalise: Callable[[str], str],
    ) -> None:
        self._store = store
        self._key = profile.key
        self._zone = profile.zone()
        self._chicago = profile.numbers().chicago
        self._connect = connect
        self._normalise = normalise

    def look_up(
        self, actor: Actor, case_id: int, typed: str, cancelled: Cancelled = lambda: False
    ) -> NumberFinding:
        """What a typed number is, compared with the problem: here, else in 311. Changes nothing."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            asked = asked_of(session, actor, case_id, self._normalise)
        number = self._number(typed)
        return self._finding(asked, typed, number, cancelled)

    def read_list(
        self,
        actor: Actor,
        case_ids: Sequence[int],
        pasted: str,
        cancelled: Cancelled = lambda: False,
    ) -> tuple[LineFinding, ...]:
        """What a pasted list holds: each number, with its address where there is one. Changes nothing.

        Several numbers on one line are several lines. Lines with an address go to the problem there; the
        others to the problem whose type and place their number has; what is left goes in order, when as many
        problems as lines are left. At most 200 lines.
        """
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            asked = [asked_of(session, actor, case_id, self._normalise) for case_id in case_ids]
        written = (each.strip() for each in pasted.splitlines() if each.strip())
        lines = [part for each in written for part in parted_line(each, chicago=self._chicago)][:_MOST_LINES]
        parts = [split_line(line, chicago=self._chicago) for line in lines]
        numbers = [self._number(written) for written, _ in parts]
        found = [self._look(number, cancelled) if number else None for number in numbers]
        matched = _matched(asked, [self._normalise(address) for _, address in parts], found)
        return tuple(
            LineFinding(
                line,
                problem.case_id if problem is not None else None,
                problem.case_number if problem is not None else "",
                _nowhere(line) if problem is None else self._compared(problem, written, number, told),
            )
            for line, (written, _), number, told, problem in zip(
                lines, parts, numbers, found, matched, strict=True
            )
        )

    def note_number(
        self,
        actor: Actor,
        case_id: int,
        typed: str,
        contact: ContactChoice,
        contact_id: int | None = None,
    ) -> Changes:
        """Link the number to the problem: a submission typed by staff. ``contact`` was given to 311 with it.

        Raises CannotDoError for what is no number, or one that is noted on this problem already.
        """
        number = self._number(typed)
        return self._note(actor, [(Noted(case_id, number), typed)], contact, contact_id)

    def note_numbers(self, actor: Actor, noted: Sequence[Noted], contact: ContactChoice) -> Changes:
        """Link several numbers in one action, all or none.

        Raises CannotDoError also for a number that is given twice.
        """
        pairs = [(Noted(each.case_id, self._number(each.number)), each.number) for each in noted]
        return self._note(actor, pairs, contact, None)

    def _note(
        self,
        actor: Actor,
        noted: Sequence[tuple[Noted, str]],
        contact: ContactChoice,
        contact_id: int | None,
    ) -> Changes:
        require(actor, Doing.TRIAGE)
        shown = noted[0][0].number if noted else ""
        with self._store.unit_of_work(actor, ActionKind.NUMBER, count=len(noted), number=shown) as work:
            _refuse_twice([each.number for each, _ in noted])
            for each, typed in noted:
                case = work.root(each.case_id)
                if not each.number:
                    raise CannotDoError(unusable(typed).words, text("Nothing was noted."))
                if noted_on(work.session, self._key, each.number, case.id):
                    raise CannotDoError(
                        text("{number} is noted on this problem already.", number=each.number),
                        text("Nothing was noted."),
                    )
                self._write(work, case, each.number, contact, contact_id)
            remember_choice(work.session, actor, contact, work.now)
        return work.changes

    def _write(
        self,
        work: UnitOfWork,
        case: Case,
        number: str,
        contact: ContactChoice,
        contact_id: int | None,
    ) -> None:
        submission = work.add(
            fit(
                Submission(
                    case_id=case.id,
                    request_id=request_of(work.session, case.id),
                    way=SubmissionWay.TYPED,
                    city=self._key,
                    service_code=case.service_code,
                    lat=case.lat,
                    long=case.long,
                    address=case.address,
                    contact=contact,
                    contact_id=contact_id if contact is ContactChoice.RESIDENT else None,
                    number=number,
                    staff_id=work.actor.staff_id,
                    created_at=work.now,
                )
            )
        )
        take_noted_record(work, submission, case)

    def _finding(self, asked: Asked, typed: str, number: str, cancelled: Cancelled) -> NumberFinding:
        if not number:
            return unusable(typed)
        return self._compared(asked, typed, number, self._look(number, cancelled))

    def _compared(self, asked: Asked, typed: str, number: str, found: Found | Unseen | None) -> NumberFinding:
        if not number:
            return unusable(typed)
        if isinstance(found, Found):
            return compare(typed, asked, found, self._zone)
        return not_seen(typed, asked, number, found or Unseen(text("311 does not show this number yet.")))

    def _look(self, number: str, cancelled: Cancelled) -> Found | Unseen:
        """The record under a number, or why it cannot be seen."""
        with self._store.reading() as session:
            known = found_of(session, self._key, number)
            noted_for = submitted_for(session, self._key, number)
        if known is not None:
            return known
        try:
            with closing(self._connect(cancelled)) as desk:
                told = desk.request(number)
        except CityRefusedError:
            return Unseen(text("311 does not show this number yet."), noted_for)
        except CityError as trouble:
            return Unseen(text("311 could not be asked: {why}", why=trouble.happened), noted_for)
        return Found(
            told.number,
            told.service_code,
            told.service_name,
            told.address,
            self._normalise(told.address),
            told.point,
            told.requested_at,
            submitted_for=noted_for,
        )

    def _number(self, typed: str) -> str:
        year = self._store.now().astimezone(self._zone).year
        return typed_number(typed, year, chicago=self._chicago)


def _refuse_twice(numbers: Sequence[str]) -> None:
    """One request of the city is not two problems, unless a person says so one by one."""
    for number, times in Counter(numbers).items():
        if number and times > 1:
            raise CannotDoError(
                text("{number} is in the list twice.", number=number), text("Nothing was noted.")
            )


def _nowhere(line: str) -> NumberFinding:
    return NumberFinding(line, "", Fit.UNUSABLE, text("None of the chosen problems goes with this line."))


def _matched(
    asked: Sequence[Asked], addresses: Sequence[str], found: Sequence[Found | Unseen | None]
) -> list[Asked | None]:
    """The problem of each line: by its address, else by what its number is, else in order."""
    left = list(asked)
    matched: list[Asked | None] = [None] * len(addresses)

    def take(position: int, problem: Asked | None) -> None:
        if problem is not None:
            matched[position] = problem
            left.remove(problem)

    for position, address in enumerate(addresses):
        take(position, next((each for each in left if address and each.address_key == address), None))
    for position, address in enumerate(addresses):
        begun = [each for each in left if matched[position] is None and _begins(address, each.address_key)]
        take(position, begun[0] if len(begun) == 1 else None)
    for position, told in enumerate(found):
        if matched[position] is None and isinstance(told, Found) and not addresses[position]:
            take(position, next((each for each in left if _goes_with(each, told)), None))
    open_lines = [each for each, problem in enumerate(matched) if problem is None and not addresses[each]]
    if len(open_lines) == len(left):
        for position, problem in zip(open_lines, list(left), strict=True):
            take(position, problem)
    return matched


def _begins(written: str, known: str) -> bool:
    """Whether one address is the other's beginning: "100 N Oakley", or words behind the whole address."""
    return bool(written and known) and (
        f"{known} ".startswith(f"{written} ") or f"{written} ".startswith(f"{known} ")
    )


def _goes_with(asked: Asked, found: Found) -> bool:
    return compare("", asked, found, ZoneInfo("UTC")).fit is Fit.FITS
