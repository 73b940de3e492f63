"""What the city closed lately, and what it meant by it: every number opens the list it counts (P7)."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from wardoffice.domain.actor import Actor
from wardoffice.domain.closing_counts import ClosedLine, ClosedSpan, ClosingCounts, ClosingPart
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.check.numbered_list import NumberedList
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.line_table import Column
from wardoffice.gui.widgets.parts import label, row
from wardoffice.language import plural, text

SPANS = (7, 30, 90, 365)
_AT_FIRST = 30


class CountsClosings(Protocol):
    """What the card asks of ``office.closings.Closings``."""

    def last_days(self, count: int) -> ClosedSpan:
        """Today and the days before it."""
        ...

    def counts(self, actor: Actor, span: ClosedSpan) -> ClosingCounts:
        """How many were closed, by part."""
        ...

    def lines(self, actor: Actor, span: ClosedSpan, which: ClosingPart) -> Sequence[ClosedLine]:
        """The requests behind one number."""
        ...


class ClosingsCard(Card):
    """Reads the counts on ``refresh``. ``case_asked`` carries a case id."""

    case_asked = Signal(int)

    def __init__(
        self,
        closings: CountsClosings,
        tasks: TaskRunner,
        actor: Actor,
        moments: Moments,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text("What the city closed"), parent)
        self._closings, self._tasks, self._actor, self._moments = closings, tasks, actor, moments
        self._days = _AT_FIRST
        self._span: ClosedSpan | None = None
        self._said = label("", "quiet")
        self._said.setObjectName("closingsSaid")
        self.numbers: NumberedList[ClosingPart, ClosedLine] = NumberedList(
            part_words(), closed_columns(moments), text("Requests the city closed"), "closing"
        )
        self.numbers.list_asked.connect(self._ask_lines)
        self.numbers.opened.connect(lambda line: self.case_asked.emit(line.case_id))
        self.body.addLayout(row(*self._make_chips(), stretch_after=len(SPANS) - 1))
        self.body.addWidget(self._said)
        self.body.addWidget(self.numbers)
        self.numbers.show_counts({}, known=False)

    @property
    def words(self) -> str:
        """What it says of the span."""
        return self._said.text()

    def chip(self, days: int) -> QPushButton:
        """The button of a span."""
        return self._chips[days]

    def refresh(self) -> None:
        """Count anew, up to now."""
        self._span = self._closings.last_days(self._days)
        counts = partial(self._closings.counts, self._actor, self._span)
        self._tasks.submit(Lane.QUERY, counts, owner=self, done=self._show_counts, topic="counts")

    def _show_counts(self, counted: ClosingCounts) -> None:
        self._said.setText(said_words(counted, self._days, self._moments))
        self.numbers.show_counts(counted.parts, known=bool(counted.called_closed))
        if self.numbers.chosen is not None:
            self._ask_lines(self.numbers.chosen)

    def _ask_lines(self, which: ClosingPart) -> None:
        if self._span is None:
            return
        self._tasks.submit(
            Lane.QUERY,
            partial(self._closings.lines, self._actor, self._span, which),
            owner=self,
            done=partial(self._show_lines, which),
            topic="lines",
        )

    def _show_lines(self, which: ClosingPart, lines: Sequence[ClosedLine]) -> None:
        if which is self.numbers.chosen:
            counted = plural("{count} request", "{count} requests", len(lines))
            self.numbers.show_lines(lines, f"{counted}. {rule_words(which)}")

    def _choose(self, days: int) -> None:
        self._days = days
        self.refresh()

    def _make_chips(self) -> list[QPushButton]:
        group = QButtonGroup(self)
        self._chips = {}
        for days in SPANS:
            chip = QPushButton(span_words(days))
            chip.setObjectName(f"closed-{days}")
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setChecked(days == self._days)
            chip.setAccessibleName(text("Closed in: {span}", span=span_words(days)))
            chip.clicked.connect(partial(self._choose, days))
            group.addButton(chip)
            self._chips[days] = chip
        return list(self._chips.values())


def closed_columns(moments: Moments) -> tuple[Column[ClosedLine], ...]:
    """Number, what, where, when it was made and closed, and what the city said."""
    return (
        Column(text("SR number"), 12, lambda line: line.number),
        Column(text("What"), 20, lambda line: line.service_name),
        Column(text("Where"), 20, lambda line: line.address or text("no place")),
        Column(
            text("Asked"),
            11,
            lambda line: moments.day(line.requested_at) if line.requested_at is not None else text("no date"),
        ),
        Column(text("Closed"), 11, lambda line: moments.day(line.closed_at)),
        Column(text("The city says"), 26, lambda line: line.said),
    )


def span_words(days: int) -> str:
    """A span as its chip says it."""
    return text("one year") if days == SPANS[-1] else text("{count} days", count=days)


def said_words(counted: ClosingCounts, days: int, moments: Moments) -> str:
    """The closings of a span in a sentence, and how fresh they are."""
    fresh = text("311 read {when}.", when=moments.lately(counted.read_at)) if counted.read_at else ""
    if not counted.called_closed:
        nothing = text("The city closed nothing here in {span}.", span=span_words(days))
        return f"{nothing} {fresh}".strip()
    said = plural(
        "In {span} the city called {count} request closed: {closed:,} is closed for good, {on:,} goes on "
        "elsewhere, {crew:,} a crew wrote down for its own work.",
        "In {span} the city called {count} requests closed: {closed:,} are closed for good, {on:,} go on "
        "elsewhere, {crew:,} crews wrote down for their own work.",
        counted.called_closed,
        span=span_words(days),
        closed=counted.closed,
        on=counted.parts[ClosingPart.GOES_ON],
        crew=counted.parts[ClosingPart.CREW],
    )
    return f"{said} {fresh}".strip()


def part_words() -> dict[ClosingPart, str]:
    """The parts in the order of their numbers, each on two lines."""
    return {
        ClosingPart.WORK_DONE: text("work\ndone"),
        ClosingPart.NOTHING_FOUND: text("nothing\nfound"),
        ClosingPart.TRANSFERRED: text("passed\non"),
        ClosingPart.DUPLICATE: text("counted into\nanother"),
        ClosingPart.CANCELED: text("canceled\nby the city"),
        ClosingPart.WITHIN_MINUTES: text("closed within\nminutes"),
        ClosingPart.NO_REASON: text("no reason\ntold"),
        ClosingPart.GOES_ON: text("goes on\nelsewhere"),
        ClosingPart.CREW: text("crews' own\nrows"),
    }


def rule_words(which: ClosingPart) -> str:
    """What a number counts: its definition, as printed beside its list (P7)."""
    return {
        ClosingPart.WORK_DONE: text("The city says that the work was done. Nobody of ours has looked yet."),
        ClosingPart.NOTHING_FOUND: text("The city says that it found nothing to do there."),
        ClosingPart.TRANSFERRED: text(
            "Passed on to another department or agency, and nothing open is known."
        ),
        ClosingPart.DUPLICATE: text("Counted into another request, which is closed too, or not known here."),
        ClosingPart.CANCELED: text("The city says that it was canceled."),
        ClosingPart.WITHIN_MINUTES: text("Closed within 15 minutes, with no word of what was done."),
        ClosingPart.NO_REASON: text("Closed without a reason that is known."),
        ClosingPart.GOES_ON: text(
            "The city calls it closed, but a request made of it, or the one it was counted into, is open: it "
            "is not closed."
        ),
        ClosingPart.CREW: text(
            "Made by a department itself and closed within a day: what a crew wrote down for its own work."
        ),
    }[which]
