"""What is asked of a department: what is known of it, of a person there, of a rule, of an answer."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from wardoffice.domain.departments import (
    BodyKind,
    DepartmentDraft,
    DepartmentView,
    PersonDraft,
    PreferredForm,
    body_words,
    form_words,
)
from wardoffice.domain.service_requests import ServiceType
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.gui.widgets.parts import label
from wardoffice.language import text

_LONG, _SHORT = 200, 60
_ADDRESS = 320
_WORDS_HEIGHT = 72

Doubts = Callable[[str, Callable[[tuple[str, ...]], None]], None]
"""Finds what is odd of an address, off the GUI thread, and hands it over."""


class DepartmentQuestion(Question):
    """What is known of a department."""

    def __init__(self, draft: DepartmentDraft | None, parent: QWidget | None) -> None:
        title = text("New department") if draft is None else draft.name
        super().__init__(title, "", text("Save"), parent, writes=True)
        known = draft or DepartmentDraft("")
        self._before = known
        self.name = _line(self, text("Name"), known.name, _LONG)
        self.body_kind, self.form = QComboBox(), QComboBox()
        for body in BodyKind:
            self.body_kind.addItem(body_words(body), body.value)
        for form in PreferredForm:
            self.form.addItem(form_words(form), form.value)
        for words, box, value in (
            (text("Whose it is"), self.body_kind, known.body.value),
            (text("How they want to be told"), self.form, known.form.value),
        ):
            box.setCurrentIndex(box.findData(value))
            self.body.addWidget(field_label(words, box))
            self.body.addWidget(box)
        self.phone = _line(self, text("Phone for the office"), known.phone, _SHORT)
        self.public_phone = _line(self, text("Number to give a caller"), known.public_phone, _SHORT)
        self.hours = _line(self, text("Hours"), known.hours, _LONG)
        self.note = QPlainTextEdit(known.note)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(_WORDS_HEIGHT)
        self.body.addWidget(field_label(text("What to know of it"), self.note))
        self.body.addWidget(self.note)
        self.name.textChanged.connect(self._allow)
        self.name.setFocus()
        self._allow()

    def draft(self) -> DepartmentDraft:
        """What was filled in."""
        return DepartmentDraft(
            self.name.text().strip(),
            BodyKind(self.body_kind.currentData()),
            self.phone.text().strip(),
            self.public_phone.text().strip(),
            self.hours.text().strip(),
            PreferredForm(self.form.currentData()),
            self.note.toPlainText().strip(),
        )

    def _holds_words(self) -> bool:
        return self.draft() != self._before

    def _allow(self) -> None:
        self.take_button.setEnabled(bool(self.name.text().strip()))


class PersonQuestion(Question):
    """Somebody at a department; what is odd of the address stands under it while it is typed."""

    def __init__(
        self, draft: PersonDraft | None, department: str, doubts: Doubts, parent: QWidget | None
    ) -> None:
        title = text("Somebody at {department}", department=department)
        super().__init__(title, "", text("Save"), parent, writes=True)
        known = draft or PersonDraft("")
        self._before = known
        self._doubts = doubts
        self.name = _line(self, text("Name"), known.name, _LONG)
        self.role = _line(self, text("What they do there"), known.role, _LONG)
        self.email = _line(self, text("Mail address"), known.email, _ADDRESS)
        self.lint = label("", "small")
        self.body.addWidget(self.lint)
        self.phone = _line(self, text("Phone"), known.phone, _SHORT)
        self.backup = QCheckBox(text("Stands in: written to only where nobody else has an address"))
        self.backup.setChecked(known.is_backup)
        self.body.addWidget(self.backup)
        self.name.textChanged.connect(self._allow)
        self.email.textChanged.connect(self._look)
        self.name.setFocus()
        self._allow()
        self._look()

    def draft(self) -> PersonDraft:
        """What was filled in."""
        return PersonDraft(
            self.name.text().strip(),
            self.email.text().strip(),
            self.phone.text().strip(),
            self.role.text().strip(),
            self.backup.isChecked(),
        )

    def _look(self) -> None:
        typed = self.email.text()
        self.lint.setVisible(False)
        if "@" in typed:
            self._doubts(typed, lambda said: self._say(typed, said))

    def _say(self, asked: str, said: tuple[str, ...]) -> None:
        if asked != self.email.text():
            return
        self.lint.setText(" ".join(said))
        self.lint.setAccessibleName(self.lint.text())
        self.lint.setVisible(bool(said))

    def _holds_words(self) -> bool:
        return self.draft() != self._before

    def _allow(self) -> None:
        self.take_button.setEnabled(bool(self.name.text().strip()))


class KeepQuestion(PersonQuestion):
    """Whose list somebody goes on who was written to at a typed address; ``name`` is what it said of them."""

    def __init__(
        self,
        draft: PersonDraft,
        name: str,
        departments: Sequence[DepartmentView],
        doubts: Doubts,
        parent: QWidget | None,
    ) -> None:
        super().__init__(draft, name or draft.email, doubts, parent)
        self.departments = QComboBox()
        for at, each in enumerate(departments):
            self.departments.addItem(each.name, each.department_id)
            if each.name.casefold() == name.strip().casefold():
                self.departments.setCurrentIndex(at)
        self.body.insertWidget(0, self.departments)
        self.body.insertWidget(0, field_label(text("Department"), self.departments))

    @property
    def department_id(self) -> int:
        """The one whose list it is."""
        return int(self.departments.currentData())


class RuleQuestion(Question):
    """Which type goes to a department, in the whole ward or in the area drawn on the map."""

    def __init__(
        self,
        department: str,
        types: Sequence[ServiceType],
        parent: QWidget | None,
        *,
        drawn: bool,
        holds: bool,
    ) -> None:
        words = "" if holds else text("A manager has to accept it before it holds.")
        title = text("What goes to {department}?", department=department)
        super().__init__(title, words, text("Make the rule") if holds else text("Propose it"), parent)
        self.types = QComboBox()
        self.types.setEditable(True)
        self.types.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for each in types:
            self.types.addItem(each.name, each.code)
        self.body.addWidget(field_label(text("Type"), self.types))
        self.body.addWidget(self.types)
        self.in_area = QCheckBox(text("Only in the area drawn on the map"))
        self.in_area.setVisible(drawn)
        self.area = QLineEdit()
        self.area.setMaxLength(120)
        self.area.setPlaceholderText(text("What people call the area"))
        self.area.setAccessibleName(text("What people call the area"))
        self.area.setVisible(False)
        self.body.addWidget(self.in_area)
        self.body.addWidget(self.area)
        self.in_area.toggled.connect(self.area.setVisible)
        for signal in (self.in_area.toggled, self.area.textChanged, self.types.currentTextChanged):
            signal.connect(lambda *_what: self._allow())
        self.types.setFocus()
        self._allow()

    def answer(self) -> tuple[str, str]:
        """The type's code, and the area's name or ""."""
        code = self.types.itemData(self.types.findText(self.types.currentText()))
        return str(code), self.area.text().strip() if self.in_area.isChecked() else ""

    def _allow(self) -> None:
        known = self.types.findText(self.types.currentText()) >= 0
        named = not self.in_area.isChecked() or bool(self.area.text().strip())
        self.take_button.setEnabled(known and named)


class AnswerQuestion(Question):
    """What a department answered, by phone or on its website."""

    def __init__(self, department: str, together: int, parent: QWidget | None) -> None:
        words = text("It stands as a note on the problem; mails that answer are filed by themselves.")
        title = text("What did {department} say?", department=department)
        super().__init__(title, words, text("Write it down"), parent, writes=True)
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(_WORDS_HEIGHT)
        self.body.addWidget(field_label(text("Their answer (may stay empty)"), self.words))
        self.body.addWidget(self.words)
        self.everything = QCheckBox(
            text("It is about all {count} problems of that mail that wait", count=together)
        )
        self.body.addWidget(self.everything)
        self.everything.setVisible(together > 1)
        self.words.setFocus()


def _line(question: Question, words: str, value: str, most: int) -> QLineEdit:
    field = QLineEdit(value)
    field.setMaxLength(most)
    named: QLabel = field_label(words, field)
    question.body.addWidget(named)
    question.body.addWidget(field)
    return field
