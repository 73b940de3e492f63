"""The lists with a name, as chips under the views, each with how many problems it holds."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from wardoffice.domain.queue import QueueFilter, View
from wardoffice.domain.saved_views import SavedView, ViewCounts
from wardoffice.gui.widgets.strip import Strip
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import plural, text


class SavedBar(QWidget):
    """A chip opens its list; its menu (right click, or the menu key) renames, shares and removes it."""

    chosen = Signal(object)
    save_asked = Signal()
    rename_asked = Signal(object)
    share_asked = Signal(object)
    remove_asked = Signal(object)
    presets_asked = Signal()
    columns_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text("Saved lists"))
        self._views: tuple[SavedView, ...] = ()
        self._counts = ViewCounts({})
        self._asked: tuple[View, QueueFilter] | None = None
        self._chips: dict[str, QPushButton] = {}
        self._strip = Strip()
        self._more = QPushButton(text("Lists ▾"))
        self._more.setObjectName("savedLists")
        self._more.setProperty("role", "link")
        self._more.setAccessibleName(text("Saved lists"))
        self._more.setToolTip(text("Save what is shown as a list, or change one"))
        self._more.setMenu(QMenu(self._more))
        self._fill_menu()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        upper = QHBoxLayout()
        upper.setContentsMargins(0, 0, 8, 0)
        upper.setSpacing(4)
        upper.addWidget(self._strip, 1)
        upper.addWidget(self._more)
        rule = QLabel()
        rule.setFixedHeight(1)
        rule.setProperty("role", "rule")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(upper)
        layout.addWidget(rule)

    def show_views(self, views: Sequence[SavedView]) -> None:
        """Show these lists."""
        if tuple(views) == self._views:
            return
        self._views = tuple(views)
        for chip in self._chips.values():
            chip.hide()
            chip.deleteLater()
        self._chips = {each.key: self._chip(each) for each in views}
        for chip in self._chips.values():
            self._strip.add(chip)
            chip.show()  # now: the height of the line is asked for at once
        self._fill_menu()
        self._say()
        self._strip.updateGeometry()

    def show_counts(self, counts: ViewCounts) -> None:
        """Show how many problems each holds; one that cannot be counted says why."""
        self._counts = counts
        self._say()

    def show_asked(self, view: View, narrowed: QueueFilter) -> None:
        """Mark the list that is shown, if it is one of these."""
        self._asked = (view, narrowed)
        self._say()

    def names(self) -> tuple[str, ...]:
        """What the chips say."""
        return tuple(self._chips[each.key].text() for each in self._views)

    def chip(self, key: str) -> QPushButton:
        """The chip of a list."""
        return self._chips[key]

    def changes_to(self, view: SavedView) -> QMenu:
        """What can be done with a list."""
        menu = QMenu(self)
        if view.view_id is None:
            menu.addAction(text("Take off my lists")).triggered.connect(lambda: self.remove_asked.emit(view))
            return menu
        rename = menu.addAction(text("Rename …"))
        share = menu.addAction(text("Keep to myself") if view.shared else text("Share with the office"))
        remove = menu.addAction(text("Remove"))
        for action, signal in (
            (rename, self.rename_asked),
            (share, self.share_asked),
            (remove, self.remove_asked),
        ):
            action.setEnabled(view.mine)
            action.triggered.connect(lambda _checked=False, signal=signal: signal.emit(view))
        return menu

    def _chip(self, view: SavedView) -> QPushButton:
        chip = QPushButton()
        chip.setObjectName(f"saved-{view.key}")
        chip.setProperty("role", "chip")
        chip.setCheckable(True)
        chip.clicked.connect(lambda _checked=False: self._choose(view))
        chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        chip.customContextMenuRequested.connect(partial(self._show_menu, view))
        return chip

    def _choose(self, view: SavedView) -> None:
        self._say()
        self.chosen.emit(view)

    def _show_menu(self, view: SavedView, at: QPoint) -> None:
        menu = self.changes_to(view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._chips[view.key].mapToGlobal(at))

    def _fill_menu(self) -> None:
        menu = self._more.menu()
        menu.clear()
        menu.addAction(text("Save what is shown as a list …")).triggered.connect(
            lambda _checked=False: self.save_asked.emit()
        )
        menu.addAction(text("Show all presets")).triggered.connect(
            lambda _checked=False: self.presets_asked.emit()
        )
        menu.addAction(text("Columns …")).triggered.connect(lambda _checked=False: self.columns_asked.emit())
        if self._views:
            menu.addSeparator()
        for view in self._views:
            inner = self.changes_to(view)
            inner.setTitle(view.name.replace("&", "&&"))
            menu.addMenu(inner)

    def _say(self) -> None:
        for view in self._views:
            chip, count = self._chips[view.key], self._counts.counts.get(view.key)
            trouble = self._counts.troubles.get(view.key, "")
            name = view.name.replace("&", "&&")
            chip.setText(f"{name} ?" if trouble else name if count is None else f"{name} {count:,}")
            said = view.name if view.shared else text("{name}, only yours", name=view.name)
            chip.setAccessibleName(
                f"{said}: {trouble}"
                if trouble
                else said
                if count is None
                else plural("{name}: {count} problem", "{name}: {count} problems", count, name=said)
            )
            made = text("Made by {name}", name=view.owner) if view.owner and not view.mine else said
            chip.setToolTip(tip_words(f"{made}\n{trouble}" if trouble else made))
            chip.setChecked((view.view, view.narrowed) == self._asked)
