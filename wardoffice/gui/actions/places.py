"""Where a problem is: typed, chosen among what its mails and pictures say, or looked up."""

from collections.abc import Callable
from functools import partial

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.place_choices import PlaceChoice, place_choices
from wardoffice.domain.places import Point
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.desk import CaseReading, LookingUp, Triaging
from wardoffice.gui.keys import ActionId
from wardoffice.gui.tasks import Job, Lane
from wardoffice.language import text


class PlaceActions:
    """``lookup`` is None where no online service may be asked."""

    def __init__(
        self, acting: Acting, cases: CaseReading, triage: Triaging, lookup: LookingUp | None
    ) -> None:
        self._acting, self._cases, self._triage, self._lookup = acting, cases, triage, lookup

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {ActionId.SET_PLACE: self.set_place}

    def set_place(self) -> None:
        """Say where the case is."""

        def ask(case: CaseView) -> None:
            place = self._acting.dialogs.ask_place(case.place.address, place_choices(case))
            if place is not None:
                self._put_place(case.case_id, place.address, place.point)

        case_id = self._acting.current()
        if case_id is not None:
            self._acting.first(partial(self._cases.show, self._acting.actor, case_id), ask)

    def choose_place(self, case_id: int, choice: PlaceChoice) -> None:
        """Set the place of a case to one of those that were offered."""
        self._put_place(case_id, choice.address, choice.point)

    def look_up(self, case_id: int) -> None:
        """Have the address of a case looked up online."""
        acting, lookup, job = self._acting, self._lookup, Job()
        if lookup is not None:
            acting.notifier.info(text("Looking the address up online"))
            work = partial(lookup.look_up, acting.actor, case_id, job.cancelled)
            acting.tasks.submit(Lane.CITY_ASK, work, owner=acting, done=acting.tell, job=job)

    def _put_place(self, case_id: int, address: str, point: Point | None) -> None:
        acting = self._acting
        acting.write(partial(self._triage.set_place, acting.actor, case_id, address, point))
