"""One line of widgets that moves sideways where it is longer than its room."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget

_MARGIN_ACROSS = 12
_MARGIN_ALONG = 10
_SEEN_BESIDE = 48  # pixels of the next widget that stay in sight


class Strip(QScrollArea):
    """Keeps what has the focus or was asked for in sight; the wheel moves it, and no bar takes room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self._kept: QWidget | None = None
        line = QWidget()
        line.setProperty("role", "page")
        self._row = QHBoxLayout(line)
        self._row.setContentsMargins(_MARGIN_ACROSS, _MARGIN_ALONG, _MARGIN_ACROSS, _MARGIN_ALONG)
        self._row.setSpacing(8)
        self._row.addStretch(1)
        self.setWidget(line)

    def add(self, widget: QWidget) -> None:
        """Put one more at the end."""
        self._row.insertWidget(self._row.count() - 1, widget)
        widget.installEventFilter(self)
        self.updateGeometry()

    def keep_in_sight(self, widget: QWidget) -> None:
        """Move so that this one is seen, now and when the room changes."""
        self._kept = widget
        self.ensureWidgetVisible(widget, _SEEN_BESIDE, 0)

    def sizeHint(self) -> QSize:
        """As tall as its line."""
        return QSize(super().sizeHint().width(), self._row.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, self._row.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep in sight what was asked for."""
        super().resizeEvent(event)
        if self._kept is not None:
            self.ensureWidgetVisible(self._kept, _SEEN_BESIDE, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Either direction of the wheel moves it sideways."""
        turned = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (turned.x() or turned.y()))
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What gets the focus by key comes into sight."""
        if event.type() is QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.ensureWidgetVisible(watched, _SEEN_BESIDE, 0)
        return super().eventFilter(watched, event)
