"""The map as a screen of its own: how many, what the marks mean, and the map."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from wardoffice.domain.queue import MapPoint
from wardoffice.gui.map.legend import Legend
from wardoffice.gui.map.port import MapPort
from wardoffice.language import plural, text


class MapScreen(QWidget):
    """Places a map (a widget that is a MapPort) under its title. ``case_chosen`` carries a case id."""

    case_chosen = Signal(int)

    def __init__(self, port: MapPort, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._port = port
        self.setAccessibleName(text("Map"))
        title = QLabel(text("Map"))
        title.setProperty("role", "title")
        self._count = QLabel()
        self._count.setProperty("role", "quiet")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(title)
        head.addWidget(self._count)
        head.addStretch(1)
        head.addWidget(Legend())
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 24)
        column.setSpacing(12)
        column.addLayout(head)
        if not isinstance(port, QWidget):
            raise TypeError(port)
        column.addWidget(port, 1)
        port.clicked.connect(self.case_chosen)
        self.show_points(())

    def show_points(self, points: tuple[MapPoint, ...], limit: int | None = None, without: int = 0) -> None:
        """Draw the cases; ``limit`` is how many were asked for at most, to say where there are more.

        ``without`` is how many of the same list have no known place, so that nobody takes the map for all.
        """
        self._port.show_points(points)
        self._count.setText(_count_words(len(points), limit, without))

    def focus(self, point: MapPoint | None) -> None:
        """Mark the case that is open in the queue."""
        self._port.focus(point)

    @property
    def drawn(self) -> bool:
        """Whether the map stands with everything on it."""
        return self._port.drawn

    @property
    def count_words(self) -> str:
        """What the screen says of how many are shown."""
        return self._count.text()


def _count_words(shown: int, limit: int | None, without: int) -> str:
    if limit is not None and shown >= limit:
        return text("The first {count} problems of the list that have a place.", count=f"{shown:,}")
    placed = (
        plural("{count} problem with a known place", "{count} problems with a known place", shown)
        if shown
        else text("No problem with a known place in this list.")
    )
    if not without:
        return placed
    return f"{placed} · {plural('{count} without a known place', '{count} without a known place', without)}"
