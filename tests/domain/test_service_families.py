"""What a message is about, by words of three languages and by the office's own habits."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.service_families import Habit, fold, learn
from wardoffice.domain.service_requests import ServiceType
from wardoffice.office.service_families import service_families

FAMILIES = service_families()
TYPES = tuple(
    ServiceType(code, name)
    for code, name in (
        ("PHF", "Pothole in Street Complaint"),
        ("PHB", "Alley Pothole Complaint"),
        ("SFD", "Street Light Out Complaint"),
        ("SFA", "Alley Light Out Complaint"),
        ("SGA", "Rodent Baiting/Rat Complaint"),
        ("SKA", "Abandoned Vehicle Complaint"),
        ("AAD", "Sewer Cave-In Inspection Request"),
        ("SEE", "Tree Removal Inspection"),
        ("SIE", "Garbage Cart Maintenance"),
        ("SCC", "Missed Garbage Pick-Up Complaint"),
    )
)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("There is a huge pothole in front of my house", "PHF"),
        ("a pot-hole in the alley bent my rim", "PHB"),
        ("The street lights have been out for a week", "SFD"),
        ("our alley is dark, the light is out", "SFA"),
        ("Rats! I saw three rats by the dumpster", "SGA"),
        ("Hay un bache en la calle", "PHF"),
        ("Vi dos ratas en el callejón", "SGA"),
        ("Duża dziura w drodze", "PHF"),
        ("porzucony samochód stoi od miesiąca", "SKA"),
        ("a van that has not moved, flat tires and no plates", "SKA"),
        ("the street is caving in by the sewer", "AAD"),
        ("Una rama cayó sobre mi carro", "SEE"),
        ("my garbage cart lid is broken", "SIE"),
        ("they did not pick up our garbage: not picked up for two weeks", "SCC"),
    ],
)
def test_the_first_suggestion_is_what_the_message_is_about(said: str, code: str) -> None:
    suggested = FAMILIES.suggest(said, TYPES, {})
    assert suggested, said
    assert suggested[0].type.code == code
    assert suggested[0].words


@pytest.mark.parametrize(
    "said", ["", "Thank you so much!", "When is the next ward night?", "Ramadan greetings"]
)
def test_a_message_that_tells_of_no_problem_gets_no_suggestion(said: str) -> None:
    assert FAMILIES.suggest(said, TYPES, {}) == ()


def test_what_the_office_has_chosen_goes_before_the_list_of_words() -> None:
    habits = learn([("the viaduct is filthy with pigeons and trash", "SDP")] * 4)
    types = (*TYPES, ServiceType("SDP", "Street Cleaning Request"))
    (first, *_) = FAMILIES.suggest("Trash under the viaduct again", types, habits)
    assert (first.type.code, first.chosen_before > 0) == ("SDP", True)


def test_a_word_is_a_habit_only_where_it_nearly_always_got_one_type() -> None:
    choices = (
        [("pigeons everywhere", "A")] * 4 + [("corner of pigeons and doves", "B")] * 1 + [("corner", "B")] * 2
    )
    habits = learn(choices)
    assert habits["pigeons"] == Habit("A", 4)
    assert "doves" not in habits
    assert habits["corner"] == Habit("B", 3)
    assert "of" not in learn([("of", "A")] * 9)


def test_words_of_a_phrase_may_have_others_between_them_but_no_end_of_a_sentence() -> None:
    assert next(iter(FAMILIES.told_in("there is water in my basement"))) == "water in basement"
    assert "water in basement" not in FAMILIES.told_in("I like water. In winter the basement is cold")


@given(st.text(max_size=200))
def test_any_text_is_folded_and_read(said: str) -> None:
    assert fold(fold(said)) == fold(said)
    for told in FAMILIES.told_in(said).values():
        assert all(told.words)
        assert told.times >= len(told.words)


def test_nearly_every_type_of_a_city_has_a_kind(test_data: Path) -> None:
    with (test_data / "catalogue/chicago-sr-types-2026.csv").open(encoding="utf-8") as file:
        names = [row["sr_type"] for row in csv.DictReader(file)]
    without = [name for name in names if FAMILIES.of_name(name) is None]
    assert len(without) <= len(names) // 6, without


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Garbage Cart Maintenance", "carts"),
        ("Missed Garbage Pick-Up Complaint", "garbage"),
        ("Traffic Signal Out Complaint", "traffic signal"),
        ("Sewer Cave-In Inspection Request", "cave-in"),
        ("Snow \u2013 Uncleared Sidewalk Complaint", "snow"),
        ("Sign Repair Request - Stop Sign", "signs"),
        ("Sidewalk Caf\u00e9/Outdoor Dining Complaint", "business"),
        ("311 Information Only Call", None),
    ],
)
def test_a_type_is_of_the_kind_its_name_says(name: str, key: str | None) -> None:
    family = FAMILIES.of_name(name)
    assert (family.key if family else None) == key


@pytest.mark.parametrize(
    ("said", "folded"), [("\U0001d468", "a"), ("\u0141\u00f3\u017cko", "lozko"), ("\u0130", "i")]
)
def test_capitals_accents_and_fancy_letters_are_folded_away(said: str, folded: str) -> None:
    assert fold(said) == folded
