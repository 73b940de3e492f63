"""All endpoints side by side."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wardoffice.domain.ports import Clock
from wardoffice.domain.watching import EndpointWatch
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.check.endpoint_card import EndpointCard
from wardoffice.gui.check.uptime_strip import legend_words
from wardoffice.gui.widgets.parts import label
from wardoffice.language import text


class Endpoints(QWidget):
    """A card for each endpoint of the office, in a line as wide as the screen."""

    def __init__(self, moments: Moments, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moments = moments
        self._clock = clock
        self._cards: list[EndpointCard] = []
        self._line = QHBoxLayout()
        self._line.setSpacing(12)
        self._none = label(text("Nothing is set up yet that could be looked at."), "quiet")
        self._legend = label(legend_words(), "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._none)
        column.addLayout(self._line)
        column.addWidget(self._legend)
        self.show_watches(())

    @property
    def cards(self) -> tuple[EndpointCard, ...]:
        """The cards that are shown."""
        return tuple(self._cards)

    def show_watches(self, watches: Sequence[EndpointWatch]) -> None:
        """Show them; the endpoints of an office stay the same while it is open."""
        while len(self._cards) < len(watches):
            card = EndpointCard(self._moments, self._clock)
            self._cards.append(card)
            self._line.addWidget(card, 1)
        for card, watch in zip(self._cards, watches, strict=False):
            card.show_watch(watch)
        self._none.setVisible(not watches)
        self._legend.setVisible(bool(watches))
