"""What language a person writes in is said by its name."""

import pytest

from wardoffice.gui.case.people_card import language_words


@pytest.mark.parametrize(
    ("code", "shown"),
    [("es", "writes Spanish"), ("fr", "writes French"), ("xx", "writes xx"), ("en", ""), ("", "")],
)
def test_a_language_is_said_by_its_name_and_english_not_at_all(code: str, shown: str) -> None:
    assert language_words(code) == shown
