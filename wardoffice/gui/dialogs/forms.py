"""The questions with a few fields: a note, a place, an answer given, a finish."""

import re
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget

from wardoffice.domain.case_view import PersonView
from wardoffice.domain.cases import FinishReason
from wardoffice.domain.place_choices import PlaceChoice
from wardoffice.domain.places import Point
from wardoffice.gui.dialogs.answer_fields import AnswerFields, PeopleTicks, Told, words_field
from wardoffice.gui.dialogs.answers import AnswerGiven, FinishAnswer, PlaceAnswer
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.parts import banner, label
from wardoffice.language import plural, text

_TWO_NUMBERS = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*")
_TYPED_MILLISECONDS = 400  # what is typed is on disk within a second
_NAME_LENGTH = 120
_ADDRESS_LENGTH = 200
_CHOICE_WIDTH = 380  # pixels: a file may have a long name
_REASON_LENGTH = 500


def point_in(typed: str) -> Point | None:
    """The point in "41.9680, -87.6790" (latitude first, WGS84 degrees), or None."""
    found = _TWO_NUMBERS.fullmatch(typed)
    point = Point(float(found[1]), float(found[2])) if found else None
    return point if point is not None and point.is_valid() else None


class NoteQuestion(Question):
    """A note of the staff; ``typed`` is called with the words so far, half a second after they change."""

    def __init__(
        self, parent: QWidget | None, begun: str = "", typed: Callable[[str], None] | None = None
    ) -> None:
        words = text("Notes may be released as public records.")
        super().__init__(text("Write a note"), words, text("Save note"), parent, writes=True)
        self.words = words_field(self.body, text("Note"))
        self.words.setPlainText(begun)
        self.words.moveCursor(QTextCursor.MoveOperation.End)
        self._typed = typed
        self._rest = QTimer(self, singleShot=True, interval=_TYPED_MILLISECONDS)
        self._rest.timeout.connect(self._tell)
        self.words.textChanged.connect(self._allow)
        self.words.textChanged.connect(self._begin_rest)
        self.words.setFocus()
        self._allow()

    def done(self, result: int) -> None:
        """Tell nothing more once it is answered: what is kept then is for who asked."""
        self._rest.stop()
        super().done(result)

    def _begin_rest(self) -> None:
        # Not begun anew by every letter: somebody who types without a pause is kept as well.
        if not self._rest.isActive():
            self._rest.start()

    def _tell(self) -> None:
        if self._typed is not None:
            self._typed(self.words.toPlainText())

    def _allow(self) -> None:
        self.take_button.setEnabled(bool(self.words.toPlainText().strip()))


class PersonQuestion(Question):
    """Who joins the staff list."""

    def __init__(self, parent: QWidget | None) -> None:
        words = text("They join the office's staff list and can be given problems from now on.")
        super().__init__(text("Somebody new"), words, text("Add and assign"), parent)
        self.name = QLineEdit()
        self.name.setPlaceholderText(text("First name and initial"))
        self.name.setMaxLength(_NAME_LENGTH)
        self.body.addWidget(field_label(text("Name"), self.name))
        self.body.addWidget(self.name)
        self.name.textChanged.connect(self._allow)
        self.name.setFocus()
        self._allow()

    def _allow(self) -> None:
        self.take_button.setEnabled(bool(self.name.text().strip()))


class PlaceQuestion(Question):
    """Where the problem is; ``choices`` are places it may be by what was told, a click away."""

    def __init__(self, address: str, parent: QWidget | None, choices: Sequence[PlaceChoice] = ()) -> None:
        self._point: Point | None = None
        words = text("The address is looked up, unless you give the spot as well.")
        super().__init__(text("Where is it?"), words, text("Set place"), parent)
        if choices:
            self.body.addWidget(QLabel(text("It may be one of these:")))
        for each in choices:
            button = QPushButton()
            cut = button.fontMetrics().elidedText(each.label, Qt.TextElideMode.ElideMiddle, _CHOICE_WIDTH)
            button.setText(cut.replace("&", "&&"))
            button.setAccessibleName(text("Set the place: {place}", place=each.label))
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._take, each))
            self.body.addWidget(button)
        self.address = QLineEdit(address)
        self.address.setPlaceholderText(text("4812 N Damen Ave"))
        self.address.setMaxLength(_ADDRESS_LENGTH)
        self.spot = QLineEdit()
        self.spot.setPlaceholderText(text("41.9680, -87.6790"))
        for named, field in (
            (text("Address or corner"), self.address),
            (text("Spot on the map: latitude, longitude (may stay empty)"), self.spot),
        ):
            self.body.addWidget(field_label(named, field))
            self.body.addWidget(field)
            field.textChanged.connect(self._allow)
        self.unclear = label(text("A spot is two numbers: latitude, then longitude."), "danger")
        self.body.addWidget(self.unclear)
        self.address.selectAll()
        self.address.setFocus()
        self._allow()

    def answer(self) -> PlaceAnswer:
        """What was typed; lines pasted into the address are one."""
        return PlaceAnswer(" ".join(self.address.text().split()), self._point or point_in(self.spot.text()))

    def _take(self, choice: PlaceChoice) -> None:
        self.address.setText(choice.address)
        self._point = choice.point
        self.accept()

    def _allow(self) -> None:
        spot = self.spot.text().strip()
        readable = not spot or point_in(spot) is not None
        self.unclear.setVisible(not readable)
        self.take_button.setEnabled(readable and bool(self.address.text().strip() or spot))


