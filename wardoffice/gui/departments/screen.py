"""The screen of departments: the list at the left, one of them beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)

from wardoffice.domain.departments import DepartmentView, TypedAddress
from wardoffice.domain.following_up import Overdue
from wardoffice.domain.routing import RuleProposal, RuleView
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.departments.cards import (
    FactsCard,
    OverdueCard,
    PeopleCard,
    RulesCard,
    TypedCard,
    whose_words,
)
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.list_and_page import make_list, make_page, put_beside, row_size
from wardoffice.gui.widgets.parts import facts, label
from wardoffice.language import plural, text


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the screen shows, and what whoever looks at it may do."""

    departments: tuple[DepartmentView, ...]
    rules: tuple[RuleView, ...]
    proposals: tuple[RuleProposal, ...]
    overdue: tuple[Overdue, ...]
    may_change: bool
    may_send: bool
    may_decide: bool
    typed: tuple[TypedAddress, ...] = ()


class DepartmentScreen(QWidget):
    """Shows what it is given; what is asked is about ``current``. ``case_asked`` carries a problem's id."""

    add_asked = Signal()
    case_asked = Signal(int)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text("Departments"))
        self._shown: Shown | None = None
        self._current: int | None = None
        self.search = QLineEdit()
        self.search.setPlaceholderText(text("Name, type or person"))
        self.search.setAccessibleName(text("Search in the list of departments"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _words: self._fill())
        self.list = make_list(text("Departments"))
        self.list.currentRowChanged.connect(lambda _row: self._choose())
        self._count = label("", "small")
        self._add = KeyButton(text("New department"), "", "mdi6.plus")
        self._add.clicked.connect(self.add_asked)
        self.facts, self.people = FactsCard(moments), PeopleCard()
        self.rules, self.overdue = RulesCard(), OverdueCard(moments)
        self.typed = TypedCard(moments)
        self.overdue.case_asked.connect(self.case_asked)
        self._stack = QStackedWidget()
        self._empty = EmptyState("mdi6.office-building-outline", "", "")
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._details())
        left = (label(text("Departments"), "title"), self._add, self.search, self.list, self._count)
        put_beside(self, left, self._stack)
        self._say_empty()

    @property
    def current(self) -> DepartmentView | None:
        """The department that is shown."""
        views = self._shown.departments if self._shown is not None else ()
        return next((each for each in views if each.department_id == self._current), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The departments as the list shows them now."""
        rows = (self.list.item(at) for at in range(self.list.count()))
        return tuple(each.text().split("\n")[0] for each in rows)

    def show_all(self, shown: Shown) -> None:
        """Show the list as it is now; the cursor stays where it is."""
        self._shown = shown
        self._add.setVisible(shown.may_change)
        self._fill()

    def go_to(self, department_id: int) -> None:
        """Show one department."""
        self._current = department_id
        self.search.clear()
        self._fill()

    def _fill(self) -> None:
        shown = self._shown
        if shown is None:
            return
        words = self.search.text().casefold().split()
        found = [each for each in shown.departments if _has(each, words)]
        if not any(each.department_id == self._current for each in found):
            self._current = found[0].department_id if found else None
        self.list.blockSignals(True)
        self.list.clear()
        for each in found:
            item = QListWidgetItem(f"{each.name}\n{self._line_words(each, shown)}")
            item.setData(Qt.ItemDataRole.UserRole, each.department_id)
            item.setSizeHint(row_size(self.list))
            self.list.addItem(item)
            if each.department_id == self._current:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)
        self._count.setText(plural("{count} department", "{count} departments", len(found)))
        self._show_current()

    def _line_words(self, each: DepartmentView, shown: Shown) -> str:
        late = sum(len(one.lines) for one in shown.overdue if one.department_id == each.department_id)
        proposed = sum(one.department_id == each.department_id for one in shown.proposals)
        return facts(
            (
                plural("{count} overdue", "{count} overdue", late) if late else "",
                plural("{count} rule proposed", "{count} rules proposed", proposed) if proposed else "",
                _reached_words(each),
            )
        )

    def _choose(self) -> None:
        item = self.list.currentItem()
        self._current = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        self._show_current()

    def _show_current(self) -> None:
        shown, view = self._shown, self.current
        if shown is None or view is None:
            self._say_empty()
            self._stack.setCurrentIndex(0)
            return
        self._name.setText(view.name)
        self._name.setAccessibleName(view.name)
        self._whose.setText(facts((whose_words(view), view.public_phone)))
        own = view.department_id
        late = next((each for each in shown.overdue if each.department_id == own), None)
        self.overdue.show_overdue(late, view.waiting, may_send=shown.may_send)
        self.people.show_department(view, may_change=shown.may_change)
        self.rules.show_rules(
            [each for each in shown.rules if each.department_id == own],
            [each for each in shown.proposals if each.department_id == own],
            may_add=shown.may_change,
            may_decide=shown.may_decide,
        )
        self.facts.show_department(view, may_change=shown.may_change)
        self.typed.show_typed(shown.typed, may_change=shown.may_change)
        self._stack.setCurrentIndex(1)

    def _say_empty(self) -> None:
        if self.search.text().strip():
            self._empty.say(text("Nothing found"), text("Another word, or an empty box, shows more."))
        else:
            self._empty.say(
                text("No department yet"),
                text("The city's file starts the list. Add whom the office sends problems to."),
            )

    def _details(self) -> QWidget:
        self._name, self._whose = label("", "title"), label("", "quiet")
        cards = (self.overdue, self.people, self.rules, self.facts, self.typed)
        return make_page(text("The department"), (self._name, self._whose, *cards))


def _reached_words(view: DepartmentView) -> str:
    """Who is written to; of others than the city the number that callers are given."""
    if not view.body.is_city:
        return facts((whose_words(view), view.public_phone or view.phone))
    return view.written_to[0].name if view.written_to else text("nobody to write to yet")


def _has(view: DepartmentView, words: Sequence[str]) -> bool:
    people = (part for each in view.people for part in (each.name, each.email, each.role))
    said = " ".join((view.name, *view.types, *people, view.note, view.phone, view.public_phone)).casefold()
    return all(word in said for word in words)
