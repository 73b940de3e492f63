"""Keeps the screen of departments as things are, and does what is asked on it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.actor import Doing, may
from wardoffice.domain.departments import DepartmentPersonView, DepartmentView, PersonDraft
from wardoffice.domain.incidents import Ring
from wardoffice.domain.routing import RuleProposal
from wardoffice.domain.service_requests import ServiceType
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.departments.port import DepartmentDesk
from wardoffice.gui.departments.questions import (
    DepartmentQuestion,
    KeepQuestion,
    PersonQuestion,
    RuleQuestion,
)
from wardoffice.gui.departments.screen import DepartmentScreen, Shown
from wardoffice.gui.tasks import Lane

Types = Callable[[], tuple[ServiceType, ...]]


class DepartmentKeeper(QObject):
    """``counted`` carries how many answers are overdue; ``ring`` is the area drawn on the map, or none."""

    counted = Signal(int)

    def __init__(
        self,
        screen: DepartmentScreen,
        desk: DepartmentDesk,
        types: Types,
        *,
        acting: Acting,
        ring: Callable[[], Ring],
        window: Callable[[], QWidget],
    ) -> None:
        super().__init__()
        self._screen, self._desk, self._types = screen, desk, types
        self._acting, self._ring, self._window = acting, ring, window
        screen.add_asked.connect(self._add)
        screen.facts.change_asked.connect(self._change)
        screen.facts.remove_asked.connect(self._remove)
        screen.people.add_asked.connect(self._add_person)
        screen.typed.listed_asked.connect(self._add_person)
        screen.people.change_asked.connect(self._change_person)
        screen.people.remove_asked.connect(self._remove_person)
        screen.rules.add_asked.connect(self._add_rule)
        screen.rules.remove_asked.connect(self._remove_rule)
        screen.rules.decided.connect(self._decide)
        acting.changed.connect(lambda _changes: self.refresh())

    def refresh(self) -> None:
        """Read the list, the rules and what is overdue."""
        self._acting.tasks.submit(Lane.QUERY, self._read, owner=self, done=self._show, topic="departments")

    def came_up(self) -> None:
        """The screen is in front: show things as they are now."""
        self.refresh()
        self._screen.list.setFocus()

    def _read(self) -> Shown:
        actor, desk = self._acting.actor, self._desk
        return Shown(
            desk.directory.all(actor),
            desk.routing.rules(actor),
            desk.routing.proposals(actor),
            desk.chasing.overdue(actor),
            may_change=self.may_change,
            may_send=may(actor, Doing.FORWARD),
            may_decide=may(actor, Doing.DECIDE_ROUTING),
            typed=desk.directory.typed(actor),
        )

    def _show(self, shown: Shown) -> None:
        self._screen.show_all(shown)
        self.counted.emit(sum(len(each.lines) for each in shown.overdue))

    def _add(self) -> None:
        question = DepartmentQuestion(None, self._window())
        if question.asked():
            self._acting.write(partial(self._desk.directory.add, self._acting.actor, question.draft()))

    def _change(self) -> None:
        view = self._screen.current
        if view is None:
            return
        question = DepartmentQuestion(view.draft, self._window())
        if question.asked():
            change = self._desk.directory.change
            self._acting.write(partial(change, self._acting.actor, view.department_id, question.draft()))

    def _remove(self) -> None:
        view = self._screen.current
        if view is not None:
            self._acting.write(partial(self._desk.directory.remove, self._acting.actor, view.department_id))

    def _add_person(self, address: str = "") -> None:
        view = self._screen.current
        if view is None:
            return
        question = PersonQuestion(PersonDraft("", address), view.name, self._doubts, self._window())
        if question.asked():
            add = self._desk.directory.add_person
            self._acting.write(partial(add, self._acting.actor, view.department_id, question.draft()))

    @property
    def may_change(self) -> bool:
        """Whether this person may change the lists."""
        return may(self._acting.actor, Doing.CHANGE_DEPARTMENTS)

    def keep_address(self, address: str, name: str) -> None:
        """Put somebody who was written to at a typed address on the list of a department."""
        read = partial(self._desk.directory.all, self._acting.actor)
        self._acting.first(read, partial(self._ask_keep, address, name))

    def _ask_keep(self, address: str, name: str, views: tuple[DepartmentView, ...]) -> None:
        question = KeepQuestion(PersonDraft("", address), name, views, self._doubts, self._window())
        if views and question.asked():
            add = partial(self._desk.directory.add_person, self._acting.actor, question.department_id)
            self._acting.write(partial(add, question.draft()))

    def _change_person(self, person_id: int) -> None:
        view, person = self._screen.current, self._person(person_id)
        if view is None or person is None:
            return
        known = PersonDraft(person.name, person.email, person.phone, person.role, person.is_backup)
        question = PersonQuestion(known, view.name, self._doubts, self._window())
        if question.asked():
            change = self._desk.directory.change_person
            self._acting.write(partial(change, self._acting.actor, person_id, question.draft()))

    def _remove_person(self, person_id: int) -> None:
        self._acting.write(partial(self._desk.directory.remove_person, self._acting.actor, person_id))

    def _person(self, person_id: int) -> DepartmentPersonView | None:
        view = self._screen.current
        people = view.people if view is not None else ()
        return next((each for each in people if each.person_id == person_id), None)

    def _doubts(self, address: str, say: Callable[[tuple[str, ...]], None]) -> None:
        self._acting.tasks.submit(
            Lane.QUERY,
            partial(self._desk.directory.doubts, self._acting.actor, address),
            owner=self,
            done=say,
            topic="doubts",
        )

    def _add_rule(self) -> None:
        self._acting.first(self._types, self._ask_rule)

    def _ask_rule(self, types: tuple[ServiceType, ...]) -> None:
        view, ring = self._screen.current, self._ring()
        if view is None:
            return
        actor = self._acting.actor
        question = RuleQuestion(
            view.name, types, self._window(), drawn=bool(ring), holds=may(actor, Doing.DECIDE_ROUTING)
        )
        if question.asked():
            code, area = question.answer()
            add = self._desk.routing.add_rule
            self._acting.write(partial(add, actor, code, view.department_id, ring if area else (), area))

    def _remove_rule(self, rule_id: int) -> None:
        self._acting.write(partial(self._desk.routing.remove_rule, self._acting.actor, rule_id))

    def _decide(self, proposal: RuleProposal, accept: bool) -> None:  # noqa: FBT001 - as its signal says it
        decide = partial(self._desk.routing.decide, self._acting.actor, proposal, accept=accept)
        self._acting.write(decide)