class AnswerQuestion(Question):
    """Who was answered, and how; those who are owed an answer are ticked.

    ``told`` are sentences on who was answered already: a second answer is a choice, and no accident.
    """

    def __init__(
        self, people: Sequence[PersonView], parent: QWidget | None, told: Sequence[str] = ()
    ) -> None:
        words = text("Nothing is sent: this logs what you said.")
        super().__init__(text("Who was answered?"), words, text("Log answer"), parent, writes=True)
        for sentence in told:
            self.body.addWidget(banner(sentence, Tone.CHECK))
        owed = any(each.owed_since for each in people)
        ticks = PeopleTicks((_told(each, ticked=not owed) for each in people), self.body.spacing())
        self.body.addWidget(ticks)
        self._fields = AnswerFields(self, ticks)
        self.way, self.words = self._fields.way, self._fields.words
        self.way.setFocus()

    def answer(self) -> AnswerGiven:
        """What was ticked, chosen and typed."""
        return self._fields.answer()


class FinishQuestion(Question):
    """Why we are done. With danger among them (``danger``) nothing is chosen: a habit must not end it."""

    def __init__(self, count: int, owed: int, parent: QWidget | None, danger: int = 0) -> None:
        title = plural("Finish this problem", "Finish {count} problems", count)
        words = (
            plural(
                "{count} person is still owed an answer, and stays so.",
                "{count} people are still owed an answer, and stay so.",
                owed,
            )
            if owed
            else ""
        )
        beware = _danger_words(count, danger) if danger else ""
        super().__init__(title, words, text("Finish"), parent, writes=True, beware=beware)
        # Handing over asks more than a reason: it has its own key.
        reasons = [each for each in FinishReason if each is not FinishReason.HANDED_OVER]
        self.reason = QComboBox()
        if danger:
            self.reason.addItem(text("Choose why …"), None)
        for each in reasons:
            self.reason.addItem(text(each.value), each)
        self.body.addWidget(field_label(text("Why"), self.reason))
        self.body.addWidget(self.reason)
        self.words = words_field(self.body, text("A word about it (may stay empty)"))
        self.reason.currentIndexChanged.connect(self._allow)
        self.reason.setFocus()
        self._allow()

    def answer(self) -> FinishAnswer:
        """What was chosen and typed."""
        # Qt hands an enumeration of texts back as plain text.
        return FinishAnswer(FinishReason(self.reason.currentData()), self.words.toPlainText().strip())

    def _allow(self) -> None:
        self.take_button.setEnabled(self.reason.currentData() is not None)


class ReasonQuestion(Question):
    """Why something is done all the same."""

    def __init__(self, title: str, words: str, take: str, parent: QWidget | None) -> None:
        super().__init__(title, words, take, parent)
        self.reason = QLineEdit()
        self.reason.setMaxLength(_REASON_LENGTH)
        self.body.addWidget(field_label(text("Because"), self.reason))
        self.body.addWidget(self.reason)
        self.reason.textChanged.connect(self._allow)
        self.reason.setFocus()
        self._allow()

    def _allow(self) -> None:
        self.take_button.setEnabled(bool(self.reason.text().strip()))


def _danger_words(count: int, danger: int) -> str:
    if count == 1:
        return text("This one is marked as danger. Finished, it leaves the list: choose why it is over.")
    return plural(
        "{count} of these is marked as danger. Finished, it leaves the list: choose why it is over.",
        "{count} of these are marked as danger. Finished, they leave the list: choose why they are over.",
        danger,
    )


def _told(person: PersonView, *, ticked: bool) -> Told:
    name = person.name or person.email or person.phone or text("somebody without a name")
    if person.owed_since is None:
        return Told(person.contact_id, name, ticked)
    return Told(person.contact_id, text("{name}: owed an answer", name=name), ticked=True)
