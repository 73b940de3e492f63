"""What the window does with photos by key: from a folder, from another problem, as an edited copy."""

from collections.abc import Callable
from errno import ENOSPC
from os import strerror
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_case, a_city_record, a_photo
from tests.builders_queue import queue_row
from tests.fakes import FakeOffice
from tests.gui.case_pages import drawn_pictures, shown_words
from tests.gui.pages import WindowPage
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import CaseView, CityView
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.photo_edits import Turn
from wardoffice.domain.pictures import Rank
from wardoffice.gui.case.photo_tile import PhotoTile
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.case.viewer import PhotoViewer
from wardoffice.gui.dialogs.attachments import AttachmentsQuestion
from wardoffice.gui.photos import copying

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def recorded(
    office: FakeOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[CityView], None]:
    """Gives 2026-00003 a photo and a record of the city, whose numbers the search finds it by."""
    photos = (a_photo(31, drawn_pictures(tmp_path, 1)[0]),)

    def give(record: CityView) -> None:
        numbers = (record.number, *record.former_numbers)
        office.known[3] = queue_row(3, number="2026-00003", tracking_numbers=numbers)

        def show(_actor: Actor, case_id: int) -> CaseView:
            number = office.known[case_id].number
            return a_case(case_id=case_id, number=number, city=(record,), attachments=photos)

        monkeypatch.setattr(office, "show", show)

    return give


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


@pytest.mark.parametrize(
    "typed", ["2026-00003", "202600003", "#2026-00003", "SR26-00112233", "26-00112233", "sr 2600112233"]
)
def test_another_problem_is_found_by_our_number_and_by_the_citys_however_they_are_typed(
    page: WindowPage,
    office: FakeOffice,
    dialogs: PreparedDialogs,
    recorded: Callable[[CityView], None],
    typed: str,
) -> None:
    recorded(a_city_record("SR26-00112233"))
    dialogs.other = typed
    page.chord(Qt.Key.Key_F, SHIFT)
    assert office.asked("attach from") == [(31,)]


def test_another_problem_is_found_by_a_number_that_the_city_gave_it_before(
    page: WindowPage, office: FakeOffice, dialogs: PreparedDialogs, recorded: Callable[[CityView], None]
) -> None:
    recorded(a_city_record("SR26-00445566", former_numbers=("18-00112233",)))
    dialogs.other = "SR18-00112233"
    page.chord(Qt.Key.Key_F, SHIFT)
    assert office.asked("attach from") == [(31,)]


def test_a_number_that_only_begins_so_is_another(
    page: WindowPage, dialogs: PreparedDialogs, recorded: Callable[[CityView], None]
) -> None:
    recorded(a_city_record("SR26-00112233"))
    dialogs.other = "26-0011223"
    page.chord(Qt.Key.Key_F, SHIFT)
    assert "There is no other problem with the number 26-0011223." in page.said()


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


def test_what_is_dropped_belongs_to_the_problem_that_is_shown(
    page: WindowPage, office: FakeOffice, tmp_path: Path
) -> None:
    """The list may be a row further while the next problem is still being read."""
    shown = next(each for each in office.known if each != page.current())
    page.office.pane.show_case(a_case(case_id=shown))
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    before = {each: row.photos for each, row in office.known.items()}
    page.office.pane.files_dropped.emit([tmp_path])
    page.office.pane.picture_pasted.emit(image)
    assert office.asked("bytes") == [(b"\x89PNG", "pasted picture.png")]
    changed = {each: row.photos - before[each] for each, row in office.known.items()}
    assert {each for each, more in changed.items() if more} == {shown}


