"""The map as a screen of its own: how many, what the marks mean, what is selected, and the map."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from wardoffice.gui.map.legend import Legend
from wardoffice.gui.map.port import LargeMap
from wardoffice.gui.map.selected_bar import SelectedBar
from wardoffice.gui.widgets.elided import ElidedLabel
from wardoffice.language import plural, text
from wardoffice.office.density import Density
from wardoffice.office.map_marks import ColourBy, MarkedPoints


class MapScreen(QWidget):
    """Places a map (a widget that is a LargeMap) under what it shows.

    ``case_chosen`` carries a case id; ``recoloured`` follows another choice of what the marks tell
    (``colour_by``); ``area_drawn`` carries the corners of an area as Points; ``left`` follows Escape.
    """

    case_chosen = Signal(int)
    recoloured = Signal()
    area_drawn = Signal(object)
    left = Signal()

    def __init__(self, port: LargeMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._port = port
        self.setAccessibleName(text("Map"))
        self.colour_by = ColourBy.STATUS
        self.list_words = ""
        """What the screen says of the list it shows."""
        self.count_words = ""
        """What the screen says of how many are shown."""
        self._said = ElidedLabel()
        self._said.setProperty("role", "quiet")
        self._legend = Legend()
        self.selected = SelectedBar()
        """What is said of, and done with, the selected problems."""
        self._area = QPushButton(text("Draw an area"))
        self._area.setCheckable(True)
        self._area.setToolTip(text("Draw around problems with the mouse to select them"))
        self._area.toggled.connect(lambda on: port.draw_area(on=on))
        self._view = QPushButton(text("Select all in view"))
        self._view.clicked.connect(port.take_view)
        for button in (self._area, self._view):
            button.setAccessibleName(button.text())
        self._boundaries = self._choice(
            text("Boundaries"),
            {"now": text("Today's boundaries"), "before": text("Boundaries before"), "both": text("Both")},
            port.show_boundaries,
        )
        self._boundaries.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 24)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addWidget(self._said)
        column.addWidget(self._legend)
        column.addWidget(self.selected)
        if not isinstance(port, QWidget):
            raise TypeError(port)
        column.addWidget(port, 1)
        port.clicked.connect(self.case_chosen)
        port.area_drawn.connect(self._take_area)
        port.left.connect(self.leave)
        self.selected.cleared.connect(self.clear_area)
        self.show_marked(MarkedPoints(), Density())

    def show_marked(
        self, marked: MarkedPoints, density: Density, limit: int | None = None, without: int = 0
    ) -> None:
        """Draw the cases; ``limit`` is how many were asked for at most, to say where there are more.

        ``without`` is how many of the same list have no known place, so that nobody takes the map for all.
        """
        self._port.show_marked(marked, density)
        self._legend.show_marks(marked)
        self.count_words = _count_words(len(marked.points), limit, without)
        self._said.setText(": ".join(each for each in (self.list_words, self.count_words) if each))

    def name_list(self, words: str) -> None:
        """Say from now on that this list of the queue is shown."""
        self.list_words = words

    def mark_open(self, case_id: int | None) -> None:
        """Mark the case that is open in the queue, and leave the map where it is."""
        self._port.mark_open(case_id)

    def name_boundaries(self, now: str, before: str) -> None:
        """Offer the boundaries before, where they are known, by what both are called."""
        self._boundaries.setVisible(bool(before))
        for place, words in enumerate((now, before)):
            if words:
                self._boundaries.setItemText(place, words)

    def draw_area(self) -> None:
        """Let the mouse draw an area, or move the map again."""
        self._area.toggle()

    def take_view(self) -> None:
        """Select all that is in view."""
        self._port.take_view()

    def show_selected(self, case_ids: tuple[int, ...]) -> None:
        """Mark these, and say how many they are."""
        self._port.select(case_ids)
        self.selected.show_count(len(case_ids))

    def clear_area(self) -> None:
        """Select nothing any more."""
        self._port.clear_area()
        self.area_drawn.emit(())

    def step_back(self) -> bool:
        """One step back, out of drawing or out of the selection; False where there is neither."""
        if self._area.isChecked():
            self._area.setChecked(False)
            return True
        if self.selected.count:
            self.clear_area()
            return True
        return False

    def leave(self) -> None:
        """One step back, in the end out of the map."""
        if not self.step_back():
            self.left.emit()

    @property
    def drawn(self) -> bool:
        """Whether the map stands with everything on it."""
        return self._port.drawn

    @property
    def legend_words(self) -> tuple[str, ...]:
        """What the legend says."""
        return self._legend.said

    def _take_area(self, corners: object) -> None:
        self._area.setChecked(False)
        self.area_drawn.emit(corners)

    def _head(self) -> QHBoxLayout:
        title = QLabel(text("Map"))
        title.setProperty("role", "title")
        by = self._choice(
            text("Marks tell"),
            {ColourBy.STATUS.value: text("Marks by status"), ColourBy.TYPE.value: text("Marks by type")},
            self._recolour,
        )
        density = self._choice(
            text("Density"),
            {
                "auto": text("Density from afar"),
                "never": text("Every problem"),
                "always": text("Density only"),
            },
            self._port.show_density,
        )
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(title)
        head.addStretch(1)
        for each in (by, density, self._boundaries, self._area, self._view):
            head.addWidget(each)
        return head

    def _recolour(self, by: str) -> None:
        self.colour_by = ColourBy(by)
        self.recoloured.emit()

    def _choice(self, name: str, choices: dict[str, str], then: Callable[[str], None]) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        for key, words in choices.items():
            box.addItem(words, key)
        box.activated.connect(partial(_take, box, then))
        return box


def _take(box: QComboBox, then: Callable[[str], None], _row: int) -> None:
    then(box.currentData())


def _count_words(shown: int, limit: int | None, without: int) -> str:
    if limit is not None and shown >= limit:
        return text("The {count} most urgent problems of the list that have a place.", count=f"{shown:,}")
    placed = (
        plural("{count} problem with a known place", "{count} problems with a known place", shown)
        if shown
        else text("No problem with a known place in this list.")
    )
    if not without:
        return placed
    return f"{placed} · {plural('{count} without a known place', '{count} without a known place', without)}"
