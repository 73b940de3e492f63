"""Why the city closed a request, what it hangs on, and the way to each of those."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wardoffice.domain.case_view import CityView
from wardoffice.gui.case.closing_words import closing_sentences, follow_on_words, link_words
from wardoffice.gui.widgets.parts import label, link
from wardoffice.language import text


class ClosingPart(QWidget):
    """The sentences, then the requests they name. ``case_asked`` carries the id of the problem to open."""

    case_asked = Signal(int)

    def __init__(self, record: CityView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for sentence in closing_sentences(record):
            column.addWidget(label(sentence, selectable=True))
        for words, number, case_id in _named(record):
            if words:
                column.addWidget(label(words, "small", selectable=True))
            if case_id is not None and case_id != record.case_id:
                way = link(text("Open {number}", number=number))
                way.clicked.connect(partial(self.case_asked.emit, case_id))
                column.addWidget(way)


def has_words(record: CityView) -> bool:
    """Whether there is anything to say."""
    return bool(closing_sentences(record) or record.closing.follow_ons)


def _named(record: CityView) -> Iterator[tuple[str, str, int | None]]:
    """The other requests: in words, by number, and the problem each is filed under, if it may be opened."""
    view = record.closing
    links = view.chain.links if view.chain else ()
    for each in links:
        # The only one stands in the sentence already.
        yield link_words(each) if len(links) > 1 else "", each.number, each.case_id
    for follow_on in view.follow_ons:
        yield follow_on_words(follow_on), follow_on.number, follow_on.case_id
