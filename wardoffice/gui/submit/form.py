"""The city's form for one problem: its questions, the words, the place, whose contact, what goes along."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from wardoffice.domain.places import Point
from wardoffice.domain.ports import Clock
from wardoffice.domain.submissions import (
    ADDRESS,
    CONTACT,
    DESCRIPTION,
    DESCRIPTION_LIMIT,
    MEDIA,
    POINT,
    REASON,
    SERVICE,
    FormProblem,
    FormValues,
    SubmissionForm,
)
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.dialogs.forms import point_in
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.submit.contact_box import ContactBox
from wardoffice.gui.submit.near_list import NearList
from wardoffice.gui.submit.picture_box import PictureBox
from wardoffice.gui.submit.questions import Labelled, Questions
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import banner, label, row
from wardoffice.language import text

_WORDS_HEIGHT = 120
_LEFT, _RIGHT = 5, 4  # shares of the width


class SubmitForm(QScrollArea):
    """``type_asked`` asks for another type, ``this_one`` carries a NearRequest, ``changed`` any change."""

    type_asked = Signal()
    this_one = Signal(object)
    changed = Signal()

    def __init__(self, zone: ZoneInfo, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(text("The city's form"))
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._form: SubmissionForm | None = None
        self._trouble = banner("", Tone.WAITING)
        self._type = KeyButton(text("Choose …"), icon="mdi6.shape-outline", of=PlaceKey.FORM_TYPE)
        self._type.clicked.connect(self.type_asked)
        PlaceShortcut(PlaceKey.FORM_TYPE, self, self._type.click)
        self._answers_how = label("", "small")
        self.questions = Questions(zone, clock)
        """The city's own questions."""
        self.description = QPlainTextEdit()
        """The words that go to 311."""
        self.description.setTabChangesFocus(True)
        self.description.setMinimumHeight(_WORDS_HEIGHT)
        self._counter = label("", "small", wrap=False)
        self._address = QLineEdit()
        self._spot = QLineEdit()
        self._spot.setPlaceholderText(text("41.9680, -87.6790"))
        self._reason = QLineEdit()
        self.near = NearList(Moments(zone, clock))
        """What 311 has already."""
        self.near.this_one.connect(self.this_one)
        self._pictures = PictureBox()
        self.contact = ContactBox()
        """Whose contact goes along."""
        self._fields: dict[str, Labelled] = {}
        self.setWidget(self._page())
        self.questions.changed.connect(self.changed)
        for line in (self._address, self._spot, self._reason):
            line.textChanged.connect(lambda _words: self.changed.emit())
        self.description.textChanged.connect(self._count)
        for box in (self.contact, self._pictures):
            box.changed.connect(self.changed)

    @property
    def form(self) -> SubmissionForm | None:
        """The form that is shown."""
        return self._form

    def show_form(self, form: SubmissionForm, kept: FormValues | None = None) -> None:
        """Show the form of one type; ``kept`` is what a person filled in for the type before."""
        self._form = form
        values = form.values if kept is None else _kept(form.values, kept)
        self._type.setText(form.service_name or text("Choose …"))
        self._type.setAccessibleName(text("Type: {name}", name=form.service_name or text("not chosen")))
        self._type.updateGeometry()
        how = answer_words(form.answer_kind) if form.service_code else ""
        self._answers_how.setText(how)
        self._answers_how.setVisible(bool(how))
        self._trouble.show_word(form.trouble, Tone.WAITING)
        self._trouble.setVisible(bool(form.trouble))
        self.questions.ask(form.fields, values.answers)
        self.questions.setVisible(bool(form.fields))
        self.description.setPlainText(values.description)
        self._address.setText(values.address)
        self._spot.setText(f"{values.point.lat:.6f}, {values.point.long:.6f}" if values.point else "")
        self._pictures.show_form(form, values.media_url)
        self.contact.show_form(form, values.contact, values.contact_id, promised=values.tell_number)
        self._reason.setText(values.reason)
        self.near.show_near(form.near, form.standing)
        self._ask_reason(form.needs_reason)
        self.show_problems(())
        self._count()

    def values(self) -> FormValues:
        """What is filled in now."""
        form = self._form
        contact, contact_id = self.contact.chosen()
        return FormValues(
            service_code=form.service_code if form is not None else "",
            description=self.description.toPlainText().strip(),
            address=self._address.text().strip(),
            point=self._point(),
            answers=self.questions.answers(),
            contact=contact,
            contact_id=contact_id,
            media_url=self._pictures.chosen(),
            reason=self._reason.text().strip(),
            tell_number=self.contact.promise.isChecked() and not self.contact.promise.isHidden(),
        )

    def typed(self) -> FormValues:
        """What is filled in, with the answers to questions that are not asked now."""
        return replace(self.values(), answers=self.questions.everything_typed())

    def show_problems(self, problems: Sequence[FormProblem]) -> None:
        """Say beside each field what is wrong with it, and go to the first."""
        self.questions.clear_problems()
        for field in self._fields.values():
            field.show_problem("")
        for problem in problems:
            if problem.field == POINT and self._point() is not None:
                self._ask_reason(problem.sentence)
            if problem.field in self._fields:
                self._fields[problem.field].show_problem(problem.sentence)
            else:
                self.questions.show_problem(problem.field, problem.sentence)
        for problem in problems[:1]:
            self._go_to(problem.field)

    def begin(self) -> None:
        """Put the keys where a person begins: at the first question, else at the words."""
        shown = self.questions.shown_codes()
        codes = [each.code for each in (self._form.fields if self._form else ()) if each.code in shown]
        if self._form is not None and not self._form.service_code:
            self._type.setFocus()
        elif codes:
            self.questions.focus_on(codes[0])
        else:
            self.description.setFocus()

    def _go_to(self, code: str) -> None:
        own: dict[str, QWidget] = {
            SERVICE: self._type,
            DESCRIPTION: self.description,
            ADDRESS: self._address,
            POINT: self._spot,
            REASON: self._reason,
            CONTACT: self.contact.box,
            MEDIA: self._pictures.box,
        }
        if code in own:
            own[code].setFocus()
            self.ensureWidgetVisible(own[code])
        elif code in self.questions.shown_codes():
            self.questions.focus_on(code)

    def _point(self) -> Point | None:
        return point_in(self._spot.text())

    def _ask_reason(self, sentence: str) -> None:
        self._why.setText(sentence)
        self._why.setAccessibleName(sentence)
        self._fields[REASON].setVisible(bool(sentence))
        self._why.setVisible(bool(sentence))

    def _count(self) -> None:
        count = len(self.description.toPlainText().strip())
        words = text("{count} of {most} characters", count=f"{count:,}", most=f"{DESCRIPTION_LIMIT:,}")
        self._counter.setText(words)
        self._counter.setAccessibleName(words)
        self._counter.setProperty("role", "problem" if count > DESCRIPTION_LIMIT else "small")
        self._counter.style().unpolish(self._counter)
        self._counter.style().polish(self._counter)
        self.changed.emit()

    def _field(self, code: str, words: str, field: QWidget, *, required: bool = False) -> Labelled:
        field.setAccessibleName(words)
        made = self._fields[code] = Labelled(words, field, required=required)
        return made

    def _page(self) -> QWidget:
        page = QWidget()
        page.setProperty("role", "page")
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 0, 12, 0)
        whole.setSpacing(12)
        whole.addWidget(self._trouble)
        columns = QHBoxLayout()
        columns.setSpacing(16)
        columns.addLayout(self._left(), _LEFT)
        columns.addLayout(self._right(), _RIGHT)
        whole.addLayout(columns, 1)
        return page

    def _left(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        kind = Labelled(text("Type"), self._type, required=True)
        self._fields[SERVICE] = kind
        column.addWidget(kind, 0)
        column.addWidget(self._answers_how)
        column.addWidget(self.questions)
        column.addWidget(self._field(DESCRIPTION, text("What is wrong, in a few words"), self.description), 1)
        leaves = label(text("These words leave the office: take out what names a person."), "small")
        under = row(self._counter)
        under.insertWidget(0, leaves, 1)
        column.addLayout(under)
        return column

    def _right(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(12)
        self._why = label("", "strong")
        reason = self._field(REASON, text("Send it all the same, because"), self._reason)
        for widget in (self.near, self._why, reason):
            column.addWidget(widget)
        place = Card(text("Place"))
        place.body.addWidget(self._field(ADDRESS, text("Address or corner"), self._address))
        place.body.addWidget(self._field(POINT, text("Spot on the map: latitude, longitude"), self._spot))
        column.addWidget(place)
        contact = Card(text("Whose contact goes to 311"))
        self._fields[CONTACT] = Labelled("", self.contact)
        contact.body.addWidget(self._fields[CONTACT])
        column.addWidget(contact)
        photos = Card(text("Photos"))
        self._fields[MEDIA] = Labelled("", self._pictures)
        photos.body.addWidget(self._fields[MEDIA])
        column.addWidget(photos)
        column.addStretch(1)
        return column


def answer_words(kind: str) -> str:
    """How 311 answers to a type (``type`` of the Service List)."""
    match kind:
        case "realtime":
            return text("311 gives its number at once.")
        case "batch":
            return text("311 gives its number later, within minutes or days.")
        case "blackbox":
            return text("311 gives no number for this type.")
        case _:
            return ""


def _kept(fresh: FormValues, typed: FormValues) -> FormValues:
    """What was typed stays with another type; answers stay where the same question is asked."""
    return replace(typed, service_code=fresh.service_code, answers={**fresh.answers, **typed.answers})
