"""Reads every word of what is on the screen, as eyes and as a screen reader would."""

from collections.abc import Iterator
from html import unescape

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

_ROWS = 40
_CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView)
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
    Qt.ItemDataRole.ToolTipRole,
)


class Reader:
    """Adds to ``shown`` each text and where it stood, and to ``nameless`` each control without a name."""

    def __init__(self, app: QApplication, shown: dict[str, str], nameless: list[str]) -> None:
        self._app = app
        self._shown = shown
        self._nameless = nameless

    def read(self) -> None:
        """Read everything that is open now."""
        for top in self._app.topLevelWidgets():
            # Qt's own dialog for files speaks Qt's own catalogs.
            if not top.isVisible() or isinstance(top, QFileDialog):
                continue
            for widget in (top, *top.findChildren(QWidget)):
                if widget.isVisible() and not isinstance(widget.window(), QFileDialog):
                    self._read_widget(widget)
            for action in top.findChildren(QAction):
                if action.parent() is top:
                    self._keep(action, action.text(), action.toolTip(), action.statusTip())

    def _read_widget(self, widget: QWidget) -> None:
        self._keep(
            widget,
            widget.windowTitle(),
            widget.toolTip(),
            widget.accessibleName(),
            widget.accessibleDescription(),
            *_words_in(widget),
        )
        if isinstance(widget, QHeaderView):
            return  # named by its columns
        inside_qt = widget.objectName().startswith("qt_") or isinstance(
            widget.parent(), QLineEdit | QComboBox
        )
        if isinstance(widget, _CONTROLS) and not inside_qt:
            interface = QAccessible.queryAccessibleInterface(widget)
            if interface is None or not interface.text(QAccessible.Text.Name):
                where = f"{type(widget).__name__} in {type(widget.parent()).__name__} {widget.objectName()}"
                if where not in self._nameless:
                    self._nameless.append(where)

    def _keep(self, owner: object, *texts: str) -> None:
        for text in map(plain_tip, texts):
            if text:
                self._shown.setdefault(text, type(owner).__name__)


def plain_tip(words: str) -> str:
    """Words a tooltip shows as they are: escaped, so that a resident's name is never read as rich text."""
    if not words.startswith("<span>"):
        return words
    return unescape(words.removeprefix("<span>").removesuffix("</span>").replace("<br>", "\n"))


def _words_in(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    elif isinstance(widget, QLineEdit):
        if widget.objectName() != "searchBox":  # what stands there was typed
            yield widget.text()
        yield widget.placeholderText()
    elif isinstance(widget, QPlainTextEdit):
        yield widget.placeholderText()
        # A raw mail is the sender's from its first byte to its last.
        if not widget.window().windowTitle().startswith("⟦Thé máíl"):
            yield widget.toPlainText()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
    elif isinstance(widget, QMenu):
        yield from (action.text() for action in widget.actions())
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _words_of_model(widget.model(), headed=isinstance(widget, QTableView))


def _words_of_model(model: QAbstractItemModel, *, headed: bool) -> Iterator[str]:
    columns = model.columnCount() if isinstance(model, QAbstractTableModel) else 1
    for row in range(min(model.rowCount(), _ROWS)):
        for column in range(columns):
            index: QModelIndex = model.index(row, column)
            yield from (str(word) for role in _ROLES if (word := model.data(index, role)))
    if headed and columns > 1:
        for column in range(columns):
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
