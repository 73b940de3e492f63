"""The city's own pictures of a request: nothing is loaded until somebody asks for one (P8)."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wardoffice.domain.case_view import CityView
from wardoffice.gui.widgets.parts import label, link
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import plural, text


class CityPhotoLinks(QWidget):
    """One link a picture. ``asked`` carries the id of the case it goes to, and its address on the web."""

    asked = Signal(int, str)

    def __init__(self, record: CityView, fetched: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        here = [each for each in record.media_urls if each in fetched]
        if here:
            words = plural(
                "The city's photo is among the photos.", "{count} of the city's photos are here.", len(here)
            )
            column.addWidget(label(words, "small"))
        missing = [each for each in record.media_urls if each not in fetched]
        for position, url in enumerate(missing, start=1):
            self._add_link(column, record, url, position if len(missing) > 1 else 0)

    def _add_link(self, column: QVBoxLayout, record: CityView, url: str, position: int) -> None:
        words = (
            text("Get photo {count} of the city", count=position)
            if position
            else text("Get the city's photo")
        )
        way = link(words, text("{words} of {number}", words=words, number=record.number))
        way.setToolTip(tip_words(url))
        way.clicked.connect(partial(self._ask, way, record.case_id, url))
        column.addWidget(way)

    def _ask(self, way: QWidget, case_id: int, url: str) -> None:
        way.setEnabled(False)  # one click, one picture
        self.asked.emit(case_id, url)
