"""The triager's keys: answer, note, assign, type, take, finish, open again, hand over."""

from collections.abc import Callable, Sequence
from functools import partial

from wardoffice.domain.actor import Doing, StaffMember, may
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import CaseStatus, FinishReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.service_families import TypeSuggestion
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.steps import Step, StepKind
from wardoffice.domain.wards import WardOffice
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.actions.previewed import Previewed
from wardoffice.gui.desk import Desk
from wardoffice.gui.dialogs.answers import StaffChoice
from wardoffice.gui.keys import ActionId
from wardoffice.language import plural, text


class TriageActions:
    """What a person does with problems without leaving the list."""

    def __init__(self, acting: Acting, desk: Desk, previewed: Previewed) -> None:
        self._acting, self._previewed = acting, previewed
        self._queue, self._cases, self._triage = desk.queue, desk.cases, desk.triage
        self._types, self._handing = desk.types, desk.handing

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {
            ActionId.ANSWER: self.answer,
            ActionId.ASSIGN: self.assign,
            ActionId.SET_TYPE: self.set_type,
            ActionId.TAKE: self.take,
            ActionId.FINISH: self.finish,
            ActionId.HAND_OVER: self.hand_over,
            ActionId.REOPEN: self.reopen,
        }

    def assign(self) -> None:
        """Give the selected cases to somebody."""
        acting, ids = self._acting, self._acting.selection.selected_ids()

        def ask(staff: tuple[StaffMember, ...]) -> None:
            may_add = may(acting.actor, Doing.CHANGE_STAFF)
            chosen = acting.dialogs.ask_staff(staff, len(ids), may_add=may_add)
            if chosen is not None:
                title = plural("Assign this problem", "Assign {count} problems", len(ids))
                who = "0" if chosen.new_name else str(chosen.staff_id or "")
                steps = [Step(StepKind.ASSIGN, who)]
                do = partial(self._assign, chosen)
                self._previewed.write(title, ids, steps, do)

        acting.first(lambda: self._queue.staff(acting.actor), ask)

    def _assign(self, chosen: StaffChoice, ids: Sequence[int]) -> Changes:
        return self._triage.assign(self._acting.actor, ids, chosen.staff_id, chosen.new_name)

    def set_type(self) -> None:
        """Say what kind of problem the selected cases are."""
        acting, ids = self._acting, self._acting.selection.selected_ids()
        if not ids:
            return

        def ask(known: tuple[tuple[ServiceType, ...], tuple[TypeSuggestion, ...]]) -> None:
            types, suggested = known
            code = acting.dialogs.ask_type(types, len(ids), suggested)
            if code is not None:
                title = plural("Set the type", "Set the type of {count} problems", len(ids))
                do = partial(self._set_type, code)
                self._previewed.write(title, ids, [Step(StepKind.SET_TYPE, code)], do)

        acting.first(lambda: self._types.types_for(acting.actor, ids[0]), ask)

    def _set_type(self, code: str, ids: Sequence[int]) -> Changes:
        return self._triage.set_type(self._acting.actor, ids, code)

    def answer(self) -> None:
        """Log that people of the case were answered."""
        acting, case_id = self._acting, self._acting.current()

        def ask(case: CaseView) -> None:
            if not case.people:
                acting.notifier.info(text("Nobody told us of this problem, so nobody is owed an answer."))
                return
            given = acting.dialogs.ask_answer(case.people)
            if given is not None:
                log = partial(self._triage.log_answer, acting.actor, case.case_id)
                acting.write(partial(log, given.contact_ids, given.way, given.words))

        if case_id is not None:
            acting.first(partial(self._cases.show, acting.actor, case_id), ask)

    def take(self) -> None:
        """Make the selected watched cases ours."""
        ids = tuple(row.case_id for row in self._acting.selection.selected_rows() if not row.ours)
        title = plural("Take this problem", "Take {count} problems", len(ids))
        do = partial(self._triage.take, self._acting.actor)
        self._previewed.write(title, ids, [Step(StepKind.TAKE)], do)

    def finish(self) -> None:
        """Be done with the selected cases."""
        acting = self._acting
        rows = [row for row in acting.selection.selected_rows() if row.status is CaseStatus.OPEN]
        owed, danger = sum(row.owed_since is not None for row in rows), sum(row.safety for row in rows)
        answer = acting.dialogs.ask_finish(len(rows), owed, danger)
        if answer is not None:
            ids = tuple(row.case_id for row in rows)
            title = plural("Finish this problem", "Finish {count} problems", len(ids))
            step = Step(StepKind.FINISH, answer.reason.value, answer.words)
            finish = self._triage.finish
            self._previewed.write(
                title, ids, [step], lambda some: finish(acting.actor, some, answer.reason, answer.words)
            )

    def hand_over(self) -> None:
        """Hand the selected cases over to the office of the ward they lie in."""
        acting, rows = self._acting, self._acting.selection.selected_rows()
        ward, ids = next((row.elsewhere for row in rows), None), tuple(row.case_id for row in rows)
        owed = sum(row.owed_since is not None for row in rows)

        def ask(office: WardOffice) -> None:
            given = acting.dialogs.ask_hand_over(office, len(ids), owed)
            if given is not None:
                title = plural(
                    "Hand this problem over to Ward {ward}",
                    "Hand {count} problems over to Ward {ward}",
                    len(ids),
                    ward=office.ward,
                )
                step = Step(StepKind.FINISH, FinishReason.HANDED_OVER.value)
                hand_over = self._handing.hand_over
                self._previewed.write(title, ids, [step], lambda some: hand_over(acting.actor, some, given))

        if ward is not None:
            acting.first(partial(self._handing.office_of, acting.actor, ward), ask)

    def reopen(self) -> None:
        """Open the selected finished cases again."""
        rows = self._acting.selection.selected_rows()
        ids = tuple(row.case_id for row in rows if row.status is CaseStatus.FINISHED)
        title = plural("Open this problem again", "Open {count} problems again", len(ids))
        do = partial(self._triage.reopen, self._acting.actor)
        self._previewed.write(title, ids, [Step(StepKind.REOPEN)], do)
