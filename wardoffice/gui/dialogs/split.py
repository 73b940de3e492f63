"""Taking several problems out of one request."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wardoffice.domain.case_view import AttachmentView, RequestView
from wardoffice.domain.cases import SplitPart
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.split_proposal import SplitProposal
from wardoffice.gui.dialogs.answers import SplitAnswer
from wardoffice.gui.dialogs.frame import Question, ThrowAway, field_label
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.language import text

_WIDTH = 720
_LIST_HEIGHT = 290
_LINE_LENGTH = 200
_WHOLE_HEIGHT = 90
_TILE = QSize(88, 66)
_SHARE_OF_WINDOW = 88  # percent of its height: several problems are seen at once


class SplitQuestion(Question):
    """The words as they came, and a card for each problem: those that are proposed, else two empty ones."""

    def __init__(
        self,
        requests: Sequence[RequestView],
        photos: Sequence[AttachmentView],
        types: Sequence[ServiceType],
        parent: QWidget | None,
        proposals: Sequence[SplitProposal] = (),
    ) -> None:
        words = text("The first problem stays here, every other one becomes a problem of its own.")
        super().__init__(text("Split into several problems"), words, text("Split"), parent, writes=True)
        self.setMinimumWidth(_WIDTH)
        self._photos, self._types = tuple(photos), tuple(types)
        self._proposals = {each.request_id: each for each in proposals}
        self._sheets: dict[int, _Sheet] = {}
        self.request = QComboBox()
        for request in requests:
            first = request.description.strip().split("\n")[0]
            self.request.addItem(first or text("No words"), request.request_id)
        if len(requests) > 1:
            self.body.addWidget(field_label(text("Which request"), self.request))
            self.body.addWidget(self.request)
        self._whole = QPlainTextEdit()
        self._whole.setReadOnly(True)
        self._whole.setTabChangesFocus(True)
        self._whole.setFixedHeight(_WHOLE_HEIGHT)
        self.body.addWidget(field_label(text("What they said"), self._whole))
        self.body.addWidget(self._whole)
        self._why = QLabel()
        self._why.setProperty("role", "small")
        self._why.setWordWrap(True)
        self.body.addWidget(self._why)
        inner = QWidget()
        inner.setProperty("role", "page")
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        self._list.addStretch(1)
        scroll = QScrollArea()
        scroll.setAccessibleName(text("The problems"))
        scroll.setWidgetResizable(True)
        scroll.setMinimumHeight(_LIST_HEIGHT)
        scroll.setWidget(inner)
        self.body.addWidget(scroll, 1)
        self._more = KeyButton(text("One more problem"), icon="mdi6.plus", of=PlaceKey.SPLIT_MORE)
        # A button's own shortcut clicks a tenth of a second later: what is typed meanwhile went astray.
        PlaceShortcut(PlaceKey.SPLIT_MORE, self, self.add_part, repeats=True)
        self._more.clicked.connect(self.add_part)
        self.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self._missing = QLabel()
        self._missing.setWordWrap(True)
        self.body.addWidget(self._missing)
        descriptions = [each.description for each in requests]
        self.request.currentIndexChanged.connect(lambda at: self._whole.setPlainText(descriptions[at]))
        self.request.currentIndexChanged.connect(self._fill)
        self._whole.setPlainText(descriptions[0] if descriptions else "")
        self._fill()
        if parent is not None:
            self.resize(_WIDTH, parent.window().height() * _SHARE_OF_WINDOW // 100)

    def add_part(self) -> None:
        """Make room for one more problem."""
        part = _Part(len(self._parts) + 1, self._photos, self._types)
        part.changed.connect(self._allow)
        self._sheet.parts.append(part)
        self._list.insertWidget(self._list.count() - 1, part)
        part.words.setFocus()
        self._allow()

    @property
    def _sheet(self) -> "_Sheet":
        """That of the request that is chosen."""
        return self._sheets.setdefault(self.request.currentData(), _Sheet())

    @property
    def _parts(self) -> list["_Part"]:
        return self._sheet.parts

    def _fill(self) -> None:
        """Show what was typed for the request that is chosen; begin with what is proposed for it."""
        shown = self._sheet
        for sheet in self._sheets.values():
            for part in sheet.parts:
                part.setVisible(sheet is shown)
        proposal = self._proposals.get(self.request.currentData())
        self._why.setVisible(proposal is not None)
        if proposal is not None:
            self._why.setText(text("{reason} Change what is not so.", reason=proposal.reason))
        if not self._parts:
            for each in proposal.parts if proposal is not None else (SplitPart(""), SplitPart("")):
                self.add_part()
                self._parts[-1].fill(each)
            self._sheet.begun = self._sheet.told()
        self._allow()
        self._parts[0].words.setFocus()

    def answer(self) -> SplitAnswer:
        """The parts that somebody filled in."""
        parts = tuple(part.answer() for part in self._parts if part.said())
        return SplitAnswer(self.request.currentData(), parts)

    def accept(self) -> None:
        """Split the request that is shown, unless words for another one would go with the dialog."""
        other = self._other_with_words()
        words = text("It is for “{request}”, and only the request that is shown is split.", request=other)
        if not other or ThrowAway(self, words).agreed():
            super().accept()

    def _other_with_words(self) -> str:
        """Another request for which something was typed, "" for none."""
        others = (at for at in range(self.request.count()) if at != self.request.currentIndex())
        held = (at for at in others if self._is_changed(self.request.itemData(at)))
        return next((self.request.itemText(at) for at in held), "")

    def _is_changed(self, request_id: int) -> bool:
        sheet = self._sheets.get(request_id)
        return sheet is not None and sheet.told() != sheet.begun

    def _holds_words(self) -> bool:
        """What was proposed is no person's writing; what was typed for a request not shown now is."""
        return any(self._is_changed(each) for each in self._sheets)

    def _allow(self) -> None:
        told = [part for part in self._parts if part.said()]
        wordless = next((part for part in self._parts if part.is_wordless()), None)
        self.take_button.setEnabled(len(told) > 1 and wordless is None)
        self._missing.setVisible(wordless is not None)
        if wordless is not None:
            self._missing.setText(text("Write what is wrong at problem {number}.", number=wordless.number))


