"""When 311 is too old to go by."""

from datetime import UTC, datetime, timedelta

from wardoffice.domain.feed_age import FeedAge, OldFeed, feed_age

NOW = datetime(2026, 11, 21, 17, 40, tzinfo=UTC)
DAY = timedelta(hours=24)


def test_what_is_fresh_says_nothing() -> None:
    assert feed_age(NOW - DAY, NOW - DAY, DAY, NOW) is None


def test_before_the_first_reading_nothing_is_old() -> None:
    assert feed_age(None, None, DAY, NOW) is None
    assert feed_age(NOW, None, DAY, NOW) is None


def test_the_citys_word_is_old_where_we_read_on_time() -> None:
    age = timedelta(hours=26)
    assert feed_age(NOW, NOW - age, DAY, NOW) == FeedAge(OldFeed.CITY_WORD, age)


def test_our_own_reading_is_named_first_where_both_are_old() -> None:
    age = timedelta(hours=30)
    assert feed_age(NOW - age, NOW - 2 * age, DAY, NOW) == FeedAge(OldFeed.OUR_READING, age)
