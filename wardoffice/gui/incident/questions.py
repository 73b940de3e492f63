"""What is asked of an incident: how it begins, what is said, who was told, whether it is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QWidget,
)

from wardoffice.domain.cases import FinishReason
from wardoffice.domain.incidents import BLOCK_METRES, IncidentDraft, IncidentView, Ring
from wardoffice.gui.dialogs.answer_fields import words_field
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.language import plural, text

_NAME_LENGTH = 200
_REASONS = (FinishReason.SEEN_DONE, FinishReason.RESIDENT_SAYS_DONE, FinishReason.NO_ACTION)


@dataclass(frozen=True, slots=True)
class Described:
    """The name of an incident, and what is said to who calls."""

    name: str
    script: str


@dataclass(frozen=True, slots=True)
class Ended:
    """That an incident is over, and why its problems are finished with it; None leaves them as they are."""

    finish: FinishReason | None


class _Where(StrEnum):
    DRAWN = "drawn"
    SELECTED = "selected"
    ADDRESS = "address"


class BeginQuestion(Question):
    """A new incident: drawn on the map, around the chosen problems, or around an address."""

    def __init__(self, case_ids: Sequence[int], ring: Ring, parent: QWidget | None) -> None:
        words = text("Callers are logged under it, all are told at once, and nothing is taken in by itself.")
        super().__init__(text("New incident"), words, text("Begin it"), parent, writes=True)
        self._case_ids, self._ring = tuple(case_ids), ring
        self.name = QLineEdit()
        self.name.setMaxLength(_NAME_LENGTH)
        self.name.setPlaceholderText(text("Water main break on Damen"))
        self.body.addWidget(field_label(text("What people call it"), self.name))
        self.body.addWidget(self.name)
        self.where = QComboBox()
        count = len(self._case_ids)
        chosen = plural("Around the problem that is selected", "Around the {count} selected problems", count)
        for fits, words, way in (
            (bool(ring), text("In the area drawn on the map"), _Where.DRAWN),
            (bool(case_ids), chosen, _Where.SELECTED),
            (True, text("Around an address"), _Where.ADDRESS),
        ):
            if fits:
                self.where.addItem(words, way)
        self.body.addWidget(field_label(text("Where it is"), self.where))
        self.body.addWidget(self.where)
        self.address = QLineEdit()
        self.address.setPlaceholderText(text("4812 N Damen Ave"))
        self.metres = QComboBox()
        for words, metres in (
            (text("1 block around it"), BLOCK_METRES),
            (text("2 blocks around it"), 2 * BLOCK_METRES),
            (text("half a mile around it"), 4 * BLOCK_METRES),
            (text("a mile around it"), 8 * BLOCK_METRES),
        ):
            self.metres.addItem(words, metres)
        self.metres.setCurrentIndex(1)
        self._of_address: list[QWidget] = []
        for label, field in (
            (text("Address or corner"), self.address),
            (text("How far it reaches"), self.metres),
        ):
            self._of_address += [field_label(label, field), field]
        for each in self._of_address:
            self.body.addWidget(each)
        self.script = words_field(self.body, text("What to say to everybody who calls (may stay empty)"))
        for changed in (self.name.textChanged, self.address.textChanged, self.where.currentIndexChanged):
            changed.connect(self._allow)
        self.name.setFocus()
        self._allow()

    def draft(self) -> IncidentDraft:
        """What was typed; the selected problems stand under it from the start, wherever its area is from."""
        way = _Where(self.where.currentData())
        return IncidentDraft(
            self.name.text().strip(),
            self.script.toPlainText().strip(),
            ring=self._ring if way is _Where.DRAWN else (),
            address=self.address.text().strip() if way is _Where.ADDRESS else "",
            metres=float(self.metres.currentData()),
            case_ids=self._case_ids,
        )

    def _allow(self) -> None:
        at = _Where(self.where.currentData()) is _Where.ADDRESS
        for each in self._of_address:
            each.setVisible(at)
        placed = bool(self.address.text().strip()) or not at
        self.take_button.setEnabled(placed and bool(self.name.text().strip()))


class DescribeQuestion(Question):
    """Another name, another script."""

    def __init__(self, view: IncidentView, parent: QWidget | None) -> None:
        words = text("Everybody at the phones reads this out.")
        super().__init__(text("Name and words"), words, text("Save"), parent, writes=True)
        self.name = QLineEdit(view.name)
        self.name.setMaxLength(_NAME_LENGTH)
        self.body.addWidget(field_label(text("What people call it"), self.name))
        self.body.addWidget(self.name)
        self.script = words_field(self.body, text("What to say"))
        self.script.setPlainText(view.script)
        self.name.textChanged.connect(lambda: self.take_button.setEnabled(bool(self.name.text().strip())))
        self.script.setFocus()

    def described(self) -> Described:
        """What was typed."""
        return Described(self.name.text().strip(), self.script.toPlainText().strip())


class EndQuestion(Question):
    """Whether the problems under it are finished with it; who waits for an answer goes on waiting."""

    def __init__(self, view: IncidentView, parent: QWidget | None) -> None:
        waiting = len(view.still_to_call)
        words = (
            plural(
                "{count} person is still owed an answer, and stays so.",
                "{count} people are still owed an answer, and stay so.",
                waiting,
            )
            if waiting
            else text("Everybody who told us has an answer.")
        )
        super().__init__(text("Is {name} over?", name=view.name), words, text("It is over"), parent)
        self.finish = QComboBox()
        self.finish.addItem(text("Leave its problems as they are"), None)
        for reason in _REASONS:
            self.finish.addItem(text("Finish them: {reason}", reason=text(reason.value)), reason)
        self.body.addWidget(field_label(text("The problems under it"), self.finish))
        self.body.addWidget(self.finish)
        self.finish.setFocus()

    def ended(self) -> Ended:
        """What was chosen."""
        chosen = self.finish.currentData()
        return Ended(FinishReason(chosen) if chosen is not None else None)
