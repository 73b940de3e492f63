"""The application around the window: its style, its start, and its end."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from wardoffice.gui.collecting import GuiCollector
from wardoffice.gui.office_window import OfficeWindow
from wardoffice.gui.tasks import Tasks
from wardoffice.gui.theme import Theme, system_is_dark
from wardoffice.gui.turns import quick_turns
from wardoffice.language import text

END_SECONDS = 1.0
"""How long quitting waits for what still runs; after that its threads end with the program."""


def make_application(argv: Sequence[str], *, dark: bool | None) -> QApplication:
    """The one QApplication, dressed; ``dark`` None follows the desktop. Answers one that is there already."""
    there = QApplication.instance()
    if isinstance(there, QApplication):
        app = there
    else:
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
        app = QApplication(list(argv))
    app.setApplicationName("wardoffice")
    app.setApplicationDisplayName(text("Ward Office"))
    if dark is None:
        app.styleHints().colorSchemeChanged.connect(
            lambda _scheme: Theme(dark=system_is_dark(app)).apply(app)
        )
    Theme(dark=system_is_dark(app) if dark is None else dark).apply(app)
    return app


def run_window(app: QApplication, tasks: Tasks, make: Callable[[], OfficeWindow]) -> int:
    """Show the window until it is closed; the exit code of the application.

    Whatever runs then is told to stop, and is left behind after ``END_SECONDS``.
    """
    with quick_turns():
        office = make()
        office.window.show()
        office.start()
        collector = GuiCollector()
        collector.start()
        try:
            return app.exec()
        finally:
            tasks.shutdown(END_SECONDS)
            collector.stop()
