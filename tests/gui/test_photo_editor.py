"""A copy of a photo edited by keyboard alone, two photos compared, one dragged out; the original stays."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QImage, QShortcut, qAlpha
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_case, a_photo
from tests.gui.case_pages import CasePanePage, drawn_pictures, moments, shown_words
from tests.gui.inline_tasks import InlineTasks
from tests.photos.pictures import drawn, saved
from wardoffice.domain.photo_edits import BLOCKS, Area, Blur, Crop, PhotoEdit, Turn
from wardoffice.domain.pictures import Rank
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.case.photo_tile import PhotoTile
from wardoffice.gui.case.viewer import PhotoViewer
from wardoffice.gui.photos import drag_out
from wardoffice.gui.photos.compare import ComparePhotos
from wardoffice.gui.photos.editor import PhotoEditor
from wardoffice.gui.photos.preview import edited, read_preview
from wardoffice.gui.place_keys import key_places
from wardoffice.photos.editing import EditingJob, edit_picture

HALF = Area(0.0, 0.0, 0.5, 1.0)


def _fail(error: Exception) -> None:
    raise AssertionError(error)


@pytest.fixture
def pane(qtbot: QtBot, tmp_path: Path) -> CasePane:
    """A case with three photos and a file that is no picture."""
    pictures = drawn_pictures(tmp_path)
    paper = a_photo(8, pictures[0], thumbnail=None, filename="estimate.pdf", rank=Rank.FILE)
    pane = CasePane(InlineTasks(_fail), moments())
    qtbot.addWidget(pane)
    pane.resize(900, 700)
    with qtbot.waitExposed(pane):
        pane.show()
    photos = (a_photo(number, path, thumbnail=path) for number, path in enumerate(pictures, start=1))
    pane.show_case(a_case(attachments=(*photos, paper)))
    return pane


@pytest.fixture
def viewer(pane: CasePane, qtbot: QtBot) -> PhotoViewer:
    opened = pane.open_photo(1)
    assert opened is not None
    qtbot.waitUntil(opened.isActiveWindow)
    return opened


@pytest.fixture
def editor(viewer: PhotoViewer, qtbot: QtBot) -> PhotoEditor:
    QTest.keyClick(viewer, Qt.Key.Key_E)
    (opened,) = viewer.findChildren(PhotoEditor)
    qtbot.waitUntil(opened.isActiveWindow)
    return opened


def test_a_copy_is_turned_marked_blurred_and_saved_by_keyboard_alone(
    pane: CasePane, editor: PhotoEditor, qtbot: QtBot
) -> None:
    asked: list[tuple[int, tuple[PhotoEdit, ...]]] = []
    pane.copy_asked.connect(lambda attachment_id, edits: asked.append((attachment_id, edits)))
    QTest.keyClick(editor, Qt.Key.Key_R)
    QTest.keyClick(editor.canvas, Qt.Key.Key_Right)
    QTest.keyClick(editor.canvas, Qt.Key.Key_Left)
    QTest.keyClick(editor.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    marked = editor.canvas.area
    assert marked is not None
    QTest.keyClick(editor, Qt.Key.Key_B)
    assert editor.canvas.area is None
    assert "turned, 1 part blurred" in shown_words(editor)
    with qtbot.waitSignal(pane.copy_asked):
        QTest.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert asked == [(1, (Turn(1), Blur(marked)))]
    assert QApplication.activeModalWidget() is None, "the window takes keys again"


def test_what_was_done_is_taken_back_step_by_step(editor: PhotoEditor) -> None:
    editor.canvas.mark(HALF)
    QTest.keyClick(editor, Qt.Key.Key_C)
    QTest.keyClick(editor, Qt.Key.Key_R, Qt.KeyboardModifier.ShiftModifier)
    assert list(editor.edits) == [Crop(HALF), Turn(3)]
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert list(editor.edits) == []
    assert "nothing done yet" in shown_words(editor)


def test_nothing_marked_crops_and_blurs_nothing_and_nothing_done_saves_nothing(
    pane: CasePane, editor: PhotoEditor
) -> None:
    pane.copy_asked.connect(lambda *_: pytest.fail("a copy of nothing was asked for"))
    for key in (Qt.Key.Key_C, Qt.Key.Key_B):
        QTest.keyClick(editor, key)
    QTest.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert editor.edits == ()
    assert editor.isVisible()


def test_a_rectangle_is_drawn_with_the_mouse_and_a_click_marks_nothing(editor: PhotoEditor) -> None:
    port, place = editor.canvas.viewport(), editor.canvas.place
    corner = place.mapTo(port, QPoint(0, 0))
    middle = place.mapTo(port, QPoint(place.width() // 2, place.height() // 2))
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=corner)
    QTest.mouseMove(port, middle)
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=middle)
    area = editor.canvas.area
    assert area is not None
    assert (area.left, area.top) == (0.0, 0.0)
    assert area.right == pytest.approx(0.5, abs=0.02)
    assert area.bottom == pytest.approx(0.5, abs=0.02)


def test_a_part_marked_by_keys_stays_in_the_picture(editor: PhotoEditor) -> None:
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        for _ in range(60):
            QTest.keyClick(editor.canvas, key)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
        for _ in range(60):
            QTest.keyClick(editor.canvas, key, Qt.KeyboardModifier.ShiftModifier)
    area = editor.canvas.area
    assert area is not None
    assert (area.left, area.top) == (0.0, 0.0)
    assert 0 < area.right < 0.1
    assert 0 < area.bottom < 0.1


@pytest.mark.parametrize(
    "edits",
    [(Turn(1),), (Crop(HALF), Turn(2)), (Blur(HALF), Turn(3)), (Turn(1), Crop(HALF), Blur(HALF))],
)
def test_the_preview_looks_like_the_copy(tmp_path: Path, edits: tuple[PhotoEdit, ...]) -> None:
    original = saved(tmp_path / "photo.png", drawn(), "PNG")
    edit_picture(EditingJob(original, edits, tmp_path / "copy.png"))
    preview, copy = edited(read_preview(original, None), edits), QImage(str(tmp_path / "copy.png"))
    assert preview.size() == copy.size()
    for x in range(0, copy.width(), 5):
        for y in range(0, copy.height(), 5):
            assert abs(preview.pixelColor(x, y).lightness() - copy.pixelColor(x, y).lightness()) < 24


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        *((mode, "PNG") for mode in ("RGB", "L", "P", "1", "LA", "RGBA", "I;16")),
        *((mode, "JPEG") for mode in ("RGB", "L", "CMYK")),
    ],
)
def test_a_blurred_part_is_seen_to_be_blurred_whatever_its_pixels_are(
    tmp_path: Path, mode: str, kind: str
) -> None:
    """P9: nobody sends a copy that they saw blurred and is not, nor blurs again what is."""
    noise = Image.effect_noise((60, 60), 120)
    image = noise.convert("RGB").convert(mode) if mode != "I;16" else noise.convert("I").convert(mode)
    if mode in {"LA", "RGBA"}:
        image.putalpha(noise)
    original = saved(tmp_path / "photo", image, kind)
    shown = edited(read_preview(original, None), (Blur(HALF),))
    blurred = {shown.pixel(x, y) for x in range(30) for y in range(60)}
    assert len(blurred) <= BLOCKS * BLOCKS
    assert all(qAlpha(each) == 255 for each in blurred)


def test_what_is_no_picture_cannot_be_edited_compared_or_folded_away(pane: CasePane) -> None:
    viewer = pane.open_photo(8)
    assert viewer is not None
    assert viewer.edit() is None
    assert viewer.compare() is None
    pane.rank_asked.connect(lambda *_: pytest.fail("a file has no rank"))
    QTest.keyClick(viewer, Qt.Key.Key_L)


def test_a_picture_is_folded_away_as_no_photo(pane: CasePane, viewer: PhotoViewer, qtbot: QtBot) -> None:
    assert "No photo: fold it away" in shown_words(viewer)
    with qtbot.waitSignal(pane.rank_asked) as told:
        QTest.keyClick(viewer, Qt.Key.Key_L)
    assert told.args == [1, Rank.LOGO]


def test_two_photos_are_looked_at_as_closely_as_each_other(viewer: PhotoViewer, qtbot: QtBot) -> None:
    QTest.keyClick(viewer, Qt.Key.Key_V)
    (compared,) = viewer.findChildren(ComparePhotos)
    qtbot.waitUntil(compared.isActiveWindow)
    assert [each.attachment_id for each in compared.shown] == [1, 2]
    for key, right in ((Qt.Key.Key_Right, 3), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 3)):
        QTest.keyClick(compared, key)
        assert [each.attachment_id for each in compared.shown] == [1, right]
    left, other = compared.left.canvas, compared.right.canvas
    whole = (left.scale, other.scale)
    QTest.keyClick(compared, Qt.Key.Key_Plus)
    QTest.keyClick(compared, Qt.Key.Key_Plus)
    assert left.scale > whole[0]
    assert other.scale > whole[1]
    other.fit()
    assert (left.scale, other.scale) == whole


def test_the_viewer_fills_the_screen_and_comes_back(viewer: PhotoViewer) -> None:
    QTest.keyClick(viewer, Qt.Key.Key_F11)
    assert viewer.isFullScreen()
    QTest.keyClick(viewer, Qt.Key.Key_F11)
    assert not viewer.isFullScreen()
    QTest.keyClick(viewer, Qt.Key.Key_F)
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert not viewer.isFullScreen()
    assert viewer.isVisible()
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert not viewer.isVisible()


@pytest.mark.parametrize(("which", "place"), [("viewer", "Photos"), ("editor", "Editing a copy of a photo")])
def test_every_key_of_photos_is_on_the_sheet_of_keys(
    request: pytest.FixtureRequest, which: str, place: str
) -> None:
    dialog = request.getfixturevalue(which)
    heard = [each for each in dialog.findChildren(QShortcut) if each.parent() is dialog]
    listens = {key.toString() for each in heard for key in each.keys()}  # noqa: SIM118 - Qt's, no dict's
    (named,) = (each for each in key_places() if each.words == place)
    assert listens
    assert listens <= {key for each in named.keys for key in each.keys}


@pytest.mark.parametrize("width", [690, 733, 900, 1100])
def test_photos_fill_their_line(pane: CasePane, tmp_path: Path, width: int) -> None:
    """Three or more stand beside each other, and less than one more would find room."""
    pictures = drawn_pictures(tmp_path)
    pane.resize(width, 700)
    page = CasePanePage(pane)
    page.show(a_case(attachments=tuple(a_photo(n, each) for n, each in enumerate(pictures * 2, start=1))))
    tiles = page.tiles
    first = [each for each in tiles if each.y() == tiles[0].y()]
    assert len(first) >= 3
    holder = tiles[0].parentWidget()
    assert holder is not None
    assert holder.width() - first[-1].geometry().right() < first[0].width() / 2


def test_a_photo_dragged_out_is_a_copy_under_its_own_name(
    pane: CasePane, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office's own file is never handed out: whoever gets it may write into it."""
    taken: list[Path] = []

    class Drag:
        def __init__(self, _source: object) -> None:
            self.setPixmap: Callable[[object], None] = lambda _pixmap: None

        def setMimeData(self, mime: QMimeData) -> None:  # noqa: N802 - Qt's name
            taken.extend(Path(url.toLocalFile()) for url in mime.urls())

        def exec(self, _action: Qt.DropAction) -> None:
            pass

    monkeypatch.setattr(drag_out, "QDrag", Drag)
    page = CasePanePage(pane)
    tile = page.pane.findChildren(PhotoTile)[0]
    QTest.mousePress(tile, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    QTest.mouseMove(tile, QPoint(60, 60))
    QTest.mouseRelease(tile, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    (copy,) = taken
    assert copy.name == tile.attachment.filename
    assert copy != tile.attachment.path
    assert copy.read_bytes() == tile.attachment.path.read_bytes()
