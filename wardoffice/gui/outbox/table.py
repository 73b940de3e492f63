"""The columns of the outbox, and the mark each line has."""

from PySide6.QtGui import QColor

from wardoffice.domain.outgoing import OutboxLine
from wardoffice.domain.ports import Clock
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.icons import icon_of
from wardoffice.gui.outbox.words import goes_words, line_look, line_words
from wardoffice.gui.theme import Palette
from wardoffice.gui.widgets.line_table import Column, Mark
from wardoffice.language import text


def outbox_columns(moments: Moments, clock: Clock) -> tuple[Column[OutboxLine], ...]:
    """How it stands, what, where, its number, since when, next try."""
    return (
        Column(text("How it stands"), 18, line_words),
        Column(text("What"), 22, lambda line: line.what or text("no type")),
        Column(text("Where, or to whom"), 18, lambda line: line.where or text("place not known")),
        Column(text("311 number"), 12, lambda line: line.number),
        Column(text("Since"), 15, lambda line: moments.moment(line.since)),
        Column(text("Next"), 15, lambda line: _next_words(line, moments, clock)),
    )


def _next_words(line: OutboxLine, moments: Moments, clock: Clock) -> str:
    if line.next_at is None:
        return ""
    return goes_words(line, clock()) or moments.moment(line.next_at)


def outbox_mark(line: OutboxLine, colours: Palette) -> Mark:
    """How a line stands, as an icon in the colour of its meaning."""
    name, tone = line_look(line)
    ink: str = getattr(colours, tone.value)
    return Mark(icon_of(name, color=ink), QColor(ink))
