"""The program's icons, drawn from the one font they are all of.

qtawesome's own ``icon`` loads a dozen fonts, and keeps each twice: fifteen megabytes and a tenth of a second
for eleven that nobody sees.
"""

from functools import cache

import qtawesome
from PySide6.QtGui import QIcon

_PREFIX = "mdi6"
_FONT = "materialdesignicons6-webfont-"


def icon_of(name: str, *, color: str) -> QIcon:
    """An icon by its name (``mdi6.undo``), in a colour (``#rrggbb``). Wants a QApplication.

    Raises Exception, as qtawesome does, for a name that no icon has.
    """
    icon: QIcon = _font().icon(name, color=color)
    return icon


@cache
def _font() -> qtawesome.IconicFont:
    _folder, files = qtawesome.get_fonts_info()
    font = next(each for each in files if each.startswith(_FONT))
    version = font.removeprefix(_FONT).removesuffix(".ttf")
    return qtawesome.IconicFont((_PREFIX, font, f"{_FONT}charmap-{version}.json"))
