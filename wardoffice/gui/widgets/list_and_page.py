"""A screen with a list at the left and one of its lines, as a page that scrolls, beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QListWidget, QScrollArea, QVBoxLayout, QWidget

_AROUND_LINES = 14  # pixels above and below the two lines of a row
_LIST_WIDTH = 300
_WIDEST = 900  # pixels: a longer line is hard to read


def make_list(name: str) -> QListWidget:
    """The list; ``name`` is what a screen reader calls it."""
    made = QListWidget()
    made.setAccessibleName(name)
    made.setTextElideMode(Qt.TextElideMode.ElideRight)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def row_size(rows: QListWidget) -> QSize:
    """The size of a row of two lines, in whatever size the system's text is."""
    return QSize(0, 2 * rows.fontMetrics().lineSpacing() + _AROUND_LINES)


def make_page(name: str, parts: Sequence[QWidget | QLayout]) -> QScrollArea:
    """The page: these one under the other."""
    page = QWidget()
    page.setProperty("role", "page")
    page.setMaximumWidth(_WIDEST)
    column = QVBoxLayout(page)
    column.setContentsMargins(20, 16, 20, 24)
    column.setSpacing(12)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    column.addStretch(1)
    scroll = QScrollArea()
    scroll.setAccessibleName(name)
    scroll.setWidgetResizable(True)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setWidget(page)
    return scroll


def put_beside(screen: QWidget, left: Sequence[QWidget], page: QWidget) -> None:
    """Fill a screen: at the left these one under the other, the list among them as tall as it can be."""
    column = QVBoxLayout()
    column.setContentsMargins(16, 16, 0, 16)
    column.setSpacing(12)
    for part in left:
        column.addWidget(part, 1 if isinstance(part, QListWidget) else 0)
    holder = QWidget()
    holder.setFixedWidth(_LIST_WIDTH)
    holder.setLayout(column)
    layout = QHBoxLayout(screen)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(holder)
    layout.addWidget(page, 1)
