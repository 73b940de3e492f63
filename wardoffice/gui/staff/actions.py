"""Saying who works here, and who may see a problem."""

from collections.abc import Callable
from functools import partial

from wardoffice.domain.staffing import CaseViewers, StaffEntry
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.keys import ActionId
from wardoffice.gui.staff.port import Staffing


class StaffActions:
    """What managers do with the people of the office; whoever may not is told so."""

    def __init__(self, acting: Acting, staffing: Staffing) -> None:
        self._acting = acting
        self._staffing = staffing

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {ActionId.VIEWERS: self.viewers, ActionId.STAFF: self.staff}

    def viewers(self) -> None:
        """Say who may see the selected problem."""
        acting, case_id = self._acting, self._acting.current()
        if case_id is None:
            return

        def ask(viewers: CaseViewers) -> None:
            named = acting.dialogs.staff_list.ask_viewers(viewers, acting.actor.staff_id)
            if named is not None:
                acting.write(partial(self._staffing.restrict, acting.actor, case_id, named))

        acting.first(partial(self._staffing.viewers, acting.actor, case_id), ask)

    def staff(self) -> None:
        """Change who works here."""
        acting, staffing = self._acting, self._staffing

        def ask(entries: tuple[StaffEntry, ...]) -> None:
            answer = acting.dialogs.staff_list.ask_change(entries)
            if answer is None:
                return
            if answer.staff_id is None and answer.role is not None:
                acting.write(partial(staffing.add, acting.actor, answer.name, answer.role))
            elif answer.staff_id is not None and answer.role is not None:
                acting.write(partial(staffing.set_role, acting.actor, answer.staff_id, answer.role))
            elif answer.staff_id is not None:
                acting.write(partial(staffing.let_go, acting.actor, answer.staff_id))

        acting.first(partial(staffing.listed, acting.actor), ask)
