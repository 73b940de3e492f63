"""Which keys do what in a window now, where everything in it can look; and the shortcuts that follow them."""

from collections.abc import Callable, Mapping
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from wardoffice.gui.keys import key_specs
from wardoffice.gui.place_keys import PlaceKey, key_places

_SIGNS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}


class KeysInUse(QObject):
    """The keys that the person at this window chose. It belongs to the window, and is found through it."""

    changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._keys: dict[str, tuple[str, ...]] = {}

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of an action or of a place's key, in Qt's portable names; the first is shown."""
        return self._keys.get(name, default_keys(name))

    def use(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Let everything in the window and in its dialogs listen to these, and show them."""
        self._keys = dict(keys)
        for each in self._window.findChildren(PlaceShortcut):
            each.use_keys(self.keys(each.name))
        self.changed.emit()


class PlaceShortcut(QShortcut):
    """What listens to a key of one place: ``does`` it in the window of ``parent``, once for each press."""

    def __init__(
        self, which: PlaceKey, parent: QWidget, does: Callable[[], object], *, repeats: bool = False
    ) -> None:
        super().__init__(parent)
        self.name = which.value
        self.setAutoRepeat(repeats)
        self.activated.connect(does)
        self.use_keys(keys_for(parent, self.name))

    def within(self) -> "PlaceShortcut":
        """Listen only while the keyboard is in the parent or in something on it."""
        self.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return self

    def use_keys(self, keys: tuple[str, ...]) -> None:
        """Listen to these from now on."""
        portable = QKeySequence.SequenceFormat.PortableText
        self.setKeys([QKeySequence(key, portable) for key in keys])


def keys_in_use(widget: QWidget) -> KeysInUse | None:
    """Those of the window that a widget stands in or over; None while it stands in none."""
    above: QWidget | None = widget
    while above is not None:
        if above.isWindow():
            found = above.findChild(KeysInUse, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if isinstance(found, KeysInUse):
                return found
        above = above.parentWidget()
    return None


def keys_for(widget: QWidget, name: str) -> tuple[str, ...]:
    """The keys by which this is done where the widget stands."""
    found = keys_in_use(widget)
    return found.keys(name) if found is not None else default_keys(name)


def default_keys(name: str) -> tuple[str, ...]:
    """The keys that the program has for it; none for a name that it does not know."""
    return _defaults().get(name, ())


def shown_key(key: str) -> str:
    """A key as this system writes it."""
    native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    return _SIGNS.get(key) or native.replace("Return", "Enter")


@cache
def _defaults() -> dict[str, tuple[str, ...]]:
    places = (own for place in key_places() for own in place.keys)
    return {
        **{spec.action.value: spec.keys for spec in key_specs()},
        **{own.name: own.keys for own in places},
    }
