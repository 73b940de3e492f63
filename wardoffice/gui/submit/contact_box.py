"""Whose name and contact go into the city's form: a resident's only where a person says so (P9)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from wardoffice.domain.submissions import ContactChoice, FormContact, SubmissionForm
from wardoffice.gui.submit.inputs import ChoiceBox
from wardoffice.gui.widgets.parts import facts, label
from wardoffice.language import plural, text


class ContactBox(QWidget):
    """The choice, and what comes of it."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = ChoiceBox()
        """The list of whose."""
        self.box.setAccessibleName(text("Whose contact goes to 311"))
        self.box.currentIndexChanged.connect(self._say)
        self._choices: list[tuple[ContactChoice, int | None]] = []
        self._means = label("", "small")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.box)
        column.addWidget(self._means)
        self.promise = QCheckBox()
        """Whether those who told us are promised the number."""
        self.promise.hide()
        column.addWidget(self.promise)

    def show_form(
        self, form: SubmissionForm, contact: ContactChoice, contact_id: int | None, *, promised: bool = False
    ) -> None:
        """Offer nobody's, the office's and each resident's, and the promise of the number."""
        self.show_choices(form.office, form.contacts, contact, contact_id)
        self.promise.setVisible(bool(form.contacts))
        words = promise_words(form.contacts)
        self.promise.setText(words.replace("&", "&&"))
        self.promise.setAccessibleName(words)
        self.promise.setChecked(promised)

    def show_choices(
        self,
        office: FormContact,
        residents: tuple[FormContact, ...],
        contact: ContactChoice,
        contact_id: int | None,
    ) -> None:
        """Offer these, with one of them chosen."""
        offered: list[tuple[tuple[ContactChoice, int | None], str]] = [
            ((ContactChoice.NONE, None), text("Nobody's")),
            ((ContactChoice.OFFICE, None), text("The office's: {how}", how=_how(office) or text("not set"))),
        ]
        offered += [((ContactChoice.RESIDENT, each.contact_id), _how(each)) for each in residents]
        self._choices = [choice for choice, _ in offered]
        self.box.blockSignals(True)
        self.box.clear()
        self.box.addItems([words for _, words in offered])
        wanted = (contact, contact_id if contact is ContactChoice.RESIDENT else None)
        self.box.setCurrentIndex(self._choices.index(wanted) if wanted in self._choices else 0)
        self.box.blockSignals(False)
        self._say()

    def chosen(self) -> tuple[ContactChoice, int | None]:
        """Whose, and which person of ours where it is a resident."""
        at = self.box.currentIndex()
        return self._choices[at] if 0 <= at < len(self._choices) else (ContactChoice.NONE, None)

    def _say(self) -> None:
        contact, _ = self.chosen()
        means = {
            ContactChoice.NONE: text("311 can write to nobody about it: the office tells people itself."),
            ContactChoice.OFFICE: text("311 may write to the office."),
            ContactChoice.RESIDENT: text("Their name and contact leave the office. 311 may write to them."),
        }[contact]
        self._means.setText(means)
        self._means.setAccessibleName(means)
        self.changed.emit()


def promise_words(people: tuple[FormContact, ...]) -> str:
    """What the box under the choice promises."""
    if len(people) == 1:
        name = people[0].name or people[0].email or people[0].phone
        return text("Promise {name} the 311 number", name=name or text("who told us"))
    return plural(
        "Promise {count} person the 311 number", "Promise {count} people the 311 number", len(people)
    )


def _how(person: FormContact) -> str:
    return facts((person.name, person.phone, person.email))
