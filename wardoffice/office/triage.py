"""What staff do to a case. Each action is one transaction with its line of history, and can be undone."""

from collections.abc import Sequence

from wardoffice.domain.actor import Actor, Doing, Role, require
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.places import Place, PlaceSource, Point
from wardoffice.language import text
from wardoffice.office.answering import log_answers
from wardoffice.office.case_work import (
    finish_case,
    join_staff,
    open_again,
    person_of,
    require_status,
    take_case,
    write_note,
)
from wardoffice.office.placing import Placing, put_at
from wardoffice.store.service_types import service_names
from wardoffice.store.store import Store


class Triage:
    """The actions on cases; ``placing`` finds the place of an address that is typed."""

    def __init__(self, store: Store, placing: Placing) -> None:
        self._store = store
        self._placing = placing

    def assign(
        self, actor: Actor, case_ids: Sequence[int], staff_id: int | None, new_name: str = ""
    ) -> Changes:
        """Give the cases to a person of the office, or to nobody.

        ``new_name`` is somebody to put on the staff list for it, in the same action: where the cases cannot
        be given, nobody joins, and taking it back takes them off again.
        """
        require(actor, Doing.TRIAGE)
        if new_name:
            require(actor, Doing.CHANGE_STAFF)
        with self._store.unit_of_work(actor, ActionKind.ASSIGN, count=len(case_ids)) as work:
            person = join_staff(work, new_name, Role.STAFF) if new_name else person_of(work, staff_id)
            work.details["name"] = person.name if person else ""
            for case in work.roots(case_ids):
                case.assignee_id = person.id if person else None
        return work.changes

    def set_type(self, actor: Actor, case_ids: Sequence[int], service_code: str) -> Changes:
        """Say what kind of problem it is, by the city's service code."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.SET_TYPE, count=len(case_ids)) as work:
            work.details["type"] = service_names(work.session).get(service_code, service_code)
            for case in work.roots(case_ids):
                case.service_code = service_code
        return work.changes

    def set_place(self, actor: Actor, case_id: int, address: str, point: Point | None) -> Changes:
        """Say where it is. Without a point that of the address is taken, where it is known, else none."""
        require(actor, Doing.TRIAGE)
        if not address.strip() and point is None:
            raise CannotDoError(
                text("A place needs an address or a point on the map."),
                text("Nothing was changed."),
                text("Type the address, for example 4812 N Damen Ave."),
            )
        with self._store.unit_of_work(actor, ActionKind.SET_PLACE, place=address.strip()) as work:
            case = work.root(case_id)
            if point is not None:
                near = address.strip() or self._placing.address_at(work, point)
                place = Place(point, near, PlaceSource.PERSON)
                work.details["place"] = near or f"{point.lat:.4f}, {point.long:.4f}"
            else:
                place = self._placing.typed(work, address)
            put_at(case, place, self._placing.ward_of)
        return work.changes

    def note(self, actor: Actor, case_id: int, words: str) -> Changes:
        """Write a note; an empty one is refused."""
        require(actor, Doing.TRIAGE)
        if not words.strip():
            raise CannotDoError(text("The note is empty."), text("Nothing was changed."))
        with self._store.unit_of_work(actor, ActionKind.NOTE) as work:
            write_note(work, work.root(case_id), words)
        return work.changes

    def log_answer(
        self, actor: Actor, case_id: int, contact_ids: Sequence[int], way: AnswerWay, words: str
    ) -> Changes:
        """Log that these people were answered; what was owed to them about this problem is settled."""
        require(actor, Doing.ANSWER)
        if not contact_ids:
            raise CannotDoError(
                text("Nobody is ticked."), text("Nothing was changed."), text("Tick who was answered.")
            )
        with self._store.unit_of_work(actor, ActionKind.ANSWER, count=len(contact_ids)) as work:
            case = work.root(case_id)
            log_answers(work, case, contact_ids, way, words)
        return work.changes

    def take(self, actor: Actor, case_ids: Sequence[int]) -> Changes:
        """Take cases of the city's feed into the office's own work."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.TAKE, count=len(case_ids)) as work:
            for case in work.roots(case_ids):
                take_case(work, case, actor)
        return work.changes

    def finish(self, actor: Actor, case_ids: Sequence[int], reason: FinishReason, words: str = "") -> Changes:
        """We are done with these; who is owed an answer stays owed one (P6)."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(
            actor, ActionKind.FINISH, count=len(case_ids), reason=reason.value, words=words.strip()
        ) as work:
            for case in work.roots(case_ids):
                finish_case(work, case, reason, words)
        return work.changes

    def reopen(self, actor: Actor, case_ids: Sequence[int]) -> Changes:
        """Open finished cases again."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.REOPEN, count=len(case_ids)) as work:
            for case in work.roots(case_ids):
                require_status(case, CaseStatus.FINISHED)
                open_again(case)
        return work.changes

    def set_urgent(self, actor: Actor, case_ids: Sequence[int], *, urgent: bool) -> Changes:
        """Say that they come before all but danger, or no longer; raises CannotDoError for finished ones."""
        require(actor, Doing.TRIAGE)
        kind = ActionKind.URGENT if urgent else ActionKind.NOT_URGENT
        with self._store.unit_of_work(actor, kind, count=len(case_ids)) as work:
            for case in work.roots(case_ids):
                require_status(case, CaseStatus.OPEN)
                case.urgent = urgent
        return work.changes
