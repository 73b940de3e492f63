"""One endpoint: whether it answers, how fast, what it held, and how it was over 48 hours and 30 days."""

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from wardoffice.domain.ports import Clock
from wardoffice.domain.uptime import DAYS, HOURS
from wardoffice.domain.watching import EndpointWatch, WatchedTime
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.check.uptime_strip import UptimeStrip
from wardoffice.gui.check.watch_words import (
    cell_words,
    error_words,
    held_words,
    line_words,
    look_words,
    name_words,
    speed_words,
    state_words,
    uptime_words,
)
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.elided import ElidedLabel
from wardoffice.gui.widgets.parts import badge, banner, clear, label
from wardoffice.language import text

_NAMES_WIDTH = 92


class EndpointCard(Card):
    """Shows one EndpointWatch after the other; ``clock`` answers aware UTC."""

    def __init__(self, moments: Moments, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._moments = moments
        self._clock = clock
        self._answers = False
        self._name = ElidedLabel()
        self._name.setProperty("role", "strong")
        self._state = badge("", Tone.QUIET)
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._state)
        self._where = ElidedLabel()
        self._where.setProperty("role", "small")
        self._trouble = banner("", Tone.DANGER)
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(4)
        self._facts.setColumnMinimumWidth(0, _NAMES_WIDTH)
        self._facts.setColumnStretch(1, 1)
        self._hours = UptimeStrip(text("The last 48 hours, hour by hour"))
        self._days = UptimeStrip(text("The last 30 days, day by day"))
        self._hours_words, self._days_words = label("", "small"), label("", "small")
        self.body.addLayout(head)
        self.body.addWidget(self._where)
        self.body.addWidget(self._trouble)
        self.body.addLayout(self._facts)
        self.body.addStretch(1)
        for strip, words in ((self._hours, self._hours_words), (self._days, self._days_words)):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(words)
            column.addWidget(strip)
            self.body.addLayout(column)

    @property
    def answers(self) -> bool:
        """Whether it answered in full when it was last looked at."""
        return self._answers

    @property
    def two_days(self) -> str:
        """How the last 48 hours were, in words."""
        return self._hours_words.text()

    def show_watch(self, watch: EndpointWatch) -> None:
        """Show how it has been."""
        self._answers = watch.last is not None and watch.last.up
        name = name_words(watch.address)
        self._name.setText(name)
        self.setAccessibleName(name)
        self._state.show_word(*state_words(watch))
        self._where.setText(watch.address.where)
        trouble = watch.last.answered.trouble if watch.last is not None else ""
        self._trouble.show_word(trouble, state_words(watch)[1])
        self._trouble.setVisible(bool(trouble))
        self._show_facts(watch)
        self._show_strip(self._hours, self._hours_words, watch.hours, watch.two_days)
        self._show_strip(self._days, self._days_words, watch.days, watch.month)

    def _show_facts(self, watch: EndpointWatch) -> None:
        clear(self._facts)
        line, tone = line_words(watch, self._moments, self._clock())
        never = text("never")
        last_up = text("{age} ago", age=self._moments.since(watch.last_up)) if watch.last_up else never
        facts = [
            (text("Last look"), look_words(watch, self._moments), Tone.QUIET),
            (text("Last answer"), last_up, Tone.QUIET),
            (text("Usually"), speed_words(watch), Tone.QUIET),
            *((name, words, Tone.QUIET) for name, words in held_words(watch, self._moments)),
            (text("Errors"), error_words(watch), Tone.QUIET),
            (text("Certificate") if watch.address.encrypted else text("Connection"), line, tone),
        ]
        for row, (fact, words, tone) in enumerate(facts):
            top = Qt.AlignmentFlag.AlignTop
            self._facts.addWidget(label(fact, "quiet", wrap=False), row, 0, top)
            value: QWidget = label(words) if tone is Tone.QUIET else banner(words, tone)
            self._facts.addWidget(value, row, 1, top)

    def _show_strip(
        self,
        strip: UptimeStrip,
        words: QLabel,
        cells: tuple[WatchedTime, ...],
        whole: WatchedTime,
    ) -> None:
        of = timedelta(hours=HOURS) if strip is self._hours else timedelta(days=DAYS)
        said = uptime_words(whole, of)
        words.setText(said)
        words.setAccessibleName(said)
        strip.show_cells(cells, [cell_words(each, self._moments) for each in cells], said)
