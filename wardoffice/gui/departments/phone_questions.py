"""Today's list for somebody with a phone, and the box for what comes back from there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from wardoffice.domain.changes import Changes
from wardoffice.domain.daily_list import DailyLine, PastedLine, whose_answer
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.ports import Cancelled
from wardoffice.gui.case.drop_area import png_bytes
from wardoffice.gui.dialogs.frame import field_label
from wardoffice.gui.dialogs.working import WorkingQuestion
from wardoffice.gui.keys_in_use import PlaceShortcut
from wardoffice.gui.place_keys import PlaceKey
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.empty import EmptyState
from wardoffice.gui.widgets.flow import FlowLayout
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import PlainText, banner, label
from wardoffice.language import plural, text
from wardoffice.office.daily_list import DailyText
from wardoffice.office.pasted_answers import PastedAnswer

_SIZE = (640, 560)
_TEXT_HEIGHT = 220
_REST = 300  # milliseconds after the last letter
_SHOWN = 300
"""Problems one list offers at most: more is no work of a day, and is said."""

Receivers = Sequence[tuple[int, str]]


class DailyQuestion(WorkingQuestion):
    """What is ticked goes on the list; ``told`` carries the department's id and its lines, once copied."""

    told = Signal(int, object)

    def __init__(
        self,
        receivers: Receivers,
        read: Callable[[int], tuple[DailyLine, ...]],
        write: Callable[[Sequence[DailyLine]], DailyText],
        *,
        tasks: TaskRunner,
        parent: QWidget | None,
    ) -> None:
        words = text("Copy it and paste it into a message. The address stands first, nobody is named.")
        super().__init__(text("Today's list"), words, text("They have it"), parent, size=_SIZE)
        self._read, self._write, self._tasks = read, write, tasks
        self._lines: tuple[DailyLine, ...] = ()
        self._of_all = 0
        self.receiver = _receivers(receivers)
        self.receiver.currentIndexChanged.connect(self.start)
        self.list = QListWidget()
        self.list.setAccessibleName(text("Problems for the list"))
        self.list.itemChanged.connect(lambda _item: self._show_text())
        self.shown = PlainText("", _TEXT_HEIGHT)
        self.shown.setAccessibleName(text("The list as text"))
        self._copies = FlowLayout(gap=6)
        self._state = label("", "quiet")
        self.body.addWidget(field_label(text("For"), self.receiver))
        self.body.addWidget(self.receiver)
        self._empty = EmptyState("mdi6.check", text("Nothing open goes to them now"), "")
        self._empty.hide()
        for each in (self._empty, self.list):
            self.body.addWidget(each, 1)
        self.body.addWidget(self.shown)
        self.body.addLayout(self._copies)
        self.body.addWidget(self._state)
        self.take_does(self._take)
        self.take_button.setEnabled(False)
        self.list.setFocus()

    def start(self) -> None:
        """Read what may stand on the list."""
        department_id = int(self.receiver.currentData())
        job = self.begin()
        self._tasks.submit(
            Lane.QUERY,
            lambda: self._read(department_id),
            owner=self,
            done=self._show,
            job=job,
            topic="daily list",
        )
        self.open()

    def chosen(self) -> tuple[DailyLine, ...]:
        """The lines that are ticked."""
        ticked = (self.list.item(at).checkState() is Qt.CheckState.Checked for at in range(self.list.count()))
        return tuple(each for each, is_on in zip(self._lines, ticked, strict=True) if is_on)

    @property
    def said(self) -> str:
        """What it says below the text."""
        return self._state.text()

    def _show(self, lines: tuple[DailyLine, ...]) -> None:
        self.end()
        self._lines, self._of_all = lines[:_SHOWN], len(lines)
        self.list.blockSignals(True)
        self.list.clear()
        for each in self._lines:
            asked = text(" (asked before)") if each.asked_at is not None else ""
            item = QListWidgetItem(f"{each.words}{asked}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._empty.say(
            text("Nothing open goes to {name} now", name=self.receiver.currentText()),
            text("Choose another department above, or say under Departments which types go to them."),
        )
        self._empty.setVisible(not lines)
        for widget in (self.list, self.shown):
            widget.setVisible(bool(lines))
        self._show_text()

    def _show_text(self) -> None:
        chosen = self.chosen()
        made = self._write(chosen)
        self.shown.show_words("\n\n".join(made.parts), _TEXT_HEIGHT)
        while (item := self._copies.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, part in enumerate(made.parts, start=1):
            words = text("Copy") if len(made.parts) == 1 else text("Copy part {number}", number=number)
            button = KeyButton(words, "", "mdi6.content-copy")
            button.clicked.connect(lambda _checked=False, part=part: self._copy(part))
            self._copies.addWidget(button)
        self._state.setText(self._count(len(chosen)))
        self.take_button.setEnabled(bool(chosen))

    def _count(self, chosen: int) -> str:
        if not self._lines:
            return ""
        said = plural("{count} problem is on it", "{count} problems are on it", chosen)
        if self._of_all == len(self._lines):
            return said
        cut = text(
            "Only the first {shown:,} of {all:,} stand here: danger first, then the oldest.",
            shown=len(self._lines),
            all=self._of_all,
        )
        return f"{said}. {cut}"

    def _copy(self, part: str) -> None:
        QGuiApplication.clipboard().setText(part)
        self._state.setText(
            text("Copied. Once it is sent, press “They have it”: an answer is then waited for.")
        )

    def _take(self) -> None:
        self.told.emit(int(self.receiver.currentData()), self.chosen())
        self.accept()


@dataclass(frozen=True, slots=True)
class _Pasted:
    department_id: int
    text: str


class PasteQuestion(WorkingQuestion):
    """What came back, with the problem of each line beside it; ``filed`` carries the Changes.

    It closes once that is filed: what cannot be stays here, with every word and the picture.
    """

    filed = Signal(object)

    def __init__(
        self,
        receivers: Receivers,
        match: Callable[[int, str], tuple[PastedLine, ...]],
        file: Callable[[PastedAnswer, Cancelled], Changes],
        *,
        tasks: TaskRunner,
        parent: QWidget | None,
        begun: str = "",
    ) -> None:
        words = text(
            "Paste their text or a screenshot. Where a line finds no problem, write its number into the line."
        )
        title = text("What came back")
        super().__init__(title, words, text("File it"), parent, size=_SIZE, writes=True)
        self._match, self._file, self._tasks = match, file, tasks
        self._picture = b""
        self._found: tuple[PastedLine, ...] = ()
        self._by_hand = self._chosen_for_them = False
        self.receiver = _receivers(receivers)
        self.receiver.activated.connect(self._choose)
        self.receiver.currentIndexChanged.connect(self._change)
        self._whose = label("", "quiet")
        self._whose.hide()
        self.words = QPlainTextEdit(begun)
        self.words.setTabChangesFocus(True)
        self.words.textChanged.connect(self._change)
        self.picture_state = label("", "quiet")
        self.picture_state.hide()
        self.list = QListWidget()
        self.list.setAccessibleName(text("The problem of each line"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._state, self._trouble = label("", "quiet"), banner("", Tone.DANGER)
        self._trouble.hide()
        paste = KeyButton(
            text("Take the copied picture"), icon="mdi6.image-outline", of=PlaceKey.PASTED_PICTURE
        )
        paste.clicked.connect(self.take_picture)
        PlaceShortcut(PlaceKey.PASTED_PICTURE, self, self.take_picture)
        self.body.addWidget(field_label(text("From"), self.receiver))
        self.body.addWidget(self.receiver)
        self.body.addWidget(self._whose)
        self.body.addWidget(field_label(text("Their words"), self.words))
        self.body.addWidget(self.words, 1)
        self.body.addWidget(paste)
        self.body.addWidget(self.picture_state)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self._state)
        self.body.addWidget(self._trouble)
        self._fields = (self.receiver, self.words, self.list, paste)
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._look)
        self.take_does(self._take)
        self.take_button.setEnabled(False)
        self.words.setFocus()

    def start(self) -> None:
        """Show it, and look at what it begins with."""
        self.open()
        self._change()

    def done(self, result: int) -> None:
        """Look at nothing more once it is answered."""
        self._rest.stop()
        super().done(result)

    @property
    def said(self) -> str:
        """What it says below the lines."""
        return self._state.text()

    @property
    def trouble(self) -> str:
        """Why it could not be filed."""
        return "" if self._trouble.isHidden() else self._trouble.text()

    def take_picture(self) -> None:
        """Take the picture that was copied, where there is one."""
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self.picture_state.setText(text("No picture is copied."))
        else:
            self._picture = png_bytes(image)
            self.picture_state.setText(text("A picture goes with it."))
        self.picture_state.show()

    def _choose(self, _index: int) -> None:
        self._by_hand, self._chosen_for_them = True, False

    def _change(self, *_what: object) -> None:
        self.take_button.setEnabled(False)
        self._rest.start()

    def _look(self) -> None:
        pasted = _Pasted(int(self.receiver.currentData()), self.words.toPlainText())
        job = self.begin()
        self._tasks.submit(
            Lane.QUERY,
            lambda: self._match(pasted.department_id, pasted.text),
            owner=self,
            done=self._show,
            job=job,
            topic="pasted",
        )

    def _show(self, found: tuple[PastedLine, ...]) -> None:
        self.end()
        self._found = found
        whose = whose_answer(found, int(self.receiver.currentData()))
        at = self.receiver.findData(whose) if whose is not None else -1
        if at not in (-1, self.receiver.currentIndex()) and not self._by_hand:
            self._chosen_for_them = True
            self.receiver.setCurrentIndex(at)  # read once more: of two at one place, what they were asked
            return
        self._whose.setText(self._sender_words(at))
        self._whose.setVisible(bool(self._whose.text()))
        self.list.clear()
        for each in found:
            to = f"{each.number} {each.title}" if each.case_id is not None else text("no problem")
            item = QListWidgetItem(f"{each.words}\n    → {to}: {each.why}")
            if each.case_id is not None:
                item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        count = len({each.case_id for each in found} - {None})
        self._state.setText(
            plural("It is about {count} problem", "It is about {count} problems", count) if found else ""
        )
        self.take_button.setEnabled(count > 0)

    def _sender_words(self, asked_at: int) -> str:
        """Why it is from whom it says, or that nobody asked them about these; "" where that is plain."""
        if all(each.case_id is None for each in self._found):
            return ""
        name = self.receiver.currentText()
        if asked_at == self.receiver.currentIndex():
            return text("{name} was asked about it.", name=name) if self._chosen_for_them else ""
        nobody = text("{name} was asked about none of these: look whom it is from.", name=name)
        if asked_at < 0:
            return nobody
        return f"{nobody} {text('{name} was asked.', name=self.receiver.itemText(asked_at))}"

    def _take(self) -> None:
        chosen = tuple(
            each.case_id
            for at, each in enumerate(self._found)
            if each.case_id is not None and self.list.item(at).checkState() is Qt.CheckState.Checked
        )
        if not chosen:
            self._state.setText(text("Tick at least one line."))
            return
        if self.waiting:
            return
        pasted = PastedAnswer(
            int(self.receiver.currentData()),
            self.words.toPlainText().strip(),
            chosen,
            self._picture,
        )
        job = self.begin()
        self._trouble.hide()
        self._let_change(on=False)  # a word more would be filed nowhere
        self._tasks.submit(
            Lane.WRITE,
            lambda: self._file(pasted, job.cancelled),
            owner=self,
            done=self._filed,
            failed=self._fail,
            job=job,
        )

    def _filed(self, changes: Changes) -> None:
        self.end()
        self.filed.emit(changes)
        self.accept()

    def _fail(self, error: WardOfficeError) -> None:
        self.end()
        self._let_change(on=True)
        self.words.setFocus()
        said = " ".join(part for part in (error.happened, error.next_step) if part)
        self._trouble.show_word(said, Tone.DANGER)
        self._trouble.show()

    def _let_change(self, *, on: bool) -> None:
        for each in self._fields:
            each.setEnabled(on)


def _receivers(receivers: Receivers) -> QComboBox:
    box = QComboBox()
    for department_id, name in receivers:
        box.addItem(name, department_id)
    return box
