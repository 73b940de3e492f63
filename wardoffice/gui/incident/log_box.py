"""Two fields for who calls: a name, Enter, a number, Enter, and the next one may speak."""

from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.incidents import Caller, IncidentView
from wardoffice.domain.phone_numbers import phone_in, shown_phone
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.dialogs.frame import field_label
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import text

_NAME_LENGTH = 200
_PHONE_LENGTH = 40


@dataclass(frozen=True, slots=True)
class TypedCall:
    """Who calls as it was typed, either may be empty but not both, and the incident it was typed for."""

    incident: IncidentView
    name: str
    phone: str


class LogBox(Card):
    """``given`` carries a TypedCall, ``held`` a CannotDoError for a person whose typing cannot go on.

    A call belongs to the incident that was shown as it was begun. Where another one comes in its place by
    itself, the call waits until a person says which it is for: it is neither logged there nor lost.
    """

    given = Signal(object)
    held = Signal(object)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("Who calls"), parent)
        self._moments = moments
        self._shown: IncidentView | None = None
        self._typed_for: IncidentView | None = None
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
        self._here = KeyButton(text("Log it for the one that is shown"), "", "mdi6.phone-plus-outline")
        self._here.clicked.connect(self._give_here)
        self.body.addWidget(self._here, 0, Qt.AlignmentFlag.AlignLeft)
        self.name.returnPressed.connect(self.phone.setFocus)
        self.phone.returnPressed.connect(self._give)
        self._log.clicked.connect(self._give)
        self._look()

    def show_incident(self, view: IncidentView | None, *, chosen: bool = False) -> None:
        """Log calls for this one; a person who has ``chosen`` it takes along what they typed."""
        waited = self._waits
        self._shown = view
        typed_for = self._typed_for
        if (
            view is not None
            and typed_for is not None
            and (chosen or view.incident_id == typed_for.incident_id)
        ):
            self._typed_for = view
        self.setVisible(view is not None and (view.ended_at is None or self._waits))
        self._look()
        if self._waits and not waited and self._typed_for is not None:
            name, phone = self._typed()
            who = text("Not logged: {who}.", who=" · ".join(each for each in (name, phone) if each))
            self.held.emit(CannotDoError(self._why(self._typed_for), who, self._next_step()))

    def begin(self) -> None:
        """Wait for the next caller, with the cursor where the name goes."""
        self.name.clear()
        self.phone.clear()
        self.name.setFocus()

    def put_back(self, call: TypedCall) -> bool:
        """Show again what could not be logged, unless the next caller is being typed: whether it was."""
        if self.name.text() or self.phone.text():
            return False
        self._typed_for = call.incident
        with QSignalBlocker(self.name), QSignalBlocker(self.phone):
            self.name.setText(call.name)
            self.phone.setText(call.phone)
        self._look()
        (self.phone if call.phone else self.name).setFocus()
        return True

    @property
    def _waits(self) -> bool:
        """Whether what is typed can be logged for nothing that is shown, unless a person says so."""
        if self._typed_for is None:
            return False
        shown = self._shown
        return shown is None or shown.ended_at is not None or shown.incident_id != self._typed_for.incident_id

    def _typed(self) -> tuple[str, str]:
        return self.name.text().strip(), self.phone.text().strip()

    def _give(self) -> None:
        name, phone = self._typed()
        if self._typed_for is not None and not self._waits and (name or phone):
            call = TypedCall(self._typed_for, name, phone)
            # At once, not when it is written: the next caller is typed by then, and a second Enter is none.
            self.begin()
            self.given.emit(call)

    def _give_here(self) -> None:
        self._typed_for = self._shown
        self._give()

    def _look(self) -> None:
        name, phone = self._typed()
        if not (name or phone):
            self._typed_for = None
        elif self._typed_for is None:
            self._typed_for = self._shown
        self._log.setEnabled(bool(name or phone) and not self._waits)
        here = self._shown if self._waits and self._shown is not None else None
        self._here.setVisible(here is not None and here.ended_at is None)
        if here is not None:
            self._here.setText(text("Log it for “{incident}”", incident=here.name))
            self._here.setAccessibleName(self._here.text())
        self._known.setText(self._words(name, phone))

    def _words(self, name: str, phone: str) -> str:
        if self._typed_for is not None and self._waits:
            stays = text("Nothing was logged, and what you typed stays here.")
            return " ".join((self._why(self._typed_for), stays, self._next_step()))
        known = self._caller(name, phone)
        if known is None:
            return text("Name, Enter, number, Enter. The number may stay empty.")
        when = self._moments.lately(known.called_at)
        if not phone:
            return text(
                "A {name} called {when}. With the number they are counted once.", name=known.name, when=when
            )
        return text("{name} called {when} already: counted once.", name=known.name or known.phone, when=when)

    def _why(self, typed_for: IncidentView) -> str:
        if self._shown is not None and self._shown.incident_id == typed_for.incident_id:
            return text("“{incident}” is over, and you were typing a call for it.", incident=typed_for.name)
        return text(
            "“{incident}” is not shown any more, and you were typing a call for it.", incident=typed_for.name
        )

    def _next_step(self) -> str:
        if self._shown is None:
            return text("Write it down as a problem of its own, or begin an incident and log it there.")
        if self._shown.ended_at is not None:
            return text("Choose in the list what they call about, or clear both fields.")
        return text("Log it for the one that is shown, choose another one in the list, or clear both fields.")

    def _caller(self, name: str, phone: str) -> Caller | None:
        """Who this may be: by the number, else by the whole name."""
        number = shown_phone(phone_in(phone)) if phone else ""
        for each in self._shown.callers if self._shown is not None else ():
            if (number and each.phone == number) or (
                not phone and name and each.name.casefold() == name.casefold()
            ):
                return each
        return None
