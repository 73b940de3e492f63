"""The program's icons."""

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
