"""Words of danger are found as people write them, and not inside harmless ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.store.safety_words import dangers


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("There is a gas smell in our alley", "gas smell"),
        ("I smell gas", "smell gas"),
        ("it smells like natural gas here", "smells like natural gas"),
        ("a GAS\nLEAK", "GAS LEAK"),
        ("Huele a gas en la esquina", "Huele a gas"),
        ("Czuć gaz na klatce", "Czuć gaz"),
        ("wires are down after the storm", "wires are down"),
        ("A power line is hanging  low", "power line is hanging low"),
        ("downed wires", "downed wires"),
        ("live wire on the sidewalk", "live wire"),
        ("a transformer is sparking", "sparking"),
        ("the street caved in", "caved in"),
        ("A sinkhole! A sinkhole!", "sinkhole"),
        ("two sink holes", "sink holes"),
        ("the porch is collapsing", "porch is collapsing"),
        ("open manhole", "open manhole"),
        ("The manhole cover is missing", "manhole cover is missing"),
        ("gas leak and wires down", "gas leak, wires down"),
        ("The lamp sparks when it rains", "sparks"),
        ("a wire sparked last night", "sparked"),
        ("A power line fell", "power line fell"),
        ("cables down after the storm", "cables down"),
        ("the wires have come down", "wires have come down"),
        ("it smells like gas behind the gas station", "smells like gas"),
        ("Se cayó un cable de luz", "cayó un cable"),
        ("El poste chispea cuando llueve", "chispea"),
        ("Los cables se cayeron", "cables se cayeron"),
        ("La calle se hundió", "se hundió"),
        ("Lampa iskrzyła w nocy", "iskrzyła"),
        ("Zerwał się kabel", "Zerwał się kabel"),
        ("Przewody leżą na chodniku", "Przewody leżą"),
        ("Śmierdziało gazem", "Śmierdziało gazem"),
    ],
)
def test_danger_is_found_in_the_words_of_whoever_tells(said: str, found: str) -> None:
    assert dangers().said_in(said) == found


@pytest.mark.parametrize(
    "said",
    [
        "the light at the gas station is out",
        "trash in the wire basket",
        "Las Vegas smells better than this alley",
        "olive wire fence",
        "a concave inlet",
        "the wires downtown look fine",
        "my natural gas bill is high",
        "fallen leaves on the sidewalk",
        "parking in front of the hydrant",
        "open the sewer grate please",
        "the cable guy was down here",
        "sparkling clean, thank you",
        "it smells by the gas station",
        "the vote sparked a debate",
        "my cable bill went down",
        "4500 N Sparks Ave",
        "huele a gasolina",
        "",
    ],
)
def test_harmless_words_are_none(said: str) -> None:
    assert dangers().said_in(said) == ""


@given(st.text())
def test_whatever_is_said_the_answer_fits_its_column(said: str) -> None:
    assert len(dangers().said_in(said + " gas leak" * 3)) <= 200
    assert dangers().said_in(f"{said} gas leak.")
