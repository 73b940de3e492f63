"""What is typed into the search box is understood, or refused in words."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.search_words import (
    Asked,
    Operator,
    SearchQuery,
    SearchWordsError,
    parse_search,
    with_tag_in_words_renamed,
)

TODAY = date(2026, 11, 22)


def asked(said: str) -> tuple[Asked, ...]:
    return parse_search(said, TODAY).asked


def test_words_phrases_and_operators_are_told_apart_in_any_order() -> None:
    found = parse_search('hole type:pothole "deep water" near:"4800 N Damen" damen -has:photo', TODAY)
    assert found == SearchQuery(
        "hole damen",
        ("deep water",),
        (
            Asked(Operator.TYPE, "pothole"),
            Asked(Operator.NEAR, "4800 N Damen"),
            Asked(Operator.HAS, "photo", wanted=False),
        ),
    )


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-10-01", "2026-10-01"),
        ("2026-10", "2026-10-01"),
        ("2026", "2026-01-01"),
        ("10/1/2026", "2026-10-01"),
        ("10/1/26", "2026-10-01"),
        ("10/1", "2026-10-01"),
        ("12/24", "2025-12-24"),
        ("today", "2026-11-22"),
        ("Yesterday", "2026-11-21"),
        ("14d", "2026-11-08"),
        ("2weeks", "2026-11-08"),
    ],
)
def test_a_day_is_understood_as_people_write_it(said: str, day: str) -> None:
    assert asked(f"before:{said}") == (Asked(Operator.BEFORE, day),)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("status:op", "open"),
        ("STATUS:Finished", "finished"),
        ("channel:voice", "voicemail"),
        ("has:ph", "photo"),
    ],
)
def test_a_value_may_be_cut_off_while_it_is_typed(said: str, value: str) -> None:
    assert [each.value for each in asked(said)] == [value]


def test_the_whole_word_goes_before_a_longer_one() -> None:
    assert [each.value for each in asked("city:open")] == ["open"]


def test_an_operator_without_a_value_says_nothing_yet() -> None:
    assert parse_search("hole type: status:", TODAY) == SearchQuery("hole")


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("status:closed", "open, finished"),
        ("has:cat", "photo"),
        ("before:soon", "2026-10-01"),
        ("before:2026-13-40", "2026-10-01"),
        ("told:many", "told:3"),
        ("statsu:open", "status:"),
        ("tpye:pothole", "type:"),
        ("form:school", "from:"),
        ("tags:school", "tag:"),
        ("asigend:me", "assigned:"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(said: str, part: str) -> None:
    with pytest.raises(SearchWordsError) as refused:
        parse_search(said, TODAY)
    assert part in refused.value.next_step
    assert refused.value.happened
    assert refused.value.safe


def test_a_colon_in_words_of_a_person_is_no_operator() -> None:
    for words in ("http://x.org at 10:30", "Dear: alderman", "re:lights"):
        assert parse_search(words, TODAY).words == words


@pytest.mark.parametrize("said", ["hole type: pothole", 'hole Type:  "pothole"', "type: pothole hole"])
def test_a_blank_may_stand_between_an_operator_and_its_value(said: str) -> None:
    assert parse_search(said, TODAY) == SearchQuery("hole", asked=(Asked(Operator.TYPE, "pothole"),))


def test_a_minus_before_a_word_or_a_phrase_turns_it_away() -> None:
    found = parse_search('hole -pothole -"two words" -\u0141ódź -has:photo', TODAY)
    assert found == SearchQuery(
        "hole",
        asked=(Asked(Operator.HAS, "photo", wanted=False),),
        unwanted=("pothole", "\u0141ódź"),
        unwanted_phrases=("two words",),
    )


def test_one_letter_after_a_minus_says_nothing_yet() -> None:
    assert parse_search("hole -p", TODAY) == SearchQuery("hole")


@pytest.mark.parametrize(
    "said", ["773-555-0142", "drive-by", "4800-4900 damen", "4800 - 4900", "4800 -4900", "-", "--", "a - b"]
)
def test_a_minus_anywhere_else_is_what_it_is(said: str) -> None:
    assert parse_search(said, TODAY) == SearchQuery(said)


def test_a_hyphen_before_a_quotation_mark_turns_nothing_away_within_a_word() -> None:
    assert parse_search('two-"deep water"', TODAY) == SearchQuery("two-", ("deep water",))


def test_quotation_marks_of_word_processors_are_quotation_marks() -> None:
    assert asked("near:\u201c4800 N Damen\u201d") == (Asked(Operator.NEAR, "4800 N Damen"),)


@pytest.mark.parametrize("said", ["waiting:3000y", "before:9999y", "after:9999y", "before:0000-01-01"])
def test_a_day_that_no_calendar_has_is_refused_in_words(said: str) -> None:
    """P8."""
    with pytest.raises(SearchWordsError, match="is no day"):
        parse_search(said, TODAY)


_NUMBERED = st.builds(
    "{}:{}{}".format, st.sampled_from(Operator), st.integers(0, 99_999), st.sampled_from("dwmy")
)


@given(st.text(max_size=60) | _NUMBERED)
def test_whatever_is_typed_is_understood_or_refused_in_words(said: str) -> None:
    """P8."""
    with suppress(SearchWordsError):
        assert isinstance(parse_search(said, TODAY), SearchQuery)


@pytest.mark.parametrize("said", ["tag:school", "tag: School", 'TAG:"school"'])
def test_a_tag_that_is_renamed_is_looked_for_by_its_new_name_however_it_was_written(said: str) -> None:
    renamed = with_tag_in_words_renamed(f"hole {said} has:photo", "school", "safe way")
    asked = (Asked(Operator.TAG, "safe way"), Asked(Operator.HAS, "photo"))
    assert parse_search(renamed, TODAY) == SearchQuery("hole", asked=asked)
