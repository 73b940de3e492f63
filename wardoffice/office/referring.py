"""Refers problems to bodies that are not the city's, with a day to look for their answer.

Whoever told us is owed an answer still (P6): the number of the body is shown, for staff to give to them.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.changes import Changes
from wardoffice.domain.department_wish import DepartmentWish
from wardoffice.domain.departments import DepartmentView
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.following_up import DepartmentMail, MailPart
from wardoffice.domain.history import ActionKind
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, LetterKey
from wardoffice.domain.outgoing_mail import ForwardWay, MailPurpose
from wardoffice.language import text
from wardoffice.office.case_pane import CasePane
from wardoffice.office.department_letters import DepartmentLetters, problem_values, receiving_of
from wardoffice.office.departments import Departments
from wardoffice.office.forward_answers import MORNING
from wardoffice.office.letter_values import date_words, numbers_of
from wardoffice.store.fitting import fit
from wardoffice.store.store import Store
from wardoffice.store.tables import Forward


class Referring:
    """The referrals. Days are of ``zone``: an answer is looked for at nine in the morning."""

    def __init__(
        self,
        store: Store,
        cases: CasePane,
        directory: Departments,
        letters: DepartmentLetters,
        zone: ZoneInfo,
    ) -> None:
        self._store, self._cases, self._directory = store, cases, directory
        self._letters, self._zone = letters, zone

    def bodies(self, actor: Actor, case_id: int) -> tuple[DepartmentView, ...]:
        """Who is not the city's, the neighbour ward's office among them where the problem lies there."""
        require(actor, Doing.LOOK)
        case = self._cases.show(actor, case_id)
        if case.elsewhere is not None:
            self._directory.take_neighbour(case.elsewhere.ward)
        return tuple(each for each in self._directory.all(actor) if not each.body.is_city)

    def preview(
        self, actor: Actor, case_id: int, department_id: int, words: str, look_on: date
    ) -> DepartmentMail:
        """The mail as it will leave; raises CannotDoError for what cannot be referred."""
        require(actor, Doing.FORWARD)
        stands = self._letters.made_of(case_id)
        case, view = self._cases.show(actor, case_id), self._directory.show(actor, department_id)
        require_open(case)
        values = problem_values(case)
        values["sender"] = actor.name
        values["words"] = words.strip()
        values["numbers"] = ", ".join(numbers_of(case))
        due_at = self._due(look_on)
        values["answer_by"] = date_words(due_at, STAFF_LANGUAGE, self._zone)
        return self._letters.preview(
            LetterKey.REFER_OUT,
            MailPurpose.REFER_OUT,
            receiving_of(view),
            [MailPart(case.case_id, case.number, made_of=stands.get(case.case_id))],
            values,
            wish=DepartmentWish(view.department_id, view.name, words, case_id=case.case_id, look_on=look_on),
            due_at=due_at,
        )

    def send(self, actor: Actor, mail: DepartmentMail) -> Changes:
        """Queue the mail that was looked at, with the referral; undo takes it back.

        Raises CannotDoError where the problem, or what belongs to it, was changed or referred meanwhile.
        """
        require(actor, Doing.FORWARD)
        rendered = self._letters.render(mail)
        how = text("by mail")
        with self._store.unit_of_work(
            actor, ActionKind.REFER_OUT, count=len(mail.parts), name=mail.department, how=how
        ) as work:
            self._letters.require_as_looked_at(work, mail)
            self._letters.queue(work, mail, rendered)
        return work.changes

    def told(
        self, actor: Actor, case_ids: Sequence[int], department_id: int, words: str, look_on: date
    ) -> Changes:
        """Write down that somebody called them about these; ``words`` are what was said."""
        require(actor, Doing.TRIAGE)
        view = self._directory.show(actor, department_id)
        how = text("by phone")
        with self._store.unit_of_work(
            actor, ActionKind.REFER_OUT, count=len(case_ids), name=view.name, how=how
        ) as work:
            for case_id in case_ids:
                case = work.root(case_id)
                if case.status is not CaseStatus.OPEN:
                    raise _finished(case.number)
                work.add(
                    fit(
                        Forward(
                            case_id=case.id,
                            department_id=view.department_id,
                            department=view.name,
                            purpose=MailPurpose.REFER_OUT,
                            way=ForwardWay.PHONE,
                            words=words.strip(),
                            due_at=self._due(look_on),
                            staff_id=actor.staff_id,
                            created_at=work.now,
                        )
                    )
                )
        return work.changes

    def _due(self, look_on: date) -> datetime:
        due = datetime.combine(look_on, MORNING, self._zone)
        if due <= self._store.now():
            raise CannotDoError(
                text("That day is over, or has begun."),
                text("Nothing was changed."),
                text("Choose a later day to look for their answer."),
            )
        return due


def require_open(case: CaseView) -> None:
    """Raise CannotDoError for a problem that is finished, or restricted to named people."""
    if case.status is not CaseStatus.OPEN:
        raise _finished(case.number)
    if case.restricted:
        raise CannotDoError(
            text("{number} is restricted to named people.", number=case.number),
            text("Nothing was sent."),
            text("Open it to all first, or call them."),
        )


def _finished(number: str) -> CannotDoError:
    return CannotDoError(
        text("{number} is finished.", number=number),
        text("Nothing was changed."),
        text("Open it again first."),
    )
