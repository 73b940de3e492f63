"""The people who told us, whether they were answered, and how to reach them."""

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QWidget

from wardoffice.domain.case_view import CaseView, PersonView
from wardoffice.domain.under_way import UnderWay
from wardoffice.gui.case.answered_words import answered_words, is_counted_down, under_way_words
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.badge import Badge, Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.parts import PlainText, badge, banner, clear, facts, label, line, link
from wardoffice.language import plural, text

_SHOWN_AT_FIRST = 6
_ROOM = 236  # pixels: the narrow column, less the edges of the card


class PeopleCard(Card):
    """Those who are owed an answer come first."""

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("People"), parent)
        self._moments = moments
        self._people: tuple[PersonView, ...] | None = None
        self._leaving: list[tuple[Badge, PersonView]] = []
        self._second = QTimer(self, interval=1_000)
        self._second.timeout.connect(self._count_down)

    def show_case(self, view: CaseView) -> None:
        """Show the people of a case."""
        if view.people != self._people:
            self._people = view.people
            self._build(view.people, _SHOWN_AT_FIRST)

    def _build(self, people: tuple[PersonView, ...], limit: int) -> None:
        clear(self.body)
        self._leaving = []
        self._second.stop()
        self.set_title(plural("People", "People: {count}", len(people)) if people else text("People"))
        if not people:
            self.body.addWidget(label(text("Nobody told us, so nobody is owed an answer."), "quiet"))
            return
        ordered = sorted(people, key=lambda each: (each.owed_since is None, each.owed_since))
        for number, person in enumerate(ordered[:limit]):
            if number:
                self.body.addWidget(line())
            self._add_person(person)
        if self._leaving:
            self._second.start()
        if len(ordered) > limit:
            rest = len(ordered) - limit
            more = link(plural("Show {count} more person", "Show {count} more people", rest))
            more.clicked.connect(lambda: self._build(people, len(people)))
            self.body.addWidget(more)

    def _add_person(self, person: PersonView) -> None:
        column = self.body
        column.addWidget(label(person.name or text("Name not known"), "strong", selectable=True))
        words, tone = answer_words(person, self._moments)
        if words:
            owed = badge(words, tone)
            owed.ensurePolished()
            if owed.sizeHint().width() > _ROOM:
                owed = banner(words, tone)
            column.addWidget(owed)
            if person.under_way is not None and is_counted_down(person.under_way, self._moments):
                self._leaving.append((owed, person))
        if person.promised:
            column.addWidget(label(text("Promised: {what}", what=person.promised), "strong"))
        for way in (person.phone, person.email):
            if way:
                column.addWidget(self._way(way))
        more = ""
        if person.other_cases:
            more = plural("{count} other problem", "{count} other problems", person.other_cases)
        known = facts((language_words(person.language), more))
        if known:
            column.addWidget(label(known, "small"))

    def _count_down(self) -> None:
        """A second less until an answer leaves; what became of it is shown once the case is read again."""
        for shown, person in self._leaving:
            shown.show_word(*answer_words(person, self._moments))
        self._leaving = [
            (shown, person)
            for shown, person in self._leaving
            if person.under_way is not None and is_counted_down(person.under_way, self._moments)
        ]
        if not self._leaving:
            self._second.stop()

    def _way(self, way: str) -> QWidget:
        """A number or an address to copy; a long one has no space to break at, and must not be cut."""
        if self.fontMetrics().horizontalAdvance(way) <= _ROOM:
            return label(way, selectable=True)
        whole = PlainText(way)
        whole.setAccessibleName(way)
        return whole


def answer_words(person: PersonView, moments: Moments) -> tuple[str, Tone]:
    """Whether we owe the person an answer, where one is that has not reached them, or how it was given."""
    coming = person.under_way
    if person.owed_since is not None:
        owed = text("Owed an answer since {day}", day=moments.day(person.owed_since))
        return facts((owed, under_way_words(coming, moments) if coming is not None else "")), Tone.DANGER
    said = answered_words(person, moments)
    if coming is not None:
        return said, Tone.CHECK if coming.where is UnderWay.UNSURE else Tone.WAITING
    return said, Tone.DONE if said else Tone.QUIET


def language_words(code: str) -> str:
    """The person's language where it is not English; ``code`` is ISO 639-1."""
    if code in ("", "en"):
        return ""
    names = {"es": text("Spanish"), "pl": text("Polish"), "zh": text("Chinese"), "ar": text("Arabic")}
    return text("writes {language}", language=names.get(code) or _qt_name(code))


def _qt_name(code: str) -> str:
    """A language's English name as Qt knows it; the code of one that Qt does not know."""
    language = QLocale.codeToLanguage(code)
    known = language not in (QLocale.Language.AnyLanguage, QLocale.Language.C)
    return QLocale.languageToString(language) if known else code
