"""The program's icons, drawn from the one font they are all of.

qtawesome's own ``icon`` loads a dozen fonts, and keeps each twice: fifteen megabytes and a tenth of a second
for eleven that nobody sees.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

import PySide6
from PySide6 import QtCore, QtGui, QtWidgets

if TYPE_CHECKING:
    from qtawesome import IconicFont

_PREFIX = "mdi6"
_FONT = "materialdesignicons6-webfont-"


def icon_of(name: str, *, color: str) -> QtGui.QIcon:
    """An icon by its name (``mdi6.undo``), in a colour (``#rrggbb``). Wants a QApplication.

    Raises Exception, as qtawesome does, for a name that no icon has.
    """
    icon: QtGui.QIcon = _font().icon(name, color=color)
    return icon


@cache
def _font() -> "IconicFont":
    with _pyside_for_qtpy():
        import qtawesome
    _folder, files = qtawesome.get_fonts_info()
    font = next(each for each in files if each.startswith(_FONT))
    version = font.removeprefix(_FONT).removesuffix(".ttf")
    return qtawesome.IconicFont((_PREFIX, font, f"{_FONT}charmap-{version}.json"))


@contextmanager
def _pyside_for_qtpy() -> Iterator[None]:
    """Let what is imported meanwhile find PySide6 itself where it asks qtpy for whatever Qt there is.

    qtpy takes hold of every class of Qt, and loads modules of it that nothing here draws with: 20 MB, and a
    sixth of a second of the start.
    """
    given = {"QtCore": QtCore, "QtGui": QtGui, "QtWidgets": QtWidgets}
    stand_in = ModuleType("qtpy")
    vars(stand_in).update(given, PYSIDE_VERSION=PySide6.__version__)
    modules = {"qtpy": stand_in, **{f"qtpy.{name}": module for name, module in given.items()}}
    before = {name: sys.modules[name] for name in modules if name in sys.modules}
    sys.modules.update(modules)
    try:
        yield
    finally:
        for name in modules:
            del sys.modules[name]
        sys.modules.update(before)
