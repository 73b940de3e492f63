"""Every key of every screen and dialog is on the sheet of keys, can be changed, and is shown as it is now."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import wardoffice.gui
from tests.builders_case_view import a_case, a_photo
from tests.fakes import FakeOffice
from tests.fakes_personal import FakePersonal
from tests.gui.case_pages import drawn_pictures, moments
from tests.gui.inline_tasks import InlineTasks
from tests.gui.pages import WindowPage, open_window
from tests.gui.personal_pages import PersonalPage
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.case_view import AttachmentView
from wardoffice.domain.macros import Macro
from wardoffice.domain.steps import Step, StepKind
from wardoffice.gui.case.case_action import CaseAction
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.case.viewer import PhotoViewer
from wardoffice.gui.dialogs.split import SplitQuestion
from wardoffice.gui.history.dialog import HistoryDialog
from wardoffice.gui.keys import ActionId
from wardoffice.gui.keys_in_use import PlaceShortcut, keys_for
from wardoffice.gui.notify import Notifier
from wardoffice.gui.office_window import OfficeWindow
from wardoffice.gui.place_keys import PlaceKey, key_places
from wardoffice.gui.second_window import SecondWindow
from wardoffice.gui.widgets.key_button import KeyButton


@pytest.fixture
def own(desk: WindowPage) -> PersonalPage:
    """The window of a person who may choose keys."""
    return PersonalPage(desk)


SOURCES = sorted(Path(wardoffice.gui.__file__).parent.rglob("*.py"))

FIXED_KEYS = {
    "QShortcut": {"keys_in_use.py", "frame.py", "near_list.py", "copy_card.py"},
    "setShortcut": {"rail.py", "macros.py"},
    "setShortcuts": {"case_actions.py"},
    "setKeys": {"keys_in_use.py"},
    "setKey": set[str](),
}
"""Who listens to keys by other ways than a place's: the window's actions, and keys that stay as they are."""

FIXED_CAPS = {"Esc", "Enter", "Ctrl+Enter", "Del"}
"""Keys that a button may show and nobody changes; each is named on the sheet."""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def cap_of(call: ast.Call) -> str:
    """The key that a KeyButton is given in the code; "" for none, or for one that is worked out."""
    cap = call.args[1] if len(call.args) > 1 else None
    if isinstance(cap, ast.Call) and cap.args:  # text("Esc")
        cap = cap.args[0]
    return str(cap.value) if isinstance(cap, ast.Constant) else ""


def test_nothing_listens_to_a_key_but_by_its_name() -> None:
    """A shortcut made elsewhere would be on no sheet, and could not be changed."""
    for source in SOURCES:
        for name, _call in calls(ast.parse(source.read_text("utf-8"))):
            if name in FIXED_KEYS:
                assert source.name in FIXED_KEYS[name], f"{source} calls {name}: use a PlaceShortcut"


def test_no_button_shows_a_key_that_might_be_another_by_now() -> None:
    shown = {
        (source.name, cap_of(call))
        for source in SOURCES
        for name, call in calls(ast.parse(source.read_text("utf-8")))
        if name == "KeyButton" and cap_of(call)
    }
    assert {cap for _file, cap in shown} <= FIXED_CAPS, sorted(shown)


def test_every_key_of_a_place_is_listed_once_and_used() -> None:
    named = Counter(each.name for place in key_places() for each in place.keys)
    assert set(named) == {each.value for each in PlaceKey}
    assert set(named.values()) == {1}
    code = "".join(each.read_text("utf-8") for each in SOURCES if each.name != "place_keys.py")
    unused = [each.name for each in PlaceKey if f"PlaceKey.{each.name}" not in code]
    assert not unused


def test_no_place_has_a_key_twice() -> None:
    for place in key_places():
        keys = Counter(key for each in place.keys for key in each.keys)
        keys.update(key for each in place.fixed for key in each.keys if not place.with_list)
        assert not [key for key, count in keys.items() if count > 1], place.words


def listened(root: QWidget) -> set[str]:
    """Every key that something in a window listens to."""
    shortcuts = [each for each in root.findChildren(QShortcut) if isinstance(each, QShortcut)]
    keys = {key.toString() for each in shortcuts for key in each.keys()}  # noqa: SIM118 - Qt's, no dict's
    keys |= {key.toString() for each in root.findChildren(QAction) for key in each.shortcuts()}
    return (keys | {each.shortcut().toString() for each in root.findChildren(QAbstractButton)}) - {""}


def test_every_key_that_the_window_and_its_dialogs_listen_to_is_on_the_sheet(
    own: PersonalPage, tmp_path: Path
) -> None:
    window = own.page.office.window
    SplitQuestion(a_case().requests, (), (), window)
    HistoryDialog(own.page.office.acting.actor, moments(), window)
    photos = tuple(a_photo(number, path) for number, path in enumerate(drawn_pictures(tmp_path), start=1))
    viewer = photo_viewer(photos, window)
    assert viewer.edit() is not None
    assert viewer.compare() is not None
    book = own.page.office.personal.keys_of
    listed = {key for each in book.all() for key in each.keys}
    for place in book.places():
        listed |= {key for each in place.keys for key in each.keys}
        listed |= {key for each in place.fixed for key in each.keys}
    heard = listened(window)
    assert {"Shift+R", "Ctrl+N", "U"} <= heard, "the keys of dialogs are among them"
    # The same key twice: that beside the digits, and Qt's own names for those of a field.
    assert heard - listed - {"Ctrl+Enter", "Enter"} == set()


def photo_viewer(photos: tuple[AttachmentView, ...], parent: QWidget) -> PhotoViewer:
    tasks = InlineTasks(_fail)
    return PhotoViewer(photos, None, Pictures(tasks), moments(), tasks, parent=parent)


def _fail(error: Exception) -> None:
    raise AssertionError(error)


def test_a_place_key_is_changed_kept_shown_and_works_at_once(
    own: PersonalPage, personal: FakePersonal
) -> None:
    own.change_key(PlaceKey.OUTBOX_WITHDRAW, Qt.Key.Key_F9)
    assert personal.chosen["keys"] == {"outbox withdraw": ["F9"]}
    view = own.page.office.outgoing.view
    caps = {each.text(): each.key for each in view.findChildren(KeyButton)}
    assert caps["Take back"] == "F9"
    heard = {each.name: each.keys() for each in view.findChildren(PlaceShortcut)}
    assert [key.toString() for key in heard["outbox withdraw"]] == ["F9"]


def test_a_dialog_that_opens_later_listens_to_what_was_chosen(own: PersonalPage, qtbot: QtBot) -> None:
    own.change_key(PlaceKey.SPLIT_MORE, Qt.Key.Key_F9)
    window = own.page.office.window
    dialog = SplitQuestion(a_case().requests, (), (), window)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    fields = len(dialog.findChildren(QLineEdit))
    QTest.keyClick(dialog, Qt.Key.Key_F9)
    assert len(dialog.findChildren(QLineEdit)) > fields
    more = next(each for each in dialog.findChildren(KeyButton) if each.text() == "One more problem")
    assert more.key == "F9"
    assert more.accessibleDescription() == "F9"
    dialog.close()


def test_the_buttons_of_a_problem_show_the_keys_of_now(own: PersonalPage) -> None:
    button = own.page.office.pane.bar.button(CaseAction.NOTE)
    assert button.key == "N"
    own.change_key(ActionId.NOTE, Qt.Key.Key_F9)
    assert button.key == "F9"
    own.reset_keys()
    assert button.key == "N"


def test_one_key_does_two_things_in_two_places_but_not_in_one(own: PersonalPage) -> None:
    said = own.change_key(PlaceKey.HISTORY_OPEN, Qt.Key.Key_U)
    assert "Undo this one" in said, "taken in the same dialog"
    said = own.change_key(PlaceKey.HISTORY_OPEN, Qt.Key.Key_X)
    assert said == "Kept.", "Finish has it, but not in this dialog"
    said = own.change_key(PlaceKey.SUGGESTED_SAME, Qt.Key.Key_X)
    assert "Finish" in said, "that works beside the keys of the list"
    said = own.change_key(PlaceKey.OUTBOX_SHOW, Qt.Key.Key_X)
    assert "I saw it" in said
    said = own.change_key(PlaceKey.OUTBOX_SHOW, Qt.Key.Key_F5)
    assert "Read 311" in said, "that works on every screen"
    said = own.change_key(ActionId.SYNC, Qt.Key.Key_W)
    assert "Take back" in said or "block" in said
    said = own.change_key(ActionId.NOTE, Qt.Key.Key_1)
    assert "first suggestion" in said


def test_a_key_that_would_be_written_is_refused_where_people_write(own: PersonalPage) -> None:
    said = own.change_key(PlaceKey.REPLY_NEXT, Qt.Key.Key_N)
    assert said == "There you write, and N would be written. Take one with Ctrl or Alt."
    assert keys_for(own.page.office.window, PlaceKey.REPLY_NEXT) == ("Alt+Right",)
    said = own.change_key(PlaceKey.REPLY_NEXT, Qt.Key.Key_F9)
    assert said == "Kept."


def test_what_every_question_listens_to_is_given_to_nothing_else(own: PersonalPage) -> None:
    said = own.change_key(PlaceKey.HISTORY_OPEN, Qt.Key.Key_Return, times=2)
    assert "stays that" in said
    said = own.change_key(PlaceKey.COPY_CROP, Qt.Key.Key_Left, times=2)
    assert "stays that" in said
    assert keys_for(own.page.office.window, PlaceKey.COPY_CROP) == ("C",)


def test_a_key_that_was_given_away_is_given_back_where_the_program_has_it(own: PersonalPage) -> None:
    window = own.page.office.window
    before = keys_for(window, PlaceKey.OUTBOX_OPEN)
    assert "Return" in before
    own.change_key(PlaceKey.OUTBOX_OPEN, Qt.Key.Key_F9)
    own.change_key(PlaceKey.OUTBOX_OPEN, Qt.Key.Key_Return)
    assert "Return" in keys_for(window, PlaceKey.OUTBOX_OPEN)


@pytest.fixture
def second(
    own: PersonalPage, office: FakeOffice, personal: FakePersonal, notifier: Notifier, tmp_path: Path
) -> SecondWindow:
    def make() -> OfficeWindow:
        return open_window(
            office,
            tasks=InlineTasks(notifier.error),
            notifier=Notifier(),
            dialogs=PreparedDialogs(),
            window_file=tmp_path / "second.ini",
            personal=personal,
        )

    return SecondWindow(own.page.office, make)


def test_a_key_chosen_in_one_window_works_in_the_other(own: PersonalPage, second: SecondWindow) -> None:
    second.open()
    other = second.window
    assert other is not None
    own.change_key(ActionId.TAKE, Qt.Key.Key_F9)
    assert [each.toString() for each in other.actions.action(ActionId.TAKE).shortcuts()] == ["F9"]
    other.window.close()


def test_presets_taken_off_in_one_window_are_gone_in_the_other(
    own: PersonalPage, second: SecondWindow
) -> None:
    second.open()
    other = second.window
    assert other is not None
    own.change("mine", "Take off my lists")
    assert not any(each.startswith("Assigned to me") for each in other.queue.saved.names())
    other.queue.saved.presets_asked.emit()
    assert any(each.startswith("Assigned to me") for each in own.lists())
    other.window.close()


def test_a_key_is_taken_away_everywhere_it_would_do_two_things(own: PersonalPage) -> None:
    """The list has J for the next problem, the outbox for the next message; two would both be dead."""
    said = own.change_key(ActionId.SYNC, Qt.Key.Key_J, times=2)
    assert said == "J is “Next problem” and “Next message” already. Press it once more to take it away there."
    assert own.keys_of(ActionId.NEXT) == []
    assert own.place_keys_of(PlaceKey.OUTBOX_NEXT) == []
    assert own.keys_of(ActionId.SYNC) == ["J"]
    assert clashes(own) == []


def test_the_sheet_says_of_each_that_has_no_key_now(own: PersonalPage) -> None:
    sheet = own.open_keys()
    cap = sheet.cap(ActionId.SEARCH)
    cap.click()
    for _ in range(2):
        QTest.keyClick(cap, Qt.Key.Key_S)
    assert sheet.said() == "“Send to 311” and “Send again” have no key now."
    sheet.accept()


@pytest.mark.parametrize(
    ("action", "key"),
    [(ActionId.SEARCH, Qt.Key.Key_S), (ActionId.HISTORY, Qt.Key.Key_C), ("screen map", Qt.Key.Key_K)],
)
def test_no_key_does_two_things_whatever_was_chosen_and_reset(
    own: PersonalPage, action: str, key: Qt.Key
) -> None:
    own.change_key(action, key, times=2)
    assert clashes(own) == []
    own.reset_keys()
    assert clashes(own) == []
    assert own.keys_of(ActionId.REPLY) == ["C"]
    assert own.place_keys_of(PlaceKey.OUTBOX_CORRECT) == ["C"]


def test_a_key_of_the_list_and_the_outbox_is_taken_from_a_macro_too(
    page: WindowPage, office: FakeOffice
) -> None:
    """A macro's key is taken away for the whole office, that of the outbox for this person."""
    own = PersonalPage(page)
    own.change_key(PlaceKey.OUTBOX_SHOW, Qt.Key.Key_F8)
    office.kept_macros.append(Macro(7, "Graffiti", "F8", (Step(StepKind.URGENT),)))
    own.page.office.actions.macros.read()
    said = own.change_key(ActionId.SYNC, Qt.Key.Key_F8, times=2)
    assert said == "F8 is “Graffiti” and “Show the mail” already. Press it once more to take it away there."
    assert [each.key for each in office.kept_macros] == [""]
    assert own.place_keys_of(PlaceKey.OUTBOX_SHOW) == []


@pytest.mark.parametrize(
    "kept",
    [
        {"next": [], "sync": ["J"]},
        {"outbox next": ["J"], "next": [], "sync": ["J"]},
        {"take": ["X"]},
    ],
)
def test_keys_kept_from_an_earlier_start_do_what_was_chosen_last(
    own: PersonalPage, kept: dict[str, list[str]]
) -> None:
    """An earlier program left the key to two, or a newer one gave it to another."""
    own.page.office.personal.keys_of.use(kept)
    last, (key,) = list(kept.items())[-1]
    assert own.keys_of(ActionId(last)) == [key]
    assert clashes(own) == []


def clashes(own: PersonalPage) -> list[str]:
    """What has a key that does something else beside it."""
    book = own.page.office.personal.keys_of
    owned = (*book.all(), *(each for place in book.places() for each in place.keys))
    return [each.name for each in owned for key in each.keys if book.taken_by(key, each.name)]
