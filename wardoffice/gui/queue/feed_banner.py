"""Says above the queue that 311 is old: how old, what is safe, and what to do. It goes by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.feed_age import FeedAge, OldFeed, feed_age
from wardoffice.gui.syncing_port import SyncFacts
from wardoffice.gui.widgets.banner import Banner
from wardoffice.gui.widgets.parts import link
from wardoffice.language import plural, text

_MINUTE_MILLISECONDS = 60_000
_HOURS_FOR_DAYS = 72


class FeedBanner(Banner):
    """Hidden while 311 is younger than ``limit``; asks ``clock`` (aware UTC) again every minute."""

    check_asked = Signal()

    def __init__(
        self, limit: timedelta, clock: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        check = link(text("Look at the 311 and mail check"))
        super().__init__("mdi6.clock-alert-outline", lambda look: look.waiting, check, parent)
        self.setObjectName("feedBanner")
        self._limit = limit
        self._clock = clock
        self._facts: SyncFacts | None = None
        check.clicked.connect(self.check_asked)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MILLISECONDS)
        self._minute.timeout.connect(self._say)
        self._minute.start()

    def show_facts(self, facts: SyncFacts) -> None:
        """Judge by these from now on."""
        self._facts = facts
        self._say()

    def _say(self) -> None:
        facts = self._facts
        old = (
            feed_age(facts.city_read_at, facts.city_newest_at, self._limit, self._clock()) if facts else None
        )
        if old is not None and facts is not None:
            self.say(*banner_words(old, facts.city_trouble))
        else:
            self.hide()


def banner_words(old: FeedAge, trouble: str) -> tuple[str, str]:
    """What is old; and what is safe and what to do. ``trouble`` of our reading names its own next step."""
    age = age_words(old.age)
    if old.what is OldFeed.OUR_READING:
        safe = text("What was read before is kept, and what came since is read as soon as 311 answers.")
        advice = text("Look at the 311 and mail check, and press F5 to read again.")
        return text("311 was last read {age} ago.", age=age), " ".join((trouble or safe, advice))
    return (
        text("The 311 feed is {age} old: the city has published nothing newer.", age=age),
        text(
            "Nothing is lost: we read on time, and what the city publishes late is read then. "
            "Until it does, ask 311 by phone before telling a resident that nothing was reported."
        ),
    )


def age_words(age: timedelta) -> str:
    """An age in one unit: "26 h", and days from the third on."""
    hours = int(age.total_seconds() // 3600)
    if hours < _HOURS_FOR_DAYS:
        return text("{count} h", count=hours)
    return plural("{count} day", "{count} days", hours // 24)
