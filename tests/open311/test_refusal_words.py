"""The city's words of a refusal are kept in whatever form they come (P8)."""

import pytest

from wardoffice.domain.errors import CityRefusedError
from wardoffice.open311.context import WireContext
from wardoffice.open311.wire import read_post_answer


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'["service_code required"]', ("service_code required",)),
        (b'{"errors": {"lat": ["is required"], "base": "is x"}}', ("lat is required", "base is x")),
        (b'{"statusCode": 400, "errorMessage": "Address is outside"}', ("Address is outside",)),
        (b'{"status": 400, "error": "Bad Request", "message": "No such type"}', ("No such type",)),
    ],
)
def test_words_in_no_form_of_georeport_are_kept(
    body: bytes, words: tuple[str, ...], chicago: WireContext
) -> None:
    with pytest.raises(CityRefusedError) as caught:
        read_post_answer(body, "", chicago, 400)
    assert caught.value.words == words
