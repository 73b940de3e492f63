"""How far the year before is read, and what it held."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from wardoffice.domain.year import YearState, YearStep
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import banner, clear, label
from wardoffice.gui.year_runner import YearTelling
from wardoffice.language import text

_WHOLE = 1000


class YearCard(Card):
    """``run_asked`` and ``stop_asked`` come from its button."""

    run_asked = Signal()
    stop_asked = Signal()

    def __init__(self, telling: YearTelling, parent: QWidget | None = None) -> None:
        super().__init__(text("The year before"), parent)
        self._telling = telling
        self._running = False
        self.state = YearState()
        """What is shown."""
        self.words: tuple[str, ...] = ()
        """How that is said."""
        self._said = label("", "heading")
        self._said.setObjectName("yearSaid")
        self._bar = QProgressBar()
        self._bar.setRange(0, _WHOLE)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(text("How much of the year before is read"))
        self._button = KeyButton(text("Read on"))
        self._button.setProperty("compact", True)
        self._button.clicked.connect(self._ask)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._said, 1)
        head.addWidget(self._bar)
        head.addWidget(self._button)
        self.body.addLayout(head)
        self._more = QHBoxLayout()
        self._more.setContentsMargins(0, 0, 0, 0)
        self.body.addLayout(self._more)
        self.show_state(self.state)

    def show_state(self, state: YearState) -> None:
        """Show how far it is."""
        self.state = state
        self.words = self._telling.sentences(state)
        first, *more = self.words
        self._said.setText(first)
        self._bar.setValue(round(state.share * _WHOLE))
        clear(self._more)
        if state.trouble:
            more.remove(state.trouble)
        if more:
            self._more.addWidget(label(" ".join(more), "quiet"))
        if state.trouble:
            self._more.addWidget(banner(state.trouble, Tone.WAITING))
        self._show_button()

    def show_running(self, *, running: bool) -> None:
        """Say whether it is being read right now."""
        self._running = running
        self._show_button()

    def _show_button(self) -> None:
        done = self.state.step is YearStep.DONE
        self._bar.setVisible(not done)
        self._button.setVisible(not done or self._running)
        words = text("Stop") if self._running else text("Read on")
        self._button.setText(words)
        self._button.setAccessibleName(
            text("Stop reading the year before") if self._running else text("Go on reading the year before")
        )

    def _ask(self) -> None:
        (self.stop_asked if self._running else self.run_asked).emit()
