"""How large a window is the first time it comes up."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

LEAST = QSize(960, 600)
"""What the main window needs; a smaller screen cannot show it, whatever its first size is."""

_FRAME = QSize(16, 40)  # what the system puts around a window: not known before it was shown


def resize_within_screen(window: QWidget, wanted: QSize) -> None:
    """Give a window its size, or less where its screen has no room for that and the frame."""
    window.resize(size_within(wanted, window.screen().availableGeometry().size()))


def size_within(wanted: QSize, room: QSize) -> QSize:
    """The size of a window that stands in that room with its frame."""
    inner = room - _FRAME
    return wanted.boundedTo(inner) if inner.boundedTo(LEAST) == LEAST else wanted
