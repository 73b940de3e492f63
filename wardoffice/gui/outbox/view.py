"""The outbox: everything that leaves the office, and what a person has to say about it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QPushButton,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from wardoffice.domain.outgoing import OutboxDoing, OutboxHeld, OutboxLine
from wardoffice.domain.ports import Clock
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.outbox.details import LineDetails
from wardoffice.gui.outbox.table import outbox_columns, outbox_mark
from wardoffice.gui.outbox.words import Part, goes_words, part_words
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.theme import palette_of
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.line_table import LineTable
from wardoffice.gui.widgets.parts import banner, facts, label, row
from wardoffice.language import plural, text


class OutboxView(QWidget):
    """Shows the lines it is given. ``asked`` carries an OutboxDoing and an OutboxLine.

    ``case_asked`` carries a case id, ``preview_asked`` an outbox id; ``sending_asked`` comes from the button
    that sends what waits now, ``hold_asked`` says whether everything is to be held, ``older_asked`` comes
    from the one that shows more of what is at its end.
    """

    asked = Signal(object, object)
    case_asked = Signal(int)
    sending_asked = Signal()
    hold_asked = Signal(bool)
    preview_asked = Signal(int)
    older_asked = Signal()

    def __init__(self, moments: Moments, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text("Outbox"))
        self._lines: tuple[OutboxLine, ...] = ()
        self._part = Part.ALL
        self._asked_of: int | None = None
        self._moments, self._clock = moments, clock
        self.hold = QPushButton(text("Hold everything"))
        self.hold.setObjectName("holdOutbox")
        self.hold.setCheckable(True)
        self.hold.setToolTip(text("While it is on, nothing leaves the office."))
        self.hold.clicked.connect(self.hold_asked)
        self._held = banner("", Tone.CHECK)
        self._held.hide()
        self._no_server = banner(
            text("No server that sends mail is set up: all mail waits here. Set one up in the settings."),
            Tone.CHECK,
        )
        self._no_server.hide()
        self._older = KeyButton("")
        self._older.setObjectName("olderOutbox")
        self._older.clicked.connect(self.older_asked)
        self._older.hide()
        self._ticking = QTimer(self, interval=1_000)
        self._ticking.timeout.connect(self._tick)
        self._count = label("", "quiet")
        self._chips: dict[Part, QPushButton] = {}
        self._table = self._make_table()
        self._details = LineDetails(moments)
        self._details.asked.connect(self._ask)
        self._details.case_asked.connect(self.case_asked)
        self._details.preview_asked.connect(self.preview_asked)
        self._empty = EmptyState("mdi6.send-check-outline", "", "")
        self._stack = QStackedWidget()
        self._build()
        self._keys()
        self.show_lines(())

    @property
    def table(self) -> QTableView:
        """The list."""
        return self._table

    @property
    def details(self) -> LineDetails:
        """What is known of the line the cursor is on, and what can be done with it."""
        return self._details

    @property
    def lines(self) -> tuple[OutboxLine, ...]:
        """Everything in the outbox, in the office's order."""
        return self._lines

    def show_held(self, held: OutboxHeld | None) -> None:
        """Say whether everything is held, and by whom."""
        self.hold.setChecked(held is not None)
        self.hold.setText(text("Let everything go") if held is not None else text("Hold everything"))
        self._held.setVisible(held is not None)
        if held is not None:
            words = text(
                "Everything is held since {when} by {name}: nothing leaves until it is let go.",
                when=self._moments.moment(held.since),
                name=held.by,
            )
            self._held.show_word(words, Tone.CHECK)

    def show_server(self, *, is_there: bool) -> None:
        """Say that mail cannot leave where no server is set up that sends it."""
        self._no_server.setVisible(not is_there)

    def _tick(self) -> None:
        """Let the clocks of the rows run; where none does any more, there is nothing to tick for."""
        self._table.lines.tell_words_changed()
        if not any(goes_words(line, self._clock()) for line in self._lines):
            self._ticking.stop()

    def show_lines(self, lines: tuple[OutboxLine, ...], left_out: int = 0) -> None:
        """Show the outbox as it is now, ``left_out`` older ones not; the cursor stays on its line."""
        words = plural("Show older ones: {count} more", "Show older ones: {count} more", left_out)
        self._older.setText(words)
        self._older.setAccessibleName(words)
        self._older.setVisible(left_out > 0)
        if lines == self._lines and lines:
            return
        self._lines = lines
        if any(goes_words(line, self._clock()) for line in lines):
            self._ticking.start()
        for part, chip in self._chips.items():
            count = sum(part.holds(line) for line in lines)
            chip.setText(f"{part_words(part)} {count:,}")
            chip.setAccessibleName(chip.text())
        if self._part is not Part.ALL and not any(self._part.holds(line) for line in lines):
            self._part = Part.ALL
            self._chips[Part.ALL].setChecked(True)
        self._show_part(by_itself=True)

    def show_part(self, part: Part) -> None:
        """Show a part of the list only."""
        self._part = part
        self._chips[part].setChecked(True)
        self._show_part()

    def current(self) -> OutboxLine | None:
        """The line the cursor is on."""
        return self._table.current()

    def go_to(self, outbox_id: int) -> bool:
        """Put the cursor on a line of any part; whether it is there."""
        if self._row_of(outbox_id) is None:
            self.show_part(Part.ALL)
        at = self._row_of(outbox_id)
        if at is not None:
            self._table.selectRow(at)
            self._table.setFocus()
        return at is not None

    def _row_of(self, outbox_id: int) -> int | None:
        return self._table.lines.row_where(lambda line: line.outbox_id == outbox_id)

    def _show_part(self, *, by_itself: bool = False) -> None:
        """Show the part that is chosen, the cursor on its line.

        Where that left ``by_itself`` (at another desk, or since it went), the cursor goes to no other one: a
        key that was meant for it would be for that. Who had something done with it goes on with the next.
        """
        before, stood = self.current(), self._table.lines.rowCount() > 0
        own = before is not None and before.outbox_id == self._asked_of
        shown = tuple(line for line in self._lines if self._part.holds(line))
        self._table.lines.show_lines(shown)
        words = plural("{count} message", "{count} messages", len(shown))
        self._count.setText(text("{count} · those that need a person first", count=words) if shown else "")
        self._stack.setCurrentIndex(1 if shown else 0)
        title, explained = _nothing_words(self._part)
        self._empty.say(title, explained)
        at = self._row_of(before.outbox_id) if before is not None else None
        if at is None and shown and (own or not (by_itself and stood)):
            at = 0
        if at is not None:
            self._table.selectRow(at)
        elif shown:
            left = text("The message you were on is not in this list any more: choose another one.")
            self._count.setText(facts((self._count.text(), left)))
        self._show_current()

    def _show_current(self, *_: QModelIndex) -> None:
        self._details.show_line(self.current())

    def _ask(self, doing: OutboxDoing) -> None:
        line = self.current()
        if line is not None and doing in line.may:
            self._asked_of = line.outbox_id
            self.asked.emit(doing, line)

    def _open_case(self, *_: object) -> None:
        line = self.current()
        if line is not None and line.case_id is not None:
            self.case_asked.emit(line.case_id)

    def _step(self, by: int) -> None:
        at = self._table.currentIndex().row() + by
        if 0 <= at < self._table.lines.rowCount():
            self._table.selectRow(at)

    def _keys(self) -> None:
        does: dict[PlaceKey, Callable[[], None]] = {
            PlaceKey.OUTBOX_NEXT: partial(self._step, 1),
            PlaceKey.OUTBOX_PREVIOUS: partial(self._step, -1),
            PlaceKey.OUTBOX_OPEN: self._open_case,
            PlaceKey.OUTBOX_SHOW: self._details.show_mail,
        }
        for doing, _words, key in self._details.offers:
            does[key] = partial(self._ask, doing)
        for key, do in does.items():
            steps = key in {PlaceKey.OUTBOX_NEXT, PlaceKey.OUTBOX_PREVIOUS}
            PlaceShortcut(key, self, do, repeats=steps).within()

    def _build(self) -> None:
        group = QButtonGroup(self)
        chips = QWidget()
        flow = FlowLayout(chips)
        for part in Part:
            chip = QPushButton()
            chip.setObjectName(f"outbox-{part.name.lower()}")
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setChecked(part is self._part)
            chip.clicked.connect(partial(self.show_part, part))
            group.addButton(chip)
            flow.addWidget(chip)
            self._chips[part] = chip
        now = KeyButton(text("Send what waits now"))
        now.clicked.connect(self.sending_asked)
        with_list = QWidget()
        column = QVBoxLayout(with_list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._table, 1)
        column.addWidget(self._older, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._details)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(with_list)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 16, 24, 24)
        whole.setSpacing(12)
        whole.addLayout(row(label(text("Outbox"), "title", wrap=False), self.hold, now, stretch_after=0))
        whole.addWidget(self._no_server)
        whole.addWidget(self._held)
        whole.addWidget(chips)
        whole.addWidget(self._count)
        whole.addWidget(self._stack, 1)

    def _make_table(self) -> LineTable[OutboxLine]:
        table = LineTable(
            outbox_columns(self._moments, self._clock),
            text("Outbox"),
            lambda line: outbox_mark(line, palette_of(self)),
        )
        table.setObjectName("outboxTable")
        table.doubleClicked.connect(self._open_case)
        table.selectionModel().currentRowChanged.connect(self._show_current)
        return table


def _nothing_words(part: Part) -> tuple[str, str]:
    match part:
        case Part.NEED_PERSON:
            return text("Nothing needs a person"), text(
                "What was refused, came back, or may or may not have arrived, would stand here."
            )
        case Part.ON_THEIR_WAY:
            return text("Nothing is on its way"), text("What waits, is being sent, or waits for its number.")
        case Part.SENT:
            return text("Nothing was sent yet"), text("What has left the office stands here.")
        case Part.TAKEN_BACK:
            return text("Nothing was taken back"), text("What waits can be taken back until it is sent.")
        case Part.ALL:
            return text("The outbox is empty"), text(
                "What you send to 311, to departments and to residents stands here with what became of it. "
                "Press S on a problem to send it."
            )
