"""What a row says, in words a person uses, in the city's zone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders_queue import NOW, believable_rows, queue_row
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.queue import CityState
from wardoffice.gui.queue.words import ago, due_words, lasted, row_words
from wardoffice.gui.widgets.badge import Tone

CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=4), "4 min"),
        (timedelta(hours=3, minutes=50), "3 h"),
        (timedelta(hours=26), "26 h"),
        (timedelta(days=19, hours=3), "19 d"),
        (timedelta(days=1200), "1,200 d"),
    ],
)
def test_durations_are_told_in_one_unit(span: timedelta, words: str) -> None:
    assert lasted(span) == words


def test_ago_reads_in_a_sentence() -> None:
    assert ago(NOW - timedelta(minutes=2), NOW) == "2 min ago"
    assert ago(NOW, NOW) == "just now"


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (datetime(2026, 11, 21, 4, 0, tzinfo=UTC), "due today"),  # 10 PM of the 20th in Chicago
        (datetime(2026, 11, 21, 18, 0, tzinfo=UTC), "due tomorrow"),
        (datetime(2026, 11, 23, 18, 0, tzinfo=UTC), "due Mon"),
        (datetime(2026, 12, 4, 18, 0, tzinfo=UTC), "due Dec 4"),
        (datetime(2026, 11, 18, 16, 30, tzinfo=UTC), "2 d late"),
    ],
)
def test_due_days_are_the_citys_days(due: datetime, words: str) -> None:
    assert due_words(due, NOW, CHICAGO) == words


@given(st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_every_duration_has_words(span: timedelta) -> None:
    assert lasted(span)


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        (-timedelta(days=2), "snoozed until 11/22/2026"),
        (timedelta(hours=3), "was snoozed, back today"),
        (timedelta(days=2), "was snoozed, back since 11/18/2026"),
        (timedelta(days=9), "4812 N Damen Ave"),
    ],
)
def test_a_row_says_until_when_it_is_snoozed_and_for_a_week_that_it_is_back(
    ended: timedelta, words: str
) -> None:
    row = queue_row(7, address="4812 N Damen Ave", snoozed_until=NOW - ended)
    assert row_words(row, NOW, CHICAGO, "").place_line.startswith(words)


def test_a_street_is_no_tree() -> None:
    words = [row_words(row, NOW, CHICAGO, "") for row in believable_rows()]
    icons = {each.title: each.icon for each in words}
    assert icons["Water on Street"] == "mdi6.water-outline"
    assert icons["Tree Debris Clean-Up"] == "mdi6.tree-outline"
    assert icons["Wires Down"] == "mdi6.alert"


@pytest.mark.usefixtures("qapp")  # without an application no font is loaded
def test_every_icon_is_there() -> None:
    from wardoffice.gui.icons import icon_of
    from wardoffice.gui.keys import key_specs
    from wardoffice.gui.queue import words

    names = {icon for _, icon in words._ICONS} | set(words._CHANNEL_ICONS.values())
    names |= {spec.icon for spec in key_specs()}
    for name in names:
        assert not icon_of(name, color="#000000").isNull(), name


def test_an_answer_owed_for_a_day_is_a_badge_and_not_only_a_colour() -> None:
    row = queue_row(1, owed_since=NOW - timedelta(hours=26))
    words = row_words(row, NOW, CHICAGO, "Maria R.")
    assert ("Unanswered 26 h", Tone.DANGER) in words.badges


@pytest.mark.parametrize(("age", "words"), [(71, "Safety, 71 h"), (1652, "Safety, 68 d")])
def test_a_danger_tells_its_age_once_and_in_days_after_72_hours(age: int, words: str) -> None:
    row = queue_row(1, safety=True, opened_at=NOW - timedelta(hours=age), city_state=CityState.OPEN)
    badges = row_words(row, NOW, CHICAGO, "Maria R.").badges
    assert (words, Tone.DANGER) in badges
    assert not any(each.startswith("Waiting") for each, _ in badges)


def test_the_citys_closed_is_a_question_and_never_our_finished() -> None:
    row = queue_row(1, city_state=CityState.CLOSED, city_closed_at=NOW - timedelta(hours=8))
    words = row_words(row, NOW, CHICAGO, "Maria R.")
    assert ("Really done?", Tone.CHECK) in words.badges
    assert "city closed it 8 h ago" in words.place_line
    done = row_words(replace(row, status=CaseStatus.FINISHED), NOW, CHICAGO, "Maria R.")
    assert ("Finished", Tone.DONE) in done.badges
    assert all(badge != "Really done?" for badge, _ in done.badges)


def test_the_citys_closing_says_why_and_whether_it_goes_on() -> None:
    """P6: closed is followed to its end."""
    row = queue_row(1, city_state=CityState.CLOSED, city_closed_at=NOW - timedelta(hours=8))
    nothing = row_words(replace(row, closing=ClosingKind.NOTHING_FOUND), NOW, CHICAGO, "Maria R.")
    assert "city closed it 8 h ago: nothing found" in nothing.place_line
    counted = replace(row, city_state=CityState.OPEN, closing=ClosingKind.DUPLICATE)
    goes_on = row_words(counted, NOW, CHICAGO, "Maria R.")
    assert "city closed it, but it goes on" in goes_on.place_line
    assert all(badge != "Really done?" for badge, _ in goes_on.badges)


def test_what_is_mine_says_you() -> None:
    row = queue_row(1, assignee="Maria R.")
    assert row_words(row, NOW, CHICAGO, "Maria R.").whose == "you"
    assert row_words(row, NOW, CHICAGO, "Joe B.").whose == "Maria R."
    assert row_words(replace(row, assignee=""), NOW, CHICAGO, "Joe B.").whose == "nobody"


def test_a_screen_reader_hears_all_of_the_row() -> None:
    words = row_words(believable_rows()[0], NOW, CHICAGO, "Maria R.")
    assert (
        words.sentence()
        == "Wires Down, Safety, 3 h, 1938 W Berteau Ave · unanswered · mail · 1 photo, 4 min, nobody"
    )


def test_a_problem_of_another_ward_says_so_right_behind_its_place() -> None:
    words = row_words(queue_row(1, elsewhere=32), NOW, CHICAGO, "").place_line
    assert words.startswith("4004 N Damen Ave · in Ward 32, not ours · ")
    assert "Ward" not in row_words(queue_row(1), NOW, CHICAGO, "").place_line


def test_a_row_names_the_incident_it_stands_under() -> None:
    words = row_words(queue_row(1, incident="Main break"), NOW, CHICAGO, "")
    assert "incident: Main break" in words.place_line
