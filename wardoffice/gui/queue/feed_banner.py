"""Says above the queue that 311 is old: how old, what is safe, and what to do. It goes by itself."""

from collections.abc import Callable
from datetime import datetime, timedelta

import qtawesome
from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from wardoffice.domain.feed_age import FeedAge, OldFeed, feed_age
from wardoffice.gui.case.parts import label, link
from wardoffice.gui.desk import SyncFacts
from wardoffice.gui.theme import palette_of
from wardoffice.language import plural, text

_MINUTE_MILLISECONDS = 60_000
_ICON_PIXELS = 20
_HOURS_FOR_DAYS = 72


class FeedBanner(QFrame):
    """Hidden while 311 is younger than ``limit``; asks ``clock`` (aware UTC) again every minute."""

    check_asked = Signal()

    def __init__(
        self, limit: timedelta, clock: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("feedBanner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._limit = limit
        self._clock = clock
        self._facts: SyncFacts | None = None
        self._icon = QLabel()
        self._happened = label("", "strong")
        self._rest = label("")
        check = link(text("Look at the 311 and mail check"))
        check.clicked.connect(self.check_asked)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._happened)
        words.addWidget(self._rest)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(12)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(check)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MILLISECONDS)
        self._minute.timeout.connect(self._say)
        self._minute.start()
        self.hide()

    def show_facts(self, facts: SyncFacts) -> None:
        """Judge by these from now on."""
        self._facts = facts
        self._say()

    @property
    def words(self) -> str:
        """What it says, or nothing while it is hidden."""
        return self.accessibleName() if not self.isHidden() else ""

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the colours of another look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _say(self) -> None:
        facts = self._facts
        old = (
            feed_age(facts.city_read_at, facts.city_newest_at, self._limit, self._clock()) if facts else None
        )
        if old is not None and facts is not None:
            happened, rest = banner_words(old, facts.city_trouble)
            self._happened.setText(happened)
            self._rest.setText(rest)
            self.setAccessibleName(f"{happened} {rest}")
            self._draw()
        self.setVisible(old is not None)

    def _draw(self) -> None:
        icon = qtawesome.icon("mdi6.clock-alert-outline", color=palette_of(self).waiting)
        self._icon.setPixmap(icon.pixmap(_ICON_PIXELS, _ICON_PIXELS))


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
