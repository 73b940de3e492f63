"""Snoozing: problems are put out of the lists until a day, and come back by themselves.

Nothing has to run for that: the lists leave out what is snoozed beyond the moment they are asked at, and the
store lets new word end it (``store.queue_entries``). A list on a screen asks again
at ``next_end``.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.history import ActionKind
from wardoffice.domain.snoozing import check_snooze
from wardoffice.office.case_work import snooze_case, wake_case
from wardoffice.store.snoozed import next_end
from wardoffice.store.store import Store


class Snoozing:
    """The actions; ``zone`` is the city's."""

    def __init__(self, store: Store, zone: ZoneInfo) -> None:
        self._store = store
        self._zone = zone

    def snooze(self, actor: Actor, case_ids: Sequence[int], day: date) -> Changes:
        """Put these problems out of the lists until that day begins in the city, or until new word comes.

        Raises CannotDoError for a day that is past or over a year away, for finished problems and for danger.
        """
        require(actor, Doing.TRIAGE)
        check_snooze(day, self._store.now().astimezone(self._zone).date())
        with self._store.unit_of_work(
            actor, ActionKind.SNOOZE, count=len(case_ids), day=day.isoformat()
        ) as work:
            for case in work.roots(case_ids):
                snooze_case(work, case, day, self._zone)
        return work.changes

    def wake(self, actor: Actor, case_ids: Sequence[int]) -> Changes:
        """Put these problems back into the lists now."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.WAKE, count=len(case_ids)) as work:
            for case in work.roots(case_ids):
                wake_case(case)
        return work.changes

    def next_end(self, actor: Actor) -> datetime | None:
        """When the next snooze ends of what this person may see (aware UTC); None where none does."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return next_end(session, actor, self._store.now())
