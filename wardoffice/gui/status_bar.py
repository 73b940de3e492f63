"""The foot of the window: when the city and the mailbox were last read, and what is going on."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from wardoffice.gui.icons import icon_of
from wardoffice.gui.queue.words import ago
from wardoffice.gui.syncing_port import SyncFacts
from wardoffice.gui.tasks import Job
from wardoffice.gui.theme import palette_of
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.elided import ElidedLabel
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import plural, text

_MINUTE_MILLISECONDS = 60_000
_PROGRESS_WIDTH = 160
_ICON = QSize(14, 14)


class StatusBar(QWidget):
    """Each fact is a button to the check screen; long work shows how far it is and can be stopped."""

    check_asked = Signal()
    stop_asked = Signal()
    keys_asked = Signal()

    def __init__(self, clock: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._clock = clock
        self._facts: SyncFacts | None = None
        self._job: Job | None = None
        self._work: tuple[str, int, int | None] | None = None
        self._year: tuple[str, int, int] | None = None
        self._parts: dict[str, tuple[int, int | None]] = {}
        self._city, self._mail = _Fact(), _Fact()
        self._words = ElidedLabel()
        self._words.setProperty("role", "quiet")
        self._bar = QProgressBar()
        self._bar.setFixedWidth(_PROGRESS_WIDTH)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(text("Progress"))
        self._stop = KeyButton(text("Stop"))
        self._stop.setProperty("small", True)
        self._stop.clicked.connect(self._ask_stop)
        keys = QPushButton(text("Press ? for keys"))
        keys.setProperty("role", "link")
        keys.setAccessibleName(text("Show all keys"))
        keys.clicked.connect(self.keys_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        layout.setSpacing(8)
        for fact in (self._city, self._mail):
            fact.clicked.connect(self.check_asked)
            layout.addWidget(fact)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._bar)
        layout.addWidget(self._stop)
        layout.addWidget(keys)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MILLISECONDS)
        self._minute.timeout.connect(self._say)
        self._minute.start()
        self._show()
        self._say()

    def show_facts(self, facts: SyncFacts) -> None:
        """Say when the city and the mailbox were last read, and what is wrong with either."""
        self._facts = facts
        self._say()

    def show_sync(self, part: str, done: int, total: int | None) -> None:
        """Say how far a part of the sync is, beside the other part; it is "city" or "mail"."""
        self._parts[part] = (done, total)
        self._show()

    def end_sync(self, part: str) -> None:
        """That part of the sync goes on no more."""
        self._parts.pop(part, None)
        self._show()

    def show_year(self, words: str, done: int, total: int) -> None:
        """Say how far the year before is read, behind the sync."""
        self._year = words.rstrip("."), done, total
        self._show()

    def end_year(self) -> None:
        """It goes on no more."""
        self._year = None
        self._show()

    def show_work(self, words: str, done: int, total: int | None, job: Job | None) -> None:
        """Say how far a person's job is, in front of the sync; Stop cancels the job then."""
        self._job = job
        self._work = _far(words, done, total), done, total
        self._show()

    def end_work(self) -> None:
        """The person's job goes on no more; what is left is the sync, if any."""
        self._job = self._work = None
        self._show()

    def _show(self) -> None:
        if self._work is not None:
            words, done, total = self._work
        else:
            words, done, total = _sync_words(self._parts)
            if self._year is not None:
                year, read, whole = self._year
                done, total = (done, total) if words else (read, whole)
                words = f"{words}   {year}" if words else year
        self._words.setText(words)
        # A bar of unknown length runs by itself in Qt; with a known one it stands where the work is.
        self._bar.setRange(0, total or 0)
        self._bar.setValue(min(done, total or 0))
        for widget in (self._bar, self._stop):
            widget.setVisible(bool(words))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the marks in the colours of another look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            for fact in (self._city, self._mail):
                fact.draw()

    def _ask_stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
        else:
            self.stop_asked.emit()

    def _say(self) -> None:
        facts, now = self._facts, self._clock()
        if facts is None:
            self._city.say(text("311 not read yet"), Tone.QUIET)
            self._mail.say(text("Mail not read yet"), Tone.QUIET)
            return
        self._city.say(*_city_words(facts, now))
        self._mail.say(*_mail_words(facts, now))


class _Fact(QPushButton):
    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "link")
        self.setIconSize(_ICON)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription(text("Opens the 311 and mail check"))
        self._tone = Tone.QUIET

    def say(self, words: str, tone: Tone) -> None:
        self._tone = tone
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(words)
        self.draw()

    def draw(self) -> None:
        colours = palette_of(self)
        icon, ink = {
            Tone.DONE: ("mdi6.check-circle", colours.done),
            Tone.WAITING: ("mdi6.alert-circle", colours.waiting),
            Tone.DANGER: ("mdi6.close-circle", colours.danger),
        }.get(self._tone, ("mdi6.circle-outline", colours.quiet))
        self.setIcon(icon_of(icon, color=ink))


def _far(words: str, done: int, total: int | None) -> str:
    """How far something is, in words."""
    count = f"{done:,}" if total is None else text("{done} of {total}", done=f"{done:,}", total=f"{total:,}")
    return f"{words} · {count}" if done or total else f"{words}…"


def _sync_words(parts: dict[str, tuple[int, int | None]]) -> tuple[str, int, int | None]:
    """What is read, how much of it is done, and the total where that of every part is known."""
    names = {"city": text("Reading 311"), "mail": text("Reading the mail")}
    words = "   ".join(_far(names[part], *parts[part]) for part in names if part in parts)
    totals = [total for _, total in parts.values() if total is not None]
    known = sum(totals) if len(totals) == len(parts) else None
    return words, sum(done for done, _ in parts.values()), known


def _city_words(facts: SyncFacts, now: datetime) -> tuple[str, Tone]:
    if facts.city_trouble:
        return _first_sentence(facts.city_trouble), Tone.DANGER
    if facts.city_read_at is None:
        return text("311 not read yet"), Tone.QUIET
    read = text("311 read {when}", when=ago(facts.city_read_at, now))
    if facts.gaps:
        gaps = plural("{count} part could not be read", "{count} parts could not be read", facts.gaps)
        return f"{read} · {gaps}", Tone.WAITING
    return f"{read} · {text('no gaps')}", Tone.DONE


def _mail_words(facts: SyncFacts, now: datetime) -> tuple[str, Tone]:
    if facts.mail_trouble:
        return _first_sentence(facts.mail_trouble), Tone.DANGER
    if facts.mail_read_at is None:
        return text("Mail not read yet"), Tone.QUIET
    when, several = ago(facts.mail_read_at, now), len(facts.mailboxes)
    read = (
        text("{count} mailboxes read {when}", count=several, when=when)
        if several > 1
        else text("Mail read {when}", when=when)
    )
    if needing := facts.unreadable + facts.left_alone:
        need = plural("{count} needs a look", "{count} need a look", needing)
        return f"{read} · {need}", Tone.WAITING
    return f"{read} · {text('all mail is in')}", Tone.DONE


def _first_sentence(words: str) -> str:
    head, dot, _ = words.partition(". ")
    return head + dot.strip()
