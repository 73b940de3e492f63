"""A mail that does not leave is tried at 1, 5, 15, 60 minutes, then hourly to 24 hours of trying."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from wardoffice.domain.mail_retry import TRIES_OF_A_DAY, next_mail_try

FRIDAY = datetime(2026, 6, 12, 21, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def tried(late: timedelta = timedelta(0), until: datetime | None = None) -> list[datetime]:
    """When each try was made, from Friday on, each so ``late``; to its end, or ``until`` nobody tries."""
    tries, due = [FRIDAY], FRIDAY
    while (due_next := next_mail_try(len(tries), FRIDAY, due, tries[-1])) is not None:
        if until is not None and due_next + late > until:
            break
        due = due_next
        tries.append(due + late)
    return tries


def test_tried_steadily_it_is_given_up_at_twenty_four_hours_and_not_later() -> None:
    tries = tried()
    gone = [(each - FRIDAY) // MINUTE for each in tries]
    assert gone[:7] == [0, 1, 6, 21, 81, 141, 201]
    assert {later - sooner for sooner, later in pairwise(gone[5:-1])} == {60}
    assert tries[-1] == FRIDAY + 24 * HOUR
    assert len(tries) == 28


@pytest.mark.parametrize("late", [timedelta(seconds=20), 10 * MINUTE])
def test_a_sender_that_is_a_little_late_each_time_gives_up_at_its_first_try_after_the_day(
    late: timedelta,
) -> None:
    tries = tried(late)
    assert 24 * HOUR <= tries[-1] - FRIDAY <= 24 * HOUR + late
    assert len(tries) >= TRIES_OF_A_DAY


def test_a_weekend_with_the_machine_shut_is_no_trying_and_monday_has_hours_left() -> None:
    before = tried(until=FRIDAY + HOUR)
    assert len(before) == 4
    due = next_mail_try(len(before), FRIDAY, before[-2], before[-1])
    monday = FRIDAY + 64 * HOUR
    assert due is not None
    tries, at = len(before), monday
    hours = []
    while (following := next_mail_try(tries + 1, FRIDAY, due, at)) is not None:
        tries, due, at = tries + 1, following, following
        hours.append((at - monday) / HOUR)
    assert hours[0] == pytest.approx(1 / 60), "the first after the pause says nothing: the next is soon"
    assert hours[1:4] == pytest.approx([1 / 60 + 1, 1 / 60 + 2, 1 / 60 + 3])
    assert hours[-1] > 12, "it is tried on for as many hours as it was not"


def test_what_was_tried_for_a_day_before_the_weekend_is_tried_once_more_after_it() -> None:
    """The server may be well again on Monday morning: the first try after a pause never gives it up."""
    tries = len(tried(until=FRIDAY + 23 * HOUR))
    due, monday = FRIDAY + 24 * HOUR, FRIDAY + 64 * HOUR
    again = next_mail_try(tries + 1, FRIDAY, due, monday)
    assert again == monday + MINUTE
    assert next_mail_try(tries + 2, FRIDAY, again, again) is None
