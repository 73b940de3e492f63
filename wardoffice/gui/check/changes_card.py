"""What changed in the city's list of services, by the day it was noticed, new ones marked."""

from itertools import groupby

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from wardoffice.domain.service_list import (
    ServiceChange,
    ServiceChangeKind,
    ServiceChangeLine,
    ServiceNews,
)
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.icons import icon_of
from wardoffice.gui.theme import Palette, palette_of
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import badge, clear, label, link
from wardoffice.language import plural, text

_SHOWN = 20
_ICON = 16


class ServiceChangesCard(Card):
    """``seen_asked`` carries the id of the newest change that is shown."""

    seen_asked = Signal(int)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("Changes of the city's list of types"), parent)
        self._moments = moments
        self._lines: tuple[ServiceChangeLine, ...] = ()
        self._count = 0
        self._whole = False
        self._said = label("", "heading")
        self._seen = KeyButton(text("We have seen these"))
        self._seen.clicked.connect(self._mark)
        self._more = link(text("Show all"))
        self._more.clicked.connect(self._show_whole)
        head = QHBoxLayout()
        head.addWidget(self._said, 1)
        head.addWidget(self._seen)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(3, 1)
        self.body.addLayout(head)
        self.body.addLayout(self._grid)
        self.body.addWidget(self._more)

    @property
    def count(self) -> int:
        """How many changes were noted."""
        return self._count

    def show_news(self, news: ServiceNews) -> None:
        """Show the changes, newest first."""
        self._lines, self._count = tuple(news.lines), news.count
        self._said.setText(news_words(news.count, news.unseen))
        self._said.setAccessibleName(self._said.text())
        self._seen.setVisible(news.unseen > 0)
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the signs in the colours of another look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._fill()

    def _fill(self) -> None:
        clear(self._grid)
        shown = self._lines if self._whole else self._lines[:_SHOWN]
        row = 0
        for day, lines in groupby(shown, key=lambda each: self._moments.day(each.at)):
            self._grid.addWidget(label(day, "quiet", wrap=False), row, 0, Qt.AlignmentFlag.AlignTop)
            for each in lines:
                self._add(row, each)
                row += 1
        hidden = self._count - len(shown)
        self._more.setVisible(hidden > 0 and not self._whole)
        self._more.setText(plural("Show {count} more", "Show {count} more", hidden))

    def _add(self, row: int, each: ServiceChangeLine) -> None:
        top = Qt.AlignmentFlag.AlignTop
        name, colour, kind = sign_words(each.change.kind, palette_of(self))
        sign = QLabel()
        sign.setPixmap(icon_of(name, color=colour).pixmap(_ICON, _ICON))
        self._grid.addWidget(sign, row, 1, top)
        self._grid.addWidget(label(kind, "quiet", wrap=False), row, 2, top)
        self._grid.addWidget(label(change_words(each.change)), row, 3, top)
        if each.seen_at is None:
            self._grid.addWidget(badge(text("new to us"), Tone.ACCENT), row, 4, top)

    def _mark(self) -> None:
        if self._lines:
            self.seen_asked.emit(max(each.change_id for each in self._lines))

    def _show_whole(self) -> None:
        self._whole = True
        self._fill()


def news_words(count: int, unseen: int) -> str:
    """How much changed, in a sentence."""
    if not count:
        return text("The list is as it was when it was first read.")
    if not unseen:
        return plural(
            "{count} change so far, and the office has seen it.",
            "{count} changes so far, and the office has seen them.",
            count,
        )
    return plural(
        "{count} change that nobody has marked as seen.",
        "{count} changes that nobody has marked as seen.",
        unseen,
    )


def change_words(change: ServiceChange) -> str:
    """One change, before and after."""
    kind = ServiceChangeKind
    if change.kind is kind.RENAMED:
        return text("{before} is now called {after}", before=change.before, after=change.after)
    if change.kind is kind.MOVED:
        return text(
            "{name}: from {before} to {after}", name=change.name, before=change.before, after=change.after
        )
    if change.kind is kind.QUESTIONS:
        return _question_words(change)
    return change.name


def _question_words(change: ServiceChange) -> str:
    if change.before and change.after:
        return text(
            "{name}: was {before}; is {after}", name=change.name, before=change.before, after=change.after
        )
    if change.after:
        return text("{name}: asks now {after}", name=change.name, after=change.after)
    return text("{name}: asks no longer {before}", name=change.name, before=change.before)


def sign_words(kind: ServiceChangeKind, colours: Palette) -> tuple[str, str, str]:
    """The icon of a kind of change, its colour, and its word."""
    return {
        ServiceChangeKind.NEW: ("mdi6.plus-circle-outline", colours.done, text("new")),
        ServiceChangeKind.BACK: ("mdi6.plus-circle-outline", colours.done, text("back again")),
        ServiceChangeKind.GONE: ("mdi6.minus-circle-outline", colours.danger, text("gone")),
        ServiceChangeKind.RENAMED: ("mdi6.rename-outline", colours.accent, text("renamed")),
        ServiceChangeKind.MOVED: ("mdi6.folder-move-outline", colours.accent, text("moved")),
        ServiceChangeKind.QUESTIONS: ("mdi6.help-circle-outline", colours.check, text("questions")),
    }[kind]
