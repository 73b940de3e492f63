"""Two fields for who calls: a name, Enter, a number, Enter, and the next one may speak."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from wardoffice.domain.incidents import Caller
from wardoffice.domain.phone_numbers import phone_in, shown_phone
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.dialogs.frame import field_label
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import text

_NAME_LENGTH = 200
_PHONE_LENGTH = 40


class LogBox(Card):
    """``given`` carries a name and a phone number as they were typed; either may be empty, not both."""

    given = Signal(str, str)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("Who calls"), parent)
        self._moments = moments
        self._callers: tuple[Caller, ...] = ()
        self.name, self.phone = QLineEdit(), QLineEdit()
        self.name.setMaxLength(_NAME_LENGTH)
        self.phone.setMaxLength(_PHONE_LENGTH)
        self._log = KeyButton(text("Log the call"), "Enter", "mdi6.phone-plus-outline", primary=True)
        self._known = QLabel()
        self._known.setProperty("role", "small")
        self._known.setWordWrap(True)
        fields = QHBoxLayout()
        fields.setSpacing(8)
        for words, each, share in ((text("Name"), self.name, 3), (text("Phone"), self.phone, 2)):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(field_label(words, each))
            column.addWidget(each)
            fields.addLayout(column, share)
            each.textChanged.connect(self._look)
        beside = QVBoxLayout()
        beside.addStretch(1)
        beside.addWidget(self._log)
        fields.addLayout(beside)
        self.body.addLayout(fields)
        self.body.addWidget(self._known)
        self.name.returnPressed.connect(self.phone.setFocus)
        self.phone.returnPressed.connect(self._give)
        self._log.clicked.connect(self._give)
        self._look()

    def show_callers(self, callers: Sequence[Caller]) -> None:
        """Say while somebody types whether they called before."""
        self._callers = tuple(callers)
        self._look()

    def begin(self) -> None:
        """Wait for the next caller, with the cursor where the name goes."""
        self.name.clear()
        self.phone.clear()
        self.name.setFocus()

    def put_back(self, name: str, phone: str) -> bool:
        """Show again what could not be logged, unless the next caller is being typed: whether it was."""
        if self.name.text() or self.phone.text():
            return False
        self.name.setText(name)
        self.phone.setText(phone)
        (self.phone if phone else self.name).setFocus()
        return True

    def _give(self) -> None:
        name, phone = self.name.text().strip(), self.phone.text().strip()
        if name or phone:
            # At once, not when it is written: the next caller is typed by then, and a second Enter is none.
            self.begin()
            self.given.emit(name, phone)

    def _look(self) -> None:
        name, phone = self.name.text().strip(), self.phone.text().strip()
        self._log.setEnabled(bool(name or phone))
        known = self._caller(name, phone)
        if known is None:
            words = text("Name, Enter, number, Enter. The number may stay empty.")
        else:
            words = text(
                "{name} called {when} already: counted once.",
                name=known.name or known.phone,
                when=self._moments.lately(known.called_at),
            )
            if not phone:
                words = text(
                    "A {name} called {when}. With the number they are counted once.",
                    name=known.name,
                    when=self._moments.lately(known.called_at),
                )
        self._known.setText(words)

    def _caller(self, name: str, phone: str) -> Caller | None:
        """Who this may be: by the number, else by the whole name."""
        number = shown_phone(phone_in(phone)) if phone else ""
        for each in self._callers:
            if (number and each.phone == number) or (
                not phone and name and each.name.casefold() == name.casefold()
            ):
                return each
        return None
