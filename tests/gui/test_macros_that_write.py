"""A macro that writes, by one key in the window of a real office: each read, and sent or left."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QTableView
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.gui.case_pages import shown_words
from tests.gui.practice_pages import PracticePage
from tests.gui.real_window import own_office, window_of
from tests.gui.submit_pages import CTRL
from tests.gui.test_dialogs import in_dialog
from wardoffice.bootstrap.office import Office
from wardoffice.domain.cases import CaseStatus, FinishReason
from wardoffice.domain.departments import DepartmentDraft, PersonDraft
from wardoffice.domain.macros import Macro
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.replying import ReplyKind
from wardoffice.domain.steps import Step, StepKind
from wardoffice.gui.answer.dialog import ReplyDialog
from wardoffice.gui.dialogs.preview import PreviewQuestion
from wardoffice.gui.forward.dialog import ForwardDialog
from wardoffice.store.tables import Case, OutboxMessage

_KEY = "Shift+G"
D = TypeVar("D", bound=QDialog)


@dataclass(slots=True)
class Desk:
    """The window, with two problems that Rosa and Sam told of, and the departments Streets and Zoning."""

    office: Office
    page: PracticePage
    qtbot: QtBot
    streets: int

    def keep(self, *steps: Step) -> None:
        """Make the macro of the key."""
        macro = Macro(0, "Graffiti", _KEY, steps)
        self.page.office.acting.write(
            lambda: self.office.working.macros.keep_macro(self.office.actor, macro, {})
        )
        self.page.settle()
        self.qtbot.waitUntil(lambda: bool(self.page.office.actions.macros.known))

    def select(self, *rows: int) -> None:
        """Select these lines of the list."""
        self.page.click_row(rows[0])
        for row in rows[1:]:
            self.page.click_row(row, Qt.KeyboardModifier.ShiftModifier)
        self.page.settle()

    def run(self, *, agreed: bool = True) -> str:
        """Press the key, and read what it says before it begins."""
        said: list[str] = []

        def look(question: QDialog) -> None:
            assert isinstance(question, PreviewQuestion)
            said.append(" ".join(shown_words(question)))
            self.qtbot.waitUntil(lambda: _stands_apart(question))
            if agreed:
                question.accept()

        self.page.come_to_front()
        in_dialog(look)
        self.page.chord(Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
        self.qtbot.waitUntil(lambda: bool(said))
        self.page.settle()
        return said[0]

    def opened(self, kind: type[D], ready: Callable[[D], bool]) -> D:
        """The one dialog of the kind that stands there, once it shows what would go."""

        def shown() -> list[D]:
            return [each for each in self.page.office.window.findChildren(kind) if each.isVisible()]

        self.qtbot.waitUntil(lambda: bool(shown()) and ready(shown()[0]))
        (dialog,) = shown()
        return dialog

    def forward(self) -> ForwardDialog:
        return self.opened(ForwardDialog, lambda each: each.take_button.isEnabled())

    def answer(self) -> ReplyDialog:
        return self.opened(ReplyDialog, lambda each: each.is_shown and each.take_button.isEnabled())

    def press(self, dialog: QDialog, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key in a dialog, which goes by it."""
        QTest.keyClick(dialog, key, modifier or Qt.KeyboardModifier.NoModifier)
        self.page.settle()

    def is_quiet(self) -> bool:
        """Whether nothing is asked."""
        kinds = (ForwardDialog, ReplyDialog)
        return not any(
            each.isVisible() for kind in kinds for each in self.page.office.window.findChildren(kind)
        )

    def mails(self) -> list[tuple[MailPurpose | None, OutboxState]]:
        """What waits to go, the first first."""
        with self.office.store.reading() as session:
            rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
            return [(row.purpose, row.state) for row in rows]

    def typed(self) -> int:
        """How many problems are graffiti."""
        with self.office.store.reading() as session:
            return len(session.scalars(select(Case.id).where(Case.service_code == "GRAF")).all())


def _stands_apart(question: PreviewQuestion) -> bool:
    """Whether the tables end above the buttons."""
    tables = question.findChildren(QTableView)
    return all(each.geometry().bottom() < question.take_button.geometry().top() for each in tables)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    before = set(threading.enumerate())
    with own_office(tmp_path / "office") as office:
        built = OfficeBuilder(office.store)
        built.service_type("GRAF", "Graffiti Removal")
        for name, number in (("Rosa Vega", 4800), ("Sam Lee", 4900)):
            contact_id = built.contact(name, f"{name[:4].strip().lower()}@home.example")
            built.mail(
                f"Paint on the wall at {number}", contact_id=contact_id, address=f"{number} N Damen Ave"
            )
        directory = office.mailing.departments.directory
        for name in ("Streets of Ward", "Zoning of Ward"):
            directory.add(office.actor, DepartmentDraft(name))
        ids = {each.name: each.department_id for each in directory.all(office.actor)}
        for name in ("Streets of Ward", "Zoning of Ward"):
            person = PersonDraft("The desk", f"{name[:4].lower()}@city.example")
            directory.add_person(office.actor, ids[name], person)
        with window_of(office, qtbot, monkeypatch) as page:
            yield Desk(office, page, qtbot, ids["Streets of Ward"])
    for thread in set(threading.enumerate()) - before:
        thread.join(10)  # the workers that made pictures were told to end, and end a moment later


