"""Who works here and who may see a problem, as a manager says it in the window."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.builders_queue import MARIA, STAFF
from tests.fakes import FakeOffice
from tests.gui.pages import WindowPage
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.actor import Role
from wardoffice.domain.staffing import CaseViewers, StaffEntry
from wardoffice.gui.staff.asking import StaffAnswer, StaffDialogs
from wardoffice.gui.staff.questions import NewPersonQuestion, ViewersQuestion

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@dataclass
class PreparedStaff(StaffDialogs):
    """Answers as prepared."""

    named: frozenset[int] | None = None
    change: StaffAnswer | None = None
    asked: list[object] = field(default_factory=list)

    def ask_viewers(self, viewers: CaseViewers, me: int | None) -> frozenset[int] | None:
        self.asked.append((viewers.number, me))
        return self.named

    def ask_change(self, entries: Sequence[StaffEntry]) -> StaffAnswer | None:
        self.asked.append([each.member.name for each in entries])
        return self.change


@pytest.fixture
def staff_list(dialogs: PreparedDialogs) -> PreparedStaff:
    prepared = PreparedStaff()
    dialogs.staff_list = prepared
    return prepared


def test_who_may_see_a_problem_is_said_with_a_key(
    page: WindowPage, office: FakeOffice, staff_list: PreparedStaff
) -> None:
    staff_list.named = frozenset({1, 3})

    page.chord(Qt.Key.Key_W, _SHIFT)

    assert office.staffing.calls == [("restrict", (1, [1, 3]))]
    assert staff_list.asked == [("2026-00001", MARIA.staff_id)]


def test_leaving_the_question_changes_nothing(
    page: WindowPage, office: FakeOffice, staff_list: PreparedStaff
) -> None:
    page.chord(Qt.Key.Key_W, _SHIFT)
    page.chord(Qt.Key.Key_W, _CTRL | _SHIFT)

    assert len(staff_list.asked) == 2
    assert office.staffing.calls == []


@pytest.mark.parametrize(
    ("answer", "call"),
    [
        (StaffAnswer(None, "Rosa T.", Role.STAFF), ("add", ("Rosa T.", Role.STAFF))),
        (StaffAnswer(2, "Joe B.", Role.MANAGER), ("set role", (2, Role.MANAGER))),
        (StaffAnswer(2, "Joe B.", None), ("let go", 2)),
    ],
)
def test_the_staff_list_is_changed_with_a_key(
    page: WindowPage,
    office: FakeOffice,
    staff_list: PreparedStaff,
    answer: StaffAnswer,
    call: tuple[str, object],
) -> None:
    staff_list.change = answer

    page.chord(Qt.Key.Key_W, _CTRL | _SHIFT)

    assert office.staffing.calls == [call]


def test_the_question_says_what_ticking_does(qtbot: QtBot) -> None:
    question = ViewersQuestion(CaseViewers("2026-04001", STAFF, frozenset()), MARIA.staff_id, None)
    qtbot.addWidget(question)
    assert "Everybody" in question.effect.text()
    assert not question.take_button.isEnabled()

    question.list.item(1).setCheckState(Qt.CheckState.Checked)
    assert "You are not ticked" in question.effect.text()
    assert question.take_button.isEnabled()

    question.list.item(0).setCheckState(Qt.CheckState.Checked)
    assert "Nobody but these" in question.effect.text()
    assert question.named() == {STAFF[0].staff_id, STAFF[1].staff_id}


def test_somebody_new_needs_a_name(qtbot: QtBot) -> None:
    question = NewPersonQuestion(None)
    qtbot.addWidget(question)
    assert not question.take_button.isEnabled()

    question.name.setText("Rosa T.")

    assert question.take_button.isEnabled()
    assert question.role() is Role.STAFF
