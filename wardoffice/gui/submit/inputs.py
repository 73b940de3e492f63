"""What a question of the city is answered with: one widget for each kind of answer."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Protocol
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QDateTime, Qt, QTime, QTimeZone, Signal, SignalInstance
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDateTimeEdit,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from wardoffice.domain.ports import Clock
from wardoffice.domain.service_requests import AttributeChoice
from wardoffice.domain.submissions import FieldKind, FormField
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import text

Values = tuple[str, ...]

_TEXT_HEIGHT = 76
_TYPED_FROM = 15  # choices; so many are found sooner by typing than by looking
_SEEN_CHOICES = 14
_DAY, _DAY_AND_TIME = "MM/dd/yyyy", "MM/dd/yyyy h:mm AP"


class Input(Protocol):
    """An input; ``changed`` comes with every change of ``values``, and only then."""

    @property
    def changed(self) -> SignalInstance:
        """The answer is another one."""
        ...

    @property
    def focus_on(self) -> QWidget:
        """What takes the keys."""
        ...

    def values(self) -> Values:
        """The answer: keys of lists, ISO 8601 for dates; nothing for no answer."""
        ...

    def put(self, values: Sequence[str]) -> None:
        """Show this answer."""
        ...

    def offer(self, choices: Sequence[AttributeChoice]) -> None:
        """Offer these choices from now on; what was chosen stays where it is among them."""
        ...


def make_input(asked: FormField, zone: ZoneInfo, clock: Clock) -> "_Base":
    """The input for a question that is answered (not a ``NOTICE``)."""
    match asked.kind:
        case FieldKind.TEXT:
            return _Text()
        case FieldKind.DATETIME | FieldKind.DATE:
            return _When(zone, clock, with_time=asked.kind is FieldKind.DATETIME)
        case FieldKind.SINGLE:
            return _OneOf(asked.choices)
        case FieldKind.MULTI:
            return _SomeOf(asked.label, asked.choices)
        case FieldKind.TICK:
            return _Tick(asked.label)
        case _:
            return _Line()


class _Base(QWidget):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(8)

    @property
    def focus_on(self) -> QWidget:
        """What takes the keys."""
        return self.focusProxy() or self

    def values(self) -> Values:
        """See Input."""
        raise NotImplementedError

    def put(self, values: Sequence[str]) -> None:
        """See Input."""
        raise NotImplementedError

    def offer(self, choices: Sequence[AttributeChoice]) -> None:
        """See Input; only lists have choices."""

    def _place(self, widget: QWidget) -> None:
        self.row.addWidget(widget, 1)
        self.setFocusProxy(widget)


class _Line(_Base):
    def __init__(self) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._line.textChanged.connect(lambda _words: self.changed.emit())
        self._place(self._line)

    def values(self) -> Values:
        words = self._line.text().strip()
        return (words,) if words else ()

    def put(self, values: Sequence[str]) -> None:
        self._line.setText(values[0] if values else "")


class _Text(_Base):
    def __init__(self) -> None:
        super().__init__()
        self._words = QPlainTextEdit()
        self._words.setTabChangesFocus(True)
        self._words.setFixedHeight(_TEXT_HEIGHT)
        self._words.textChanged.connect(self.changed)
        self._place(self._words)

    def values(self) -> Values:
        words = self._words.toPlainText().strip()
        return (words,) if words else ()

    def put(self, values: Sequence[str]) -> None:
        self._words.setPlainText(values[0] if values else "")


class ChoiceBox(QComboBox):
    """A list that the wheel changes only while it has the keys: a form is scrolled over it."""

    def __init__(self) -> None:
        super().__init__()
        self.setMaxVisibleItems(_SEEN_CHOICES)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)

    def find_by_typing(self, wanted: bool) -> None:  # noqa: FBT001 - as Qt's own setEditable
        """Let a part of a choice's words find it, or not."""
        if wanted == self.isEditable():
            return
        self.setEditable(wanted)
        line, finds = self.lineEdit(), self.completer()
        if line is not None and finds is not None:
            self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            finds.setFilterMode(Qt.MatchFlag.MatchContains)
            finds.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
            line.editingFinished.connect(self._take_typed)

    def _take_typed(self) -> None:
        """The choice that is meant; words that name none, or several, leave it as it was."""
        typed = self.currentText().strip().casefold()
        names = [self.itemText(at).casefold() for at in range(self.count())]
        if self.itemText(self.currentIndex()).casefold() != typed:
            meant = [at for at, name in enumerate(names) if name == typed]
            meant = meant or [at for at, name in enumerate(names) if typed and typed in name]
            if len(meant) == 1:
                self.setCurrentIndex(meant[0])
        self.setEditText(self.itemText(self.currentIndex()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _OneOf(_Base):
    def __init__(self, choices: Sequence[AttributeChoice]) -> None:
        super().__init__()
        self._box = ChoiceBox()
        self._box.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._place(self._box)
        self.offer(choices)

    def values(self) -> Values:
        key = self._box.currentData()
        return (key,) if key else ()

    def put(self, values: Sequence[str]) -> None:
        self._box.setCurrentIndex(max(0, self._box.findData(values[0])) if values else 0)

    def offer(self, choices: Sequence[AttributeChoice]) -> None:
        keys = ["", *(each.key for each in choices)]
        if keys == [self._box.itemData(at) for at in range(self._box.count())]:
            return
        before = self.values()
        self._box.blockSignals(True)  # one change at most: the answer's
        self._box.clear()
        self._box.addItem(text("Choose …"), "")
        for each in choices:
            self._box.addItem(each.name, each.key)
        self._box.find_by_typing(len(choices) > _TYPED_FROM)
        self.put(before)
        self._box.blockSignals(False)
        if self.values() != before:
            self.changed.emit()


class _SomeOf(_Base):
    def __init__(self, label: str, choices: Sequence[AttributeChoice]) -> None:
        super().__init__()
        self._label = label
        self._boxes: dict[str, QCheckBox] = {}
        self._offered = {each.key for each in choices}
        self._find = QLineEdit()
        self._find.setPlaceholderText(text("Find a choice"))
        self._find.setAccessibleName(text("{question}: find a choice", question=label))
        if len(choices) <= _TYPED_FROM:
            self._find.hide()
        self._find.textChanged.connect(lambda _words: self._show_found())
        ticks = QWidget()
        self._flow = FlowLayout(ticks, gap=12)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self._find)
        column.addWidget(ticks)
        self.row.addLayout(column, 1)
        for each in choices:
            self._add(each)

    def values(self) -> Values:
        return tuple(key for key, box in self._boxes.items() if box.isChecked() and key in self._offered)

    def put(self, values: Sequence[str]) -> None:
        for key, box in self._boxes.items():
            box.setChecked(key in values)

    def offer(self, choices: Sequence[AttributeChoice]) -> None:
        before = self.values()
        self._offered = {each.key for each in choices}
        self._show_found()
        if self.values() != before:
            self.changed.emit()

    def _show_found(self) -> None:
        """What is offered and holds the words that were typed; what is ticked stays in sight."""
        words = self._find.text().strip().casefold()
        for key, box in self._boxes.items():
            box.setVisible(key in self._offered and (box.isChecked() or words in box.text().casefold()))

    def _add(self, each: AttributeChoice) -> None:
        box = QCheckBox(each.name.replace("&", "&&"))
        box.setAccessibleName(f"{self._label}: {each.name}")
        box.toggled.connect(lambda _on: self.changed.emit())
        self._flow.addWidget(box)
        if not self._boxes:
            self.setFocusProxy(box)
        self._boxes[each.key] = box


class _Tick(_Base):
    def __init__(self, label: str) -> None:
        super().__init__()
        self._box = QCheckBox(label.replace("&", "&&"))
        self._box.toggled.connect(lambda _on: self.changed.emit())
        self._place(self._box)

    def values(self) -> Values:
        return ("true",) if self._box.isChecked() else ()

    def put(self, values: Sequence[str]) -> None:
        self._box.setChecked(bool(values) and values[0].casefold() == "true")


class _Picker(QDateTimeEdit):
    """A wall clock: no zone of this machine and no change to summer time takes part in it."""

    def __init__(self, shown: str) -> None:
        super().__init__()
        self.setTimeZone(QTimeZone.utc())
        self.setCalendarPopup(True)
        self.setDisplayFormat(shown)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form, unless the picker has the keys."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin with the first part of the date, so that it can be typed over."""
        super().focusInEvent(event)
        self.setSelectedSection(QDateTimeEdit.Section.MonthSection)


class _When(_Base):
    """Nothing is said until a person says it: a date that stands there by itself would be sent as theirs."""

    def __init__(self, zone: ZoneInfo, clock: Clock, *, with_time: bool) -> None:
        super().__init__()
        self._zone, self._clock, self._with_time = zone, clock, with_time
        self._begin = KeyButton(
            text("Say when …") if with_time else text("Say which day …"), icon="mdi6.calendar"
        )
        self._begin.clicked.connect(self._start)
        self._picker = _Picker(_DAY_AND_TIME if with_time else _DAY)
        self._picker.dateTimeChanged.connect(lambda _when: self.changed.emit())
        self._leave = KeyButton(text("Leave it out"))
        self._leave.clicked.connect(partial(self.put, ()))
        for widget in (self._begin, self._picker, self._leave):
            self.row.addWidget(widget)
        self.row.addStretch(1)
        self._known = False
        self._show()

    def values(self) -> Values:
        if not self._known:
            return ()
        shown = self._picker.dateTime()
        day, time = shown.date(), shown.time()
        if not self._with_time:
            return (f"{day.year():04}-{day.month():02}-{day.day():02}",)
        local = datetime(
            day.year(), day.month(), day.day(), time.hour(), time.minute(), time.second(), tzinfo=self._zone
        )
        return (local.isoformat(timespec="seconds"),)

    def put(self, values: Sequence[str]) -> None:
        when = _read(values[0], self._zone) if values else None
        known, self._known = self._known, when is not None
        if when is not None:
            self._picker.setDateTime(_as_wall_clock(when))
        self._show()
        if known is not self._known:
            self.changed.emit()

    def _start(self) -> None:
        now = self._clock().astimezone(self._zone).replace(second=0, microsecond=0)
        self.put((now.isoformat(),))
        self._picker.setFocus()

    def _show(self) -> None:
        self._begin.setVisible(not self._known)
        self._picker.setVisible(self._known)
        self._leave.setVisible(self._known)
        self.setFocusProxy(self._picker if self._known else self._begin)

    def setAccessibleName(self, name: str) -> None:
        """Name what is in it."""
        super().setAccessibleName(name)
        self._picker.setAccessibleName(name)
        self._begin.setAccessibleName(f"{name}: {self._begin.text()}")
        self._leave.setAccessibleName(f"{name}: {self._leave.text()}")


def _read(written: str, zone: ZoneInfo) -> datetime | None:
    try:
        when = datetime.fromisoformat(written)
    except ValueError:
        return None
    return when.astimezone(zone) if when.tzinfo else when.replace(tzinfo=zone)


def _as_wall_clock(when: datetime) -> QDateTime:
    return QDateTime(
        QDate(when.year, when.month, when.day), QTime(when.hour, when.minute, when.second), QTimeZone.utc()
    )
