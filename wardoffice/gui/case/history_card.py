"""History: who did what and when, what changed, and what can be taken back."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from wardoffice.domain.case_view import CaseView, FieldChange, HistoryLine
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import PlainText, badge, clear, facts, label, link
from wardoffice.language import plural, text

_SHOWN_AT_FIRST = 6
_CHANGES_AT_FIRST = 5
_IN_ONE_LABEL = 40
_NUMBERS_SHOWN = 3


class HistoryCard(Card):
    """The newest first. ``undo_asked`` carries the id of the action to take back."""

    undo_asked = Signal(int)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("History"), parent)
        self._moments = moments
        self._lines: tuple[HistoryLine, ...] | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        self.body.addLayout(self._grid)

    def show_case(self, view: CaseView) -> None:
        """Show the history of a case."""
        if view.history != self._lines:
            self._lines = view.history
            self._build(view.history, _SHOWN_AT_FIRST)

    def _build(self, lines: tuple[HistoryLine, ...], limit: int) -> None:
        clear(self._grid)
        if not lines:
            self._grid.addWidget(label(text("Nothing was done with it yet."), "quiet"), 0, 0, 1, 2)
            return
        newest = sorted(lines, key=lambda each: (each.at, each.action_id), reverse=True)
        for number, each in enumerate(newest[:limit]):
            self._add_line(number, each)
        hidden = len(newest) - limit
        if hidden > 0:
            more = link(plural("Show {count} earlier line", "Show {count} earlier lines", hidden))
            more.clicked.connect(lambda: self._build(lines, len(lines)))
            self._grid.addWidget(more, limit, 0, 1, 2)

    def _add_line(self, number: int, each: HistoryLine) -> None:
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(each.label))
        for change in each.changes[:_CHANGES_AT_FIRST]:
            words.addWidget(label(change_words(change)))
        if len(each.changes) > _CHANGES_AT_FIRST:
            words.addWidget(_further(each.changes[_CHANGES_AT_FIRST:]))
        words.addWidget(label(facts((each.who, self._moments.moment(each.at))), "small"))
        self._grid.addLayout(words, number, 0)
        if each.undone:
            self._grid.addWidget(badge(text("Taken back"), Tone.QUIET), number, 1, top)
        elif each.can_undo:
            undo = link(undo_words(each), text("Undo: {label}", label=each.label))
            undo.clicked.connect(partial(self.undo_asked.emit, each.action_id))
            self._grid.addWidget(undo, number, 1, top)
        elif each.why_not:
            words.addWidget(label(text("Cannot be taken back: {reason}.", reason=each.why_not), "small"))


def _further(changes: Sequence[FieldChange]) -> QWidget:
    """A link that shows the rest of many changes in its own place."""
    rest = QWidget()
    layout = QVBoxLayout(rest)
    layout.setContentsMargins(0, 0, 0, 0)
    more = link(plural("Show {count} more change", "Show {count} more changes", len(changes)))
    layout.addWidget(more, alignment=Qt.AlignmentFlag.AlignLeft)

    def show() -> None:
        more.hide()
        layout.addWidget(changes_text(changes))

    more.clicked.connect(show)
    return rest


def changes_text(changes: Sequence[FieldChange]) -> QWidget:
    """Changes to read and copy: many of them in a field that lays out only what is in sight (P10)."""
    words = "\n".join(change_words(change) for change in changes)
    if len(changes) <= _IN_ONE_LABEL:
        return label(words, selectable=True)
    field = PlainText(words)
    field.setAccessibleName(text("Changes"))
    return field


def undo_words(line: HistoryLine) -> str:
    """What taking a line back is called: what was taken back itself is done again by it."""
    return text("Do it again") if line.redoes else text("Undo this")


def change_words(change: FieldChange) -> str:
    """One field, before and after: "assigned to: nobody → Ana"; of which problems, where not of all."""
    after = change.after or text("not set")
    if change.before is None:
        said = text("{field}: {after}", field=change.field, after=after)
    else:
        before = change.before or text("not set")
        said = text("{field}: {before} → {after}", field=change.field, before=before, after=after)
    if not change.numbers:
        return said
    of = ", ".join(change.numbers[:_NUMBERS_SHOWN])
    further = len(change.numbers) - _NUMBERS_SHOWN
    if further > 0:
        of = plural("{numbers} and {count} more", "{numbers} and {count} more", further, numbers=of)
    return text("{numbers}: {said}", numbers=of, said=said)
