"""The reply dialog: who gets it, exactly what, and nothing sent that is not whole."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.inline_tasks import InlineTasks
from tests.gui.submit_pages import CTRL, DialogPage
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, WardOfficeError
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.replying import (
    Correspondent,
    ReplyChoice,
    ReplyForm,
    ReplyKind,
    ReplyPreview,
    ReplyTo,
    ReplyWay,
    choice_of,
    choice_values,
)
from wardoffice.gui.answer.dialog import ReplyDialog
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.elided import ElidedCheckBox, ElidedLabel
from wardoffice.office.letter_templates import LetterTemplates

_NOW = datetime(2026, 7, 9, 15, tzinfo=UTC)
_MARIA = Actor(1, "Maria R.", Role.STAFF)
_EVA = Correspondent(
    1, "Eva Stone", "eva@x.example", "(773) 555-0111", "", "en", (ReplyWay.MAIL, ReplyWay.CALL), owed=True
)
_JOSE = Correspondent(
    2,
    "José Martínez",
    "jose@y.example",
    "",
    "",
    "es",
    (ReplyWay.MAIL,),
    heard="answered in Outlook",
    answered_at=datetime(2026, 7, 9, 14, 12, tzinfo=UTC),
    owed=True,
)
_ROBOT = Correspondent(
    3, "Robot", "robot@z.example", "", "", "", (), no_mail="only a machine ever wrote from there"
)


def _form(*people: Correspondent, kind: ReplyKind = ReplyKind.ACKNOWLEDGE) -> ReplyForm:
    return ReplyForm(
        7,
        "2026-00017",
        "Pothole · 4812 N Damen Ave",
        people,
        kind,
        {ReplyKind.DONE: "We are not done with this problem yet."},
        dict.fromkeys(ReplyKind, ("en", "es")),
        dict.fromkeys(ReplyKind, ("pl",)),
    )


class _Office:
    """Fills the texts as the office does, and remembers what was sent."""

    def __init__(self, form: ReplyForm) -> None:
        self._form = form
        self._templates = LetterTemplates()
        self.sent: list[ReplyChoice] = []
        self.trouble: WardOfficeError | None = None

    def begin(self, _actor: Actor, _case_id: int) -> ReplyForm:
        return self._form

    def now(self, form: ReplyForm) -> None:
        """How it stands from now on."""
        self._form = form

    def preview(self, _actor: Actor, _case_id: int, choice: ReplyChoice) -> tuple[ReplyPreview, ...]:
        names = {each.contact_id: each.name for each in self._form.people}
        found = []
        for to in choice.to:
            values = {
                "type": "Pothole",
                "place": "4812 N Damen Ave",
                "number": "2026-00017",
                "office": "Ward 47",
            }
            values |= {"office_phone": "(773) 555-0100", **choice.fields}
            values["greeting"] = self._templates.greeting(to.language, names[to.contact_id])
            letter = self._templates.fill(choice.kind.letter, to.language, values)
            if to.body is not None and to.subject is not None:
                letter = replace(letter, subject=to.subject, body=to.body, gaps=())
            english = self._templates.fill(choice.kind.letter, "en", values) if to.language != "en" else None
            found.append(ReplyPreview(to, names[to.contact_id], letter, english))
        return tuple(found)

    def send(
        self, _actor: Actor, _case_id: int, choice: ReplyChoice, cancelled: Cancelled = lambda: False
    ) -> Changes:
        assert not cancelled()
        if self.trouble is not None:
            raise self.trouble
        self.sent.append(choice)
        return Changes(frozenset({7}), label="Answers to 2 people: by mail", action_id=1)


class _Page(DialogPage):
    def __init__(self, dialog: ReplyDialog, office: _Office, window: QWidget) -> None:
        super().__init__(dialog)
        self.reply, self.office = dialog, office
        self._window = window  # what it stands on must live as long

    @property
    def body(self) -> str:
        field = self.field("What they read")
        assert isinstance(field, QPlainTextEdit)
        return field.toPlainText()

    def send(self) -> None:
        QTest.keyClick(self.dialog, Qt.Key.Key_Return, CTRL)


def _open(qtbot: QtBot, form: ReplyForm, begun: ReplyChoice | None = None) -> _Page:
    office = _Office(form)
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    dialog = ReplyDialog(
        form,
        office=office,
        tasks=InlineTasks(lambda error: pytest.fail(str(error))),
        actor=_MARIA,
        moments=Moments(ZoneInfo("America/Chicago"), lambda: _NOW),
        begun=begun,
        parent=window,
    )
    dialog.start()
    qtbot.waitUntil(dialog.isActiveWindow)
    return _Page(dialog, office, window)


def test_each_who_is_owed_an_answer_is_ticked_and_sees_their_own_words(qtbot: QtBot) -> None:
    page = _open(qtbot, _form(_EVA, _JOSE, _ROBOT))
    assert page.body.startswith("Hello Eva Stone,")
    QTest.keyClick(page.dialog, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert page.body.startswith("Hola, José Martínez:")
    beside = page.field("The same in English, for you")
    assert isinstance(beside, QPlainTextEdit)
    assert "Thank you for telling us." in beside.toPlainText()
    page.send()
    (choice,) = page.office.sent
    assert [(each.contact_id, each.language) for each in choice.to] == [(1, "en"), (2, "es")]


def test_a_long_name_hides_neither_its_way_nor_its_language_nor_which_of_how_many_it_is(
    qtbot: QtBot,
) -> None:
    long = replace(_EVA, name="Maria Guadalupe Fernández-Rodríguez de la Cruz " * 2)
    page = _open(qtbot, _form(long, _JOSE))
    (said,) = (
        each for each in page.dialog.findChildren(QLabel) if each.text() == "by e-mail · English · 1 of 2"
    )
    assert said.isVisible()
    assert said.width() >= said.fontMetrics().horizontalAdvance(said.text())
    heads = [each for each in page.dialog.findChildren(ElidedLabel) if each.text() == long.name]
    assert [each.is_cut for each in heads if each.isVisible()] == [True]
    box, language = page.field(f"Write to {long.name}"), page.field(f"Language for {long.name}")
    assert isinstance(box, ElidedCheckBox)
    assert box.is_cut
    assert not language.visibleRegion().isEmpty()
    assert language.visibleRegion().boundingRect().width() == language.width()


def test_who_cannot_be_reached_is_named_with_the_reason_and_gets_a_letter_at_most(qtbot: QtBot) -> None:
    page = _open(qtbot, _form(_EVA, _ROBOT))
    assert "only a machine ever wrote from there" in page.words
    box, way = page.field("Write to Robot"), page.field("How Robot is told")
    assert isinstance(box, QCheckBox)
    assert isinstance(way, QComboBox)
    assert not box.isChecked()
    assert [way.itemText(at) for at in range(way.count())] == ["by letter"]


def test_an_answer_given_in_the_mail_program_today_is_warned_of(qtbot: QtBot) -> None:
    assert "answered in Outlook today 9:12 AM" in _open(qtbot, _form(_EVA, _JOSE)).words


def test_whoever_was_thanked_today_is_not_thanked_again(qtbot: QtBot) -> None:
    page = _open(qtbot, _form(_EVA, replace(_JOSE, acknowledged=True)))
    assert [each.contact_id for each in page.reply.choice().to] == [1]


def test_what_is_missing_is_shown_and_keeps_it_from_going(qtbot: QtBot) -> None:
    page = _open(qtbot, _form(_EVA, kind=ReplyKind.NEED_MORE))
    assert "⟨question: fill in⟩" in page.body
    assert "Still missing, marked ⟨ ⟩ in the text: question. Write it there" in page.words
    assert not page.reply.take_button.isEnabled()
    page.write("What we need to know", "Which corner is it?")
    qtbot.waitUntil(lambda: "Which corner is it?" in page.body)
    assert page.reply.take_button.isEnabled()
    page.send()
    assert page.office.sent[0].fields["question"] == "Which corner is it?"


def test_words_changed_for_one_person_stay_that_persons(qtbot: QtBot) -> None:
    page = _open(qtbot, _form(_EVA, _JOSE))
    page.write("What they read", "Dear Eva")
    qtbot.waitUntil(lambda: page.body == "Dear Eva")
    page.send()
    (choice,) = page.office.sent
    assert [each.body for each in choice.to] == ["Dear Eva", None]


def test_changed_words_can_be_put_back(qtbot: QtBot) -> None:
    page = _open(qtbot, _form(_EVA))
    page.write("What they read", "Dear Eva")
    page.button("Put the text back as it was").click()
    qtbot.waitUntil(lambda: page.body.startswith("Hello Eva Stone,"))
    assert page.reply.choice().to[0].body is None


def test_what_was_written_for_one_kind_of_answer_is_there_again_after_looking_at_another(
    qtbot: QtBot,
) -> None:
    """P1: choosing another kind and going back emptied the line and the words that were changed."""
    page = _open(qtbot, _form(_EVA))
    page.write("A line of yours (may stay empty)", "See you")
    page.write("What they read", "Dear Eva")
    kinds = page.reply.kinds
    first = kinds.currentIndex()
    kinds.setCurrentIndex(kinds.findData(ReplyKind.UPDATE.value))
    qtbot.waitUntil(lambda: page.body.startswith("Hello Eva Stone,"))
    assert "See you" not in page.body, "it was written for another answer"
    assert page.reply._holds_words(), "leaving asks"
    kinds.setCurrentIndex(first)
    qtbot.waitUntil(lambda: page.body == "Dear Eva")
    assert page.reply.choice().fields["note"] == "See you"


def test_a_doubt_about_the_kind_is_said(qtbot: QtBot) -> None:
    page = _open(qtbot, _form(_EVA))
    page.choose("Message", "It is done")
    assert page.reply.said == "We are not done with this problem yet."


def test_each_kind_offers_the_languages_it_may_be_written_in(qtbot: QtBot) -> None:
    """A text is approved by itself: another in that language is not."""
    form = replace(
        _form(replace(_EVA, language="pl")),
        languages={each: ("en",) if each is ReplyKind.UPDATE else ("en", "pl") for each in ReplyKind},
        waiting_for_approval={ReplyKind.UPDATE: ("pl",)},
    )
    page = _open(qtbot, form)
    assert page.reply.choice().to[0].language == "pl"
    assert "has approved the texts" not in page.words
    page.choose("Message", "How it stands")
    assert page.reply.choice().to[0].language == "en"
    assert "Polish: once somebody who speaks it has approved the texts" in page.words
    theirs = "writes Polish, in which no text was approved: it goes in English"
    assert theirs in page.words, "beside who gets it in a language that is not theirs"
    page.choose("Message", "It is done")
    assert page.reply.choice().to[0].language == "pl"
    assert "has approved the texts" not in page.words
    assert theirs not in page.words


def test_a_refusal_is_said_above_and_everything_stays(qtbot: QtBot) -> None:
    page = _open(qtbot, _form(_EVA))
    page.write("A line of yours (may stay empty)", "See you")
    qtbot.waitUntil(lambda: "See you" in page.body)
    page.office.trouble = CannotDoError("Something is missing.", "Nothing was sent.", "Fill it in.")
    page.send()
    assert "Nothing was sent." in page.reply.said
    assert page.dialog.isVisible()
    page.office.trouble = None
    page.send()
    assert len(page.office.sent) == 1
    assert not page.dialog.isVisible()


def test_who_lives_where_nobody_knew_gets_a_letter_once_it_is_said_where(qtbot: QtBot) -> None:
    """P6: people without mail are answered too."""
    page = _open(qtbot, _form(_EVA))
    page.choose("How Eva Stone is told", "by letter")
    assert not page.reply.take_button.isEnabled()
    page.write("Postal address of Eva Stone", "4812 N Damen Ave,  Chicago 60625")
    assert page.reply.take_button.isEnabled()
    (to,) = page.reply.choice().to
    assert (to.way, to.address) == (ReplyWay.LETTER, "4812 N Damen Ave, Chicago 60625")


def test_a_call_needs_no_text_and_is_offered_where_there_is_a_number(qtbot: QtBot) -> None:
    page = _open(qtbot, _form(_EVA, kind=ReplyKind.NEED_MORE))
    page.choose("How Eva Stone is told", "call them")
    qtbot.waitUntil(page.reply.take_button.isEnabled)
    assert page.reply.take_button.text().startswith("Tell one person")


def test_what_was_taken_back_is_there_again_as_it_was_written(qtbot: QtBot) -> None:
    to = ReplyTo(2, ReplyWay.MAIL, "es", "Su bache", "Estimado José")
    begun = ReplyChoice(ReplyKind.NEED_MORE, (to,), {"question": "Which corner?", "note": ""})
    page = _open(qtbot, _form(_EVA, _JOSE), begun)
    choice = page.reply.choice()
    assert choice_of(choice_values(choice.kind, choice.to[0], choice.fields)).to == (to,)
    assert choice.fields["question"] == "Which corner?"
    assert page.body == "Estimado José"


def test_what_was_written_of_something_that_is_known_by_now_is_there_again(qtbot: QtBot) -> None:
    begun = ReplyChoice(ReplyKind.UPDATE, (ReplyTo(1, ReplyWay.MAIL),), {"news": "A crew comes on Friday."})
    page = _open(qtbot, replace(_form(_EVA), knows_status=True), begun)
    assert page.reply.choice().fields["news"] == "A crew comes on Friday."
    page = _open(qtbot, replace(_form(_EVA, kind=ReplyKind.UPDATE), knows_status=True))
    assert "news" not in page.reply.choice().fields


def test_nobody_ticked_sends_nothing(qtbot: QtBot) -> None:
    page = _open(qtbot, _form(_EVA))
    page.tick("Write to Eva Stone")
    qtbot.waitUntil(lambda: "Nobody is ticked" in page.words)
    page.send()
    assert page.office.sent == []


def test_what_is_sent_says_what_was_read_and_who_was_answered_by_then(qtbot: QtBot) -> None:
    page = _open(qtbot, replace(_form(_EVA, _JOSE), newest_answer=12))
    read = page.body
    page.send()
    (choice,) = page.office.sent
    assert choice.seen is not None
    assert choice.seen.newest_answer == 12
    assert choice.seen.letters[1].body == read
    assert set(choice.seen.letters) == {1, 2}


def test_nothing_is_sent_before_what_was_typed_stands_where_it_is_read(qtbot: QtBot) -> None:
    page = _open(qtbot, _form(_EVA))
    page.write("A line of yours (may stay empty)", "See you")
    page.send()
    assert page.office.sent == []
    qtbot.waitUntil(lambda: "See you" in page.body)
    page.send()
    assert page.office.sent[0].fields["note"] == "See you"


def test_after_a_refusal_the_new_words_and_the_new_answers_are_shown(qtbot: QtBot) -> None:
    page = _open(qtbot, _form(_EVA, _JOSE))
    page.tick("Write to José Martínez")
    qtbot.waitUntil(lambda: len(page.reply.shown.letters) == 1)
    heard = replace(_EVA, name="Eva M. Stone", heard="called", answered_at=_NOW)
    page.office.trouble = CannotDoError("Eva was answered.", "Nothing was sent.", "Untick them.")
    page.office.now(replace(_form(heard, _JOSE), newest_answer=13))
    page.send()
    assert "Eva was answered." in page.reply.said
    assert "called today" in page.words
    assert page.body.startswith("Hello Eva M. Stone,")
    assert [each.contact_id for each in page.reply.choice().to] == [1]
    page.office.trouble = None
    page.send()
    (choice,) = page.office.sent
    assert choice.seen is not None
    assert choice.seen.newest_answer == 13


def test_what_is_odd_of_an_address_stands_beside_the_person(qtbot: QtBot) -> None:
    assert "Is it @gmail.com?" in _open(qtbot, _form(replace(_EVA, address_doubt="Is it @gmail.com?"))).words
