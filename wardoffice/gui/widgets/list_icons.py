"""The icons of a list's entries, which are drawn in a colour and know no other look by themselves."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from wardoffice.gui.icons import icon_of
from wardoffice.gui.theme import Palette, palette_of

_NAME = Qt.ItemDataRole.UserRole + 1


class ListIcons(QObject):
    """Draws them in what ``ink`` takes from the look, and anew where that changes while the list is open."""

    def __init__(self, view: QListWidget, ink: Callable[[Palette], str]) -> None:
        super().__init__(view)
        self._view, self._ink = view, ink
        view.installEventFilter(self)

    def put(self, item: QListWidgetItem, name: str) -> None:
        """Give an entry an icon by its name (``mdi6.undo``)."""
        item.setData(_NAME, name)
        item.setIcon(icon_of(name, color=self._ink(palette_of(self._view))))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draw all of them in the colours of another look."""
        if event.type() == QEvent.Type.PaletteChange:
            with QSignalBlocker(self._view):  # nobody changed what the entries say
                for item in map(self._view.item, range(self._view.count())):
                    if name := item.data(_NAME):
                        self.put(item, name)
        return super().eventFilter(watched, event)
