"""311 and the city's data portal side by side: every number opens the list it counts."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.gui.case_pages import MARIA, moments
from tests.gui.inline_tasks import InlineTasks
from tests.gui.test_year_runner import TELLING, FakeYear, runner, unexpected
from wardoffice.domain.actor import Actor
from wardoffice.domain.portal import (
    BothSources,
    Difference,
    Freshness,
    SideBySide,
    SourceCounts,
    SourceLine,
)
from wardoffice.domain.service_requests import CityStatus
from wardoffice.gui.case.source_words import both_words
from wardoffice.gui.check.sources_card import difference_words, rule_words
from wardoffice.gui.check.sources_table import source_columns
from wardoffice.gui.check.sources_view import SourcesView
from wardoffice.gui.widgets.line_table import LineModel

READ = datetime(2026, 11, 23, 15, 12, tzinfo=UTC)
FRESH = Freshness(READ, READ, READ - timedelta(days=1))
OPEN, CLOSED = CityStatus.OPEN, CityStatus.CLOSED


def side(difference: Difference, number: str = "SR26-00000001") -> SideBySide:
    city, portal = {
        Difference.OPEN_IN_311: (OPEN, CLOSED),
        Difference.OPEN_ON_PORTAL: (CLOSED, OPEN),
        Difference.ONLY_ON_PORTAL: (None, CLOSED),
        Difference.ONLY_IN_311: (OPEN, None),
        Difference.SAME: (OPEN, OPEN),
        Difference.NOT_ASKED: (None, CLOSED),
        Difference.NOT_PUBLISHED: (OPEN, None),
    }[difference]
    words = {OPEN: "Open", CLOSED: "Completed", None: ""}[portal]
    closed = READ - timedelta(days=9) if portal is CLOSED else None
    return SideBySide(number, difference, city, READ, portal, words, READ if portal else None, closed)


class FakeSources:
    """So many requests of each difference as its place in the list of them."""

    def counts(self, _actor: Actor) -> SourceCounts:
        return SourceCounts({each: place for place, each in enumerate(Difference)}, FRESH)

    def lines(self, _actor: Actor, which: Difference) -> tuple[SourceLine, ...]:
        count = list(Difference).index(which)
        return tuple(
            SourceLine(90 + each, "Pothole in Street", "4812 N Damen Ave", READ, side(which))
            for each in range(count)
        )


@pytest.fixture
def view(qtbot: QtBot) -> SourcesView:
    made = SourcesView(
        FakeSources(),
        runner(FakeYear(), InlineTasks(unexpected)),
        TELLING,
        tasks=InlineTasks(unexpected),
        actor=MARIA,
        moments=moments(),
    )
    qtbot.addWidget(made)
    made.resize(1130, 700)
    made.show()
    made.refresh()
    return made


@pytest.mark.parametrize("which", list(difference_words()))
def test_every_number_opens_the_list_it_counts_with_its_definition(
    view: SourcesView, which: Difference
) -> None:
    """P7."""
    button = view.both.button(which)
    count = list(Difference).index(which)
    words = " ".join(each.text() for each in button.findChildren(QLabel))
    assert words.startswith(f"{count:,} ")
    button.click()
    assert view.both.chosen is which
    assert view.both.table.model().rowCount() == count
    assert view.both.table.isVisible()
    said = " ".join(each.text() for each in view.both.findChildren(QLabel))
    assert rule_words(which) in said
    button.click()
    assert not view.both.table.isVisible()


def test_a_request_of_the_list_opens_its_problem(qtbot: QtBot, view: SourcesView) -> None:
    view.both.button(Difference.OPEN_ON_PORTAL).click()
    open_it = next(each for each in view.both.findChildren(QPushButton) if each.text() == "Open its problem")
    with qtbot.waitSignal(view.case_asked) as asked:
        open_it.click()
    assert asked.args == [90]


def test_the_freshness_of_each_source_stands_beside_the_numbers(view: SourcesView) -> None:
    said = [each.text() for each in view.both.findChildren(QLabel)]
    assert any("311 read" in each and "its newest word is of Sun Nov 22, 9:12 AM" in each for each in said)
    view.both.show_counts(SourceCounts())
    said = [each.text() for each in view.both.findChildren(QLabel)]
    assert "311 was not read yet. The city's data portal was not read yet." in said
    assert not view.both.button(Difference.SAME).isVisible()


def test_the_year_is_read_on_from_its_card(qtbot: QtBot, view: SourcesView) -> None:
    with qtbot.waitSignal(view.year.run_asked):
        next(each for each in view.year.findChildren(QPushButton)).click()
    assert view.year.words[0] == "The year before is read, back to July 2025."


def test_the_table_is_a_sound_model(qtmodeltester: ModelTester) -> None:
    model = LineModel(source_columns(moments()))
    model.show_lines(FakeSources().lines(MARIA, Difference.NOT_ASKED))
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]  # pytest-qt has it untyped


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        (
            Difference.OPEN_IN_311,
            "311 says open (read today 9:12 AM); the portal says completed Sat Nov 14 (published yesterday).",
        ),
        (
            Difference.OPEN_ON_PORTAL,
            "311 says closed (read today 9:12 AM); the portal says open (published yesterday).",
        ),
        (
            Difference.ONLY_ON_PORTAL,
            (
                "Only on the city's data portal: completed Sat Nov 14 (published yesterday). "
                "311 does not know it (read today 9:12 AM)."
            ),
        ),
        (Difference.ONLY_IN_311, "The city's data portal does not list it (published yesterday)."),
        (
            Difference.NOT_ASKED,
            (
                "From the city's data portal: completed Sat Nov 14 (published yesterday). "
                "It is older than 311's list."
            ),
        ),
        (Difference.SAME, "311 (read today 9:12 AM) and the portal (published yesterday) agree."),
        (Difference.NOT_PUBLISHED, ""),
    ],
)
def test_the_line_of_a_case_says_both_words_and_how_fresh_they_are(difference: Difference, said: str) -> None:
    assert both_words(BothSources(side(difference), FRESH), moments()) == said


def test_a_case_says_nothing_where_the_portal_was_never_read() -> None:
    assert both_words(None, moments()) == ""
