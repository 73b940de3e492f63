"""The office's texts: nothing missing is left out in silence, and nobody's words are ever a source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.nodes import Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.letter_texts import LetterKey, LetterText
from wardoffice.office.letter_templates import LetterTemplates, fill_text, languages_of, our_text

_HELLO = LetterText(
    "About {{ place }}",
    "Dear {{ name }},\n{% if history %}\nBefore:\n{% for line in history %}\n- {{ line }}\n{% endfor %}\n"
    "{% endif %}\n{{ office }}",
    frozenset({"history"}),
)
_WHOLE = {"place": "4800 N Damen Ave", "name": "Ana", "office": "Ward 35"}


def test_a_whole_text_has_its_values_and_no_gap() -> None:
    filled = fill_text(_HELLO, {**_WHOLE, "history": ["a hole", "another"]})
    assert filled.subject == "About 4800 N Damen Ave"
    assert "- a hole\n- another\n" in filled.body
    assert filled.can_go


@pytest.mark.parametrize("field", ["place", "name", "office"])
@pytest.mark.parametrize("given_as", [None, ""])
def test_what_is_missing_is_shown_in_its_place_and_keeps_it_from_going(
    field: str, given_as: str | None
) -> None:
    values = {name: value for name, value in _WHOLE.items() if name != field}
    if given_as is not None:
        values[field] = given_as
    filled = fill_text(_HELLO, values)
    assert filled.gaps == (field,)
    assert not filled.can_go
    assert f"⟨{field}: fill in⟩" in filled.subject + filled.body


def test_what_it_can_do_without_is_no_gap() -> None:
    filled = fill_text(_HELLO, _WHOLE)
    assert filled.can_go
    assert "Before" not in filled.body


def test_a_missing_field_that_is_asked_about_is_shown_too() -> None:
    filled = fill_text(LetterText("s", "{% if days %}usually {{ days }}{% endif %}"), {})
    assert filled.gaps == ("days",)
    assert "⟨days: fill in⟩" in filled.body


def test_a_missing_list_is_shown_as_one_gap() -> None:
    filled = fill_text(LetterText("s", "{% for each in rows %}{{ each.place }}{% endfor %}"), {})
    assert not filled.can_go
    assert "⟨" in filled.body


@given(words=st.text())
def test_what_a_resident_wrote_stands_there_as_it_is(words: str) -> None:
    """P9: it is a value, never a source."""
    hostile = "{{ office }}{% for x in history %}{# #}" + words
    filled = fill_text(LetterText("s", "[{{ words }}]"), {"words": hostile})
    assert filled.body == f"[{hostile}]\n"


@pytest.mark.parametrize(
    "source",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ words.__class__ }}",
        "{{ words.format(words) }}",
        "{{ 'a' * 10000000000 }}",
        "{{ words ~ words }}",
        "{% for x in range(10) %}{% endfor %}",
        "{% include 'en.toml' %}",
        "{% import 'os' as os %}",
        "{% set x = words %}",
        "{% macro f() %}{% endmacro %}",
        "{{ self.__init__.__globals__ }}",
        "{{ words._secret }}",
        "{{ words|attr('__class__') }}",
        "{{ words",
        "{% if words %}",
    ],
)
def test_a_text_that_does_more_than_name_its_values_is_refused_in_words(source: str) -> None:
    with pytest.raises(CannotDoError) as refused:
        fill_text(LetterText("s", source), {"words": "w"})
    assert "not written as it must be" in refused.value.happened


def test_the_offices_own_wording_takes_the_place_of_ours() -> None:
    templates = LetterTemplates(lambda key, _language: _HELLO if key is LetterKey.DONE else None)
    assert templates.fill(LetterKey.DONE, "en", _WHOLE).subject == "About 4800 N Damen Ave"


@pytest.mark.parametrize("key", list(LetterKey))
def test_each_text_of_ours_is_there_in_english_and_names_each_missing_field(key: LetterKey) -> None:
    for language in languages_of(key):
        source = our_text(key, language)
        assert source is not None
        filled = fill_text(source, {})
        assert filled.gaps
        assert all(f"⟨{gap}: fill in⟩" in filled.subject + filled.body for gap in filled.gaps)


def test_a_text_that_fills_many_mails_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """P10: reading it is long work in Python, for which a window beside it waits."""
    read: list[str] = []
    parse = ImmutableSandboxedEnvironment.parse

    def counted(self: ImmutableSandboxedEnvironment, source: str) -> Template:
        read.append(source)
        return parse(self, source)

    monkeypatch.setattr(ImmutableSandboxedEnvironment, "parse", counted)
    written = LetterText("Once: {{ place }}", "Read once, filled for each: {{ place }}")
    bodies = [fill_text(written, {"place": f"{number} N Damen Ave"}).body for number in range(20)]
    assert len(set(bodies)) == 20
    assert read == [written.subject, written.body]


def test_a_gap_of_one_mail_is_none_of_the_next() -> None:
    written = LetterText("s", "At {{ corner }}")
    assert fill_text(written, {}).gaps == ("corner",)
    assert fill_text(written, {"corner": "Damen"}).gaps == ()
    assert fill_text(written, {}).gaps == ("corner",)


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("en", "311 number for it is A.", "311 numbers for it are A, B."),
        ("es", "El número del 311 de la ciudad es A.", "Los números del 311 de la ciudad son A, B."),
        ("pl", "Numer zgłoszenia w miejskim systemie 311 to A.", "Numery zgłoszeń w miejskim systemie 311"),
    ],
)
@pytest.mark.parametrize("key", [LetterKey.ACKNOWLEDGE, LetterKey.UPDATE])
def test_one_number_and_several_are_each_said_as_that_language_says_them(
    key: LetterKey, language: str, one: str, many: str
) -> None:
    templates = LetterTemplates()
    assert one in templates.fill(key, language, {"tracking_numbers": "A"}).body
    several = {"tracking_numbers": "A, B", "several_numbers": "1"}
    assert many in templates.fill(key, language, several).body
