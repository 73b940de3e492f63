"""The office's texts in all their languages, side by side with the English: changed, approved, put back."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, LetterKey, LetterState, LetterText
from wardoffice.gui.answer.words import letter_language, letter_words
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import banner
from wardoffice.language import text

_SIZE = (980, 600)


class TextsDialog(Question):
    """``approve_asked`` carries key, language, speaker and the text they read.

    ``reword_asked`` carries key, language, subject and body, ``reset_asked`` key and language. Only who
    ``may_change`` may write in it; ``speakers`` are the people of the office, of whom one approves.
    """

    approve_asked = Signal(object, str, str, object)
    reword_asked = Signal(object, str, str, str)
    reset_asked = Signal(object, str)

    def __init__(
        self,
        states: Sequence[LetterState],
        moments: Moments,
        *,
        speakers: Sequence[str],
        may_change: bool,
        parent: QWidget | None,
    ) -> None:
        words = text(
            "A name in {{ }} is filled in for each message; lines between {% if … %} and {% endif %} are "
            "sent only where they fit. Everything else is sent as it stands here."
        )
        super().__init__(text("Texts"), words, text("Use this wording"), parent, writes=True)
        self.setMinimumSize(*_SIZE)
        self.leave_button.setText(text("Close"))
        self._moments, self._may_change = moments, may_change
        self._states = {(each.key, each.language): each for each in states}
        self._written: dict[tuple[LetterKey, str], LetterText] = {}
        self._put_back: tuple[LetterKey, str] | None = None
        self.keys = QComboBox()
        for key in LetterKey:
            if (key, STAFF_LANGUAGE) in self._states:
                self.keys.addItem(letter_words(key), key.value)
        self.languages = QComboBox()
        self._stands = banner("", Tone.QUIET)
        self._error = banner("", Tone.DANGER)
        self._error.hide()
        self.subject, self.wording = QLineEdit(), _words_box()
        self._english_subject, self._english = QLineEdit(), _words_box()
        self._english_subject.setReadOnly(True)
        self._english.setReadOnly(True)
        self.filled = QCheckBox(text("Show it filled in, as somebody reads it (an example)"))
        self.example, self._english_example = QPlainTextEdit(), QPlainTextEdit()
        self.speaker = QComboBox()
        self.speaker.addItems(list(speakers))
        self.speaker.setPlaceholderText(text("Who of the office speaks it"))
        self.speaker.setCurrentIndex(-1)
        self.approve_button = KeyButton(text("Approve it as it is"), "")
        self.reset_button = KeyButton(text("Back to ours"), "")
        self._lay_out()
        self.keys.currentIndexChanged.connect(lambda _at: self._list_languages())
        self.languages.currentIndexChanged.connect(lambda _at: self.show_text())
        self.filled.toggled.connect(lambda on: self._views.setCurrentIndex(int(on)))
        self.subject.textChanged.connect(lambda _words: self._keep())
        self.speaker.currentIndexChanged.connect(lambda _at: self._allow())
        self.wording.textChanged.connect(self._keep)
        self.approve_button.clicked.connect(self._approve)
        self.reset_button.clicked.connect(self._reset)
        self.take_button.clicked.disconnect()
        self.take_button.clicked.connect(self._reword)
        self._list_languages()

    @property
    def key(self) -> LetterKey:
        """The text that is shown."""
        return LetterKey(str(self.keys.currentData()))

    @property
    def language(self) -> str:
        """The language it is shown in."""
        return str(self.languages.currentData() or STAFF_LANGUAGE)

    def _approve(self) -> None:
        read = self._states[self.key, self.language].source
        self.approve_asked.emit(self.key, self.language, self.speaker.currentText(), read)

    def _reset(self) -> None:
        self._put_back = (self.key, self.language)
        self.reset_asked.emit(self.key, self.language)

    def show_states(self, states: Sequence[LetterState]) -> None:
        """Show how the texts stand now."""
        self._states = {(each.key, each.language): each for each in states}
        # What is used now or was put back is no writing any more; what was written since stays.
        for each in [each for each in self._written if not self._is_changed(*each)]:
            del self._written[each]
        if self._put_back is not None:
            self._written.pop(self._put_back, None)
            self._put_back = None
        self._error.hide()
        self.speaker.setCurrentIndex(-1)
        self.show_text()

    def show_error(self, error: WardOfficeError) -> None:
        """Say what failed; what was written stays."""
        self._put_back = None
        self._error.show_word(str(error), Tone.DANGER)
        self._error.show()

    def show_text(self) -> None:
        """Show the chosen text in the chosen language, as it stands or as it was written here."""
        state, english = self._states[self.key, self.language], self._states[self.key, STAFF_LANGUAGE]
        shown = self._written.get((self.key, self.language), state.source)
        with QSignalBlocker(self.subject), QSignalBlocker(self.wording):
            self.subject.setText(shown.subject)
            self.wording.setPlainText(shown.body)
        for field in (self.subject, self.wording):
            field.setReadOnly(not self._may_change)
        self._english_subject.setText(english.source.subject)
        self._english.setPlainText(english.source.body)
        self.example.setPlainText(_as_read(state))
        self._english_example.setPlainText(_as_read(english))
        for beside in (self._beside, self._example_beside):
            beside.setVisible(self.language != STAFF_LANGUAGE)
        self._approving.setVisible(state.needs_approval)
        self._stands.show_word(self._standing(state), Tone.DONE if state.may_go else Tone.WAITING)
        self._allow()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        for name, field, share in ((text("Text"), self.keys, 3), (text("Language"), self.languages, 2)):
            column = QVBoxLayout()
            column.addWidget(field_label(name, field))
            column.addWidget(field)
            top.addLayout(column, share)
        self._beside = _column(text("The same in English"), self._english_subject, self._english)
        self._example_beside = _reading(text("The example in English"), self._english_example)
        self._views = QStackedWidget()
        self._views.addWidget(_pair(_column(text("The text"), self.subject, self.wording), self._beside))
        self._views.addWidget(_pair(_reading(text("An example"), self.example), self._example_beside))
        self._approving = QWidget()
        row = QHBoxLayout(self._approving)
        row.setContentsMargins(0, 0, 0, 0)
        self.speaker.setAccessibleName(text("Who of the office speaks it"))
        row.addWidget(self.speaker, 1)
        row.addWidget(self.approve_button)
        self.body.addLayout(top)
        self.body.addWidget(self._error)
        self.body.addWidget(self._stands)
        self.body.addWidget(self.filled)
        self.body.addWidget(self._views, 1)
        self.body.addWidget(self._approving)
        self.buttons.insertWidget(0, self.reset_button)

    def _list_languages(self) -> None:
        self.languages.blockSignals(True)
        self.languages.clear()
        found = [language for key, language in self._states if key is self.key]
        for language in sorted(found, key=lambda each: (each != STAFF_LANGUAGE, each)):
            self.languages.addItem(letter_language(language), language)
        self.languages.blockSignals(False)
        self.show_text()

    def _standing(self, state: LetterState) -> str:
        whose = text("The office's own wording.") if state.is_own else text("As it came with the program.")
        if state.speaker and state.approved_at is not None:
            when = self._moments.lately(state.approved_at)
            return text("{whose} {name} approved it {when}.", whose=whose, name=state.speaker, when=when)
        if state.needs_approval:
            needed = text("It is not sent until somebody in the office who speaks the language approves it.")
            return f"{whose} {needed}"
        return whose

    def _keep(self) -> None:
        """Keep what is written for this text while another one is looked at."""
        self._written[self.key, self.language] = LetterText(self.subject.text(), self.wording.toPlainText())
        self._allow()

    def _allow(self) -> None:
        state = self._states[self.key, self.language]
        changed = self._is_changed(self.key, self.language)
        self.take_button.setEnabled(self._may_change and changed)
        self.filled.setEnabled(not changed)
        self.reset_button.setVisible(self._may_change and state.is_own)
        self.approve_button.setEnabled(self.speaker.currentIndex() >= 0 and not changed)

    def _is_changed(self, key: LetterKey, language: str) -> bool:
        written, source = self._written.get((key, language)), self._states[key, language].source
        return written is not None and _stripped(written) != _stripped(source)

    def _reword(self) -> None:
        self.reword_asked.emit(self.key, self.language, self.subject.text(), self.wording.toPlainText())

    def _holds_words(self) -> bool:
        return self._may_change and any(self._is_changed(*each) for each in self._written)


def _stripped(words: LetterText) -> tuple[str, str]:
    return words.subject.strip(), words.body.strip()


def _as_read(state: LetterState) -> str:
    """Subject and words of the example."""
    return f"{state.example.subject}\n\n{state.example.body}" if state.example is not None else ""


def _pair(text_itself: QWidget, beside: QWidget) -> QWidget:
    part = QWidget()
    both = QHBoxLayout(part)
    both.setContentsMargins(0, 0, 0, 0)
    both.setSpacing(16)
    both.addWidget(text_itself, 1)
    both.addWidget(beside, 1)
    return part


def _reading(name: str, box: QPlainTextEdit) -> QWidget:
    box.setReadOnly(True)
    box.setTabChangesFocus(True)
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(field_label(name, box))
    column.addWidget(box, 1)
    return part


def _words_box() -> QPlainTextEdit:
    box = QPlainTextEdit()
    box.setTabChangesFocus(True)
    return box


def _column(name: str, subject: QLineEdit, body: QPlainTextEdit) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(field_label(text("{text}: subject", text=name), subject))
    column.addWidget(subject)
    column.addWidget(field_label(text("{text}: words", text=name), body))
    column.addWidget(body, 1)
    return part
