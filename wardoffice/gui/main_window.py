"""The window: it places screens, and remembers where its edges were."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from wardoffice.gui.notify import Notifier
from wardoffice.gui.rail import Rail, RailItem
from wardoffice.gui.status_bar import StatusBar
from wardoffice.gui.top_bar import TopBar
from wardoffice.gui.widgets.first_size import LEAST, resize_within_screen

_SIZE = QSize(1280, 800)


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen and how the rail names it."""

    item: RailItem
    widget: QWidget


class MainWindow(QMainWindow):
    """``shown_screen`` carries the key of the screen that came up; ``closing`` comes before the end.

    ``settings`` is the file (INI) in the data folder where the window's edges are kept.
    """

    shown_screen = Signal(str)
    closing = Signal()

    def __init__(
        self,
        screens: Sequence[Screen],
        *,
        top: TopBar,
        notifier: Notifier,
        status: StatusBar,
        settings: Path,
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self._screens = tuple(screens)
        self._settings = QSettings(str(settings), QSettings.Format.IniFormat)
        self._rail = Rail([screen.item for screen in screens])
        self._rail.chosen.connect(self._show)
        self._stack = QStackedWidget()
        for screen in screens:
            self._stack.addWidget(screen.widget)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._rail)
        middle.addWidget(self._stack, 1)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(top)
        self._banners = QVBoxLayout()
        layout.addLayout(self._banners)
        layout.addLayout(middle, 1)
        layout.addWidget(notifier)
        layout.addWidget(status)
        self.setCentralWidget(whole)
        self.setMinimumSize(LEAST)
        resize_within_screen(self, _SIZE)
        self._restore()
        self._show(0)

    def show_screen(self, key: str) -> None:
        """Bring up the screen of that key."""
        self._show([screen.item.key for screen in self._screens].index(key))

    def screens(self) -> tuple[tuple[str, str], ...]:
        """The keys and words of all screens."""
        return tuple((each.item.key, each.item.words.replace("\n", " ")) for each in self._screens)

    def screen_keys(self) -> tuple[tuple[str, str, str], ...]:
        """Each screen in code, its words, and the key that brings it up unless somebody chose another."""
        items = [each.item for each in self._screens]
        return tuple((item.key, item.words.replace("\n", " "), item.shortcut) for item in items)

    def use_screen_keys(self, keys: Sequence[Sequence[str]]) -> None:
        """Let each screen, in their order, come up by these keys from now on."""
        self._rail.use_keys(keys)

    def show_count(self, key: str, count: int, words: str) -> None:
        """Show in the rail how many things wait for a person on a screen; ``words`` say it."""
        self._rail.show_count(key, count, words)

    def add_banner(self, banner: QWidget) -> None:
        """Put a banner above every screen; it hides itself while it has nothing to say."""
        self._banners.addWidget(banner)

    @property
    def current_screen(self) -> str:
        """The key of the screen that is up."""
        return self._screens[self._stack.currentIndex()].item.key

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the edges, and let whoever runs things stop them."""
        self._settings.setValue("window/geometry", self.saveGeometry())
        for number, splitter in enumerate(self._splitters()):
            self._settings.setValue(f"window/splitter{number}", splitter.saveState())
        self._settings.sync()
        self.closing.emit()
        super().closeEvent(event)

    def _show(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self._rail.show_chosen(number)
        self.shown_screen.emit(self._screens[number].item.key)

    def _restore(self) -> None:
        geometry = self._settings.value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        for number, splitter in enumerate(self._splitters()):
            state = self._settings.value(f"window/splitter{number}")
            if isinstance(state, QByteArray):
                splitter.restoreState(state)

    def _splitters(self) -> list[QSplitter]:
        return self._screens[0].widget.findChildren(QSplitter)
