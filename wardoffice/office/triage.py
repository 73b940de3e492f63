"""What staff do to a case. Each action is one transaction with its line of history, and can be undone."""

from collections.abc import Sequence

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import AnswerWay, CaseStatus, FinishReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.people import FollowUpKind
from wardoffice.domain.places import Place, PlaceSource, Point
from wardoffice.language import text
from wardoffice.office.placing import Placing, put_at
from wardoffice.store.casework import homes_of, owed_in, unseen_links
from wardoffice.store.queue_reading import service_names
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, FollowUp, Note, Staff
from wardoffice.store.unit_of_work import UnitOfWork


class Triage:
    """The actions on cases; ``placing`` finds the place of an address that is typed."""

    def __init__(self, store: Store, placing: Placing) -> None:
        self._store = store
        self._placing = placing

    def assign(self, actor: Actor, case_ids: Sequence[int], staff_id: int | None) -> Changes:
        """Give the cases to a person of the office, or to nobody."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.ASSIGN, count=len(case_ids)) as work:
            person = work.session.get(Staff, staff_id) if staff_id is not None else None
            if staff_id is not None and (person is None or not person.active):
                raise CannotDoError(
                    text("This person is not in the office any more."),
                    text("Nothing was changed."),
                    text("Choose somebody from the staff list."),
                )
            work.details["name"] = person.name if person else ""
            for case_id in case_ids:
                work.root(case_id).assignee_id = person.id if person else None
        return work.changes

    def set_type(self, actor: Actor, case_ids: Sequence[int], service_code: str) -> Changes:
        """Say what kind of problem it is, by the city's service code."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.SET_TYPE, count=len(case_ids)) as work:
            work.details["type"] = service_names(work.session).get(service_code, service_code)
            for case_id in case_ids:
                work.root(case_id).service_code = service_code
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
            case = work.root(case_id)
            work.add(
                Note(
                    case_id=case.id,
                    staff_id=actor.staff_id,
                    by=actor.name,
                    text=words.strip(),
                    created_at=work.now,
                )
            )
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
            homes = homes_of(work.session, case.id)
            for contact_id in dict.fromkeys(contact_ids):
                answer = work.add(
                    FollowUp(
                        case_id=case.id,
                        contact_id=contact_id,
                        kind=FollowUpKind.ANSWER,
                        way=way,
                        words=words.strip(),
                        staff_id=actor.staff_id,
                        created_at=work.now,
                        done_at=work.now,
                    )
                )
                for owed in owed_in(work.session, homes, [contact_id]):
                    owed.done_at = work.now
                    owed.done_by_id = answer.id
            see_links(work, homes, contact_ids)
        return work.changes

    def take(self, actor: Actor, case_ids: Sequence[int]) -> Changes:
        """Take cases of the city's feed into the office's own work."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.TAKE, count=len(case_ids)) as work:
            for case_id in case_ids:
                case = work.root(case_id)
                case.taken_at = case.taken_at or work.now
                case.assignee_id = case.assignee_id or actor.staff_id
        return work.changes

    def finish(self, actor: Actor, case_ids: Sequence[int], reason: FinishReason, words: str = "") -> Changes:
        """We are done with these; who is owed an answer stays owed one (P6)."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(
            actor, ActionKind.FINISH, count=len(case_ids), reason=reason.value, words=words.strip()
        ) as work:
            for case_id in case_ids:
                case = work.root(case_id)
                _require_status(case, CaseStatus.OPEN)
                case.status = CaseStatus.FINISHED
                case.finish_reason = reason
                case.finished_at = work.now
                if reason is FinishReason.SEEN_DONE:
                    case.verified_at = work.now
                    case.verified_by_id = actor.staff_id
                see_links(work, homes_of(work.session, case.id))
                if words.strip():
                    work.add(
                        Note(
                            case_id=case.id,
                            staff_id=actor.staff_id,
                            by=actor.name,
                            text=words.strip(),
                            created_at=work.now,
                        )
                    )
        return work.changes

    def reopen(self, actor: Actor, case_ids: Sequence[int]) -> Changes:
        """Open finished cases again."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.REOPEN, count=len(case_ids)) as work:
            for case_id in case_ids:
                case = work.root(case_id)
                _require_status(case, CaseStatus.FINISHED)
                open_again(case)
        return work.changes


def open_again(case: Case) -> None:
    """Make a finished case an open one, with nothing left of how it was finished."""
    case.status = CaseStatus.OPEN
    case.finish_reason = None
    case.handed_to = None
    case.finished_at = None
    case.verified_at = None
    case.verified_by_id = None


def _require_status(case: Case, wanted: CaseStatus) -> None:
    if case.status is not wanted:
        raise CannotDoError(
            text("{number} is already {status}.", number=case.number, status=text(case.status.value)),
            text("Nothing was changed."),
            text("Refresh the list: somebody else may have done it."),
        )


def see_links(work: UnitOfWork, homes: Sequence[int], contact_ids: Sequence[int] | None = None) -> None:
    """Mark the new words of these people as dealt with; of everybody where nobody is named."""
    for link in unseen_links(work.session, homes, contact_ids):
        link.seen_at = work.now
