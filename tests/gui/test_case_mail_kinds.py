"""What the case pane says of danger, of kinds of mail, and of senders that are not confirmed."""

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from tests.builders_case_view import NOW, a_case, a_message, a_person
from tests.gui.case_pages import CasePanePage, moments
from tests.gui.inline_tasks import InlineTasks
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import CaseKind, CaseStatus, SplitPart
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.split_proposal import SplitProposal
from wardoffice.gui.case.case_action import CaseAction
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.case.safety_card import SafetyCard
from wardoffice.store.safety_words import dangers


def _fail(error: Exception) -> None:
    raise AssertionError(error)


@pytest.fixture
def page(qtbot: QtBot) -> CasePanePage:
    pane = CasePane(InlineTasks(_fail), moments())
    qtbot.addWidget(pane)
    pane.resize(760, 760)
    with qtbot.waitExposed(pane):
        pane.show()
    return CasePanePage(pane)


def dangerous(**changes: object) -> CaseView:
    scripts = dangers("chicago").scripts("gas leak, sparking")
    return a_case(
        safety=True,
        safety_words="gas leak, sparking",
        safety_since=NOW - timedelta(hours=75),
        **{"safety_scripts": scripts, **changes},
    )


def test_the_script_for_a_danger_stands_first_with_its_age_in_hours(page: CasePanePage) -> None:
    page.show(dangerous())
    words = page.words
    assert "They wrote “gas leak, sparking”, 3 days ago." in words
    assert "1. Is anybody hurt or feeling ill? Then call 911 now." in words
    assert "From outside, call Peoples Gas, 866-556-6002." in words
    assert "Then call ComEd, 800-334-7661." in words
    assert words.index("What to say now") < words.index("What they said")
    assert "nobody here has confirmed these" in words


def test_a_danger_that_only_311_tells_of_is_not_said_to_be_written_to_us(page: CasePanePage) -> None:
    page.show(dangerous(messages=()))
    assert "In 311 it says “gas leak, sparking”, 3 days ago." in page.words
    assert "They wrote" not in page.words


def test_numbers_that_the_office_gave_are_read_out_as_they_are(page: CasePanePage) -> None:
    ours = dangers("chicago").with_lines(
        {"gas": "Northside Gas, 555-0100", "power": "Northside Power, 555-0101"}
    )
    page.show(dangerous(safety_scripts=ours.scripts("gas leak, sparking")))
    assert "From outside, call Northside Gas, 555-0100." in page.words
    assert "confirmed" not in page.words


def test_without_open_danger_there_is_no_script(page: CasePanePage) -> None:
    card = page.pane.findChild(SafetyCard)
    assert isinstance(card, SafetyCard)
    page.show(dangerous())
    assert card.isVisibleTo(page.pane)
    page.show(dangerous(status=CaseStatus.FINISHED))
    assert not card.isVisibleTo(page.pane)
    page.show(a_case())
    assert not card.isVisibleTo(page.pane)


def test_each_kind_of_mail_says_why_it_is_that(page: CasePanePage) -> None:
    reason = "It says “FOIA”. Due five business days after it came."
    page.show(a_case(messages=(a_message(kind=MessageKind.RECORDS, kind_reason=reason),)))
    assert f"records request: {reason}" in page.words


def test_a_sender_that_is_not_confirmed_is_said_so(page: CasePanePage) -> None:
    doubt = "Sender not confirmed: the mail server says it may be forged."
    page.show(a_case(messages=(a_message(sender_doubt=doubt),)))
    assert doubt in page.words


def test_paperwork_asks_for_no_place_no_type_and_no_311(page: CasePanePage) -> None:
    answered = a_person(owed_since=None, answered_at=NOW)
    page.show(a_case(kind=CaseKind.PAPERWORK, service_code="", people=(answered,)))
    assert page.named("nextStep") == "Next: Finish it: who wrote was answered"


PROPOSED = SplitProposal(
    1,
    (SplitPart("Pothole", "4812 N Damen Ave", "", (1,)), SplitPart("Rats", "2000 W Ainslie St")),
    "It tells of 2 kinds of problems at 2 places.",
)


def test_a_mail_of_several_problems_offers_to_be_split(page: CasePanePage, qtbot: QtBot) -> None:
    """P5: it only offers."""
    page.show(a_case())
    page.pane.show_proposals((PROPOSED,))
    assert "This may be 2 problems in one mail" in page.words
    assert "1. Pothole · 4812 N Damen Ave · 1 photo" in page.words
    assert PROPOSED.reason in page.words
    with qtbot.waitSignal(page.pane.action_asked) as asked:
        page.press("Split it so")
    assert asked.args == [CaseAction.SPLIT]
    page.show(a_case(case_id=2))
    assert "This may be" not in page.words


def test_one_of_many_letters_can_be_taken_out_of_the_others(page: CasePanePage, qtbot: QtBot) -> None:
    one, two = (
        a_message(number, kind=MessageKind.SAME_LETTER, sender_name=f"Neighbor {number}") for number in (1, 2)
    )
    page.show(a_case(messages=(one, two)))
    with qtbot.waitSignal(page.pane.take_out_asked) as asked:
        page.press("Take the letter of Neighbor 2 out of the others")
    assert asked.args == [2]


def test_the_last_of_the_letters_has_none_to_be_taken_out_of(page: CasePanePage) -> None:
    page.show(a_case(messages=(a_message(kind=MessageKind.SAME_LETTER),)))
    assert "Another matter" not in page.words