def test_the_photos_are_opened_by_key_and_one_is_saved_under_its_own_name(
    page: WindowPage, dialogs: PreparedDialogs, tmp_path: Path, qtbot: QtBot
) -> None:
    """The office keeps files under names that say nothing, and nobody is sent to look for them there."""
    kept = drawn_pictures(tmp_path, 1)[0]
    page.office.pane.show_case(a_case(attachments=(a_photo(1, kept, filename="porch.jpg"),)))
    page.chord(Qt.Key.Key_P, SHIFT)
    (viewer,) = page.office.pane.findChildren(PhotoViewer)
    qtbot.waitUntil(viewer.isActiveWindow)
    dialogs.saved_as = tmp_path / "porch.jpg"
    QTest.keyClick(viewer, Qt.Key.Key_S)
    assert dialogs.questions == ["save porch.jpg"]
    assert dialogs.saved_as.read_bytes() == kept.read_bytes()
    told = f"Saved as {dialogs.saved_as}"
    assert told in page.said()
    assert told in shown_words(viewer), "the window's own words stand behind the photos"
    viewer.step(1)
    assert told not in shown_words(viewer)
    viewer.close()


def test_where_nothing_can_be_written_says_so(
    page: WindowPage, dialogs: PreparedDialogs, tmp_path: Path
) -> None:
    """P8: an error says what happened and what is safe."""
    dialogs.saved_as = tmp_path / "no such folder" / "porch.jpg"
    page.office.pane.save_asked.emit(a_photo(1, drawn_pictures(tmp_path, 1)[0]))
    assert "porch.jpg could not be saved: No such file or directory" in page.said()
    assert "The original is kept as it was." in page.said()


def test_a_photo_whose_file_is_gone_says_so_wherever_it_was_to_go(
    page: WindowPage, dialogs: PreparedDialogs, tmp_path: Path
) -> None:
    """P8: dragged out or saved, it says what happened and what is safe."""
    photo = a_photo(1, tmp_path / "gone", filename="porch.jpg")
    page.office.pane.show_case(a_case(attachments=(photo,)))
    tile = page.office.pane.findChildren(PhotoTile)[0]
    QTest.mousePress(tile, Qt.MouseButton.LeftButton)
    told = "porch.jpg could not be read: No such file or directory. Everything else is as it was."
    assert told in page.said()
    page.office.notifier.close_one()
    dialogs.saved_as = tmp_path / "porch.jpg"
    page.office.pane.save_asked.emit(photo)
    assert told in page.said()
    assert list(tmp_path.glob("*porch*")) == []


def test_where_the_disk_is_full_no_half_copy_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(_source: Path, place: Path) -> None:
        place.write_bytes(b"half")
        raise OSError(ENOSPC, strerror(ENOSPC))

    monkeypatch.setattr(copying, "copyfile", fill)
    place = tmp_path / "porch.jpg"
    place.write_bytes(b"the copy of last week")
    with pytest.raises(CannotDoError, match="could not be saved: No space left") as told:
        copying.copy_out(drawn_pictures(tmp_path, 1)[0], place)
    assert told.value.safe == "The original is kept as it was."
    assert place.read_bytes() == b"the copy of last week"
    assert list(tmp_path.glob("*.half")) == []


def test_a_problem_without_photos_opens_none(page: WindowPage) -> None:
    page.office.pane.show_case(a_case(number="2026-00007"))
    page.chord(Qt.Key.Key_P, SHIFT)
    assert "2026-00007 has no photos and no files." in page.said()


def test_what_is_asked_of_a_photo_reaches_the_office(page: WindowPage, office: FakeOffice) -> None:
    page.office.pane.copy_asked.emit(7, (Turn(1),))
    page.office.pane.rank_asked.emit(7, Rank.LOGO)
    assert office.asked("copy") == [(7, (Turn(1),))]
    assert office.asked("rank") == [(7, Rank.LOGO)]


def test_only_what_is_ticked_is_taken(page: WindowPage, tmp_path: Path) -> None:
    photos = tuple(a_photo(each, path) for each, path in enumerate(drawn_pictures(tmp_path, 2), start=31))
    pictures = Pictures(page.office.acting.tasks)
    question = AttachmentsQuestion(a_case(attachments=photos), pictures, page.office.window)
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
