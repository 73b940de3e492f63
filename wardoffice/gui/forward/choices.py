"""The left of the forward dialog: to whom, what is asked, and what goes along."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from wardoffice.domain.forwarding import (
    Bundling,
    ForwardForm,
    ForwardMail,
    ForwardPhoto,
    ForwardWish,
    Receiver,
    ShownResident,
)
from wardoffice.domain.outgoing_mail import Addressee
from wardoffice.domain.outgoing_photos import size_words
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.dialogs.frame import field_label
from wardoffice.gui.forward.photo_pick import OfferedPhoto, PhotoPick
from wardoffice.gui.submit.inputs import ChoiceBox
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.elided import ElidedCheckBox, ElidedLabel
from wardoffice.gui.widgets.parts import banner, clear, label
from wardoffice.language import plural, text

_ASK_HEIGHT = 72
_UNDER_A_TICK = 24
_WHAT_LENGTH = 120  # it stands in the subject
_OTHER, _BY_TYPE, _NOBODY = "other", "by type", "nobody yet"


class ForwardChoices(QScrollArea):
    """``changed`` comes with each change of ``wish``; nothing of residents is ticked when it opens (P9)."""

    changed = Signal()

    def __init__(self, form: ForwardForm, pictures: Pictures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self._several = len(form.cases) > 1
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 12, 0)
        self._column.setSpacing(6)
        self.setWidget(inside)
        self._make_receiver()
        self._make_words()
        self.photos = PhotoPick(pictures)
        """The photos to pick from."""
        self._files: dict[int, QCheckBox] = {}
        self._make_enclosed()
        self._make_residents()
        self._column.addStretch(1)
        self._show_receiver()

    def wish(self) -> ForwardWish:
        """What is chosen now."""
        return ForwardWish(
            case_ids=tuple(each.case_id for each in self._form.cases),
            receiver=self.receiver(),
            what=self.what.text(),
            instruction=self.instruction.toPlainText(),
            photo_ids=self.photos.photo_ids(),
            file_ids=tuple(file_id for file_id, box in self._files.items() if box.isChecked()),
            with_map=self.map.isChecked(),
            with_history=self.history.isChecked(),
            resident=ShownResident(self.name.isChecked(), self.words.isChecked(), self.mail.isChecked()),
            bundling=Bundling.EACH if self.each.isChecked() else Bundling.ONE_MAIL,
            restricted_too=self.restricted.isChecked(),
        )

    def receiver(self) -> Receiver | None:
        """Who is chosen; None where each problem goes to the department of its type."""
        chosen = self.department.currentData()
        if chosen == _BY_TYPE:
            return None
        typed = tuple(
            Addressee(each.strip())
            for each in self.address.text().replace(";", ",").split(",")
            if each.strip()
        )
        if chosen == _NOBODY:
            return Receiver(None, "", ())
        if not isinstance(chosen, Receiver):
            return Receiver(None, typed[0].address if typed else "", typed)
        ticked = tuple(each for each, box in self._people if box.isChecked())
        return replace(chosen, to=(*ticked, *typed))

    def typed(self) -> dict[str, str]:
        """The words a person wrote here, by the field."""
        return {
            "what": self.what.text(),
            "instruction": self.instruction.toPlainText(),
            "address": self.address.text(),
        }

    def put_typed(self, typed: dict[str, str]) -> None:
        """Show words that were begun before, and to whom they were to go."""
        if typed.get("address"):
            self.department.setCurrentIndex(self.department.findData(_OTHER))
        self.what.setText(str(typed.get("what", self.what.text())))
        self.instruction.setPlainText(str(typed.get("instruction", "")))
        self.address.setText(str(typed.get("address", "")))

    def put_wish(self, wish: ForwardWish) -> None:
        """Show everything as it was chosen before, and tick nothing else."""
        self.what.setText(wish.what)
        self.instruction.setPlainText(wish.instruction)
        self._put_receiver(wish.receiver)
        if wish.photo_ids is not None:
            self.photos.pick(wish.photo_ids)
        for file_id, box in self._files.items():
            box.setChecked(file_id in wish.file_ids)
        for box, on in (
            (self.each, wish.bundling is Bundling.EACH),
            (self.map, wish.with_map),
            (self.history, wish.with_history),
            (self.restricted, wish.restricted_too),
            (self.name, wish.resident.name),
            (self.words, wish.resident.words),
            (self.mail, wish.resident.mail),
        ):
            box.setChecked(on)

    def choose_department(self, department_id: int) -> None:
        """Choose a department of the list; where it is not on it any more, nothing else is chosen."""
        offered = (self.department.itemData(at) for at in range(self.department.count()))
        for at, each in enumerate(offered):
            if isinstance(each, Receiver) and each.department_id == department_id:
                self.department.setCurrentIndex(at)
                return

    def _put_receiver(self, receiver: Receiver | None) -> None:
        """Choose it and its people; whoever is not on the list stands as another address."""
        if receiver is None:
            self.department.setCurrentIndex(self.department.findData(_BY_TYPE))
            return
        offered = (self.department.itemData(at) for at in range(self.department.count()))
        at = next((at for at, each in enumerate(offered) if _is_same(each, receiver)), -1)
        self.department.setCurrentIndex(at if at >= 0 else self.department.findData(_OTHER))
        wanted = {each.address.casefold(): each.address for each in receiver.to}
        for each, box in self._people:
            box.setChecked(wanted.pop(each.address.casefold(), None) is not None)
        self.address.setText(", ".join(wanted.values()))

    def _make_receiver(self) -> None:
        self.department = ChoiceBox()
        self._column.addWidget(field_label(text("To"), self.department))
        routed = [each.receiver for each in self._form.cases if each.receiver is not None]
        if self._several:
            self.department.addItem(text("Each to the department of its type"), _BY_TYPE)
        suggested = routed[0] if routed and not self._several else None
        if suggested is None and not self._several:
            # The first of the alphabet is no suggestion: the photos would go to whoever that is.
            self.department.addItem(text("Choose a department …"), _NOBODY)
        for each in self._form.receivers:
            # What was suggested comes with its reason.
            same = suggested is not None and each.department_id == suggested.department_id is not None
            self.department.addItem(each.name, suggested if same else each)
        self.department.addItem(text("Another address"), _OTHER)
        if suggested is not None:
            self.department.setCurrentIndex(max(0, self.department.findText(suggested.name)))
        self._reason = label("", "quiet")
        self._doubt = banner("", Tone.CHECK)
        self._to = QVBoxLayout()
        self._to.setSpacing(6)
        self._people: list[tuple[Addressee, QCheckBox]] = []
        self.address = QLineEdit()
        self.address.setPlaceholderText(text("name@cityofchicago.org"))
        self._address_label = field_label(text("Another mail address"), self.address)
        self._column.addWidget(self.department)
        self._column.addWidget(self._reason)
        self._column.addLayout(self._to)
        for widget in (self._address_label, self.address, self._doubt):
            self._column.addWidget(widget)
        self.department.currentIndexChanged.connect(self._choose_receiver)
        self.address.textChanged.connect(self._tell)
        self.each = QCheckBox(text("One mail for each problem"))
        self._column.addWidget(self.each)
        self.each.setVisible(self._several)
        self.each.toggled.connect(self._tell)

    def _make_words(self) -> None:
        self.what = QLineEdit()
        self.what.setMaxLength(_WHAT_LENGTH)
        known = self._form.cases[0].what if not self._several else ""
        self._column.addSpacing(6)
        title = field_label(text("What it is, as it has no type yet"), self.what)
        for widget in (title, self.what):
            self._column.addWidget(widget)
            widget.setVisible(not self._several and not known)
        self.what.textChanged.connect(self._tell)
        self.instruction = QPlainTextEdit()
        self.instruction.setTabChangesFocus(True)
        self.instruction.setFixedHeight(_ASK_HEIGHT)
        self._column.addWidget(
            field_label(text("What you ask them to do (may stay empty)"), self.instruction)
        )
        self._column.addWidget(self.instruction)
        self.instruction.textChanged.connect(self._tell)

    def _make_enclosed(self) -> None:
        photos = [photo for each in self._form.cases for photo in each.photos]
        self._column.addSpacing(6)
        title = field_label(text("Photos that go along: Space picks"), self.photos)
        title.setText(
            text("Photos: copies without location, large ones smaller")
            if photos
            else plural("It has no photos.", "They have no photos.", len(self._form.cases))
        )
        self._column.addWidget(title)
        self._column.addWidget(self.photos)
        self.photos.show_photos(_offered(each) for each in photos)
        self.photos.picked.connect(self._tell)
        for each in self._form.cases:
            for file in each.files:
                words = text("{name}, {size}: as it is", name=file.name, size=size_words(file.size))
                self._files[file.attachment_id] = self._tick(words)
        if any(file.may_tell_place for each in self._form.cases for file in each.files):
            words = text("A video goes as it is: hidden in it may stand where and when it was made.")
            self._column.addWidget(label(words, "problem"))
        placed = any(each.has_point for each in self._form.cases)
        self.map = self._tick(text("A picture of the map"), checked=placed and not self._several)
        self.map.setVisible(placed)
        self.history = self._tick(text("Earlier requests at the spot"), checked=True)
        self.history.setVisible(placed)
        restricted = any(each.restricted for each in self._form.cases)
        self.restricted = self._tick(text("It is restricted to named people: it may go all the same"))
        self.restricted.setVisible(restricted)

    def _make_residents(self) -> None:
        told = sum(each.people for each in self._form.cases)
        self._column.addSpacing(6)
        words = plural(
            "{count} person told us. They are counted, and not named; for this message only:",
            "{count} people told us. They are counted, and not named; for this message only:",
            told,
        )
        title = label(words, "small")
        self._column.addWidget(title)
        self.name = self._tick(text("Tell their names"))
        self.words = self._tick(text("Tell their words"))
        self.others = label(text("Their words may name other people: read them in the mail first."), "quiet")
        self.others.setWordWrap(True)
        self._column.addWidget(self.others)
        self.words.toggled.connect(self.others.setVisible)
        self.mail = self._tick(text("Tell their mail addresses"))
        for widget in (title, self.name, self.words, self.mail):
            widget.setVisible(told > 0)
        self.others.setVisible(False)

    def _tick(self, words: str, *, checked: bool = False) -> QCheckBox:
        box = ElidedCheckBox(words)  # of a file it holds a name that somebody else gave
        box.setChecked(checked)
        box.toggled.connect(self._tell)
        self._column.addWidget(box)
        return box

    def _choose_receiver(self) -> None:
        self._show_receiver()
        self._tell()

    def _show_receiver(self) -> None:
        chosen = self.department.currentData()
        clear(self._to)
        self._people = []
        receiver = chosen if isinstance(chosen, Receiver) else None
        self._reason.setText(self._said_of(receiver))
        self._reason.setVisible(bool(self._reason.text()))
        self.show_doubts(())
        for each in receiver.known if receiver is not None else ():
            box = ElidedCheckBox(each.name or each.address)
            box.setAccessibleName(f"{each.name} <{each.address}>" if each.name else each.address)
            box.setChecked(each in receiver.to if receiver is not None else False)
            box.toggled.connect(self._tell)
            self._to.addWidget(box)
            if each.name:
                address = ElidedLabel(each.address, Qt.TextElideMode.ElideMiddle)
                address.setProperty("role", "quiet")
                address.setContentsMargins(_UNDER_A_TICK, 0, 0, 0)
                self._to.addWidget(address)
            self._people.append((each, box))
        for widget in (self._address_label, self.address):
            widget.setVisible(chosen not in {_BY_TYPE, _NOBODY})

    def show_doubts(self, mails: Sequence[ForwardMail]) -> None:
        """Say what is odd of the addresses these go to; of several, with whose they are."""
        said = [
            line if len(mails) == 1 else f"{each.receiver.name}: {line}"
            for each in mails
            for line in each.doubts
        ]
        self._doubt.show_word("\n".join(said), Tone.CHECK)
        self._doubt.setVisible(bool(said))

    def _said_of(self, receiver: Receiver | None) -> str:
        if receiver is None:
            return ""
        nobody = "" if receiver.known else text("Nobody of it is on the list with a mail address.")
        return " ".join(part for part in (receiver.reason, nobody) if part)

    def _tell(self, *_: object) -> None:
        self.changed.emit()


def _offered(photo: ForwardPhoto) -> OfferedPhoto:
    said = size_words(photo.size)
    if photo.at_city:
        said = text("311 has it already")
    elif photo.edited_id is not None:
        said = text("its copy goes instead")
    return OfferedPhoto(photo.attachment_id, photo.name, photo.thumbnail, said, photo.chosen)


def _is_same(offered: object, receiver: Receiver) -> bool:
    """Whether this item of the list is who it went to: a department by its id, another by its name."""
    if not isinstance(offered, Receiver) or offered.department_id != receiver.department_id:
        return False
    return receiver.department_id is not None or offered.name == receiver.name
