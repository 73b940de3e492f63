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
    """How they were told and what, at the end of a question that cannot be taken while nobody is ticked.

    They stand in ``column``, where it has one beside others. With ``asks_how`` no way is chosen at first: a
    habit must not log that many were called.
    """

    def __init__(
        self,
        question: Question,
        people: PeopleTicks,
        column: QVBoxLayout | None = None,
        *,
        asks_how: bool = False,
    ) -> None:
        self._question = question
        self._people = people
        self._needs_words = False
        self.way = QComboBox()
        if asks_how:
            self.way.addItem(text("Choose how …"), None)
        for way in AnswerWay:
            if way not in FOUND_SENT:
                self.way.addItem(text(way.value), way)
        column = column or question.body
        self._how = field_label(text("How"), self.way)
        column.addWidget(self._how)
        column.addWidget(self.way)
        self.words = _lines()
        self._label = field_label(text("What you said (may stay empty)"), self.words)
        column.addWidget(self._label)
        column.addWidget(self.words)
        people.changed.connect(self._allow)
        self.way.currentIndexChanged.connect(self._allow)
        self._allow()

    def answer(self) -> AnswerGiven:
        """Who was ticked, what was chosen and typed."""
        # Qt hands an enumeration of texts back as plain text.
        way = AnswerWay(self.way.currentData() or AnswerWay.REPLIED)  # what is sent now asks nobody how
        return AnswerGiven(self._people.ticked, way, self.words.toPlainText().strip())

    def go_now(self, *, now: bool) -> None:
        """Whether the words go out now by mail: then there must be some, and nobody asks how."""
        self._needs_words = now
        for each in (self._how, self.way):
            each.setHidden(now)
        said = text("What you tell them") if now else text("What you said (may stay empty)")
        self._label.setText(said)
        self.words.setAccessibleName(said)
        self._allow()

    def _allow(self) -> None:
        words = bool(self.words.toPlainText().strip())
        said = words if self._needs_words else self.way.currentData() is not None
        self._question.take_button.setEnabled(said and bool(self._people.ticked))


def words_field(column: QVBoxLayout, label: str) -> QPlainTextEdit:
    """A field for a few lines with its label, added to a column; Tab leaves it."""
    field = _lines()
    column.addWidget(field_label(label, field))
    column.addWidget(field)
    return field


def _lines() -> QPlainTextEdit:
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setFixedHeight(_WORDS_HEIGHT)
    return field