def graffiti(desk: Desk) -> tuple[Step, ...]:
    """Graffiti, forward to Streets, thank the resident."""
    return (
        Step(StepKind.SET_TYPE, "GRAF"),
        Step(StepKind.FORWARD, str(desk.streets)),
        Step(StepKind.REPLY, ReplyKind.ACKNOWLEDGE.value),
    )


def test_one_key_sets_the_type_and_opens_the_mail_to_the_department_and_then_the_thanks(desk: Desk) -> None:
    """P5: each is read, and goes by Ctrl+Enter."""
    desk.keep(*graffiti(desk))
    desk.select(0)
    said = desk.run()
    assert "Then the mail about 1 problem opens, to be read." in said
    assert "Then the answer opens" in said
    forward = desk.forward()
    assert desk.typed() == 1
    assert forward.choices.department.currentText() == "Streets of Ward"
    assert "Graffiti Removal" in forward.shown.words.toPlainText()
    assert desk.mails() == []
    desk.press(forward, Qt.Key.Key_Return, CTRL)
    assert desk.mails() == [(MailPurpose.FORWARD, OutboxState.QUEUED)]
    answer = desk.answer()
    assert answer.kind is ReplyKind.ACKNOWLEDGE
    desk.press(answer, Qt.Key.Key_Return, CTRL)
    assert desk.mails() == [
        (MailPurpose.FORWARD, OutboxState.QUEUED),
        (MailPurpose.ACKNOWLEDGEMENT, OutboxState.QUEUED),
    ]
    assert desk.is_quiet()


def test_esc_leaves_the_mail_and_the_answer_opens_all_the_same(desk: Desk) -> None:
    desk.keep(*graffiti(desk))
    desk.select(0)
    desk.run()
    desk.press(desk.forward(), Qt.Key.Key_Escape)
    desk.press(desk.answer(), Qt.Key.Key_Escape)
    assert desk.is_quiet()
    assert desk.mails() == []
    assert desk.typed() == 1
    desk.page.key("Ctrl+Z")
    assert desk.typed() == 0


def test_undo_takes_back_one_mail_after_the_other_and_then_what_the_macro_did(desk: Desk) -> None:
    desk.keep(*graffiti(desk))
    desk.select(0)
    desk.run()
    desk.press(desk.forward(), Qt.Key.Key_Return, CTRL)
    desk.press(desk.answer(), Qt.Key.Key_Return, CTRL)
    for states in (
        [OutboxState.QUEUED, OutboxState.WITHDRAWN],
        [OutboxState.WITHDRAWN, OutboxState.WITHDRAWN],
    ):
        desk.page.key("Ctrl+Z")
        assert [state for _purpose, state in desk.mails()] == states
        assert desk.typed() == 1
    desk.page.key("Ctrl+Z")
    assert desk.typed() == 0


def test_several_problems_go_in_one_mail_and_the_others_that_wait_are_said(desk: Desk) -> None:
    desk.keep(*graffiti(desk))
    desk.select(0, 1)
    said = desk.run()
    assert "Then the mail about 2 problems opens" in said
    assert "1 other problem waits for its answer still." in said
    forward = desk.forward()
    assert forward.choices.department.currentText() == "Streets of Ward"
    words = forward.shown.words.toPlainText()
    assert "4800 N Damen Ave" in words
    assert "4900 N Damen Ave" in words
    desk.press(forward, Qt.Key.Key_Return, CTRL)
    assert [purpose for purpose, _state in desk.mails()] == [MailPurpose.FORWARD]
    answer = desk.answer()
    assert "1 other problem waits for its answer still." in desk.page.said()
    desk.press(answer, Qt.Key.Key_Return, CTRL)
    assert [purpose for purpose, _state in desk.mails()] == [MailPurpose.FORWARD, MailPurpose.ACKNOWLEDGEMENT]
    assert desk.is_quiet()


def test_leaving_the_preview_does_and_opens_nothing(desk: Desk) -> None:
    desk.keep(*graffiti(desk))
    desk.select(0)
    desk.run(agreed=False)
    assert desk.is_quiet()
    assert desk.typed() == 0


def test_a_problem_is_finished_first_and_then_told_that_it_is_done(desk: Desk) -> None:
    """P6."""
    desk.keep(
        Step(StepKind.SET_TYPE, "GRAF"),
        Step(StepKind.FINISH, FinishReason.SEEN_DONE.value),
        Step(StepKind.REPLY, ReplyKind.DONE.value),
    )
    desk.select(0)
    case_id = desk.page.case.case_id
    desk.run()
    dialog = desk.opened(ReplyDialog, lambda each: each.is_shown)
    assert desk.office.cases.show(desk.office.actor, case_id).status is CaseStatus.FINISHED
    assert dialog.kind is ReplyKind.DONE
    assert not dialog.said, "nothing is doubted of it"
    QTest.keyClicks(dialog.field("result"), "The wall was painted over.")
    desk.press(desk.answer(), Qt.Key.Key_Return, CTRL)
    assert [purpose for purpose, _state in desk.mails()] == [MailPurpose.ANSWER]


def test_a_macro_whose_department_is_gone_says_so_and_does_nothing(desk: Desk) -> None:
    desk.keep(*graffiti(desk))
    desk.office.mailing.departments.directory.remove(desk.office.actor, desk.streets)
    desk.select(0)
    desk.page.come_to_front()
    desk.page.chord(Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    desk.page.settle()
    assert "Streets of Ward is not on the list of departments any more." in desk.page.said()
    assert desk.is_quiet()
    assert desk.typed() == 0
