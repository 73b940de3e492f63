"""The program's icons."""

import subprocess
import sys

import pytest
from PySide6.QtGui import QFontDatabase

from wardoffice.gui import icons

pytestmark = pytest.mark.usefixtures("qapp")


def test_only_the_font_that_is_drawn_with_is_loaded() -> None:
    before = set(QFontDatabase.families())
    icons._font.cache_clear()
    drawn = icons.icon_of("mdi6.undo", color="#123456").pixmap(16, 16).toImage()
    colours = {drawn.pixelColor(x, y).name() for x in range(16) for y in range(16)}
    assert "#123456" in colours
    loaded = set(QFontDatabase.families()) - before
    assert all(family.startswith("Material Design Icons") for family in loaded)


def test_a_name_that_no_icon_has_is_refused() -> None:
    with pytest.raises(Exception, match="no-such-icon"):
        icons.icon_of("mdi6.no-such-icon", color="#000000")


_DRAWN = """
import sys
from PySide6.QtWidgets import QApplication
from wardoffice.gui.icons import icon_of

app = QApplication([])
assert not icon_of("mdi6.undo", color="#123456").pixmap(16, 16).isNull()
print(*(name for name in sys.modules if name.startswith("qtpy")))
"""


def test_an_icon_is_drawn_without_taking_hold_of_every_class_of_qt() -> None:
    """P10: qtpy would, in every window's start: 20 MB."""
    told = subprocess.run([sys.executable, "-c", _DRAWN], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout.strip()) == (0, ""), told.stderr
