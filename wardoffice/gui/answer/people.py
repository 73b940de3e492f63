"""Who gets an answer: a box to tick for each, how it goes, and in which language."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from wardoffice.domain.replying import (
    Correspondent,
    ReplyForm,
    ReplyKind,
    ReplyTo,
    ReplyWay,
    letter_language_of,
)
from wardoffice.gui.answer.words import letter_language, way_words
from wardoffice.gui.case.answered_words import under_way_words
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.people_card import language_words
from wardoffice.gui.widgets.elided import ElidedCheckBox
from wardoffice.gui.widgets.parts import clear, facts, label, line
from wardoffice.language import text

_ADDRESS = 300  # letters


class _Row:
    """The fields of one person."""

    def __init__(self, person: Correspondent, languages: Sequence[str], kind: ReplyKind) -> None:
        self.person = person
        self._wanted = letter_language_of(person.language)
        self.box = ElidedCheckBox(person.name or text("Name not known"))
        self.box.setAccessibleName(text("Write to {name}", name=person.name))
        self.way = QComboBox()
        self.way.setAccessibleName(text("How {name} is told", name=person.name))
        # A letter reaches whoever tells where they live.
        for way in dict.fromkeys((*person.ways, ReplyWay.LETTER)):
            self.way.addItem(way_words(way), way.value)
        self.address = QLineEdit(person.address)
        self.address.setMaxLength(_ADDRESS)
        self.address.setPlaceholderText(text("Where the letter goes: street, city, ZIP"))
        self.address.setAccessibleName(text("Postal address of {name}", name=person.name))
        self.address.hide()
        self.way.currentIndexChanged.connect(lambda _at: self.show_address())
        self.box.toggled.connect(lambda _on: self.show_address())
        self.language = QComboBox()
        self.language.setAccessibleName(text("Language for {name}", name=person.name))
        self.language.activated.connect(lambda _at: self._want(str(self.language.currentData())))
        self.unread = label(
            text(
                "{written}, in which no text was approved: it goes in English",
                written=language_words(person.language),
            ),
            "problem",
        )
        self.follow(kind, languages)

    @property
    def by_letter(self) -> bool:
        """Whether a letter is chosen."""
        return bool(self.way.currentData() == ReplyWay.LETTER.value)

    @property
    def lacks_address(self) -> bool:
        """Whether a letter is to go nobody knows where."""
        return self.box.isChecked() and self.by_letter and not self.address.text().strip()

    def show_address(self) -> None:
        """Ask where a letter goes, once the field has its place."""
        self.address.setHidden(not (self.by_letter and self.box.isChecked()))

    def follow(self, kind: ReplyKind, languages: Sequence[str]) -> None:
        """Offer its languages, and tick who should hear it: who is owed an answer, and can be reached."""
        self.language.clear()
        for language in languages:
            self.language.addItem(letter_language(language), language)
        self.language.setCurrentIndex(max(0, self.language.findData(self._wanted)))
        theirs = letter_language_of(self.person.language)
        unread = bool(language_words(theirs)) and self._wanted == theirs and theirs not in languages
        self.unread.setHidden(not unread)
        thanked = kind is ReplyKind.ACKNOWLEDGE and self.person.acknowledged
        reachable = bool(self.person.ways)
        self.box.setChecked(reachable and not thanked and (self.person.owed or kind is ReplyKind.DONE))

    def choose(self, to: ReplyTo | None) -> None:
        """Tick them to be told so, or not at all."""
        self.box.setChecked(to is not None)
        if to is not None:
            self.way.setCurrentIndex(max(0, self.way.findData(to.way.value)))
            if to.address:
                self.address.setText(to.address)
            self._want(to.language)
            self.language.setCurrentIndex(max(0, self.language.findData(to.language)))

    def _want(self, language: str) -> None:
        self._wanted = language

    def chosen(self) -> ReplyTo | None:
        if not self.box.isChecked():
            return None
        way = ReplyWay(str(self.way.currentData()))
        typed = " ".join(self.address.text().split()) if self.by_letter else ""
        address = typed if typed != self.person.address else ""
        language = str(self.language.currentData() or "en")
        return ReplyTo(self.person.contact_id, way, language, address=address)


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
        if len(self._rows) == 1 and self._rows[0].person.ways and not self._thanked(kind):
            self._rows[0].box.setChecked(True)
        for number, row in enumerate(self._rows):
            if number:
                self._column.addWidget(line())
            self._column.addLayout(self._line(row))
            row.show_address()
            row.box.toggled.connect(lambda _on: self.changed.emit())
            row.way.currentIndexChanged.connect(lambda _at: self.changed.emit())
            row.language.currentIndexChanged.connect(lambda _at: self.changed.emit())
            row.address.textChanged.connect(lambda _words: self.changed.emit())
        self._column.addStretch(1)

    def follow(self, kind: ReplyKind) -> None:
        """Tick anew for another kind of answer, in the languages it may be written in."""
        self.blockSignals(True)
        for row in self._rows:
            row.follow(kind, self._languages[kind])
        if len(self._rows) == 1 and self._rows[0].person.ways and not self._thanked(kind):
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

    @property
    def lacks_address(self) -> bool:
        """Whether somebody is to get a letter, and nobody said where."""
        return any(row.lacks_address for row in self._rows)

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
        grid.addWidget(row.way, 3, 0)
        grid.addWidget(row.language, 3, 1)
        grid.addWidget(row.address, 4, 0, 1, 2)
        grid.addWidget(row.unread, 5, 0, 1, 2)
        return grid

    def _heard(self, person: Correspondent) -> str:
        if person.under_way is not None:
            words = under_way_words(person.under_way, self._moments)
            return words[:1].lower() + words[1:]
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
        return facts((thanked, no_mail, person.address_doubt, promised))
