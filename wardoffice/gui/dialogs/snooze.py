"""Until when a problem is out of the lists."""

from datetime import date

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QWidget

from wardoffice.domain.snoozing import day_words, snooze_days
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.gui.dialogs.pick import Choice
from wardoffice.language import text

AT_ONCE = date.min
"""Chosen for: back into the lists now."""
ANOTHER_DAY = date.max
"""Chosen for: a day that is not offered."""


def snooze_choices(today: date, *, snoozed: bool) -> list[Choice[date]]:
    """The days that are offered, and "now" first where something is snoozed already."""
    choices = [
        Choice(each.day, text("{words}: {day}", words=each.words, day=day_words(each.day)))
        for each in snooze_days(today)
    ]
    if snoozed:
        choices.insert(0, Choice(AT_ONCE, text("Back into the lists now")))
    return [*choices, Choice(ANOTHER_DAY, text("Another day …"))]


class DayQuestion(Question):
    """A day of the next twelve months."""

    def __init__(self, title: str, today: date, parent: QWidget | None) -> None:
        super().__init__(title, text("It comes back when that day begins."), text("Snooze"), parent)
        tomorrow = QDate(today.year, today.month, today.day).addDays(1)
        self.day = QDateEdit(tomorrow)
        self.day.setMinimumDate(tomorrow)
        self.day.setMaximumDate(tomorrow.addDays(365))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("M/d/yyyy")
        self.body.addWidget(field_label(text("Day"), self.day))
        line = self.day.lineEdit()
        if line is not None:
            line.setAccessibleName(text("Day"))
        self.body.addWidget(self.day)
        self.day.setFocus()

    def answer(self) -> date:
        """The day."""
        chosen = self.day.date()
        return date(chosen.year(), chosen.month(), chosen.day())
