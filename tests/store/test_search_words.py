"""What is looked for is found however it was typed or pasted."""

import pytest

from wardoffice.domain.plain_words import plain_words


@pytest.mark.parametrize(
    "typed", ["SR26\u201301879950", "sr26\u201101879950", "(SR26\u221201879950)", "\ufeffSR26-0187\u200b9950"]
)
def test_a_number_is_the_same_words_with_any_dash_and_unseen_signs(typed: str) -> None:
    assert plain_words(typed) == plain_words("SR26-01879950")