@dataclass(slots=True)
class _Sheet:
    """The problems of one request, and what was proposed for them."""

    parts: list["_Part"] = field(default_factory=list)
    begun: tuple[SplitPart, ...] = ()

    def told(self) -> tuple[SplitPart, ...]:
        """What stands in them now."""
        told = (part.answer() for part in self.parts)
        return tuple(each for each in told if each.description or each.address)


class _Part(Card):
    changed = Signal()

    def __init__(self, number: int, photos: Sequence[AttachmentView], types: Sequence[ServiceType]) -> None:
        super().__init__(text("Problem {number}", number=number))
        self.number = number
        self.words = QLineEdit()
        self.words.setPlaceholderText(text("What is wrong"))
        self._address = QLineEdit()
        self._address.setMaxLength(_LINE_LENGTH)
        self._address.setPlaceholderText(text("Address or corner"))
        self._type = QComboBox()
        self._type.addItem(text("Type not known yet"), "")
        for each in types:
            self._type.addItem(each.name, each.code)
        for line, name in ((self.words, text("What is wrong")), (self._address, text("Address or corner"))):
            line.setAccessibleName(f"{name} {number}")
        self._type.setAccessibleName(text("Type {number}", number=number))
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.addWidget(self.words, 0, 0, 1, 2)
        grid.addWidget(self._address, 1, 0)
        grid.addWidget(self._type, 1, 1)
        self.body.addLayout(grid)
        self._boxes: dict[int, QCheckBox] = {}
        if photos:
            holder = QWidget()
            flow = FlowLayout(holder)
            flow.setContentsMargins(0, 0, 0, 0)
            for photo in photos:
                box = QCheckBox(photo.filename.replace("&", "&&"))
                box.setAccessibleName(photo.filename)
                if photo.thumbnail is not None:  # many pictures of one mail have nearly the same name
                    box.setIcon(QIcon(str(photo.thumbnail)))
                    box.setIconSize(_TILE)
                flow.addWidget(box)
                self._boxes[photo.attachment_id] = box
            self.body.addWidget(holder)
        self.words.textChanged.connect(self.changed)
        self._address.textChanged.connect(self.changed)
        self._type.currentIndexChanged.connect(self._show_type)
        for box in self._boxes.values():
            box.toggled.connect(self.changed)

    def fill(self, proposed: SplitPart) -> None:
        """Show what is proposed for this problem."""
        self.words.setText(" ".join(proposed.description.split()))
        self._address.setText(proposed.address)
        self._type.setCurrentIndex(max(0, self._type.findData(proposed.service_code)))
        for photo in proposed.attachment_ids:
            if photo in self._boxes:
                self._boxes[photo].setChecked(True)

    def answer(self) -> SplitPart:
        """The words, the place, the type and the photos of this problem."""
        shown = tuple(attachment_id for attachment_id, box in self._boxes.items() if box.isChecked())
        return SplitPart(self.said(), self._address.text().strip(), self._type.currentData(), shown)

    def said(self) -> str:
        """What is wrong: the words, else the name of the type that was chosen."""
        return self.words.text().strip() or (self._type.currentText() if self._type.currentData() else "")

    def is_wordless(self) -> bool:
        """Whether somebody gave it a place or a photo, and did not say what is wrong there."""
        given = self._address.text().strip() or any(box.isChecked() for box in self._boxes.values())
        return bool(given) and not self.said()

    def _show_type(self) -> None:
        """Show in the empty line what counts as its words unless something is written."""
        chosen = self._type.currentText() if self._type.currentData() else ""
        self.words.setPlaceholderText(chosen or text("What is wrong"))
        self.changed.emit()
