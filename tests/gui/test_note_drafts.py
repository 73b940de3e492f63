"""A note that is being typed is never lost: kept on the way, offered again at its case."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.builders import OfficeBuilder
from tests.fakes import FakeOffice
from tests.fakes_personal import FakePersonal
from tests.gui.pages import WindowPage
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.errors import StoreBusyError
from wardoffice.gui.dialogs.forms import NoteQuestion
from wardoffice.office.drafts import Drafts
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.store import Store

_TYPES_AND_IS_KILLED = """
import os, signal, sys
from pathlib import Path
from wardoffice.domain.actor import Actor, Role
from wardoffice.office.drafts import Drafts
from wardoffice.store.files import FileStore
from wardoffice.store.store import Store

url, folder, staff_id, case_id = sys.argv[1:]
drafts = Drafts(Store(url, FileStore(Path(folder))))
drafts.keep_draft(Actor(int(staff_id), "Ana", Role.STAFF), int(case_id), "Called the super, he")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_is_typed_is_told_of_before_anybody_saves_it(qtbot: QtBot) -> None:
    told: list[str] = []
    question = NoteQuestion(None, "Called", told.append)
    qtbot.addWidget(question)
    assert question.words.toPlainText() == "Called"
    QTest.keyClicks(question.words, " her")
    qtbot.waitUntil(lambda: told == ["Called her"])


def test_a_note_that_is_saved_leaves_no_draft(
    desk: WindowPage, dialogs: PreparedDialogs, personal: FakePersonal
) -> None:
    dialogs.typing, dialogs.words = "Called", "Called her"
    desk.press("n")
    assert personal.begun == {}
    assert "note" in dialogs.questions


def test_a_note_that_could_not_be_saved_is_offered_with_its_last_word(
    desk: WindowPage, dialogs: PreparedDialogs, personal: FakePersonal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P8: who types and saves within a second has nothing on disk yet."""

    def refuse(*_asked: object) -> None:
        raise StoreBusyError("The data is being written by another program.")

    monkeypatch.setattr(FakeOffice, "note", refuse)
    case_id = desk.current()
    dialogs.typing, dialogs.words = "Called", "Called her, she moved"
    desk.press("n")
    assert "being written by another program" in desk.said()
    assert personal.begun == {case_id: "Called her, she moved"}
    assert desk.draft_bar().words == "You began a note: “Called her, she moved”"
    monkeypatch.undo()
    QTest.mouseClick(desk.draft_bar().go_on, Qt.MouseButton.LeftButton)
    assert dialogs.questions[-1] == "note, begun 'Called her, she moved'"
    assert personal.begun == {}


def test_a_note_that_was_begun_is_offered_at_its_case_and_gone_on_with(
    desk: WindowPage, dialogs: PreparedDialogs, personal: FakePersonal
) -> None:
    case_id = desk.rows()[1].case_id
    personal.begun[case_id] = "Called the super, he"
    assert desk.draft_bar().words == ""
    desk.press("j")
    assert desk.draft_bar().words == "You began a note: “Called the super, he”"
    dialogs.words = "Called the super, he comes"
    QTest.mouseClick(desk.draft_bar().go_on, Qt.MouseButton.LeftButton)
    assert dialogs.questions[-1] == "note, begun 'Called the super, he'"
    assert personal.begun == {}
    assert desk.draft_bar().words == ""


def test_a_draft_goes_only_where_a_person_throws_it_away(desk: WindowPage, personal: FakePersonal) -> None:
    case_id = desk.rows()[1].case_id
    personal.begun[case_id] = "Called"
    desk.press("j")
    desk.press("j")
    desk.press("k")
    assert personal.begun == {case_id: "Called"}
    QTest.mouseClick(desk.draft_bar().throw_away, Qt.MouseButton.LeftButton)
    assert personal.begun == {}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_what_was_typed_is_there_after_a_kill(sqlite_store: Store) -> None:
    """P3."""
    office = OfficeBuilder(sqlite_store)
    ana, told = office.staff("Ana"), office.mail("Hole")
    folder = Path(sqlite_store.url.removeprefix(sqlite_url(Path()).removesuffix("."))).parent
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            _TYPES_AND_IS_KILLED,
            sqlite_store.url,
            str(folder),
            str(ana.staff_id),
            str(told.case_id),
        ],
        check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL
    again = Store(sqlite_store.url, FileStore(folder))
    assert Drafts(again).draft(ana, told.case_id) == "Called the super, he"
    again.close()
