"""The cards of one incident: its script, its people, its problems, and what may belong to it."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.incidents import Caller, IncidentCaseView, IncidentView
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.under_way_words import standing_words
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import PlainText, clear, facts, label, line, link
from wardoffice.language import plural, text

_MOST_AT_FIRST = 30


class ScriptCard(Card):
    """What everybody at the phones says."""

    change_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(text("What to say"), parent)

    def show_incident(self, view: IncidentView) -> None:
        """Show the script, or that there is none."""
        clear(self.body)
        if view.script:
            self.body.addWidget(PlainText(view.script))
        else:
            self.body.addWidget(
                label(text("Nothing is written down yet for those who answer the phone."), "quiet")
            )
        change = link(text("Change name and words"))
        change.clicked.connect(self.change_asked)
        self.body.addWidget(change)


class PeopleCard(Card):
    """Who told of it: those who still wait stand first, with their numbers."""

    update_asked = Signal()

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._moments = moments

    def show_incident(self, view: IncidentView) -> None:
        """Show everybody who told of it."""
        self._build(view, _MOST_AT_FIRST)

    def _build(self, view: IncidentView, limit: int) -> None:
        clear(self.body)
        waiting = view.still_to_call
        told = [each for each in view.callers if each.owed_since is None]
        self.set_title(_people_title(len(waiting), len(view.callers)))
        if not view.callers:
            self.body.addWidget(label(text("Nobody has called yet."), "quiet"))
            return
        if waiting:
            update = KeyButton(text("Update to all"), "", "mdi6.bullhorn-outline")
            update.clicked.connect(self.update_asked)
            beside = QHBoxLayout()
            beside.addWidget(update)
            beside.addStretch(1)
            self.body.addLayout(beside)
        everybody = [*waiting, *told]
        for number, each in enumerate(everybody[:limit]):
            if number:
                self.body.addWidget(line())
            self.body.addLayout(self._row(each))
        if (hidden := len(everybody) - limit) > 0:
            more = link(plural("Show {count} more", "Show {count} more", hidden))
            more.clicked.connect(partial(self._build, view, len(everybody)))
            self.body.addWidget(more)

    def _row(self, each: Caller) -> QHBoxLayout:
        name = each.name or each.phone or each.email or text("somebody without a name")
        if each.owed_since is not None:
            state = text("waits for an answer since {when}", when=self._moments.lately(each.owed_since))
        elif each.under_way is not None:
            state = standing_words(each.under_way)
        elif each.answered_at is not None:
            state = text("told {when}", when=self._moments.lately(each.answered_at))
        else:
            state = text("owed nothing")
        reach = facts((each.phone, each.email)) or text("no number known")
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label(name, "strong" if each.owed_since is not None else ""), 2)
        row.addWidget(label(reach, selectable=True), 2)
        row.addWidget(label(state, "quiet"), 3)
        return row


class CasesCard(Card):
    """Problems with what can be said of them; the signals carry their ids."""

    case_asked = Signal(int)
    taken_in = Signal(int)
    left_out = Signal(int)

    def __init__(self, moments: Moments, *, proposed: bool, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._moments = moments
        self._proposed = proposed

    def show_cases(self, title: str, cases: Sequence[IncidentCaseView], empty: str) -> None:
        """Show these problems, or why there are none."""
        self._build(title, tuple(cases), empty, _MOST_AT_FIRST)

    def _build(self, title: str, cases: tuple[IncidentCaseView, ...], empty: str, limit: int) -> None:
        clear(self.body)
        self.set_title(title)
        if not cases:
            self.body.addWidget(label(empty, "quiet"))
        for number, each in enumerate(cases[:limit]):
            if number:
                self.body.addWidget(line())
            self.body.addLayout(self._row(each))
        if (hidden := len(cases) - limit) > 0:
            more = link(plural("Show {count} more", "Show {count} more", hidden))
            more.clicked.connect(partial(self._build, title, cases, empty, len(cases)))
            self.body.addWidget(more)

    def _row(self, each: IncidentCaseView) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(0)
        opened = link(f"{each.number} · {each.title}", text("Open {number}", number=each.number))
        opened.clicked.connect(partial(self.case_asked.emit, each.case_id))
        words.addWidget(opened)
        people = plural("{count} person", "{count} people", each.people) if each.people else ""
        done = text("finished") if each.status is CaseStatus.FINISHED else ""
        when = self._moments.lately(each.opened_at)
        words.addWidget(label(facts((each.address, when, people, done, each.why)), "quiet"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addLayout(words, 1)
        if self._proposed:
            take = KeyButton(text("Belongs to it"))
            take.setAccessibleName(text("{number} belongs to it", number=each.number))
            take.clicked.connect(partial(self.taken_in.emit, each.case_id))
            row.addWidget(take)
        leave = KeyButton(text("Does not") if self._proposed else text("Take out"))
        leave.setAccessibleName(text("{number} is none of it", number=each.number))
        leave.clicked.connect(partial(self.left_out.emit, each.case_id))
        row.addWidget(leave)
        return row


def _people_title(waiting: int, all_of_them: int) -> str:
    if not all_of_them:
        return text("People")
    told = plural("{count} person told us", "{count} people told us", all_of_them)
    if not waiting:
        return text("{told}: everybody has an answer", told=told)
    return plural("{told}: {count} still to answer", "{told}: {count} still to answer", waiting, told=told)
