"""What narrows the history: whose, of which days, of what kind."""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QHBoxLayout, QWidget

from wardoffice.domain.actor import Actor, StaffMember
from wardoffice.domain.office_history import HistoryFilter, HistoryGroup
from wardoffice.language import text

_EVERYBODY, _PROGRAM = -1, 0
_ONE_DAY = -1


class HistoryFilterBar(QWidget):
    """``asked`` whenever something else is asked for; ``today`` is of the city's calendar."""

    asked = Signal()

    def __init__(self, actor: Actor, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.who = QComboBox()
        self.who.setAccessibleName(text("Whose actions"))
        self.who.addItem(text("Everybody"), _EVERYBODY)
        if actor.staff_id is not None:
            self.who.addItem(text("Me"), actor.staff_id)
        self.who.addItem(text("The program by itself"), _PROGRAM)
        self._me = actor.staff_id
        self.days = QComboBox()
        self.days.setAccessibleName(text("Which days"))
        for words, days in (
            (text("Any day"), None),
            (text("Today"), 1),
            (text("Last 7 days"), 7),
            (text("Last 30 days"), 30),
            (text("One day …"), _ONE_DAY),
        ):
            self.days.addItem(words, days)
        self.day = QDateEdit(QDate(today.year, today.month, today.day))
        self.day.setMaximumDate(self.day.date())
        self.day.setDisplayFormat("M/d/yyyy")
        self.day.setCalendarPopup(True)
        self.day.setAccessibleName(text("Day"))
        line = self.day.lineEdit()
        if line is not None:
            line.setAccessibleName(text("Day"))
        self.day.hide()
        self.kind = QComboBox()
        self.kind.setAccessibleName(text("Which kind"))
        self.kind.addItem(text("Any kind"), None)
        for group in HistoryGroup:
            self.kind.addItem(text(group.value), group.value)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for field in (self.who, self.days, self.day, self.kind):
            row.addWidget(field)
        row.addStretch(1)
        self.who.currentIndexChanged.connect(self.asked)
        self.kind.currentIndexChanged.connect(self.asked)
        self.days.currentIndexChanged.connect(self._choose_days)
        self.day.dateChanged.connect(self.asked)

    def know(self, staff: Sequence[StaffMember]) -> None:
        """Learn who works here."""
        for each in staff:
            if each.staff_id != self._me and self.who.findData(each.staff_id) < 0:
                self.who.insertItem(self.who.count() - 1, each.name, each.staff_id)

    def filter(self) -> HistoryFilter:
        """What is asked for."""
        who, days, group = self.who.currentData(), self.days.currentData(), self.kind.currentData()
        since = until = None
        if days == _ONE_DAY:
            chosen = self.day.date()
            since = until = date(chosen.year(), chosen.month(), chosen.day())
        elif days is not None:
            since = self._today - timedelta(days=days - 1)
        return HistoryFilter(
            staff_id=who if who > _PROGRAM else None,
            program=who == _PROGRAM,
            group=HistoryGroup(group) if group is not None else None,
            since=since,
            until=until,
        )

    def _choose_days(self) -> None:
        self.day.setVisible(self.days.currentData() == _ONE_DAY)
        self.asked.emit()
