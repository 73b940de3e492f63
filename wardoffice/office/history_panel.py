"""What the office did: by whom, when, before and after, and what of it can be taken back."""

from functools import partial
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.office_history import HistoryFilter, HistoryPage
from wardoffice.store.office_history import office_history
from wardoffice.store.store import Store

PAGE = 60
"""So many lines are read at once."""


class HistoryPanel:
    """The history of the whole office; ``zone`` is the city's, whose days are asked for."""

    def __init__(self, store: Store, zone: ZoneInfo) -> None:
        self._store = store
        self._zone = zone

    def history(
        self, actor: Actor, asked: HistoryFilter, before: int | None = None, down_to: int | None = None
    ) -> HistoryPage:
        """One page, the newest first; ``before`` is what the page before it told to go on from.

        With ``down_to``, the id of an action, as many pages as it takes to reach it. What touched a
        restricted matter is left out for whoever is not named on it.
        """
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            read = partial(office_history, session, actor, asked, self._zone, limit=PAGE)
            page = read(before=before)
            while down_to is not None and page.before is not None and page.before > down_to:
                older = read(before=page.before)
                page = HistoryPage((*page.lines, *older.lines), older.before)
            return page
