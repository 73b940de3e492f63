"""Who gets an answer: a box to tick for each, how it goes, and in which language."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QVBoxLayout, QWidget

from wardoffice.domain.replying import (
    Correspondent,
    ReplyForm,
    ReplyKind,
    ReplyTo,
    ReplyWay,
    letter_language_of,
)
from wardoffice.gui.answer.words import letter_language, way_words
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.parts import clear, facts, label, line
from wardoffice.language import text


class _Row:
    """The fields of one person."""

    def __init__(self, person: Correspondent, languages: Sequence[str], kind: ReplyKind) -> None:
        self.person = person
        self._wanted = letter_language_of(person.language)
        self.box = QCheckBox((person.name or text("Name not known")).replace("&", "&&"))
        self.box.setAccessibleName(text("Write to {name}", name=person.name))
        self.way = QComboBox()
        self.way.setAccessibleName(text("How {name} is told", name=person.name))
        for way in person.ways:
            self.way.addItem(way_words(way), way.value)
        self.language = QComboBox()
        self.language.setAccessibleName(text("Language for {name}", name=person.name))
        self.language.activated.connect(lambda _at: self._want(str(self.language.currentData())))
        self.follow(kind, languages)

    def follow(self, kind: ReplyKind, languages: Sequence[str]) -> None:
        """Offer its languages, and tick who should hear it: who is owed an answer, and can be reached."""
        self.language.clear()
        for language in languages:
            self.language.addItem(letter_language(language), language)
        self.language.setCurrentIndex(max(0, self.language.findData(self._wanted)))
        thanked = kind is ReplyKind.ACKNOWLEDGE and self.person.acknowledged
        reachable = bool(self.person.ways)
        self.box.setEnabled(reachable)
        self.box.setChecked(reachable and not thanked and (self.person.owed or kind is ReplyKind.DONE))

    def choose(self, to: ReplyTo | None) -> None:
        """Tick them to be told so, or not at all."""
        self.box.setChecked(to is not None and self.box.isEnabled())
        if to is not None:
            self.way.setCurrentIndex(max(0, self.way.findData(to.way.value)))
            self._want(to.language)
            self.language.setCurrentIndex(max(0, self.language.findData(to.language)))

    def _want(self, language: str) -> None:
        self._wanted = language

    def chosen(self) -> ReplyTo | None:
        if not self.box.isChecked():
            return None
        way = ReplyWay(str(self.way.currentData()))
        return ReplyTo(self.person.contact_id, way, str(self.language.currentData() or "en"))


class PeopleToAnswer(QWidget):
    """``changed`` says that somebody was ticked or another way or language chosen."""

    changed = Signal()

    def __init__(self, moments: Moments) -> None:
        super().__init__()
        self._moments = moments
        self._rows: list[_Row] = []
        self._languages: Mapping[ReplyKind, Sequence[str]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 6, 0)
        self._column.setSpacing(8)

    def show_form(self, form: ReplyForm, kind: ReplyKind) -> None:
        """Show the people of a problem, those who wait first."""
        clear(self._column)
        people = sorted(form.people, key=lambda each: (not each.owed, not each.ways))
        self._languages = form.languages
        self._rows = [_Row(each, form.languages[kind], kind) for each in people]
        # Alone with somebody who can be reached, there is nobody to choose.
        if len(self._rows) == 1 and self._rows[0].box.isEnabled() and not self._thanked(kind):
            self._rows[0].box.setChecked(True)
        for number, row in enumerate(self._rows):
            if number:
                self._column.addWidget(line())
            self._column.addLayout(self._line(row))
            row.box.toggled.connect(lambda _on: self.changed.emit())
            row.way.currentIndexChanged.connect(lambda _at: self.changed.emit())
            row.language.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._column.addStretch(1)

    def follow(self, kind: ReplyKind) -> None:
        """Tick anew for another kind of answer, in the languages it may be written in."""
        self.blockSignals(True)
        for row in self._rows:
            row.follow(kind, self._languages[kind])
        if len(self._rows) == 1 and self._rows[0].box.isEnabled() and not self._thanked(kind):
            self._rows[0].box.setChecked(True)
        self.blockSignals(False)
        self.changed.emit()

    def choose(self, to: Sequence[ReplyTo]) -> None:
        """Tick exactly these, to be told so and in that language."""
        wanted = {each.contact_id: each for each in to}
        for row in self._rows:
            row.choose(wanted.get(row.person.contact_id))

    def chosen(self) -> tuple[ReplyTo, ...]:
        """Who is ticked, how and in which language each gets it."""
        return tuple(to for to in (row.chosen() for row in self._rows) if to is not None)

    def first_box(self) -> QCheckBox | None:
        """Where the keyboard begins."""
        return self._rows[0].box if self._rows else None

    def _thanked(self, kind: ReplyKind) -> bool:
        return kind is ReplyKind.ACKNOWLEDGE and self._rows[0].person.acknowledged

    def _line(self, row: _Row) -> QGridLayout:
        person = row.person
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.addWidget(row.box, 0, 0, 1, 2)
        reach = facts((person.email, person.phone, person.address))
        grid.addWidget(label(reach or text("no way to reach them is known"), "small"), 1, 0, 1, 2)
        said = facts((self._heard(person), self._doubt(person)))
        if said:
            # A second answer on the same day is seldom meant.
            role = "problem" if self._answered_today(person) else "small"
            grid.addWidget(label(said, role), 2, 0, 1, 2)
        if person.ways:
            grid.addWidget(row.way, 3, 0)
            grid.addWidget(row.language, 3, 1)
        return grid

    def _heard(self, person: Correspondent) -> str:
        if person.answered_at is None:
            return text("heard nothing yet") if person.owed else ""
        when = self._moments.lately(person.answered_at)
        return text("{answered} {when}", answered=person.heard, when=when)

    def _answered_today(self, person: Correspondent) -> bool:
        at = person.answered_at
        return at is not None and self._moments.lately(at) == text(
            "today {hour}", hour=self._moments.hour(at)
        )

    def _doubt(self, person: Correspondent) -> str:
        thanked = text("got an acknowledgement within the last day") if person.acknowledged else ""
        no_mail = person.no_mail if person.email else ""
        promised = text("promised: {what}", what=person.promised) if person.promised else ""
        return facts((thanked, no_mail, promised))
