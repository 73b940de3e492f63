"""What the window does with photos by key: from a folder, from another problem, as an edited copy."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.builders_case_view import a_case, a_photo
from tests.fakes import FakeOffice
from tests.gui.case_pages import drawn_pictures
from tests.gui.pages import WindowPage
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.photo_edits import Turn
from wardoffice.domain.pictures import Rank
from wardoffice.gui.dialogs.attachments import AttachmentsQuestion

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_folder_is_attached_by_key(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs, tmp_path: Path
) -> None:
    dialogs.folder = tmp_path
    page.chord(Qt.Key.Key_F, SHIFT | Qt.KeyboardModifier.ControlModifier)
    assert dialogs.questions == ["folder"]
    assert office.asked("files") == [(tmp_path,)]


def test_photos_of_another_problem_are_attached_by_its_number(
    page: WindowPage,
    office: FakeOffice,
    dialogs: PreparedDialogs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = next(row for row in office.known.values() if row.case_id != page.current())
    photos = tuple(a_photo(each, path) for each, path in enumerate(drawn_pictures(tmp_path, 2), start=31))

    def show(_actor: Actor, case_id: int) -> CaseView:
        return a_case(case_id=case_id, number=office.known[case_id].number, attachments=photos)

    monkeypatch.setattr(office, "show", show)
    dialogs.other = other.number.lower()
    page.chord(Qt.Key.Key_F, SHIFT)
    assert dialogs.questions == ["other problem", f"attachments of {other.number}"]
    assert office.asked("attach from") == [(31, 32)]


def test_a_number_nobody_has_says_so(page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs) -> None:
    dialogs.other = "P-999999"
    page.chord(Qt.Key.Key_F, SHIFT)
    assert "There is no other problem with the number P-999999." in page.said()
    assert office.asked("attach from") == []


def test_a_problem_without_photos_says_so(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs
) -> None:
    other = next(row for row in office.known.values() if row.case_id != page.current())
    dialogs.other = other.number
    page.chord(Qt.Key.Key_F, SHIFT)
    assert f"{other.number} has no photos and no files." in page.said()


def test_what_is_asked_of_a_photo_reaches_the_office(page: WindowPage, office: FakeOffice) -> None:
    page.office.pane.copy_asked.emit(7, (Turn(1),))
    page.office.pane.rank_asked.emit(7, Rank.LOGO)
    assert office.asked("copy") == [(7, (Turn(1),))]
    assert office.asked("rank") == [(7, Rank.LOGO)]


def test_only_what_is_ticked_is_taken(page: WindowPage, tmp_path: Path) -> None:
    photos = tuple(a_photo(each, path) for each, path in enumerate(drawn_pictures(tmp_path, 2), start=31))
    question = AttachmentsQuestion(a_case(attachments=photos), page.office.window)
    assert not question.take_button.isEnabled()
    question.list.item(1).setCheckState(Qt.CheckState.Checked)
    assert question.take_button.isEnabled()
    assert question.chosen() == (32,)
    question.deleteLater()


def test_once_a_copy_is_asked_for_the_keys_of_the_list_work_on(page: WindowPage, office: FakeOffice) -> None:
    page.office.top.box.setFocus()
    page.office.pane.copy_asked.emit(7, (Turn(1),))
    before = page.current()
    page.press("j")
    assert page.current() != before
