"""Words whose charset nobody told, or told wrongly, come as they were written (P8)."""

import pytest

from wardoffice.mail.charsets import decoded

POLISH = [
    "Łóżko na ulicy 4500 N Damen, śmierdzi gazem",
    "Dzień dobry",
    "Proszę o pomoc",
    "Zażółć gęślą jaźń",
    "Nie działa oświetlenie, jest ciemno już od tygodnia",
    "Wyciek w łazience",
]
SPANISH = [
    "¿Dónde está el camión?",
    "Mañana por la mañana, señor",
    "¡Hay un hoyo en la calle, año tras año!",
    "Farola rota en la cañada",
    "El niño se cayó",
]
FRENCH = ["La fenêtre est cassée à côté", "café naïve", "même problème, ça fuit"]


@pytest.mark.parametrize("words", POLISH)
@pytest.mark.parametrize("charset", ["cp1250", "iso8859-2"])
@pytest.mark.parametrize("declared", ["", "x-unknown", "us-ascii"])
def test_polish_of_an_unnamed_charset_is_read(words: str, charset: str, declared: str) -> None:
    assert decoded(words.encode(charset), declared) == words


@pytest.mark.parametrize("words", [*SPANISH, *FRENCH])
@pytest.mark.parametrize("charset", ["cp1252", "utf-8"])
def test_spanish_and_french_of_an_unnamed_charset_are_read(words: str, charset: str) -> None:
    assert decoded(words.encode(charset)) == words


def test_long_words_of_an_unnamed_charset_are_read_by_their_letters() -> None:
    for words, charset in (("\n".join(POLISH * 5), "cp1250"), ("\n".join(SPANISH * 5), "cp1252")):
        assert decoded(words.encode(charset)) == words


def test_windows_letters_under_the_name_of_iso_8859_2_are_read() -> None:
    words = "śmierdzi gazem, źle się czuję"
    assert decoded(words.encode("cp1250"), "iso-8859-2") == words
    assert decoded(words.encode("iso8859-2"), "iso-8859-2") == words


def test_quotation_marks_do_not_make_words_foreign() -> None:
    words = "He said “no work needed” – but it’s broken"  # noqa: RUF001 - as programs write them
    assert decoded(words.encode("cp1252")) == words
