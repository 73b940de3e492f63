"""One step of a macro as it is written: what it does, and what with."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from wardoffice.domain.cases import OUTSIDE, AnswerWay, FinishReason
from wardoffice.domain.macros import LONGEST_WORDS
from wardoffice.domain.replying import ReplyKind, reply_words
from wardoffice.domain.steps import ME, Names, Step, StepKind
from wardoffice.domain.tags import MOST_LETTERS
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import plural, text

_LABEL_WIDTH = 130
_DAYS = (1, 2, 3, 7, 14, 30, 60, 90, 180, 365)


class StepRow(QWidget):
    """``changed`` whenever anything of it does; ``moved`` carries -1 for up and 1 for down; ``dropped``."""

    changed = Signal()
    moved = Signal(int)
    dropped = Signal()

    def __init__(self, step: Step, names: Names, tags: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = step.kind
        self._value: QComboBox | None = _value_of(step, names, tags)
        self._words: QLineEdit | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        label = QLabel(kind_words(step.kind))
        label.setMinimumWidth(_LABEL_WIDTH)
        row.addWidget(label)
        if self._value is not None:
            self._value.setAccessibleName(kind_words(step.kind))
            row.addWidget(self._value, 1)
        if step.kind in {StepKind.NOTE, StepKind.ANSWER, StepKind.FINISH}:
            self._words = QLineEdit(step.words)
            self._words.setMaxLength(LONGEST_WORDS)
            self._words.setPlaceholderText(
                text("What it says")
                if step.kind is StepKind.NOTE
                else text("A word about it (may stay empty)")
            )
            self._words.setAccessibleName(text("{step}: words", step=kind_words(step.kind)))
            self._words.textChanged.connect(self.changed)
            row.addWidget(self._words, 2)
        if self._value is None and self._words is None:
            row.addStretch(1)
        for icon, words, by in (("▲", text("Earlier"), -1), ("▼", text("Later"), 1)):
            row.addWidget(_button(icon, words, lambda by=by: self.moved.emit(by)))
        row.addWidget(_button("✕", text("Leave this step out"), self.dropped.emit))
        self._follow()

    def step(self) -> Step:
        """The step as it is written now."""
        value = ""
        match self._value:
            case QComboBox():
                value = str(self._value.currentData() or self._value.currentText().strip())
                if self._kind in {StepKind.ASSIGN, StepKind.FORWARD}:  # "" is a choice of theirs
                    value = str(self._value.currentData() or "")
        words = self._words.text().strip() if self._words is not None else ""
        return Step(self._kind, value, words)

    def _follow(self) -> None:
        match self._value:
            case QComboBox():
                self._value.currentTextChanged.connect(self.changed)


def kind_words(kind: StepKind) -> str:
    """What a kind of step is called where one is chosen."""
    return {
        StepKind.TAKE: text("Take it from 311"),
        StepKind.SET_TYPE: text("Set the type"),
        StepKind.ASSIGN: text("Assign to"),
        StepKind.URGENT: text("Make it urgent"),
        StepKind.NOT_URGENT: text("Make it not urgent"),
        StepKind.TAG: text("Add a tag"),
        StepKind.UNTAG: text("Take a tag off"),
        StepKind.NOTE: text("Write a note"),
        StepKind.ANSWER: text("Log an answer"),
        StepKind.SNOOZE: text("Snooze for"),
        StepKind.WAKE: text("Back into the lists"),
        StepKind.FINISH: text("Finish"),
        StepKind.REOPEN: text("Open it again"),
        StepKind.FORWARD: text("Forward to"),
        StepKind.REPLY: text("Answer the people"),
    }[kind]


def first_step(kind: StepKind, names: Names) -> Step:
    """A new step of a kind, with the likeliest value."""
    value = {
        StepKind.ASSIGN: ME,
        StepKind.ANSWER: AnswerWay.CALLED.value,
        StepKind.SNOOZE: "7",
        StepKind.FINISH: FinishReason.REFERRED.value,
        StepKind.REPLY: ReplyKind.ACKNOWLEDGE.value,
        StepKind.SET_TYPE: min(
            names.types.keys() - names.gone_types, key=lambda code: names.types[code], default=""
        ),
    }
    return Step(kind, value.get(kind, ""))


def _value_of(  # noqa: PLR0911 - one line a kind
    step: Step, names: Names, tags: Sequence[str]
) -> QComboBox | None:
    match step.kind:
        case StepKind.SET_TYPE:
            types = [
                (name, code)
                for code, name in names.types.items()
                if code not in names.gone_types or code == step.value
            ]
            return _choice(sorted(types), step.value)
        case StepKind.ASSIGN:
            people = [(text("whoever does it"), ME), (text("nobody"), "")]
            people += [
                (name, str(staff_id))
                for staff_id, name in names.staff.items()
                if staff_id not in names.former or str(staff_id) == step.value
            ]
            return _choice(people, step.value)
        case StepKind.FORWARD:
            return _choice(_departments(names, step.value), step.value)
        case StepKind.REPLY:
            return _choice([(reply_words(each), each.value) for each in ReplyKind], step.value)
        case StepKind.ANSWER:
            ways = [(text(each.value), each.value) for each in OUTSIDE]
            return _choice(ways, step.value)
        case StepKind.FINISH:
            reasons = [each for each in FinishReason if each is not FinishReason.HANDED_OVER]
            return _choice([(text(each.value), each.value) for each in reasons], step.value)
        case StepKind.SNOOZE:
            offered = sorted({*_DAYS, int(step.value) if step.value.isdigit() else _DAYS[0]})
            days = [(plural("{count} day", "{count} days", each), str(each)) for each in offered]
            return _choice(days, step.value)
        case StepKind.TAG | StepKind.UNTAG:
            box = QComboBox()
            box.setEditable(True)
            box.addItems(list(tags))
            box.setCurrentText(step.value)
            line = box.lineEdit()
            if line is not None:
                line.setMaxLength(MOST_LETTERS)
                line.setPlaceholderText(text("block party"))
                line.setAccessibleName(kind_words(step.kind))
            return box
        case _:
            return None


def _departments(names: Names, value: str) -> list[tuple[str, str]]:
    """Those on the list, and the one that is chosen where it is on it no more."""
    known = names.departments
    choices = [(text("the department of its type"), "")]
    for department_id, name in known.names.items():
        if department_id not in known.gone:
            choices.append((name, str(department_id)))
        elif str(department_id) == value:
            choices.append((text("{name} (not on the list any more)", name=name), value))
    return choices


def _choice(choices: Sequence[tuple[str, str]], value: str) -> QComboBox:
    box = QComboBox()
    for words, each in choices:
        box.addItem(words, each)
    at = box.findData(value)
    if at < 0 and value:
        box.addItem(value, value)
        at = box.count() - 1
    box.setCurrentIndex(max(at, 0))
    return box


def _button(icon: str, words: str, do: object) -> QToolButton:
    made = QToolButton()
    made.setText(icon)
    made.setToolTip(tip_words(words))
    made.setAccessibleName(words)
    made.setAutoRaise(True)
    made.clicked.connect(lambda _checked=False: do())  # type: ignore[operator]  # a callable of no arguments
    return made
