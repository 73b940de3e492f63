"""Same problem: the cases that were put together with this one, and which of them stands for all."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wardoffice.domain.case_view import AbsorbedView, CaseView
from wardoffice.gui.case.together_words import city_stays_words
from wardoffice.gui.keys import ActionId
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import clear, facts, label, line, link
from wardoffice.language import plural, text

_SHOWN_AT_FIRST = 5


class SameCard(Card):
    """Each absorbed case with what pulls it apart again (P4), or makes it stand for all; both by its id."""

    pull_apart_asked = Signal(int)
    root_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text("Same problem"), parent)
        self._absorbed: tuple[AbsorbedView, ...] | None = None
        self._numbers: tuple[str, ...] = ()

    def show_case(self, view: CaseView) -> None:
        """Show what was put together; a case that stands alone takes no room."""
        self.setVisible(bool(view.absorbed))
        numbers = tuple(each.number for each in view.city)
        if (view.absorbed, numbers) == (self._absorbed, self._numbers):
            return
        self._absorbed, self._numbers = view.absorbed, numbers
        self._build(view.absorbed, _SHOWN_AT_FIRST)

    def _build(self, absorbed: tuple[AbsorbedView, ...], limit: int) -> None:
        clear(self.body)
        self.set_title(
            plural("Same problem: {count} more in it", "Same problem: {count} more in it", len(absorbed))
        )
        if len(self._numbers) > 1:
            self.body.addWidget(label(city_stays_words(self._numbers), "quiet"))
        numbers = {each.case_id: each.number for each in absorbed}
        shown = absorbed[-limit:]
        if hidden := len(absorbed) - len(shown):
            more = link(plural("Show {count} earlier one", "Show {count} earlier ones", hidden))
            more.clicked.connect(partial(self._build, absorbed, len(absorbed)))
            self.body.addWidget(more)
        for number, each in enumerate(shown):
            if number:
                self.body.addWidget(line())
            by_way_of = numbers.get(each.merged_into, "")
            self.body.addLayout(self._row(each, by_way_of, last=number == len(shown) - 1))

    def _row(self, each: AbsorbedView, by_way_of: str, *, last: bool) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(each.title, "strong"))
        through = text("came with {number}", number=by_way_of) if by_way_of else ""
        words.addWidget(label(facts((each.number, each.address, through)), "quiet"))
        root = link(text("Let it stand for all"), text("Let {number} stand for all", number=each.number))
        root.clicked.connect(partial(self.root_asked.emit, each.case_id))
        words.addWidget(root)
        apart = KeyButton(text("Pull apart"), of=ActionId.PULL_APART if last else "")
        apart.setAccessibleName(text("Pull {number} apart", number=each.number))
        apart.clicked.connect(partial(self.pull_apart_asked.emit, each.case_id))
        made = QHBoxLayout()
        made.setSpacing(12)
        made.addLayout(words, 1)
        made.addWidget(apart)
        return made
