"""The same letter from many is known whoever signed it; two places told by one template stay two."""

import pytest

from wardoffice.domain.letter_bodies import body_of
from wardoffice.domain.letters import Letter, letter_of

PLEA = (
    "I am writing{who} to ask you to vote against the proposed demolition of the theater on Lawrence Avenue. "
    "The theater has been a cornerstone of our neighborhood for generations and needs landmark protection. "
    "Please stand with us and say no to the developer who wants to replace it with luxury apartments."
)
ANA = ("Ana Ruiz", "ana@example.org", "4512 N Damen Ave", "60625")
BOB = ("Bob Stone", "bob.stone@mail.example", "4617 North Wolcott Avenue", "60640")


def letter(said: str) -> Letter:
    found = letter_of(said)
    assert found is not None
    return found


def alike(one: str, other: str) -> bool:
    return letter(one).is_like(letter(other))


@pytest.mark.parametrize(
    "signed",
    [
        "Sincerely,\n{0}\n{2}, Chicago {3}",
        "In solidarity,\n{0}\n{2}, Chicago {3}",
        "Your neighbor,\n{0}\n{2}",
        "Yours in hope,\n\n{0}\n\n{3}",
        "{0}",
        "{0}\n{2}\nChicago, IL {3}",
        "{0}\n{1}\n{2}\n{3}",
        "Name: {0}\nEmail: {1}\nAddress: {2}\nZIP: {3}",
        "{1}\n{3}",
        "Con esperanza,\n{0}\n{2}",
        "Nombre: {0}\nCorreo: {1}\nDirección: {2}\nCódigo postal: {3}",
        "Łączę pozdrowienia,\n{0}\n{2}, Chicago {3}",
    ],
)
def test_a_campaign_is_known_whatever_its_letters_are_signed_with(signed: str) -> None:
    one = f"Dear Alderman,\n\n{PLEA.format(who='')}\n\n{signed.format(*ANA)}\n"
    other = f"Hello!\n\n{PLEA.format(who='')}\n\n{signed.format(*BOB)}\n"
    assert alike(one, other)
    assert set(letter(one).marks) & set(letter(other).marks)


@pytest.mark.parametrize(
    "who",
    [
        " as a constituent living at {2}",
        " as a resident of {2}, Chicago {3},",
        ". My name is {0} and I live at {2}. I write",
        " from zip code {3}",
        " as a voter in Chicago, IL {3},",
        " (vivo en {2})",
        ", mieszkam przy {2},",
    ],
)
def test_where_somebody_lives_does_not_part_her_letter_from_the_others(who: str) -> None:
    one, other = (f"Dear Alderman,\n{PLEA.format(who=who.format(*each))}\n{each[0]}" for each in (ANA, BOB))
    assert alike(one, other)


def test_a_sentence_of_ones_own_does_not_part_a_letter_from_the_others() -> None:
    own = " I have lived here for thirty years and saw my first movie there with my grandmother in 1962."
    assert alike(f"{PLEA.format(who='')}\n\nAna Ruiz", f"{PLEA.format(who='')}{own}\n\nBob Stone")


TEMPLATE = (
    "I would like to report a problem in the ward and ask that the city take care of it as soon as possible. "
    "There is a pothole {where} that has grown for weeks. Cars swerve around it, which is a danger to people."
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("at 4500 N Damen", "at 2100 W Leland"),
        ("at 4500 N Damen Ave", "at 4500 N Western Ave"),
        ("on Damen Avenue", "on Clark Street"),
        ("at the corner of Damen and Leland", "at the corner of Western and Wilson"),
        ("between Damen and Wolcott", "between Paulina and Ashland"),
        ("on the 2400 block of N Western", "on the 2000 block of N Western"),
    ],
)
def test_two_problems_told_by_one_template_stay_two(one: str, other: str) -> None:
    assert not alike(TEMPLATE.format(where=one) + "\n\nAna", TEMPLATE.format(where=other) + "\n\nBob")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("on Damen near Leland", "on Ashland near Wilson"),
        ("at Damen and Leland", "at Damen and Wilson"),
        ("by the gate of Welles Park", "by the gate of Chase Park"),
        ("outside Waters School", "outside Coonley School"),
        ("under the Metra viaduct at Lawrence", "under the Metra viaduct at Wilson"),
        ("cerca de la tienda Mariano", "cerca de la tienda Aldi"),
        ("przy Damen", "przy Clark"),
    ],
)
def test_a_template_with_another_place_in_its_blank_is_another_matter(one: str, other: str) -> None:
    """Without a number and without a "Street" as well."""
    assert not alike(TEMPLATE.format(where=one) + "\n\nAna", TEMPLATE.format(where=other) + "\n\nBob")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (" as a mother of two", " as a father of three"),
        (", who has lived near Wells Park for years,", ", who has lived near the river for years,"),
        (" this morning", " on a Sunday morning"),
        (", tired and angry,", ", tired and sad,"),
    ],
)
def test_what_people_say_of_themselves_makes_no_other_matter(one: str, other: str) -> None:
    assert alike(PLEA.format(who=one) + "\n\nAna", PLEA.format(who=other) + "\n\nBob")


def test_what_each_says_of_their_own_door_is_not_the_same() -> None:
    said = TEMPLATE.format(where="in front of my house")
    assert not alike(f"{said}\n\nAna", f"{said}\n\nBob")
    assert alike(said.replace(" my ", " our ") + "\n\nAna", said.replace(" my ", " our ") + "\n\nBob")


@pytest.mark.parametrize(
    "told",
    [
        "\n\n{2}",
        "\n\nLocation: {2}\n\nThank you,\n{0}",
        "\n\nThank you,\n{0}\nLocation: {2}",
        "\n\nProblem address: {2}\nName: {0}\nEmail: {1}",
    ],
)
def test_a_place_at_the_end_of_a_template_is_its_matter(told: str) -> None:
    one, other = (TEMPLATE.format(where="here") + told.format(*each) for each in (ANA, BOB))
    assert not alike(one, other)


def test_a_home_at_whose_door_the_trouble_is_is_the_matter() -> None:
    said = TEMPLATE.format(where="in front of my house") + "\nI live at {2}.\n\nThanks,\n{0}\n{2}"
    assert not alike(said.format(*ANA), said.format(*BOB))


def test_a_bill_or_a_house_of_another_number_is_another_matter() -> None:
    assert not alike(PLEA.format(who=" about bill 4812"), PLEA.format(who=" about bill 4900"))


def test_a_letter_that_is_one_line_keeps_its_words() -> None:
    assert body_of("Lights out").strip() == "lights out"
