"""The photo viewer: one picture large, by keyboard, from this machine only."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPdfWriter, QPixmap
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_case, a_photo
from tests.gui.case_pages import CasePanePage, drawn_pictures, moments, shown_words
from tests.gui.inline_tasks import InlineTasks
from tests.photos.pictures import drawn, held, saved
from wardoffice.domain.pictures import Rank
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.case.photo_canvas import PhotoCanvas
from wardoffice.gui.case.viewer import PhotoViewer
from wardoffice.gui.photos.preview import read_preview
from wardoffice.photos.reading import SCREEN_SIZE, read_picture


def _fail(error: Exception) -> None:
    raise AssertionError(error)


@pytest.fixture
def viewer(qtbot: QtBot, tmp_path: Path) -> PhotoViewer:
    """Opened on the second of three photos, with a logo behind them."""
    pictures = drawn_pictures(tmp_path)
    photos = tuple(a_photo(number, path) for number, path in enumerate(pictures, start=1))
    logo = a_photo(9, pictures[0], rank=Rank.LOGO, filename="image001.png", taken_at=None, size=900)
    pane = CasePane(InlineTasks(_fail), moments())
    qtbot.addWidget(pane)
    pane.resize(900, 700)
    with qtbot.waitExposed(pane):
        pane.show()
    page = CasePanePage(pane)
    page.show(a_case(attachments=(logo, *photos)))
    page.press("Open IMG_4411.heic")
    return page.viewer


def test_it_opens_on_the_photo_that_was_clicked_and_says_what_it_is(viewer: PhotoViewer) -> None:
    words = "\n".join(shown_words(viewer))

    assert viewer.shown.filename == "IMG_4411.heic"
    assert "IMG_4411.heic" in words
    assert "taken Mon Nov 23, 7:13 AM · 2.3 MB · 2 of 4" in words


def test_the_arrow_keys_walk_round_through_all_pictures_the_logos_last(viewer: PhotoViewer) -> None:
    seen = []
    for _ in range(4):
        seen.append(viewer.shown.attachment_id)
        QTest.keyClick(viewer, Qt.Key.Key_Right)
    assert seen == [2, 3, 9, 1]
    assert viewer.shown.attachment_id == 2

    QTest.keyClick(viewer, Qt.Key.Key_Left)
    assert viewer.shown.attachment_id == 1


def test_a_picture_fits_first_can_be_looked_at_closely_and_fits_again(viewer: PhotoViewer) -> None:
    canvas = viewer.canvas
    whole = canvas.scale
    assert canvas.viewport().rect().contains(canvas.place.rect())

    QTest.keyClick(viewer, Qt.Key.Key_Plus)
    assert canvas.scale == pytest.approx(whole * 1.25)
    QTest.keyClick(viewer, Qt.Key.Key_Minus)
    assert canvas.scale == whole

    QTest.keyClick(viewer, Qt.Key.Key_1)
    assert canvas.scale == 1.0
    QTest.keyClick(viewer, Qt.Key.Key_0)
    assert canvas.scale == whole


def test_zooming_in_for_ever_ends_somewhere(viewer: PhotoViewer) -> None:
    for _ in range(40):
        viewer.canvas.zoom(1)

    assert viewer.canvas.scale == 8.0


def test_a_photo_is_as_sharp_as_the_screen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a pixel of the window is two of the screen's, half of the photo's were thrown away."""
    canvas = PhotoCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    picture = QPixmap(str(drawn_pictures(tmp_path, 1)[0]))
    canvas.show_picture(picture, "hole")
    plain = canvas.place.size()
    given: list[QPixmap] = []
    monkeypatch.setattr(canvas.place, "setPixmap", given.append)
    monkeypatch.setattr(PhotoCanvas, "devicePixelRatioF", lambda _canvas: 2.0)
    canvas.show_picture(picture, "hole")
    assert canvas.place.size() == plain
    assert given[-1].width() == pytest.approx(2 * plain.width(), abs=1)


def test_a_photo_of_an_iphone_is_shown_large_and_edited_large(qtbot: QtBot, tmp_path: Path) -> None:
    """Qt cannot open HEIC: what was written when it was read stands for it, large enough to see a plate."""
    heic = saved(tmp_path / "photo.heic", drawn(3000, 2000), "HEIF")
    photo = a_photo(1, heic, thumbnail=read_picture(heic, tmp_path / "shown.jpg").thumbnail)
    pane = CasePane(InlineTasks(_fail), moments())
    qtbot.addWidget(pane)
    pane.show_case(a_case(attachments=(photo,)))
    opened = pane.open_photo(1)

    assert opened is not None
    opened.canvas.show_every_pixel()
    assert opened.canvas.place.width() == SCREEN_SIZE
    assert read_preview(photo.path, photo.thumbnail).width() == 1600


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_photo_taken_sideways_stands_upright_beside_its_thumbnail(
    qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    photo = held(tmp_path / "photo", drawn(400, 200), kind, orientation=6)
    small = read_picture(photo, tmp_path / "small.jpg").thumbnail
    pane = CasePane(InlineTasks(_fail), moments())
    qtbot.addWidget(pane)
    pane.show_case(a_case(attachments=(a_photo(1, photo, thumbnail=small),)))
    opened = pane.open_photo(1)

    assert opened is not None
    opened.canvas.show_every_pixel()
    assert (opened.canvas.place.width(), opened.canvas.place.height()) == (400, 200)


def test_what_is_no_picture_says_so_and_is_saved_by_key_instead(qtbot: QtBot, tmp_path: Path) -> None:
    """P8: bad input gives a clear sentence and loses nothing."""
    paper = tmp_path / "estimate.pdf"
    written = QPdfWriter(str(paper))
    painter = QPainter(written)
    painter.drawText(500, 500, "An estimate")
    painter.end()
    pane = CasePane(InlineTasks(_fail), moments())
    qtbot.addWidget(pane)
    with qtbot.waitExposed(pane):
        pane.show()
    pane.show_case(a_case(attachments=(a_photo(1, paper, thumbnail=None),)))
    opened = pane.open_photo(1)

    assert opened is not None
    assert not opened.canvas.has_picture, "Qt draws papers too, in our own process"
    qtbot.waitUntil(opened.isActiveWindow)
    words = "\n".join(shown_words(opened))
    assert "Save it to this computer to open it there." in words
    with qtbot.waitSignal(pane.save_asked) as asked:
        QTest.keyClick(opened, Qt.Key.Key_S)
    assert asked.args == [opened.shown]


def test_a_case_without_photos_opens_no_viewer(qtbot: QtBot) -> None:
    pane = CasePane(InlineTasks(_fail), moments())
    qtbot.addWidget(pane)
    pane.show_case(a_case())

    assert pane.open_photo(1) is None
