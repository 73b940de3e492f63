"""The city's own questions, in its order; those that depend on an answer come and go with it."""

from collections.abc import Mapping, Sequence
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from wardoffice.domain.ports import Clock
from wardoffice.domain.submissions import FieldKind, FormField
from wardoffice.gui.submit.inputs import Values, make_input
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.parts import banner, label
from wardoffice.language import text


class Labelled(QWidget):
    """A field under its label, with room for a hint and for what is wrong with it."""

    def __init__(self, words: str, field: QWidget, *, required: bool = False, hint: str = "") -> None:
        super().__init__()
        self._words = words
        self._field = field
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        if words:
            shown = text("{field} (needed)", field=words) if required else words
            head = label(shown, "small")
            head.setBuddy(field)
            column.addWidget(head)
        column.addWidget(field)
        if hint:
            column.addWidget(label(hint, "small"))
        self._problem = label("", "problem")
        self._problem.hide()
        column.addWidget(self._problem)

    @property
    def problem(self) -> str:
        """What is said to be wrong with it, or nothing."""
        return self._problem.text() if not self._problem.isHidden() else ""

    def show_problem(self, sentence: str) -> None:
        """Say what is wrong beside the field; nothing takes it away."""
        self._problem.setText(sentence)
        self._problem.setAccessibleName(sentence)
        self._problem.setVisible(bool(sentence))
        # A screen reader says it with the field, not only after it.
        self._field.setAccessibleDescription(sentence)
        self._field.setProperty("wrong", bool(sentence))
        for widget in (self._field, *self._field.findChildren(QWidget)):
            widget.setProperty("wrong", bool(sentence))
            widget.style().unpolish(widget)
            widget.style().polish(widget)


class Questions(QWidget):
    """Shows the questions of one service type; ``changed`` comes with every change of ``answers``."""

    changed = Signal()

    def __init__(self, zone: ZoneInfo, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone, self._clock = zone, clock
        self._asked: dict[str, _Question] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._arranging = False

    def ask(self, fields: Sequence[FormField], answers: Mapping[str, Sequence[str]]) -> None:
        """Ask these, with these answers filled in; all that stood here is gone."""
        for old in self._asked.values():
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._asked = {}
        for field in fields:
            question = _Question(field, self._zone, self._clock)
            question.put(answers.get(field.code, ()))
            question.changed.connect(partial(self._changed, field.code))
            self._asked[field.code] = question
            self._column.addWidget(question)
        self._arrange()

    def answers(self) -> dict[str, Values]:
        """The answers to what is asked now; those of hidden questions are not among them."""
        given = self.everything_typed()
        # A question may hang on one that itself goes: each round takes out what the last one left alone.
        while True:
            asked = {code: each for code, each in given.items() if self._asked[code].field.is_shown(given)}
            if asked == given:
                return given
            given = asked

    def everything_typed(self) -> dict[str, Values]:
        """All that was filled in, asked now or not, so that nothing typed is lost with another type."""
        return {code: values for code, each in self._asked.items() if (values := each.values())}

    def shown_codes(self) -> tuple[str, ...]:
        """The questions that are asked now."""
        return tuple(code for code, each in self._asked.items() if not each.isHidden())

    def show_problem(self, code: str, sentence: str) -> bool:
        """Say what is wrong with an answer; whether there is such a question."""
        question = self._asked.get(code)
        if question is not None:
            question.show_problem(sentence)
        return question is not None

    def clear_problems(self) -> None:
        """Nothing is wrong any more."""
        for question in self._asked.values():
            question.show_problem("")

    def focus_on(self, code: str) -> None:
        """Put the keys to a question."""
        self._asked[code].take_focus()

    def _changed(self, code: str) -> None:
        if self._arranging:
            return
        self._asked[code].show_problem("")
        self._arrange()
        self.changed.emit()

    def _arrange(self) -> None:
        self._arranging = True  # a list that loses its choice says so, and is looked at here anyway
        for question in self._asked.values():
            given = self.answers()
            question.offer(given)
            question.setVisible(question.field.is_shown(given))
        self._arranging = False


class _Question(QWidget):
    changed = Signal()

    def __init__(self, field: FormField, zone: ZoneInfo, clock: Clock) -> None:
        super().__init__()
        self.field = field
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._labelled: Labelled | None = None
        if field.kind is FieldKind.NOTICE:
            self._input = None
            notice: QLabel = banner(field.label, Tone.ACCENT)
            column.addWidget(notice)
            return
        self._input = make_input(field, zone, clock)
        self._input.setAccessibleName(field.label)
        self._input.focus_on.setAccessibleName(self._input.focus_on.accessibleName() or field.label)
        self._input.changed.connect(self.changed)
        shown = "" if field.kind is FieldKind.TICK else field.label
        self._labelled = Labelled(shown, self._input, required=field.required, hint=_hint(field))
        column.addWidget(self._labelled)

    def values(self) -> Values:
        return self._input.values() if self._input is not None else ()

    def put(self, values: Sequence[str]) -> None:
        if self._input is not None:
            self._input.put(values)

    def offer(self, answers: Mapping[str, Sequence[str]]) -> None:
        if self._input is not None and self.field.choices:
            self._input.offer(self.field.choices_for(answers))

    def show_problem(self, sentence: str) -> None:
        if self._labelled is not None and self._labelled.problem != sentence:
            self._labelled.show_problem(sentence)

    def take_focus(self) -> None:
        if self._input is not None:
            self._input.focus_on.setFocus()


def _hint(field: FormField) -> str:
    if field.kind is FieldKind.DATETIME:
        return text("In the city's time.")
    return field.hint
