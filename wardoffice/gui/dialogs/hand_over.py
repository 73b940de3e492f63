"""Handing over: whom to tell, what to say on the phone, and what was done. Nothing is sent from here (P5)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from wardoffice.domain.wards import HandOver, HandOverWay, WardOffice
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import plural, text

_WIDTH = 720  # two cards side by side: one above the other is higher than a small screen
_WORDS_HEIGHT = 72
_LONGEST = {"name": 200, "phone": 100, "email": 320, "address": 300}


class HandOverQuestion(Question):
    """What was done about a problem of another ward.

    The ward's office stands there to be read; what is wrong or missing can be typed in, and is kept.
    """

    def __init__(self, office: WardOffice, count: int, owed: int, parent: QWidget | None) -> None:
        title = plural(
            "Hand this problem over to Ward {ward}",
            "Hand {count} problems over to Ward {ward}",
            count,
            ward=office.ward,
        )
        super().__init__(title, _promise(owed), text("Hand over"), parent, writes=True)
        self.setMinimumWidth(_WIDTH)
        self._office = office
        self._fields = {name: QLineEdit(getattr(office, name)) for name in _LONGEST}
        self._shown = QLabel(_reached(office))
        self._shown.setTextFormat(Qt.TextFormat.PlainText)
        self._shown.setWordWrap(True)
        self._shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._shown.setAccessibleName(text("The office of Ward {ward}", ward=office.ward))
        self._change = KeyButton(text("Correct it"), of=PlaceKey.WARD_CORRECT)
        self._change.setProperty("compact", True)
        self._change.clicked.connect(self._edit)
        PlaceShortcut(PlaceKey.WARD_CORRECT, self, self._change.click)
        self._form = self._made_form()
        self.script = QLabel()
        self.script.setTextFormat(Qt.TextFormat.PlainText)
        self.script.setWordWrap(True)
        self.script.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.script.setAccessibleName(text("To read out"))
        beside = QHBoxLayout()
        beside.setSpacing(12)
        beside.addWidget(self._office_card(), 1)
        beside.addWidget(_script_card(self.script), 1)
        self.body.addLayout(beside)
        self.boxes = {way: QCheckBox(_way_words(way)) for way in HandOverWay}
        for box in self.boxes.values():
            self.body.addWidget(box)
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(_WORDS_HEIGHT)
        self.body.addWidget(
            field_label(text("Whom you spoke to, what was agreed (may stay empty)"), self.words)
        )
        self.body.addWidget(self.words)
        self._retell()
        if office.is_known:
            self._form.hide()
            self.boxes[HandOverWay.CALLED].setFocus()
        else:
            self._edit()

    def answer(self) -> HandOver:
        """What was ticked and typed."""
        ways = tuple(way for way, box in self.boxes.items() if box.isChecked())
        return HandOver(self._typed(), ways, self.words.toPlainText().strip())

    def _typed(self) -> WardOffice:
        typed = {name: field.text().strip() for name, field in self._fields.items()}
        return WardOffice(self._office.ward, website=self._office.website, **typed)

    def _holds_words(self) -> bool:
        """What stood there already is kept anyway."""
        return self._typed() != self._office or bool(self.words.toPlainText().strip())

    def _edit(self) -> None:
        self._change.hide()
        self._shown.hide()
        self._form.show()
        self._fields["name" if not self._office.name else "phone"].setFocus()

    def _retell(self) -> None:
        self.script.setText(_script(self._typed()))

    def _office_card(self) -> Card:
        card = Card(text("The office of Ward {ward}", ward=self._office.ward))
        card.body.addWidget(self._shown)
        card.body.addWidget(self._form)
        card.body.addWidget(self._change, 0, Qt.AlignmentFlag.AlignLeft)
        card.body.addStretch(1)
        return card

    def _made_form(self) -> QWidget:
        form = QWidget()
        grid = QGridLayout(form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        labels = {
            "name": text("Who holds the office"),
            "phone": text("Phone"),
            "email": text("E-mail"),
            "address": text("Address"),
        }
        for number, (name, field) in enumerate(self._fields.items()):
            field.setMaxLength(_LONGEST[name])
            field.textChanged.connect(self._retell)
            grid.addWidget(field_label(labels[name], field), number, 0)
            grid.addWidget(field, number, 1)
        return form


def _script_card(script: QLabel) -> Card:
    card = Card(text("To read out"))
    card.body.addWidget(script)
    card.body.addStretch(1)
    return card


def _promise(owed: int) -> str:
    nothing = text("Nothing is sent: tick what you did yourself.")
    if not owed:
        return nothing
    stays = plural(
        "Who told us is still owed an answer, and stays so.",
        "{count} of them are still owed an answer, and stay so.",
        owed,
    )
    return f"{nothing} {stays}"


def _reached(office: WardOffice) -> str:
    lines = (office.name, " · ".join(part for part in (office.phone, office.email) if part), office.address)
    return "\n".join(line for line in lines if line)


def _script(office: WardOffice) -> str:
    """What a resident is told on the phone."""
    said = [text("This place is in Ward {ward}, and not in ours.", ward=office.ward)]
    if office.name:
        said.append(text("{name}'s office looks after it.", name=office.name))
    else:
        said.append(text("The office of that ward looks after it."))
    if office.phone and office.email:
        said.append(
            text("You reach them at {phone}, or by e-mail: {email}.", phone=office.phone, email=office.email)
        )
    elif office.phone or office.email:
        said.append(text("You reach them at {way}.", way=office.phone or office.email))
    if office.address:
        said.append(text("Their office is at {address}.", address=office.address))
    return " ".join(said)


def _way_words(way: HandOverWay) -> str:
    return {
        HandOverWay.CALLED: text("I called their office"),
        HandOverWay.MAILED: text("I e-mailed their office"),
        HandOverWay.GIVEN: text("I gave their number to who asked"),
    }[way]
