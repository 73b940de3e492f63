"""Pages for paper: asked for by key, written off the GUI thread, and the block somebody walks."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from tests.builders_queue import queue_row
from tests.fakes_paper import block_of
from tests.gui.case_pages import moments
from wardoffice.domain.printing import PrintedPage
from wardoffice.gui.dialogs.block import BlockDialog
from wardoffice.gui.dialogs.paper import PrintQuestion
from wardoffice.gui.printing import QtPrinter
from wardoffice.language import PSEUDO, use_language


def _png(colour: Qt.GlobalColor) -> bytes:
    image = QImage(QSize(40, 30), QImage.Format.Format_RGB32)
    image.fill(colour)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # it takes a str, whatever its stub says
    return bytes(content.data())


@pytest.fixture
def read(qapp: object) -> Iterator[QPdfDocument]:
    document = QPdfDocument()
    yield document
    document.close()


def _load(document: QPdfDocument, content: bytes) -> QPdfDocument:
    buffer = QBuffer(document)
    buffer.setData(content)
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    document.load(buffer)
    return document


def _words(document: QPdfDocument) -> str:
    return "\n".join(document.getAllText(page).text() for page in range(document.pageCount()))


def test_a_page_becomes_a_pdf_of_letter_size_with_its_words_and_pictures(read: QPdfDocument) -> None:
    page = PrintedPage(
        "2026-00012", '<p>Pothole on Damen</p><img src="map" width="200">', {"map": _png(Qt.GlobalColor.red)}
    )
    document = _load(read, QtPrinter().pdf(page))

    assert document.pageCount() == 1
    size = document.pagePointSize(0)
    assert (round(size.width()), round(size.height())) == (612, 792)
    assert "Pothole on Damen" in _words(document)
    picture = document.render(0, QSize(306, 396))
    reds = sum(
        picture.pixelColor(x, y).red() > 200 and picture.pixelColor(x, y).green() < 80
        for x in range(0, 306, 3)
        for y in range(0, 396, 3)
        if picture.pixelColor(x, y).alpha() > 0
    )
    assert reds > 100


def test_a_page_that_is_a_little_too_long_is_made_smaller_to_fit_on_one(read: QPdfDocument) -> None:
    lines = "".join(f'<p style="margin: 0">line {number}</p>' for number in range(70))
    long = _load(read, QtPrinter().pdf(PrintedPage("long", lines)))
    assert long.pageCount() == 2

    fitted = _load(read, QtPrinter().pdf(PrintedPage("fitted", lines, one_page=True)))
    assert fitted.pageCount() == 1
    assert "line 69" in _words(fitted)


def test_what_fits_on_no_page_goes_on_to_the_next(read: QPdfDocument) -> None:
    lines = "".join(f"<p>line {number}</p>" for number in range(400))
    document = _load(read, QtPrinter().pdf(PrintedPage("very long", lines, one_page=True)))

    assert document.pageCount() > 1
    words = _words(document)
    assert all(f"line {number}" in words for number in (0, 1, 200, 399))


def test_a_page_loads_no_file_and_nothing_from_the_web(read: QPdfDocument, tmp_path: Path) -> None:
    """P8: only what it was handed."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(_png(Qt.GlobalColor.red))
    html = f'<img src="{secret.as_uri()}" width="300"><img src="http://127.0.0.1:9/x.png">'
    picture = _load(read, QtPrinter().pdf(PrintedPage("sly", html))).render(0, QSize(306, 396))

    assert all(
        picture.pixelColor(x, y).alpha() == 0 or picture.pixelColor(x, y).green() > 80
        for x in range(0, 306, 3)
        for y in range(0, 396, 3)
    )


def test_it_is_drawn_on_any_thread(qapp: object) -> None:
    """P10: the window waits for no page."""
    made: list[bytes] = []
    thread = threading.Thread(target=lambda: made.append(QtPrinter().pdf(PrintedPage("there", "<p>x</p>"))))
    thread.start()
    thread.join()

    assert made[0].startswith(b"%PDF")


def test_the_block_shows_both_sides_and_opens_what_is_chosen(qtbot: QtBot) -> None:
    view = block_of(queue_row(1, title="Light out"), odd=(queue_row(2, title="Rats"),))
    dialog = BlockDialog(view, moments())
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.show()

    assert dialog.windowTitle() == "4800 block of N Damen Ave"
    assert [each.accessibleName() for each in dialog.lists] == [
        "Even numbers, west side",
        "Odd numbers, east side",
    ]
    assert dialog.lists[0].item(0).text().startswith("4800 · Light out\n")
    with qtbot.waitSignal(dialog.case_asked) as asked:
        dialog.lists[1].setFocus()
        dialog.lists[1].setCurrentRow(0)
        dialog.lists[1].itemActivated.emit(dialog.lists[1].item(0))
    assert asked.args == [2]


def test_an_empty_side_says_so_and_what_is_done_is_asked_for(qtbot: QtBot) -> None:
    dialog = BlockDialog(block_of(queue_row(1)), moments())
    qtbot.addWidget(dialog)
    dialog.show()

    assert dialog.lists[1].item(0).text() == "Nothing on this side."
    with qtbot.waitSignal(dialog.done_toggled) as toggled:
        dialog.findChildren(QCheckBox)[0].click()
    assert toggled.args == [True]
    view = block_of(queue_row(1), odd=(queue_row(3, title="Done already"),))
    dialog.show_block(view)
    assert "Done already" in dialog.lists[1].item(0).text()
    paper = next(each for each in dialog.findChildren(QPushButton) if "Print" in each.text())
    with qtbot.waitSignal(dialog.print_asked) as printed:
        QTest.mouseClick(paper, Qt.MouseButton.LeftButton)
    assert printed.args == [view]


def test_the_file_of_a_page_is_one_that_is_not_there_yet(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "4800 block.pdf").touch()
    question = PrintQuestion("Print", "Also what is done", "4800 block", None, tmp_path)
    qtbot.addWidget(question)

    assert question.answer().path == tmp_path / "4800 block (2).pdf"
    question.file.setText(str(tmp_path / "walk"))
    question.tick.setChecked(True)
    assert question.answer().path == tmp_path / "walk.pdf"
    assert question.answer().ticked
    question.file.setText(" ")
    assert not question.take_button.isEnabled()


@pytest.fixture
def _pseudo() -> Iterator[None]:
    use_language(PSEUDO)
    yield
    use_language("en")


@pytest.mark.usefixtures("_pseudo")
def test_no_plain_english_is_left_in_the_block(qtbot: QtBot) -> None:
    dialog = BlockDialog(block_of(), moments())
    qtbot.addWidget(dialog)
    shown = [dialog.windowTitle(), *(each.accessibleName() for each in dialog.lists)]
    shown += [each.text() for each in dialog.findChildren(QPushButton)]
    assert all("⟦" in each for each in shown if each)
