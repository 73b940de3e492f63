"""The one way to tell a person something: a bar at the bottom of the window, never a dialog in the way."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from wardoffice.domain.errors import WardOfficeError
from wardoffice.gui.icons import icon_of
from wardoffice.gui.keys import ActionId
from wardoffice.gui.theme import palette_of
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import plural, text

_INFO_MILLISECONDS = 8_000
_ICON_PIXELS = 20


@dataclass(frozen=True, slots=True)
class _Word:
    happened: str
    rest: str
    is_error: bool
    undo: Callable[[], None] | None
    offer: str = ""
    seconds: int = 0
    about: frozenset[int] = frozenset()

    @property
    def stays(self) -> bool:
        """Whether it waits for a person."""
        return self.is_error or bool(self.offer)


class Notifier(QFrame):
    """Good news goes by itself after eight seconds; an error or an offer stays until it is closed."""

    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notifier")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words: list[_Word] = []
        self._held_back = False
        self._icon = QLabel()
        self._happened = QLabel()
        self._happened.setProperty("role", "strong")
        self._rest = QLabel()
        self._more = QLabel()
        self._more.setProperty("role", "quiet")
        self._undo = KeyButton(text("Undo"), icon="mdi6.undo", of=ActionId.UNDO)
        self._undo.clicked.connect(self._take_back)
        self._offer = KeyButton("", "")
        self._offer.setAccessibleName(text("What can be done"))
        self._offer.clicked.connect(self._take_back)
        self._close = KeyButton(text("Close"), "Esc")
        self._close.clicked.connect(self.close_one)
        for label in (self._happened, self._rest):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._happened)
        words.addWidget(self._rest)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 8)
        layout.setSpacing(12)
        layout.addWidget(self._icon)
        layout.addLayout(words, 1)
        for widget in (self._more, self._undo, self._offer, self._close):
            layout.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_INFO_MILLISECONDS)
        self._timer.timeout.connect(self.close_one)
        self._second = QTimer(self)
        self._second.setInterval(1_000)
        self._second.timeout.connect(self._count_down)
        self.hide()

    def info(
        self,
        words: str,
        undo: Callable[[], None] | None = None,
        about: frozenset[int] = frozenset(),
    ) -> None:
        """Say what was done to these cases, and offer to take it back."""
        self._words = [each for each in self._words if each.stays]
        errors = sum(each.is_error for each in self._words)
        self._words.insert(errors, _Word(words, "", is_error=False, undo=undo, about=about))
        self._show()

    def offer(self, words: str, button: str, do: Callable[[], None]) -> None:
        """Say something that a person may do something about, until they do it or close it."""
        self._words = [each for each in self._words if each.stays]
        self._words.append(_Word(words, "", is_error=False, undo=do, offer=button))
        self._show()

    def recall(
        self,
        words: str,
        seconds: int,
        take_back: Callable[[], None],
        about: frozenset[int] = frozenset(),
    ) -> None:
        """Say what leaves of these cases in so many seconds, and offer to take it back until then.

        While everything is held it leaves at no hour: then it is said that it waits.
        """
        if self._held_back:
            waits = text("{what}. It waits: everything in the outbox is held.", what=words)
            self.info(waits, take_back, about)
            return
        self._words = [each for each in self._words if each.stays]
        errors = sum(each.is_error for each in self._words)
        offer = text("Take it back")
        self._words.insert(
            errors,
            _Word(words, "", is_error=False, undo=take_back, offer=offer, seconds=seconds, about=about),
        )
        self._show()

    def hold_back(self, held: bool) -> None:  # noqa: FBT001 - a signal's
        """Count nothing down while everything is held."""
        self._held_back = held
        if held:
            self.waits_no_more()

    def waits_no_more(self, about: frozenset[int] | None = None) -> None:
        """What was to leave of these cases (or of any) went, or waits otherwise: nothing counts down."""
        left = [each for each in self._words if not each.seconds or not (about is None or each.about & about)]
        if left != self._words:
            self._words = left
            self._show()

    def error(self, error: WardOfficeError) -> None:
        """Say what happened, what is safe and what to do next, until somebody closes it."""
        rest = " ".join(part for part in (error.safe, error.next_step) if part)
        word = _Word(error.happened, rest, is_error=True, undo=None)
        self._words = [each for each in self._words if each.stays and each != word]
        self._words.insert(0, word)
        self._show()

    def correct(self, about: frozenset[int], error: WardOfficeError) -> None:
        """Say this in the place of what was said to be done to these cases, where that still stands."""
        left = [each for each in self._words if each.stays or not each.about & about]
        if left != self._words:
            self._words = left
            self.error(error)

    def close_one(self) -> None:
        """Close what is shown; an older error that still waits comes up."""
        self._words = self._words[1:]
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the colours of another look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._words:
            self._draw_icon(self._words[0])

    def _show(self) -> None:
        self._timer.stop()
        self.setVisible(bool(self._words))
        if not self._words:
            return
        word = self._words[0]
        self._happened.setText(word.happened)
        self._rest.setText(word.rest)
        self._rest.setVisible(bool(word.rest))
        waiting = len(self._words) - 1
        self._more.setText(plural("{count} more", "{count} more", waiting) if waiting else "")
        self._more.setVisible(bool(waiting))
        self._undo.setVisible(word.undo is not None and not word.offer)
        self._offer.setText(word.offer)
        self._offer.setAccessibleName(word.offer)
        self._offer.setVisible(bool(word.offer))
        self.setAccessibleName(f"{word.happened} {word.rest}".strip())
        self.setProperty("tone", "danger" if word.is_error else "accent")
        self.style().unpolish(self)
        self.style().polish(self)
        self._draw_icon(word)
        if word.seconds:
            self._rest.setText(_going_in(word.seconds))
            self._rest.show()
        elif not word.stays:
            self._timer.start()
        if any(each.seconds for each in self._words) and not self._second.isActive():
            self._second.start()
        self.said.emit(self.accessibleName())

    def _count_down(self) -> None:
        """A second less of what leaves soon; at the end it left, and there is nothing to take back."""
        going = [each for each in self._words if each.seconds]
        if not going:
            self._second.stop()
            return
        left = [replace(each, seconds=each.seconds - 1) if each.seconds else each for each in self._words]
        ended = any(before.seconds and not now.seconds for before, now in zip(self._words, left, strict=True))
        self._words = [
            now for before, now in zip(self._words, left, strict=True) if not before.seconds or now.seconds
        ]
        if ended:
            self._show()
        elif self._words[0].seconds:
            self._rest.setText(_going_in(self._words[0].seconds))

    def _draw_icon(self, word: _Word) -> None:
        colours = palette_of(self)
        name = "mdi6.alert-circle-outline" if word.is_error else "mdi6.check-circle-outline"
        icon = icon_of(name, color=colours.danger if word.is_error else colours.accent)
        self._icon.setPixmap(icon.pixmap(_ICON_PIXELS, _ICON_PIXELS))

    def _take_back(self) -> None:
        undo = self._words[0].undo if self._words else None
        self.close_one()
        if undo is not None:
            undo()


def _going_in(seconds: int) -> str:
    return plural("It goes in {count} second.", "It goes in {count} seconds.", seconds)
