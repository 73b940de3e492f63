"""One answer for everybody who waits: who was told already, or what all of them read now."""

from dataclasses import replace

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from wardoffice.domain.incidents import Caller, UpdateForm, UpdateText
from wardoffice.domain.letter_texts import STAFF_LANGUAGE
from wardoffice.gui.answer.words import letter_language
from wardoffice.gui.dialogs.answer_fields import AnswerFields, PeopleTicks, Told, words_field
from wardoffice.gui.dialogs.answers import AnswerGiven
from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.gui.widgets.parts import facts, label
from wardoffice.language import plural, text

_PEOPLE_HEIGHT = 200
_READ_WIDTH = 380  # pixels
_NARROW, _WIDE = 480, 900
_READ_HEIGHT = 150


class UpdateQuestion(Question):
    """Everybody who waits is ticked; who is not told stays to be called.

    Where it is sent, it shows what each language's readers get; one that nobody translated goes in English.
    ``begun`` is what was written before: then those are ticked whom that was for.
    """

    def __init__(self, form: UpdateForm, parent: QWidget | None, begun: AnswerGiven | None = None) -> None:
        super().__init__(text("Update to all"), _log_words(), text("Log it for all"), parent, writes=True)
        self._form = form
        whole, column = QHBoxLayout(), QVBoxLayout()
        whole.setSpacing(20)
        column.setSpacing(8)
        self.people = PeopleTicks(
            (
                Told(
                    each.contact_id,
                    _name_of(each),
                    ticked=begun is None or each.contact_id in begun.contact_ids,
                )
                for each in form.waiting
            ),
            column.spacing(),
        )
        self.people.setProperty("role", "page")
        whole.addLayout(column, 1)
        column.addWidget(self._listed(), 1)
        self._fields = AnswerFields(self, self.people, column, asks_how=True)
        self.way, self.words = self._fields.way, self._fields.words
        self.send = QCheckBox()
        column.addWidget(self.send)
        self._translating = QWidget()
        self.translated = self._translations()
        self._left_english = label("", "small")
        column.addWidget(self._translating)
        column.addWidget(self._left_english)
        self._shown = QWidget()
        self.language = QComboBox()
        self.read, self.english = _reading(), _reading()
        self._build_shown()
        whole.addWidget(self._shown, 1)
        self.body.addLayout(whole, 1)
        self.send.setHidden(not form.reached)
        self.send.toggled.connect(self._choose)
        self.people.changed.connect(self._show)
        for field in (self.words, *self.translated.values()):
            field.textChanged.connect(self._show)
        self.language.currentIndexChanged.connect(lambda _at: self._show_read())
        self._choose(sends=False)
        if begun is not None:
            self._put(begun)
        self.words.setFocus()

    def answer(self) -> AnswerGiven:
        """Who was told, how, and what; or what they are told now."""
        translated = {language: _words(field) for language, field in self.translated.items()}
        translated = {language: words for language, words in translated.items() if words}
        sends = self.send.isChecked()
        return replace(self._fields.answer(), send=sends, translated=translated if sends else {})

    def _put(self, begun: AnswerGiven) -> None:
        self.words.setPlainText(begun.words)
        for language, field in self.translated.items():
            field.setPlainText(begun.translated.get(language, ""))
        self.send.setChecked(begun.send and bool(self._form.reached))

    def _listed(self) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setAccessibleName(text("Who was told?"))
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.people)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setMinimumHeight(min(_PEOPLE_HEIGHT, self.people.sizeHint().height() + 4))
        return scroll

    def _translations(self) -> dict[str, QPlainTextEdit]:
        """A field for each language beside English that somebody reads."""
        column = QVBoxLayout(self._translating)
        column.setContentsMargins(0, 0, 0, 0)
        fields = {}
        for each in self._form.texts:
            if each.language != STAFF_LANGUAGE:
                said = text(
                    "In {language} (empty: they get it in English)",
                    language=letter_language(each.language),
                )
                fields[each.language] = words_field(column, said)
        return fields

    def _build_shown(self) -> None:
        column = QVBoxLayout(self._shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self._english_label = field_label(text("The same in English, for you"), self.english)
        self.language.setAccessibleName(text("What they read"))
        column.addWidget(label(text("What they read, each singly"), "small"))
        column.addWidget(self.language)
        column.addWidget(self.read, 3)
        column.addWidget(self._english_label)
        column.addWidget(self.english, 2)

    def _choose(self, sends: bool) -> None:  # noqa: FBT001 - a signal's
        """What is sent needs words; who has no address stays to be called."""
        self._translating.setVisible(sends and bool(self.translated))
        self._shown.setVisible(sends)
        self._words.setText(_send_words() if sends else _log_words())
        self.setMinimumWidth(_WIDE if sends else _NARROW)
        self.take_button.setText(text("Send it") if sends else text("Log it for all"))
        self.take_button.setAccessibleName(self.take_button.text())
        self._show()
        self.adjustSize()

    def _show(self) -> None:
        ticked = frozenset(self.people.ticked)
        reached = len(self._form.reached & ticked)
        said = plural(
            "Send it by mail now, to the one with an address",
            "Send it by mail now, to the {count} with an address",
            reached,
        )
        self.send.setText(said)
        self.send.setAccessibleName(said)
        sends = self.send.isChecked()
        self._fields.go_now(now=sends)
        if sends and not reached:
            self.take_button.setEnabled(False)
        left = [
            plural(
                "{count} reads {language}, in which no text was approved: it goes to them in English.",
                "{count} read {language}, in which no text was approved: it goes to them in English.",
                len(some & ticked),
                language=letter_language(language),
            )
            for language, some in sorted(self._form.unapproved.items())
            if some & ticked
        ]
        self._left_english.setText("\n".join(left))
        self._left_english.setVisible(sends and bool(left))
        self._list_read(ticked)

    def _list_read(self, ticked: frozenset[int]) -> None:
        """The languages that go, each with how many read it."""
        chosen = self.language.currentData()
        self.language.blockSignals(True)
        self.language.clear()
        for each in self._form.texts:
            count = len(self._readers(each) & ticked)
            if count:
                people = plural("{count} person", "{count} people", count)
                self.language.addItem(facts((letter_language(each.language), people)), each.language)
        self.language.setCurrentIndex(max(0, self.language.findData(chosen)))
        self.language.setVisible(self.language.count() > 1)
        self.language.blockSignals(False)
        self._show_read()

    def _readers(self, shown: UpdateText) -> frozenset[int]:
        """Who gets this text: one in another language only once somebody wrote the news in it."""
        news = {language: _words(field) for language, field in self.translated.items()}
        news[STAFF_LANGUAGE] = _words(self.words)
        return frozenset(each for each in self._form.reached if self._form.shown_to(each, news) is shown)

    def _show_read(self) -> None:
        language = str(self.language.currentData() or STAFF_LANGUAGE)
        by_language = {each.language: each for each in self._form.texts}
        english = by_language[STAFF_LANGUAGE].with_news(_words(self.words))
        foreign = language != STAFF_LANGUAGE
        if foreign:
            words = _words(self.translated[language])
            self.read.setPlainText(by_language[language].with_news(words))
        else:
            self.read.setPlainText(english)
        self.english.setPlainText(english)
        for each in (self._english_label, self.english):
            each.setVisible(foreign)


def _log_words() -> str:
    return text("This logs one answer for everybody who is ticked, and sends nothing by itself.")


def _send_words() -> str:
    return text("Everybody gets a mail of their own. Who has no address stays to be called.")


def _reading() -> QPlainTextEdit:
    shown = QPlainTextEdit()
    shown.setReadOnly(True)
    shown.setTabChangesFocus(True)
    shown.setAccessibleName(text("What they read"))
    shown.setMinimumSize(_READ_WIDTH, _READ_HEIGHT)
    return shown


def _words(field: QPlainTextEdit) -> str:
    return field.toPlainText().strip()


def _name_of(caller: Caller) -> str:
    return facts((caller.name, caller.phone, caller.email)) or text("somebody without a name")
