"""What would change, before it is done to many."""

from PySide6.QtWidgets import QLabel, QWidget

from wardoffice.domain.previews import Preview, PreviewLine
from wardoffice.gui.dialogs.frame import Question
from wardoffice.gui.widgets.line_table import Column, LineTable
from wardoffice.language import plural, text

_WIDTH = 720
_ROW = 32
_MOST_ROWS = 8


class PreviewQuestion(Question):
    """Which problems change and how, which stay and why, and who is owed an answer still."""

    def __init__(self, title: str, seen: Preview, parent: QWidget | None) -> None:
        super().__init__(title, _words(seen), text("Do it"), parent)
        self.setObjectName("preview")
        self.setMinimumWidth(_WIDTH)
        if seen.changes:
            self.body.addWidget(_table(seen.changes, text("What changes")))
        if seen.stays:
            self.body.addWidget(_heading(text("These stay as they are")))
            self.body.addWidget(_table(seen.stays, text("Why not")))
        self.take_button.setEnabled(bool(seen.changes))
        (self.take_button if seen.changes else self.leave_button).setFocus()


def _words(seen: Preview) -> str:
    parts = [plural("{count} problem changes.", "{count} problems change.", len(seen.changes))]
    if seen.stays:
        parts.append(plural("{count} stays as it is.", "{count} stay as they are.", len(seen.stays)))
    if seen.people_answered:
        parts.append(
            plural(
                "{count} person is logged as answered.",
                "{count} people are logged as answered.",
                seen.people_answered,
            )
        )
    if seen.people_owed:
        parts.append(
            plural(
                "{count} person is owed an answer still.",
                "{count} people are owed an answer still.",
                seen.people_owed,
            )
        )
    if seen.changes:
        parts.append(text("One undo takes all of it back."))
    return " ".join(parts)


def _table(lines: tuple[PreviewLine, ...], what: str) -> QWidget:
    columns: tuple[Column[PreviewLine], ...] = (
        Column(text("Problem"), 52, _problem),
        Column(what, 48, lambda line: ", ".join(line.words)),
    )
    table = LineTable(columns, what)
    table.lines.show_lines(lines)
    rows = min(len(lines), _MOST_ROWS)
    table.setFixedHeight((rows + 1) * _ROW + 4)
    return table


def _problem(line: PreviewLine) -> str:
    return " · ".join(part for part in (line.number, line.title, line.address) if part)


def _heading(words: str) -> QLabel:
    made = QLabel(words)
    made.setProperty("role", "strong")
    return made
