"""The cards of one department: what is known of it, its people, what goes to it, what it owes."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from wardoffice.domain.departments import DepartmentView, TypedAddress, body_words, form_words
from wardoffice.domain.following_up import Overdue
from wardoffice.domain.routing import RuleProposal, RuleView
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.keys import ActionId
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import badge, clear, facts, label, line, link
from wardoffice.language import plural, text

_MOST_TYPES = 8
_MOST_LINES = 12


class FactsCard(Card):
    """How they are reached, how long they take, and what the city says they own."""

    change_asked = Signal()
    remove_asked = Signal()

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("What is known"), parent)
        self._moments = moments

    def show_department(self, view: DepartmentView, *, may_change: bool) -> None:
        """Show a department."""
        clear(self.body)
        for words, value in (
            (text("Number to give a caller"), view.public_phone),
            (text("Phone for the office"), view.phone),
            (text("Hours"), view.hours),
            (text("Wants to be told"), form_words(view.form)),
        ):
            if value:
                self.body.addWidget(label(f"{words}: {value}", selectable=True))
        if view.note:
            self.body.addWidget(label(view.note, "quiet", selectable=True))
        self.body.addWidget(label(answer_words(view, self._moments), "quiet"))
        if view.types:
            shown = ", ".join(view.types[:_MOST_TYPES])
            more = len(view.types) - _MOST_TYPES
            if more > 0:
                shown = plural("{types} and {count} more", "{types} and {count} more", more, types=shown)
            self.body.addWidget(label(text("As the city publishes: {types}", types=shown)))
        if view.source:
            self.body.addWidget(label(text("Source: {source}", source=view.source), "small"))
        if may_change:
            self.body.addLayout(
                _links(
                    (text("Change"), self.change_asked.emit),
                    (text("Take off the list"), self.remove_asked.emit),
                )
            )


class PeopleCard(Card):
    """Who is written to there; ``changed`` and ``removed`` carry a person's id."""

    add_asked = Signal()
    change_asked = Signal(int)
    remove_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text("People"), parent)

    def show_department(self, view: DepartmentView, *, may_change: bool) -> None:
        """Show the people of a department, or that there is nobody to write to."""
        clear(self.body)
        if not view.people:
            self.body.addWidget(
                label(text("Nobody yet. Without a mail address nothing can be sent to them."), "quiet")
            )
        for at, each in enumerate(view.people):
            if at:
                self.body.addWidget(line())
            backup = text("stands in") if each.is_backup else ""
            self.body.addWidget(label(facts((each.name, each.role, backup)), "strong"))
            reached = facts((each.email, each.phone)) or text("no address, no phone")
            self.body.addWidget(label(reached, selectable=True))
            for said in each.lint:
                self.body.addWidget(badge(said, Tone.CHECK))
            if may_change:
                self.body.addLayout(
                    _links(
                        (text("Change"), partial(self.change_asked.emit, each.person_id)),
                        (text("Take off"), partial(self.remove_asked.emit, each.person_id)),
                        of=each.name,
                    )
                )
        if may_change:
            add = KeyButton(text("Add somebody"), "", "mdi6.account-plus-outline")
            add.clicked.connect(self.add_asked)
            self.body.addLayout(_left(add))


class RulesCard(Card):
    """What goes to a department by the office's rules, and what is proposed."""

    add_asked = Signal()
    remove_asked = Signal(int)
    decided = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text("Rules of the office"), parent)

    def show_rules(
        self, rules: Sequence[RuleView], proposals: Sequence[RuleProposal], *, may_add: bool, may_decide: bool
    ) -> None:
        """Show those of one department."""
        clear(self.body)
        if not rules and not proposals:
            self.body.addWidget(label(text("None: what the city publishes holds."), "quiet"))
        for proposal in proposals:
            words = facts((proposal.type_name, proposal.area_name))
            self.body.addWidget(badge(text("Proposed: {rule}", rule=words), Tone.CHECK))
            self.body.addWidget(label(proposal.reason, "small"))
            if may_decide:
                accept = KeyButton(text("Accept"), "", primary=True)
                accept.setAccessibleName(text("Accept: {rule}", rule=words))
                accept.clicked.connect(partial(self.decided.emit, proposal, True))
                refuse = KeyButton(text("Not a rule"))
                refuse.setAccessibleName(text("Not a rule: {rule}", rule=words))
                refuse.clicked.connect(partial(self.decided.emit, proposal, False))
                self.body.addLayout(_left(accept, refuse))
            else:
                self.body.addWidget(label(text("A manager decides."), "quiet"))
        for rule in rules:
            self.body.addWidget(label(facts((rule.type_name, rule.area_name, rule.by))))
            if may_decide:
                self.body.addLayout(
                    _links(
                        (text("Take away"), partial(self.remove_asked.emit, rule.rule_id)), of=rule.type_name
                    )
                )
        if may_add:
            add = KeyButton(text("Add a rule"), "", "mdi6.plus")
            add.clicked.connect(self.add_asked)
            self.body.addLayout(_left(add))


