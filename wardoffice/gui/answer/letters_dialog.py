"""Letters that wait: print them in one go, say so once they are in the post, or take them back."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QCheckBox, QFrame, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from wardoffice.domain.paper_letters import WaitingLetter
from wardoffice.gui.answer.words import letter_language
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.dialogs.frame import Question
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import facts, label, line, link, row
from wardoffice.language import plural, text

_SIZE = (640, 480)
_READ_HEIGHT = 180


class LettersDialog(Question):
    """``print_asked``, ``posted_asked`` and ``withdraw_asked`` carry the ids of the ticked letters.

    ``case_asked`` carries a case.
    """

    print_asked = Signal(object)
    posted_asked = Signal(object)
    withdraw_asked = Signal(object)
    case_asked = Signal(int)

    def __init__(self, letters: Sequence[WaitingLetter], moments: Moments, parent: QWidget | None) -> None:
        words = plural(
            "{count} letter was not posted yet.", "{count} letters were not posted yet.", len(letters)
        )
        super().__init__(text("Letters"), words if letters else "", text("Make the PDF"), parent)
        self.setMinimumSize(*_SIZE)
        self._moments = moments
        self._boxes: dict[int, QCheckBox] = {}
        self._read = QPlainTextEdit()
        self._read.setReadOnly(True)
        self._read.setTabChangesFocus(True)
        self._read.setFixedHeight(_READ_HEIGHT)
        self._read.setAccessibleName(text("What the letter says"))
        self.posted_button = KeyButton(text("They were posted"), of=PlaceKey.LETTERS_POSTED)
        self.posted_button.clicked.connect(partial(self._answer, self.posted_asked))
        PlaceShortcut(PlaceKey.LETTERS_POSTED, self, self.posted_button.click)
        self.withdraw_button = KeyButton(text("Take back"), of=PlaceKey.LETTERS_BACK)
        self.withdraw_button.clicked.connect(partial(self._answer, self.withdraw_asked))
        PlaceShortcut(PlaceKey.LETTERS_BACK, self, self.withdraw_button.click)
        for button in (self.withdraw_button, self.posted_button):
            self.buttons.insertWidget(self.buttons.indexOf(self.take_button), button)
        self.take_button.clicked.disconnect()
        self.take_button.clicked.connect(lambda: self.print_asked.emit(self.ticked))
        PlaceShortcut(PlaceKey.LETTERS_PRINT, self, self.take_button.click)
        if letters:
            self.body.addWidget(self._listed(letters), 1)
            self.body.addWidget(self._read)
            self._read.setPlainText(letters[0].body)
        else:
            self.leave_button.setText(text("Close"))
            self.body.addWidget(
                EmptyState(
                    "mdi6.email-seal-outline",
                    text("No letter waits"),
                    text("Reply to somebody by letter, and it waits here to be printed and posted."),
                ),
                1,
            )
        self._allow()

    @property
    def ticked(self) -> tuple[int, ...]:
        """The ids of the ticked letters."""
        return tuple(letter_id for letter_id, box in self._boxes.items() if box.isChecked())

    def _listed(self, letters: Sequence[WaitingLetter]) -> QScrollArea:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(4)
        for number, each in enumerate(letters):
            if number:
                column.addWidget(line())
            self._add(column, each)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName(text("Letters"))
        scroll.setWidget(inner)
        return scroll

    def _add(self, column: QVBoxLayout, each: WaitingLetter) -> None:
        box = QCheckBox(each.name.replace("&", "&&"))
        box.setAccessibleName(text("Letter to {name}", name=each.name))
        box.setChecked(bool(each.address))  # without one it can be printed, but not posted
        box.toggled.connect(self._allow)
        self._boxes[each.letter_id] = box
        column.addWidget(box)
        column.addWidget(label(each.address or text("no address is known"), "small"))
        written = text("written {when} by {name}", when=self._moments.lately(each.written_at), name=each.by)
        column.addWidget(label(facts((each.subject, letter_language(each.language), written)), "small"))
        read = link(text("Read it"), text("Read the letter to {name}", name=each.name))
        read.clicked.connect(lambda _on=False, body=each.body: self._read.setPlainText(body))
        open_case = link(each.case_number, text("Open the problem {number}", number=each.case_number))
        open_case.clicked.connect(lambda _on=False, case_id=each.case_id: self._open(case_id))
        column.addLayout(row(read, open_case, stretch_after=1, spacing=16))

    def _open(self, case_id: int) -> None:
        self.accept()
        self.case_asked.emit(case_id)

    def _answer(self, asked: SignalInstance, _on: object = None) -> None:
        ids = self.ticked
        self.accept()
        asked.emit(ids)

    def _allow(self) -> None:
        for button in (self.take_button, self.posted_button, self.withdraw_button):
            button.setEnabled(bool(self.ticked))
