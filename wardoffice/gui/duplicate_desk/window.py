"""The window of the duplicate desk: two problems side by side, and three keys."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from wardoffice.domain.distances import distance_words
from wardoffice.domain.duplicate_pairs import PairView
from wardoffice.domain.pictures import Rank
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.duplicate_desk.keeper import PairKeeper, Progress
from wardoffice.gui.duplicate_desk.side import PairSide
from wardoffice.gui.duplicate_desk.sketch import PairSketch
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.first_size import resize_within_screen
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import badge, facts, label, row
from wardoffice.language import plural, text

_SIZE = QSize(1180, 740)
_MIDDLE_WIDTH = 264


class DuplicateDesk(QDialog):
    """1 same, 2 different, 3 later, Ctrl+Z back to the pair before; Esc closes it. ``case_asked`` an id."""

    case_asked = Signal(int)

    def __init__(
        self, keeper: PairKeeper, pictures: Pictures, moments: Moments, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("duplicateDesk")
        self.setWindowTitle(text("Duplicate desk"))
        resize_within_screen(self, _SIZE)
        self.keeper = keeper
        self._left = label("", "strong", wrap=False)
        self._looking = label("", "quiet", wrap=False)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(text("How many pairs are answered"))
        self.sides = (
            PairSide("A", Tone.ACCENT, pictures, moments),
            PairSide("B", Tone.CHECK, pictures, moments),
        )
        for side in self.sides:
            side.case_asked.connect(self.case_asked)
        self._band = badge("", Tone.ACCENT)
        self._reasons = label("")
        self.sketch = PairSketch()
        self._apart = label("", "quiet")
        self.empty = EmptyState("mdi6.check-all", "", "")
        self.stack = QStackedWidget()
        self.stack.addWidget(self._pair())
        self.stack.addWidget(self.empty)
        self.same = KeyButton(
            text("Same problem"), icon="mdi6.call-merge", of=PlaceKey.PAIR_SAME, primary=True
        )
        self.different = KeyButton(text("Different"), icon="mdi6.not-equal-variant", of=PlaceKey.PAIR_OTHER)
        self.later = KeyButton(text("Later"), icon="mdi6.clock-outline", of=PlaceKey.PAIR_LATER)
        self.undo = KeyButton(text("Undo"), icon="mdi6.undo", of=PlaceKey.PAIR_UNDO)
        self.again = KeyButton(
            text("Look at those left for later"), icon="mdi6.restore", of=PlaceKey.PAIR_AGAIN
        )
        self.close_it = KeyButton(text("Close"), "Esc")
        self.close_it.clicked.connect(self.reject)
        self._told = label("", "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(12)
        head = row(self._left, self._looking, spacing=16)
        head.addStretch(1)
        layout.addLayout(head)
        layout.addWidget(self._bar)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self._told)
        layout.addLayout(self._foot())
        self._answers = (self.same, self.different, self.later)
        for button, key, does in (
            (self.same, PlaceKey.PAIR_SAME, keeper.same),
            (self.different, PlaceKey.PAIR_OTHER, keeper.different),
            (self.later, PlaceKey.PAIR_LATER, keeper.later),
            (self.again, PlaceKey.PAIR_AGAIN, keeper.take_up_later),
            (self.undo, PlaceKey.PAIR_UNDO, keeper.undo),
        ):
            button.clicked.connect(does)
            PlaceShortcut(key, self, button.click)
        keeper.shown.connect(self._show)
        keeper.counted.connect(self._count)
        keeper.told.connect(self._tell)
        self._show(None)
        self._count(keeper.progress)

    def start(self) -> None:
        """Come to the front, and look for pairs anew where it was closed."""
        if not self.isVisible():
            self._told.clear()
            self.keeper.start()
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Look no further."""
        self.keeper.stop()
        super().closeEvent(event)

    def reject(self) -> None:
        """Esc closes it like its cross."""
        self.keeper.stop()
        super().reject()

    def _pair(self) -> QWidget:
        middle = Card(text("Why they may be the same"))
        middle.setFixedWidth(_MIDDLE_WIDTH)
        middle.body.addWidget(self._band, 0, Qt.AlignmentFlag.AlignLeft)
        middle.body.addWidget(self._reasons)
        middle.body.addWidget(self.sketch)
        middle.body.addWidget(self._apart)
        middle.body.addStretch(1)
        page = QWidget()
        layout = QHBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.sides[0], 1)
        layout.addWidget(middle)
        layout.addWidget(self.sides[1], 1)
        return page

    def _foot(self) -> QHBoxLayout:
        foot = row(self.same, self.different, self.later, spacing=8)
        foot.addStretch(1)
        foot.addWidget(self.again)
        foot.addWidget(self.undo)
        foot.addWidget(self.close_it)
        return foot

    def _show(self, pair: PairView | None) -> None:
        self.stack.setCurrentIndex(0 if pair is not None else 1)
        for button in self._answers:
            button.setEnabled(pair is not None)
        if pair is None:
            return
        both = (pair.left, pair.right)
        with_photos = any(each.rank is Rank.PHOTO for case in both for each in case.attachments)
        for side, case in zip(self.sides, both, strict=True):
            side.show_case(case, with_photos=with_photos)
        words, tone = _band(strong=pair.strong)
        self._band.show_word(words, tone)
        self._reasons.setText("\n".join(pair.reasons))
        self._reasons.setAccessibleName(facts(pair.reasons))
        self.sketch.show_points(pair.left.place.point, pair.right.place.point, pair.metres)
        self._apart.setText(facts((_distance(pair), _days(pair.days))))

    def _count(self, progress: Progress) -> None:
        self._left.setText(
            plural("{count} pair is left", "{count} pairs are left", progress.left)
            if progress.left
            else text("No pair is left")
        )
        later = plural("{count} for later", "{count} for later", progress.later) if progress.later else ""
        looking = (
            text(
                "looking for more: {looked} of {all} problems",
                looked=f"{progress.looked:,}",
                all=f"{progress.to_look_at:,}",
            )
            if progress.looking and progress.to_look_at is not None
            else ""
        )
        self._looking.setText(facts((later, looking)))
        self._bar.setMaximum(max(1, progress.answered + progress.left + progress.later))
        self._bar.setValue(progress.answered)
        self.again.setVisible(progress.later > 0)
        self.empty.say(*_empty_words(progress))

    def _tell(self, words: str) -> None:
        self._told.setText(words)


def _band(*, strong: bool) -> tuple[str, Tone]:
    if strong:
        return text("Almost surely the same"), Tone.ACCENT
    return text("Maybe"), Tone.WAITING


def _distance(pair: PairView) -> str:
    return text("{distance} apart", distance=distance_words(pair.metres)) if pair.metres is not None else ""


def _days(days: int) -> str:
    return plural("one day apart", "{count} days apart", days) if days else text("same day")


def _empty_words(progress: Progress) -> tuple[str, str]:
    if progress.looking:
        return text("Looking for pairs"), text("The first shows here as soon as it is found.")
    if progress.later:
        return (
            text("That was all but those left for later"),
            text("They come back tomorrow. Press 4 to look at them now, or Esc to go back to the list."),
        )
    return (
        text("No two problems look the same"),
        text("New mails and 311 requests are compared as they come in. Esc goes back to the list."),
    )
