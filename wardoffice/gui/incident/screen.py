"""The screen of incidents: the list at the left, one of them beside it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from wardoffice.domain.incidents import IncidentLine, IncidentView
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.incident.cards import CasesCard, PeopleCard, ScriptCard
from wardoffice.gui.incident.log_box import LogBox
from wardoffice.gui.keys import ActionId
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.list_and_page import make_list, make_page, put_beside, row_size
from wardoffice.gui.widgets.parts import facts, label, link
from wardoffice.language import plural, text


class IncidentScreen(QWidget):
    """Shows what it is given. ``chosen`` carries an incident's id, the other ints those of problems.

    ``call_given`` carries a TypedCall, ``call_held`` why one that was being typed waits.
    """

    chosen = Signal(int)
    begin_asked = Signal()
    call_given = Signal(object)
    call_held = Signal(object)
    describe_asked = Signal()
    update_asked = Signal()
    end_asked = Signal()
    taken_in = Signal(int)
    left_out = Signal(int)
    case_asked = Signal(int)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text("Incidents"))
        self._moments = moments
        self._view: IncidentView | None = None
        self._lines: tuple[IncidentLine, ...] = ()
        self.list = make_list(text("Incidents"))
        self.list.currentRowChanged.connect(self._choose)
        self._begin = KeyButton(text("New incident"), icon="mdi6.plus", of=ActionId.INCIDENT)
        self._begin.clicked.connect(self.begin_asked)
        self.log = LogBox(moments)
        self._script, self._people = ScriptCard(), PeopleCard(moments)
        self._cases = CasesCard(moments, proposed=False)
        self._proposed = CasesCard(moments, proposed=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(
            EmptyState(
                "mdi6.map-marker-radius-outline",
                text("No incident"),
                text(
                    "When a main breaks and many people call about the same blocks, begin one: choose "
                    "problems in the list or draw the area on the map, and press V. Then a name is logged in "
                    "a moment, and all are told at once."
                ),
            )
        )
        self._stack.addWidget(self._details())
        put_beside(self, (label(text("Incidents"), "title"), self._begin, self.list), self._stack)
        self._connect()

    @property
    def view(self) -> IncidentView | None:
        """The incident that is shown."""
        return self._view

    @property
    def lines(self) -> tuple[IncidentLine, ...]:
        """All incidents, as the list has them."""
        return self._lines

    def show_lines(self, lines: Sequence[IncidentLine], chosen: int | None) -> None:
        """Show the list, with the cursor on an incident."""
        self._lines = tuple(lines)
        self.list.blockSignals(True)
        self.list.clear()
        for each in lines:
            item = QListWidgetItem(f"{each.name}\n{self._line_words(each)}")
            item.setSizeHint(row_size(self.list))
            self.list.addItem(item)
        at = next((at for at, each in enumerate(lines) if each.incident_id == chosen), -1)
        self.list.setCurrentRow(at)
        self.list.blockSignals(False)
        if not lines:
            self.show_incident(None)

    def show_incident(self, view: IncidentView | None, *, chosen: bool = False) -> None:
        """Show one incident that a person has ``chosen`` or that came up by itself, or what one is for."""
        self._view = view
        self.log.show_incident(view, chosen=chosen)
        self._stack.setCurrentIndex(0 if view is None else 1)
        if view is None:
            return
        over = text("over since {when}", when=self._moments.moment(view.ended_at)) if view.ended_at else ""
        began = text("since {when}", when=self._moments.moment(view.began_at))
        self._name.setText(view.name)
        self._name.setAccessibleName(view.name)
        self._when.setText(facts((began, over)))
        self._own.setText(text("Its own problem: {number}", number=view.number))
        self._end.setVisible(view.ended_at is None)
        self._script.show_incident(view)
        self._people.show_incident(view)
        count, more = len(view.cases), len(view.proposed)
        under = plural("Under it: {count} problem", "Under it: {count} problems", count)
        self._cases.show_cases(
            under if count else text("Under it"), view.cases, text("No other problem stands under it yet.")
        )
        self._proposed.setVisible(bool(more))
        self._proposed.show_cases(
            plural("In its area: {count} more", "In its area: {count} more", more), view.proposed, ""
        )

    def begin_typing(self) -> None:
        """Put the cursor where the next caller's name goes; else into the list."""
        if self._view is not None and self._view.ended_at is None:
            self.log.name.setFocus()
        else:
            self.list.setFocus()

    def _line_words(self, each: IncidentLine) -> str:
        if each.ended_at is not None:
            state = text("over")
        elif each.owed:
            state = plural("{count} to answer", "{count} to answer", each.owed)
        else:
            state = text("everybody told") if each.people else text("nobody called yet")
        told = plural("{count} person", "{count} people", each.people) if each.people else ""
        return facts((self._moments.lately(each.began_at), told, state))

    def _choose(self, at: int) -> None:
        if 0 <= at < len(self._lines):
            self.chosen.emit(self._lines[at].incident_id)

    def _details(self) -> QWidget:
        self._name, self._when = label("", "title"), label("", "quiet")
        self._own = link(text("Its own problem"))
        self._end = KeyButton(text("It is over"), "", "mdi6.check")
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._when)
        names.addWidget(self._own)
        head = QHBoxLayout()
        head.addLayout(names)
        head.addStretch(1)
        head.addWidget(self._end, 0, Qt.AlignmentFlag.AlignTop)
        cards = (self.log, self._script, self._people, self._cases, self._proposed)
        return make_page(text("The incident"), (head, *cards))

    def _connect(self) -> None:
        self.log.given.connect(self.call_given)
        self.log.held.connect(self.call_held)
        self._script.change_asked.connect(self.describe_asked)
        self._people.update_asked.connect(self.update_asked)
        self._end.clicked.connect(self.end_asked)
        self._own.clicked.connect(lambda: self.case_asked.emit(self._view.own_case_id if self._view else 0))
        for card in (self._cases, self._proposed):
            card.case_asked.connect(self.case_asked)
            card.taken_in.connect(self.taken_in)
            card.left_out.connect(self.left_out)
