"""Where it is: a small map, and what is around."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.queue import MapPoint
from wardoffice.gui.case.parts import label
from wardoffice.gui.map.port import MapPort
from wardoffice.gui.widgets.card import Card
from wardoffice.language import text

_MAP_HEIGHT = 168


class PlaceCard(Card):
    """The small map with this case in the middle; ``case_asked`` carries the id of a clicked one."""

    case_asked = Signal(int)

    def __init__(self, port: MapPort | None, parent: QWidget | None = None) -> None:
        super().__init__(text("Place"), parent)
        self._port = port
        self._words = label("", "quiet")
        self.body.addWidget(self._words)
        if port is not None:
            if not isinstance(port, QWidget):
                raise TypeError(port)
            port.setFixedHeight(_MAP_HEIGHT)
            self.body.addWidget(port)
            port.clicked.connect(self.case_asked)
        self._here: MapPoint | None = None

    def show_case(self, view: CaseView) -> None:
        """Bring the case to the middle, or say that its place is not known."""
        here = map_point(view)
        self._words.setText(view.place.address or text("No address and no point known."))
        if here == self._here and here is not None:
            return
        self._here = here
        if self._port is None:
            return
        if isinstance(self._port, QWidget):
            self._port.setVisible(here is not None)
        if here is not None:
            self._port.show_points((here,))
        self._port.focus(here)

    def show_near(self, points: tuple[MapPoint, ...]) -> None:
        """Draw what is around, with this case among it."""
        if self._port is None or self._here is None:
            return
        others = tuple(each for each in points if each.case_id != self._here.case_id)
        self._port.show_points((*others, self._here))
        self._port.focus(self._here)


def map_point(view: CaseView) -> MapPoint | None:
    """The case as the map draws it, where its point is known."""
    if view.place.point is None:
        return None
    return MapPoint(
        view.case_id,
        view.number,
        view.title or view.service_name,
        view.place.address,
        view.place.point,
        view.ours,
        view.safety,
    )
