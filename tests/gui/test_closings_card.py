"""What the city closed lately: the sentence, the numbers, and the list behind each."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from tests.gui.case_pages import MARIA, moments
from tests.gui.inline_tasks import InlineTasks
from tests.gui.test_year_runner import unexpected
from wardoffice.domain.actor import Actor
from wardoffice.domain.closing_counts import ClosedLine, ClosedSpan, ClosingCounts, ClosingPart
from wardoffice.gui.check.closings_card import SPANS, ClosingsCard, part_words, rule_words

READ = datetime(2026, 11, 23, 15, 12, tzinfo=UTC)


@dataclass
class FakeClosings:
    """So many requests of each part as its place in the list of them."""

    nothing: bool = False
    asked: list[int] = field(default_factory=list)

    def last_days(self, count: int) -> ClosedSpan:
        self.asked.append(count)
        return ClosedSpan(READ - timedelta(days=count), READ)

    def counts(self, _actor: Actor, _span: ClosedSpan) -> ClosingCounts:
        parts = {each: 0 if self.nothing else place for place, each in enumerate(ClosingPart)}
        return ClosingCounts(parts, READ)

    def lines(self, _actor: Actor, span: ClosedSpan, which: ClosingPart) -> tuple[ClosedLine, ...]:
        return tuple(
            ClosedLine(
                90 + at, f"SR26-{at:08d}", "Pothole", "4812 N Damen Ave", None, span.start, "Completed"
            )
            for at in range(list(ClosingPart).index(which))
        )


@pytest.fixture
def closings() -> FakeClosings:
    return FakeClosings()


@pytest.fixture
def card(qtbot: QtBot, closings: FakeClosings) -> ClosingsCard:
    made = ClosingsCard(closings, InlineTasks(unexpected), MARIA, moments())
    qtbot.addWidget(made)
    made.resize(1130, 500)
    made.show()
    made.refresh()
    return made


def test_what_goes_on_elsewhere_and_what_crews_wrote_is_not_said_to_be_finished(card: ClosingsCard) -> None:
    assert card.words == (
        "In 30 days the city called 36 requests closed: 21 are closed for good, 7 go on elsewhere, 8 crews "
        "wrote down for their own work. 311 read today 9:12 AM."
    )


@pytest.mark.parametrize("which", ClosingPart)
def test_every_number_opens_the_list_it_counts_with_its_definition(
    card: ClosingsCard, which: ClosingPart
) -> None:
    """P7."""
    assert set(part_words()) == set(ClosingPart)
    card.numbers.button(which).click()
    count = list(ClosingPart).index(which)
    assert card.numbers.table.lines.rowCount() == count
    said = " ".join(each.text() for each in card.findChildren(QLabel) if each.isVisible())
    assert rule_words(which) in said
    card.numbers.button(which).click()
    assert not card.numbers.table.isVisible()


def test_another_span_is_counted_at_a_click_and_the_open_list_with_it(
    card: ClosingsCard, closings: FakeClosings
) -> None:
    card.numbers.button(ClosingPart.CREW).click()
    for days in SPANS:
        card.chip(days).click()
        line = card.numbers.table.lines.line(0)
        assert line is not None
        assert (closings.asked[-1], line.closed_at) == (days, READ - timedelta(days=days))
    assert card.words.startswith("In one year")


def test_a_request_of_the_list_opens_its_problem(qtbot: QtBot, card: ClosingsCard) -> None:
    card.numbers.button(ClosingPart.CREW).click()
    open_it = next(each for each in card.findChildren(QPushButton) if each.text() == "Open its problem")
    with qtbot.waitSignal(card.case_asked) as asked:
        open_it.click()
    assert asked.args == [90]


def test_a_span_without_closings_says_so_and_shows_no_numbers(
    card: ClosingsCard, closings: FakeClosings
) -> None:
    closings.nothing = True
    card.chip(7).click()
    assert card.words == "The city closed nothing here in 7 days. 311 read today 9:12 AM."
    assert not card.numbers.button(ClosingPart.WORK_DONE).isVisible()