class OverdueCard(Card):
    """What they owe an answer about, and the mail that asks again."""

    chase_asked = Signal()
    list_asked = Signal()
    pasted_asked = Signal()
    case_asked = Signal(int)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._moments = moments

    def show_overdue(self, overdue: Overdue | None, waiting: int, *, may_send: bool) -> None:
        """Show what is past its day, or that nothing is; ``waiting`` counts what is not answered at all."""
        clear(self.body)
        count = len(overdue.lines) if overdue is not None else 0
        self.set_title(
            plural("{count} answer is overdue", "{count} answers are overdue", count)
            if count
            else text("No answer is overdue")
        )
        for each in overdue.lines[:_MOST_LINES] if overdue is not None else ():
            words = facts((each.number, each.place or text("place not known"), each.what))
            opener = link(words)
            opener.clicked.connect(partial(self.case_asked.emit, each.case_id))
            self.body.addWidget(opener)
            again = (
                text("asked again {when}", when=self._moments.lately(each.asked_again_at))
                if each.asked_again_at is not None
                else ""
            )
            asked = text("asked {when}", when=self._moments.lately(each.asked_at))
            self.body.addWidget(label(facts((asked, again)), "small"))
        if count > _MOST_LINES:
            more = count - _MOST_LINES
            self.body.addWidget(label(plural("and {count} more", "and {count} more", more), "quiet"))
        if may_send:
            daily = KeyButton(text("Today's list"), icon="mdi6.cellphone-text", of=ActionId.DAILY_LIST)
            daily.clicked.connect(self.list_asked)
            pasted = KeyButton(
                text("Paste what came back"), icon="mdi6.clipboard-text-outline", of=ActionId.PASTE_ANSWER
            )
            pasted.clicked.connect(self.pasted_asked)
            buttons = [daily, pasted]
            if count or waiting:
                chase = KeyButton(
                    text("Ask again"),
                    icon="mdi6.email-sync-outline",
                    of=ActionId.CHASE,
                    primary=bool(count),
                )
                chase.clicked.connect(self.chase_asked)
                buttons.insert(0, chase)
            self.body.addLayout(_left(*buttons))


class TypedCard(Card):
    """Who was written to at an address on no list; ``listed_asked`` carries one to put on a list."""

    listed_asked = Signal(str)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("Written to, and on no list"), parent)
        self._moments = moments

    def show_typed(self, typed: Sequence[TypedAddress], *, may_change: bool) -> None:
        """Show each with what it owes and how it answers; nothing where there is none."""
        clear(self.body)
        self.setVisible(bool(typed))
        for at, each in enumerate(typed):
            if at:
                self.body.addWidget(line())
            self.body.addWidget(label(each.address, "strong", selectable=True))
            self.body.addWidget(label(answer_words(each, self._moments), "quiet"))
            for said in each.lint:
                self.body.addWidget(badge(said, Tone.CHECK))
            if may_change:
                words = text("Put them on the list of this department")
                self.body.addLayout(
                    _links((words, partial(self.listed_asked.emit, each.address)), of=each.address)
                )


def answer_words(view: DepartmentView | TypedAddress, moments: Moments) -> str:
    """How long they take to answer, and when they did last."""
    if view.median_days is None:
        waits = plural("{count} waits", "{count} wait", view.waiting) if view.waiting else ""
        return facts((text("They have not answered anything yet."), waits))
    days = round(view.median_days)
    usual = (
        plural(
            "Half of their answers came within {count} day",
            "Half of their answers came within {count} days",
            days,
        )
        if days
        else text("Half of their answers came on the same day")
    )
    last = text("last {when}", when=moments.lately(view.last_answer_at)) if view.last_answer_at else ""
    waits = plural("{count} waits", "{count} wait", view.waiting) if view.waiting else ""
    return facts((usual, last, waits))


def whose_words(view: DepartmentView) -> str:
    """Whose it is, for the list."""
    return text("city") if view.body.is_city else body_words(view.body)


def _links(*links: tuple[str, object], of: str = "") -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(16)
    for words, does in links:
        each = link(words, f"{words}: {of}" if of else words)
        if callable(does):
            each.clicked.connect(lambda _checked=False, does=does: does())
        made.addWidget(each)
    made.addStretch(1)
    return made


def _left(*widgets: QWidget) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(8)
    for each in widgets:
        made.addWidget(each)
    made.addStretch(1)
    return made
