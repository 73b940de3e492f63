"""Handing a problem over to the office of the ward it lies in.

Nothing is sent: staff say what they did themselves (P5). The problem is finished with its reason; whoever is
owed an answer stays owed one (P6): that it is another ward's is an answer only once somebody gave it.
"""

from collections.abc import Sequence

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import CaseStatus, FinishReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.wards import HandOver, WardOffice
from wardoffice.language import text
from wardoffice.office.answering import see_links
from wardoffice.office.case_work import write_note
from wardoffice.store.casework import homes_of
from wardoffice.store.store import Store
from wardoffice.store.tables import Case
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.ward_offices import keep_ward_offices, ward_office


class HandingOver:
    """The action; ``ward`` is ours, 0 while nobody said."""

    def __init__(self, store: Store, ward: int) -> None:
        self._store = store
        self._ward = ward

    def office_of(self, actor: Actor, ward: int) -> WardOffice:
        """How to reach the office of a ward, as far as that is known."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return ward_office(session, ward)

    def hand_over(self, actor: Actor, case_ids: Sequence[int], given: HandOver) -> Changes:
        """Finish these problems as handed over to ``given.office``.

        Raises CannotDoError for one that is finished already, or does not lie in that ward.
        """
        require(actor, Doing.TRIAGE)
        ward, said = given.office.ward, [text(each.value) for each in given.ways]
        with self._store.unit_of_work(
            actor, ActionKind.HAND_OVER, count=len(case_ids), ward=ward, told=", ".join(said)
        ) as work:
            if ward_office(work.session, ward) != given.office and given.office != WardOffice(ward):
                keep_ward_offices(work, [given.office])
            for case_id in case_ids:
                case = work.root(case_id)
                self._require_elsewhere(case, ward)
                case.status, case.finish_reason = CaseStatus.FINISHED, FinishReason.HANDED_OVER
                case.finished_at, case.handed_to = work.now, ward
                see_links(work, homes_of(work.session, case.id))
                _note(work, case, given, said)
        return work.changes

    def _require_elsewhere(self, case: Case, ward: int) -> None:
        unchanged = text("Nothing was changed.")
        if case.status is not CaseStatus.OPEN:
            raise CannotDoError(
                text("{number} is already {status}.", number=case.number, status=text(case.status.value)),
                unchanged,
                text("Refresh the list: somebody else may have done it."),
            )
        if case.ward != ward or ward == self._ward:
            raise CannotDoError(
                text("{number} does not lie in another ward {ward}.", number=case.number, ward=ward)
                if case.ward != ward
                else text("{number} lies in our own ward.", number=case.number),
                unchanged,
                text("Set its place first, where that is not right."),
            )


def _note(work: UnitOfWork, case: Case, given: HandOver, said: Sequence[str]) -> None:
    office = given.office
    reached = ", ".join(part for part in (office.name, office.phone, office.email) if part)
    lines = [
        text("Handed over to Ward {ward} ({office}).", ward=office.ward, office=reached)
        if reached
        else text("Handed over to Ward {ward}.", ward=office.ward),
        text("What was done: {ways}.", ways="; ".join(said)) if said else "",
        given.words.strip(),
    ]
    write_note(work, case, "\n".join(line for line in lines if line))
