"""What 311 has already, near by or of this very problem: looked at before anything is sent twice."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wardoffice.domain.distances import distance_words
from wardoffice.domain.submissions import NearRequest, SubmissionView
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import clear, facts, label, line
from wardoffice.language import plural, text


class NearList(Card):
    """``this_one`` carries the NearRequest a person says it is."""

    this_one = Signal(object)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._moments = moments

    def show_near(self, near: Sequence[NearRequest], standing: Sequence[SubmissionView]) -> None:
        """Show these; without any the card takes no room."""
        self.setVisible(bool(near or standing))
        clear(self.body)
        self.set_title(_title(len(near), len(standing)))
        for view in standing:
            self._between()
            self.body.addWidget(label(standing_words(view, self._moments)))
        for number, each in enumerate(near, start=1):
            self._between()
            self.body.addLayout(self._entry(each, number))

    def _between(self) -> None:
        if self.body.count():
            self.body.addWidget(line())

    def _entry(self, each: NearRequest, number: int) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(facts((each.service_name, each.address)), "strong"))
        words.addWidget(label(near_words(each, self._moments), "quiet", selectable=True))
        made = QHBoxLayout()
        made.setSpacing(12)
        made.addLayout(words, 1)
        if each.ours:
            return made
        button = KeyButton(text("It is this one"), f"Alt+{number}" if number <= len("123456789") else "")
        button.setAccessibleName(text("It is this one: {number}", number=each.number))
        if button.key:
            # A button's own shortcut clicks a tenth of a second later: what is typed meanwhile goes astray.
            QShortcut(QKeySequence(button.key), button, button.click)
        button.clicked.connect(partial(self.this_one.emit, each))
        made.addWidget(button)
        return made


def near_words(each: NearRequest, moments: Moments) -> str:
    """What is known of a request in 311, in a line."""
    far = ""
    if each.ours:
        far = text("of this very problem")
    elif each.metres is not None:
        far = text("{distance} away", distance=distance_words(each.metres))
    asked = (
        text("asked for on {day}", day=moments.day(each.requested_at))
        if each.requested_at is not None
        else ""
    )
    return facts((each.number, far, asked))


def standing_words(view: SubmissionView, moments: Moments) -> str:
    """A submission of this problem that stands already, in a line."""
    return facts(
        (
            view.service_name,
            view.words,
            view.number,
            text("{by}, {day}", by=view.by, day=moments.day(view.created_at)),
        )
    )


def _title(near: int, standing: int) -> str:
    if standing:
        return text("This problem was sent to 311 already")
    return plural("311 has one like it near by", "311 has {count} like it near by", near)
