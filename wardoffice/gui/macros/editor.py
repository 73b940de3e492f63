"""Making a macro, and changing one: its name, its key, its steps one under the other."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.macros import LONGEST_NAME, MOST_STEPS, Macro, check_macro
from wardoffice.domain.steps import Names, Step, StepKind, place_of
from wardoffice.gui.dialogs.frame import Question, ThrowAway, field_label
from wardoffice.gui.macros.step_row import StepRow, first_step, kind_words
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.parts import banner, label
from wardoffice.language import text

_WIDTH = 760
_STEPS_HEIGHT = 240


class MacroQuestion(Question):
    """Says at once what is amiss; only what can be kept can be saved."""

    def __init__(
        self,
        macro: Macro | None,
        others: Sequence[Macro],
        names: Names,
        *,
        tags: Sequence[str],
        taken: Mapping[str, str],
        parent: QWidget | None,
    ) -> None:
        title = text("Change the macro {name}", name=macro.name) if macro else text("A new macro")
        words = text("Its steps are done one after the other; what does not fit a problem is passed over.")
        super().__init__(title, words, text("Save macro"), parent)
        self.setObjectName("macro")
        self.setMinimumWidth(_WIDTH)
        self._macro_id = macro.macro_id if macro else 0
        self._began = macro or Macro(0, "", "", ())
        self._others, self._names, self._tags, self._taken = others, names, tuple(tags), taken
        self._rows: list[StepRow] = []
        self.name = QLineEdit(macro.name if macro else "")
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setPlaceholderText(text("Graffiti"))
        self.key = QKeySequenceEdit(QKeySequence(macro.key if macro else ""))
        self.key.setMaximumSequenceLength(1)
        self.key.setClearButtonEnabled(True)
        self._add_head()
        self.kind = QComboBox()
        for kind in StepKind:
            self.kind.addItem(kind_words(kind), kind)
        self.kind.setAccessibleName(text("Kind of step"))
        self.add = QPushButton(text("Add this step"))
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._add_chosen)
        self._add_steps()
        self.trouble = banner("", Tone.CHECK)
        self.body.addWidget(self.trouble)
        for step in macro.steps if macro else ():
            self._add_row(step)
        self.name.textChanged.connect(self._judge)
        self.key.keySequenceChanged.connect(self._judge)
        self.name.setFocus()
        self._judge()

    def macro(self) -> Macro:
        """The macro as it is written now."""
        key = self.key.keySequence().toString(QKeySequence.SequenceFormat.PortableText)
        steps = tuple(row.step() for row in self._rows)
        return Macro(self._macro_id, self.name.text().strip(), key, steps)

    def reject(self) -> None:
        """Leave, unless there are steps that the person would rather keep."""
        if self.macro() == self._began or ThrowAway(self).agreed():
            super().reject()

    def add_step(self, kind: StepKind) -> StepRow:
        """Add a step of a kind at the end."""
        row = self._add_row(first_step(kind, self._names))
        self._judge()
        return row

    def _add_head(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        for words, field, stretch in (
            (text("Name"), self.name, 2),
            (text("Key (may stay empty)"), self.key, 1),
        ):
            column = QVBoxLayout()
            column.setSpacing(4)
            column.addWidget(field_label(words, field))
            column.addWidget(field)
            head.addLayout(column, stretch)
        self.body.addLayout(head)

    def _add_steps(self) -> None:
        heading = QLabel(text("Steps"))
        heading.setProperty("role", "small")
        self.body.addWidget(heading)
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(_STEPS_HEIGHT)
        area.setWidget(holder)
        self.body.addWidget(area, 1)
        adding = QHBoxLayout()
        adding.addWidget(self.kind)
        adding.addWidget(self.add)
        adding.addStretch(1)
        self.body.addLayout(adding)
        self.written = label(
            text(
                "What is written stands last: it opens once all else is done, and you read it before it goes."
            ),
            "quiet",
        )
        self.body.addWidget(self.written)

    def _add_chosen(self) -> None:
        # Qt hands an enumeration of texts back as plain text.
        self.add_step(StepKind(self.kind.currentData()))

    def _add_row(self, step: Step) -> StepRow:
        row = StepRow(step, self._names, self._tags)
        self._rows.append(row)
        self._place_rows()
        row.changed.connect(self._judge)
        row.moved.connect(lambda by, row=row: self._move(row, by))
        row.dropped.connect(lambda row=row: self._drop(row))
        return row

    def _place_rows(self) -> None:
        """Show the rows in their order, what is written behind all else."""
        self._rows.sort(key=lambda row: place_of(row.step()))
        for at, row in enumerate(self._rows):
            self._column.removeWidget(row)
            self._column.insertWidget(at, row)

    def _move(self, row: StepRow, by: int) -> None:
        at = self._rows.index(row)
        to = max(0, min(at + by, len(self._rows) - 1))
        self._rows.insert(to, self._rows.pop(at))
        self._place_rows()
        self._judge()

    def _drop(self, row: StepRow) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._judge()

    def _name_key_field(self) -> None:
        """Qt writes its own words into the field whenever the key changes."""
        line = self.key.findChild(QLineEdit)
        if isinstance(line, QLineEdit):
            line.setPlaceholderText(text("Press a key"))
            line.setAccessibleName(text("Key (may stay empty)"))

    def _judge(self) -> None:
        self._name_key_field()
        trouble = ""
        try:
            check_macro(self.macro(), self._others, self._taken)
        except CannotDoError as error:
            trouble = error.happened
        self.written.setVisible(any(row.step().writes for row in self._rows))
        self.trouble.show_word(trouble, Tone.CHECK)
        self.trouble.setVisible(bool(trouble))
        self.take_button.setEnabled(not trouble)
        self.add.setEnabled(len(self._rows) < MOST_STEPS)
