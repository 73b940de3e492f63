"""The queue at the left, the problem at the right, and above them what is old."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from wardoffice.gui.personal.notes import DraftBar
from wardoffice.gui.queue.feed_banner import FeedBanner
from wardoffice.gui.queue.view import QueueView
from wardoffice.language import text

_QUEUE_WIDTH = 500
_CASE_WIDTH = 780


class QueueScreen(QWidget):
    """Places the list and the pane side by side; a person may move the line between them."""

    def __init__(self, queue: QueueView, pane: QWidget, banner: FeedBanner) -> None:
        super().__init__()
        self.setAccessibleName(text("Queue"))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.draft_bar = DraftBar()
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.draft_bar)
        beside.addWidget(pane, 1)
        self.splitter.addWidget(queue)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 3)
        self.splitter.setSizes([_QUEUE_WIDTH, _CASE_WIDTH])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(banner)
        layout.addWidget(self.splitter, 1)
