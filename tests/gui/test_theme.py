"""The look can be read: 4.5 : 1 wherever words stand (WCAG 2.1, success criterion 1.4.3)."""

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QListWidget
from pytestqt.qtbot import QtBot

from tests.builders_case_view import a_case, a_photo
from tests.builders_queue import believable_rows
from tests.gui.inline_tasks import InlineTasks
from tests.gui.pages import WindowPage
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.dialogs.attachments import AttachmentsQuestion
from wardoffice.gui.dialogs.forms import NoteQuestion
from wardoffice.gui.dialogs.merge import MergeQuestion
from wardoffice.gui.icons import icon_of
from wardoffice.gui.personal.palette import Entry, PaletteDialog
from wardoffice.gui.theme import DARK, LIGHT, Palette, Theme, palette_of
from wardoffice.gui.widgets.elided import ElidedLabel

ENOUGH = 4.5
INKS_ON_GROUNDS = [
    *((ink, ground) for ink in ("text", "quiet", "accent") for ground in ("window", "surface", "raised")),
    *(
        (ink, ground)
        for ink in ("done", "waiting", "danger", "check")
        for ground in ("window", "surface", "raised")
    ),
    *((ink, f"{ink}_wash") for ink in ("accent", "done", "waiting", "danger", "check")),
    *(
        (ink, f"{wash}_wash")
        for ink in ("text", "quiet")
        for wash in ("accent", "done", "waiting", "danger", "check")
    ),
    ("danger", "accent_wash"),
    ("on_accent", "accent"),
]


def luminance(colour: str) -> float:
    """Relative luminance of sRGB as WCAG 2.1 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.1."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), INKS_ON_GROUNDS)
def test_every_ink_can_be_read_on_every_ground_it_stands_on(palette: Palette, ink: str, ground: str) -> None:
    assert contrast(getattr(palette, ink), getattr(palette, ground)) >= ENOUGH


@pytest.mark.parametrize("dark", [False, True])
def test_stylesheet_has_every_place_filled_in(qapp: QApplication, *, dark: bool) -> None:
    sheet = Theme(dark=dark).stylesheet()
    assert "$" not in sheet
    colours = set(re.findall(r"#[0-9a-f]{6}", sheet))
    palette = Theme(dark=dark).palette
    assert colours <= {getattr(palette, name) for name in Palette.__slots__}


def test_a_window_that_is_open_changes_its_look(qtbot: QtBot, qapp: QApplication) -> None:
    label = QLabel("words")
    qtbot.addWidget(label)
    label.show()
    assert palette_of(label) is LIGHT
    try:
        Theme(dark=True).apply(qapp)
        assert palette_of(label) is DARK
        assert label.palette().color(label.foregroundRole()).name() == DARK.text
    finally:
        Theme(dark=False).apply(qapp)


def test_the_icons_of_a_list_change_with_the_look_while_it_is_open(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    paper = a_photo(1, tmp_path / "plan.pdf", thumbnail=None, filename="plan.pdf")
    pictures = Pictures(InlineTasks(_fail))
    merging = MergeQuestion(believable_rows()[:2], believable_rows()[0].case_id, None)
    attaching = AttachmentsQuestion(a_case(attachments=(paper,)), pictures, None)
    finding = PaletteDialog([Entry("do it", "Do it", "", "mdi6.undo", lambda: None)], (), None)
    icons: dict[QDialog, tuple[str, str]] = {
        merging: ("mdi6.star", "accent"),
        attaching: ("mdi6.file-document-outline", "quiet"),
        finding: ("mdi6.undo", "quiet"),
    }
    try:
        for dialog in icons:
            qtbot.addWidget(dialog)
            dialog.show()
        for look in (DARK, LIGHT):
            Theme(dark=look is DARK).apply(qapp)
            for dialog, (name, ink) in icons.items():
                (view,) = dialog.findChildren(QListWidget)
                meant = icon_of(name, color=getattr(look, ink)).pixmap(16, 16).toImage()
                assert view.item(0).icon().pixmap(16, 16).toImage() == meant, dialog
    finally:
        Theme(dark=False).apply(qapp)


def _fail(error: Exception) -> None:
    raise AssertionError(error)


def test_the_look_changes_again_and_again_under_an_open_question(
    qapp: QApplication, page: WindowPage
) -> None:
    """Qt restyles every widget at each change; one that changed itself meanwhile has crashed it."""
    window = page.office.window
    question = NoteQuestion(window)
    cut = ElidedLabel("by the school at the corner of Damen and Lawrence, " * 9)
    question.body.addWidget(cut)
    question.open()
    page.show_screen("map")
    try:
        for turn in range(10):
            theme = Theme(dark=turn % 2 == 0)
            theme.apply(qapp)
            qapp.processEvents()
            assert palette_of(question) is palette_of(window) is theme.palette
            assert cut.palette().color(cut.foregroundRole()).name() == theme.palette.text
    finally:
        Theme(dark=False).apply(qapp)
        question.done(0)


def test_text_sizes_follow_the_system(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    from PySide6.QtGui import QFont, QFontDatabase

    plain = Theme(dark=False).stylesheet()
    large = QFont("Sans Serif", 18)
    monkeypatch.setattr(QFontDatabase, "systemFont", staticmethod(lambda _kind: QFont(large)))
    assert Theme(dark=False).font.pointSizeF() == 18
    assert "font-size: 18.0pt" in Theme(dark=False).stylesheet()
    assert "font-size: 18.0pt" not in plain
