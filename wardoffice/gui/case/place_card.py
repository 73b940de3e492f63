"""Where it is: a small map, what is around, and the other places that may be meant."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.place_choices import place_choices, told_apart
from wardoffice.domain.queue import Desk, MapPoint
from wardoffice.gui.map.port import MapPort
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import clear, label, link
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import text

_MAP_HEIGHT = 168
_TWO = 2
_LINK_WIDTH = 220  # pixels of the narrow column that a name may take


class PlaceCard(Card):
    """The small map with this case in the middle.

    ``case_asked`` carries the id of a clicked case, ``chosen`` the PlaceChoice a person took,
    ``look_up_asked`` the wish to ask online, which is offered only where the office switched it on
    (``online``).
    """

    case_asked = Signal(int)
    chosen = Signal(object)
    look_up_asked = Signal(int)

    def __init__(self, port: MapPort | None, parent: QWidget | None = None, *, online: bool = False) -> None:
        super().__init__(text("Place"), parent)
        self._port = port
        self._online = online
        self._words = label("", "quiet")
        self.body.addWidget(self._words)
        self._offers = QWidget()
        column = QVBoxLayout(self._offers)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._column = column
        self.body.addWidget(self._offers)
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
        self._words.setText(_place_words(view))
        self._offer(view)
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

    def _offer(self, view: CaseView) -> None:
        """The places it may be, as buttons: nothing is taken until a person does (P5)."""
        clear(self._column)
        choices = place_choices(view)
        if choices:
            self._column.addWidget(label(_question(view), "small"))
        for each in choices:
            button = link("", text("Set the place: {place}", place=each.label))
            cut = button.fontMetrics().elidedText(each.label, Qt.TextElideMode.ElideMiddle, _LINK_WIDTH)
            button.setText(cut.replace("&", "&&"))
            button.setToolTip(tip_words(each.label) if cut != each.label else "")
            button.clicked.connect(partial(self.chosen.emit, each))
            self._column.addWidget(button)
        asks = self._online and view.place.point is None and bool(view.place.address)
        if asks:
            ask = link(text("Look the address up online"))
            ask.setToolTip(text("Sends this address, and nothing else, to the US Census Bureau."))
            ask.clicked.connect(partial(self.look_up_asked.emit, view.case_id))
            self._column.addWidget(ask)
        self._offers.setVisible(asks or bool(choices))

    def show_near(self, points: tuple[MapPoint, ...]) -> None:
        """Draw what is around, with this case among it."""
        if self._port is None or self._here is None:
            return
        others = tuple(each for each in points if each.case_id != self._here.case_id)
        self._port.show_points((*others, self._here))
        self._port.focus(self._here)


def _question(view: CaseView) -> str:
    if told_apart(view):
        return text("Which is it?")
    return text("Or is it here?") if view.place.point is not None else text("Is it one of these?")


def _place_words(view: CaseView) -> str:
    if view.place.address and view.place.point is None and not view.place.others:
        return text("{address}: not found on the map", address=view.place.address)
    if view.place.address and len(view.between) == _TWO:
        one, other = view.between
        return text("{address}\nbetween {one} and {other}", address=view.place.address, one=one, other=other)
    if view.place.address:
        return view.place.address
    if view.place.point is not None:
        return text("No address is known near this point.")
    return text("No address and no point known.")


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
        _desk(view),
        view.service_code,
    )


def _desk(view: CaseView) -> Desk:
    """Where it stands, as far as the case itself says; the list around it knows more."""
    if not view.ours:
        return Desk.WATCHED_OPEN if view.status is CaseStatus.OPEN else Desk.WATCHED_CLOSED
    return Desk.TO_US if view.status is CaseStatus.OPEN else Desk.FINISHED
