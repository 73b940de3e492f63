"""Whether a city asked for what changed since a time tells just that: judged by what comes, never assumed.

Some cities take ``updated_after`` and ignore it (they answer with the list as ever), some answer nothing at
all, some refuse it. Where the newest word known lies within the time asked about, an honest answer holds at
least that record again.
"""

from datetime import timedelta

from wardoffice.domain.books import UpdatesAsked
from wardoffice.domain.service_requests import RequestPage, Window

_SLACK = timedelta(days=1)
"""Cities read a time without a zone as any zone's, and some as a whole day."""


class UpdateJudge:
    """Takes the pages of one window that was asked for by update."""

    def __init__(self, window: Window) -> None:
        self._since = window.start - _SLACK
        self._told = 0
        self._strangers = 0

    def take(self, page: RequestPage) -> None:
        """Look at the times of a page."""
        for each in page.requests:
            self._told += 1
            if each.updated_at is None or each.updated_at < self._since:
                self._strangers += 1

    @property
    def ignored(self) -> bool:
        """Whether at least half of what came did not change since the time asked for."""
        return self._told > 0 and self._strangers * 2 >= self._told

    def verdict(self) -> UpdatesAsked:
        """What the city made of the question, once the window is read to its end."""
        if not self._told:
            return UpdatesAsked.SILENT
        return UpdatesAsked.IGNORED if self.ignored else UpdatesAsked.OBEYED
