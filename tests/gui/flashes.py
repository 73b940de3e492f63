"""Notices widgets that were a window of their own for a moment, before they were given their place."""

from weakref import ref

import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget


class Flashes(QObject):
    """Watches the application. Such a window blinks, and takes the keyboard away from the one in front."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        # Held by nothing here: what a test lets go of must go as it does without a watcher.
        self._shown: list[tuple[ref[QWidget], str]] = []
        self._app = app
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - the name Qt calls
        """Remember what comes up as a window."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self._shown.append((ref(watched), f"{type(watched).__name__} {watched.accessibleName()}".strip()))
        return False

    def seen(self) -> list[str]:
        """Those that have a place in another widget by now, by their name."""
        there = ((widget(), words) for widget, words in self._shown)
        return sorted(
            {
                words
                for widget, words in there
                if widget is not None and shiboken6.isValid(widget) and not widget.isWindow()
            }
        )

    def stop(self) -> None:
        """Watch no longer."""
        self._app.removeEventFilter(self)
