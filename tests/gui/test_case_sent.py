"""What staff answered in their mail program, as the case shows it, and who warns of a second answer."""

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.builders_case_view import NOW, a_case, a_message, a_person
from tests.gui.case_pages import CasePanePage, moments
from tests.gui.inline_tasks import InlineTasks
from tests.gui.test_dialogs import TAKE, in_dialog, keys
from wardoffice.domain.case_view import MessageView, PersonView
from wardoffice.domain.cases import AnswerWay, LinkReason
from wardoffice.domain.messages import MailProgram, MessageKind
from wardoffice.gui.case.answered_words import answered_already, answered_words
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.dialogs.ask import Dialogs
from wardoffice.gui.dialogs.forms import AnswerQuestion

AT_9_12 = NOW - timedelta(minutes=28)


def answered(way: AnswerWay | None = AnswerWay.OUTLOOK, by: str = "Maria R.") -> PersonView:
    return a_person(owed_since=None, answered_at=AT_9_12, answered_how=way, answered_by=by)


def our_mail(**changes: object) -> MessageView:
    ours: dict[str, object] = {
        "kind": MessageKind.SENT,
        "kind_reason": "It lies in the folder of sent mail.",
        "link_reason": LinkReason.IN_REPLY_TO,
        "contact_id": None,
        "sender_name": "Maria R.",
        "at": AT_9_12,
        "text": "A crew comes tomorrow.",
        "recipients": ("Jan Kowalski",),
        "program": MailProgram.OUTLOOK,
    }
    return a_message(2, **(ours | changes))


@pytest.fixture
def page(qtbot: QtBot) -> CasePanePage:
    pane = CasePane(InlineTasks(_fail), moments(), None)
    qtbot.addWidget(pane)
    pane.resize(1208, 900)
    with qtbot.waitExposed(pane):
        pane.show()
    return CasePanePage(pane)


def _fail(error: Exception) -> None:
    raise error


def test_an_answer_from_outlook_stands_beside_the_person_and_among_what_was_said(page: CasePanePage) -> None:
    """P6: who answered, when, to whom and in which words."""
    page.show(a_case(people=(answered(),), messages=(a_message(), our_mail())))

    for words in (
        "Answered in Outlook Mon Nov 23, 9:12 AM, by Maria R.",
        "What was said: 2 messages",
        "Maria R. to Jan Kowalski",
        "sent in Outlook · Mon Nov 23, 9:12 AM · here because: answers a mail of this case",
        "From the office",
        "A crew comes tomorrow.",
    ):
        assert words in page.words
    assert "Owed an answer" not in page.words


def test_a_mail_to_a_department_says_so(page: CasePanePage) -> None:
    forward = our_mail(recipients=("Forestry", "Ana", "Bob", "Carl"), departments=("Forestry",), program=None)
    page.show(a_case(messages=(a_message(), forward)))

    assert "To a department: Forestry" in page.words
    assert "Maria R. to Forestry, Ana and 2 more" in page.words
    assert "sent in a mail program" in page.words


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (answered(by=""), "Answered in Outlook Mon Nov 23, 9:12 AM"),
        (answered(AnswerWay.CALLED), "Answered Mon Nov 23: called"),
        (answered(None), "Answered Mon Nov 23"),
        (a_person(), ""),
    ],
)
def test_how_somebody_was_answered_is_said_in_words(person: PersonView, words: str) -> None:
    assert answered_words(person, moments()) == words


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (answered(), ("Maria R. answered Jan Kowalski in Outlook, Mon Nov 23, 9:12 AM.",)),
        (answered(by=""), ("Jan Kowalski was answered in Outlook, Mon Nov 23, 9:12 AM.",)),
        (
            answered(AnswerWay.CALLED),
            ("Maria R. answered Jan Kowalski already, Mon Nov 23, 9:12 AM: called.",),
        ),
        (answered(None, ""), ("Jan Kowalski was answered already, Mon Nov 23, 9:12 AM.",)),
        (a_person(answered_at=AT_9_12), ()),
        (a_person(), ()),
    ],
)
def test_a_second_answer_is_warned_of_unless_one_is_owed_again(
    person: PersonView, words: tuple[str, ...]
) -> None:
    assert answered_already([person], moments()) == words


def test_the_question_says_who_answered_her_before_anybody_does_it_again(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    seen: list[str] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, AnswerQuestion)
        seen.extend(each.text() for each in dialog.findChildren(QLabel))
        keys("", TAKE)(dialog)

    in_dialog(look)
    given = Dialogs(window, moments()).ask_answer([answered()])

    assert given is not None
    assert any("Maria R. answered Jan Kowalski in Outlook, Mon Nov 23, 9:12 AM." in words for words in seen)
    offered = {AnswerWay.CALLED, AnswerWay.REPLIED, AnswerWay.IN_PERSON, AnswerWay.LETTER}
    assert given.way in offered
