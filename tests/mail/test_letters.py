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


CUT = "Dzień dobry, na ulicy jest wielka dziura, proszę o naprawę. Żółć, łódź, święto."


@pytest.mark.parametrize("declared", ["utf-8", "UTF8", "us-ascii", ""])
@pytest.mark.parametrize(
    ("begin", "spoilt", "end"),
    [
        (CUT, b"\xc5", ""),
        (CUT[:40], b"\xff", CUT[40:]),
        (
            "Señor, el bache está en la esquina de mi casa. Mañana también. ¿Cuándo vendrán? Año, niño",
            b"\xe9",
            "",
        ),
        ("На вулиці велика яма", b"\xd0", ""),  # noqa: RUF001 - Ukrainian
    ],
)
def test_one_bad_byte_does_not_make_other_letters_of_the_rest(
    declared: str, begin: str, spoilt: bytes, end: str
) -> None:
    got = decoded(begin.encode() + spoilt + end.encode(), declared)
    assert got.startswith(begin)
    assert got.endswith(end)


@pytest.mark.parametrize(
    ("words", "spoilt"),
    [
        ("It\u2019s still broken", b"\xe2\x80"),
        ("Dzień dobry", b"\xc5"),
        ("Año", b" \xa9 2026"),
    ],
)
def test_a_single_letter_of_declared_utf_8_is_kept_beside_a_bad_byte(words: str, spoilt: bytes) -> None:
    assert decoded(words.encode() + spoilt, "utf-8").startswith(words)


@pytest.mark.parametrize("charset", ["gb18030", "shift_jis", "euc-kr", "big5"])
def test_a_declared_charset_of_many_bytes_is_kept_where_one_is_bad(charset: str) -> None:
    words = {"shift_jis": "ガス漏れの臭いがします", "euc-kr": "거리에 큰 구멍이 있습니다"}.get(
        charset, "街上有一个大坑我家很近请快来" if charset == "gb18030" else "街上有大坑我家很近"
    )
    assert decoded(words.encode(charset) + b"\xff", charset).startswith(words)


@pytest.mark.parametrize("words", [*POLISH, *SPANISH, *FRENCH])
def test_what_is_declared_utf_8_and_has_none_of_it_is_guessed(words: str) -> None:
    """Programs write the name over letters of Windows."""
    charset = "cp1250" if words in POLISH else "cp1252"
    assert decoded(words.encode(charset), "utf-8") == words
