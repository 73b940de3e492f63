"""The search box, with what may be typed next offered beneath it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from wardoffice.domain.search_offers import Known, Offer, search_offers
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import text

_SHOWN = 8
_OFFER_HEIGHT = 30


class SearchBox(QLineEdit):
    """Takes words and operators; Down goes into the offers, Enter takes one, Esc puts them away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("searchBox")
        self.setPlaceholderText(text("Search address, name, number or words"))
        self.setAccessibleName(text("Search"))
        self.setAccessibleDescription(
            text(
                "Operators narrow it: type: status: before: near: has: from: and others are offered. "
                "A minus leaves out what has a word: -pothole."
            )
        )
        self.setToolTip(tip_words(self.accessibleDescription()))
        self.setClearButtonEnabled(True)
        self._known = Known()
        self._offers = QStandardItemModel(self)
        self._completer = _Completer(self._offers, self)
        self.setCompleter(self._completer)
        self.textEdited.connect(self._offer)

    def know(self, known: Known) -> None:
        """Learn what can be offered."""
        self._known = known

    def offered(self) -> tuple[str, ...]:
        """What is offered now."""
        return tuple(
            self._offers.item(each).data(Qt.ItemDataRole.UserRole) for each in range(self._offers.rowCount())
        )

    def put_away(self) -> None:
        """Offer nothing until more is typed."""
        self._completer.list.hide()

    def _offer(self, said: str) -> None:
        self._offers.clear()
        offers = search_offers(said, self._known) if self.cursorPosition() == len(said) else ()
        for each in offers:
            self._offers.appendRow(_item(each))
        if not offers:
            self.put_away()


class _Completer(QCompleter):
    """Shows all offers: they were chosen by what was typed already."""

    def __init__(self, offers: QStandardItemModel, parent: QWidget) -> None:
        super().__init__(offers, parent)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(_SHOWN)
        self.list = QListView()
        self.list.setAccessibleName(text("What may be searched by"))
        self.setPopup(self.list)

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """The whole search once an offer was taken."""
        return str(index.data(Qt.ItemDataRole.UserRole + 1))


def _item(offer: Offer) -> QStandardItem:
    item = QStandardItem(f"{offer.label}   {offer.words}" if offer.words else offer.label)
    item.setSizeHint(QSize(0, _OFFER_HEIGHT))
    item.setData(offer.label, Qt.ItemDataRole.UserRole)
    item.setData(offer.said, Qt.ItemDataRole.UserRole + 1)
    return item
