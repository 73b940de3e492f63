"""The fields of a question on an answer that was given: who was told, how, and what."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QPlainTextEdit, QVBoxLayout, QWidget

from wardoffice.domain.cases import FOUND_SENT, AnswerWay
from wardoffice.gui.dialogs.answers import AnswerGiven
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.language import text

_WORDS_HEIGHT = 110


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who may have been told, and whether they are ticked at first."""

    contact_id: int
    label: str
    ticked: bool


class PeopleTicks(QWidget):
    """A box to tick for each; ``changed`` says that one was."""

    changed = Signal()

    def __init__(self, people: Iterable[Told], spacing: int) -> None:
        super().__init__()
        listed = QVBoxLayout(self)
        listed.setContentsMargins(0, 0, 0, 0)
        listed.setSpacing(spacing)
        self._boxes: dict[int, QCheckBox] = {}
        for each in people:
            box = QCheckBox(each.label.replace("&", "&&"))
            box.setAccessibleName(each.label)
            box.setChecked(each.ticked)
            box.toggled.connect(self.changed)
            listed.addWidget(box)
            self._boxes[each.contact_id] = box

    @property
    def ticked(self) -> tuple[int, ...]:
        """The contact ids of those who are ticked."""
        return tuple(contact_id for contact_id, box in self._boxes.items() if box.isChecked())


class AnswerFields:
    """How they were told and what, at the end of a question that cannot be taken while nobody is ticked."""

    def __init__(self, question: Question, people: PeopleTicks) -> None:
        self._question = question
        self._people = people
        self._needs_words = False
        self.way = QComboBox()
        for way in AnswerWay:
            if way not in FOUND_SENT:
                self.way.addItem(text(way.value), way)
        question.body.addWidget(field_label(text("How"), self.way))
        question.body.addWidget(self.way)
        self.words = words_field(question, text("What you said (may stay empty)"))
        people.changed.connect(self._allow)
        self._allow()

    def answer(self) -> AnswerGiven:
        """Who was ticked, what was chosen and typed."""
        # Qt hands an enumeration of texts back as plain text.
        way = AnswerWay(self.way.currentData())
        return AnswerGiven(self._people.ticked, way, self.words.toPlainText().strip())

    def needs_words(self, *, needed: bool) -> None:
        """Whether nothing can be taken without words."""
        self._needs_words = needed
        self._allow()

    def _allow(self) -> None:
        said = not self._needs_words or bool(self.words.toPlainText().strip())
        self._question.take_button.setEnabled(said and bool(self._people.ticked))


def words_field(question: Question, label: str) -> QPlainTextEdit:
    """A field for a few lines with its label, added to a question; Tab leaves it."""
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setFixedHeight(_WORDS_HEIGHT)
    question.body.addWidget(field_label(label, field))
    question.body.addWidget(field)
    return field
