"""What the city's refusals become for whoever typed the request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.refusals import RefusalKind, explain_refusal

LABELS = {"HOWMANYD": "How many dead rats?", "FQ62961": "Where is the pothole?", "A": "Any?"}


@pytest.mark.parametrize(
    ("status", "words", "kind", "said"),
    [
        (400, "HOWMANYD required", RefusalKind.MISSING, "311 wants an answer to “How many dead rats?”."),
        (400, "Where is the pothole can't be blank", RefusalKind.MISSING, "“Where is the pothole?”"),
        (400, "fq62961: no such value", RefusalKind.MISSING, "does not take the answer"),
        (400, "Invalid service request: base is a duplicate.", RefusalKind.DUPLICATE, "has this problem"),
        (403, "", RefusalKind.KEY, "api key"),
        (400, "api_key is missing", RefusalKind.KEY, "api key"),
        (401, "Unauthorized", RefusalKind.KEY, "“Unauthorized”"),
        (404, "service_code 4fd3 was not found", RefusalKind.TYPE, "does not know this type"),
        (404, "", RefusalKind.TYPE, "does not know this type"),
        (404, "jurisdiction_id x was not found", RefusalKind.JURISDICTION, "does not know the city"),
        (400, "Location is outside of the city", RefusalKind.PLACE, "does not take the place"),
        (429, "Slow down", RefusalKind.BUSY, "no more requests right now"),
        (400, "Computer says no.", RefusalKind.OTHER, "“Computer says no”"),
        (400, "", RefusalKind.OTHER, "did not say why"),
    ],
)
def test_a_refusal_is_told_in_words_the_phone_desk_understands(
    status: int, words: str, kind: RefusalKind, said: str
) -> None:
    found = explain_refusal(status, (str(status),), (words,), LABELS)
    assert found.kind is kind
    assert said in found.happened
    assert found.next_step.endswith((".", "?"))


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("This is a duplicate of SR26-00012345.", "SR26-00012345"),
        ("duplicate of 101000294943", "101000294943"),
        ("base is a duplicate.", ""),
    ],
)
def test_a_duplicate_names_the_request_where_the_city_does(words: str, number: str) -> None:
    assert explain_refusal(400, (), (words,), LABELS).number == number


def test_several_sentences_name_several_questions() -> None:
    found = explain_refusal(400, (), ("HOWMANYD required.", "FQ62961 required."), LABELS)
    assert found.codes == ("HOWMANYD", "FQ62961")


@given(
    st.integers(300, 599),
    st.lists(st.text(max_size=60), max_size=3),
    st.dictionaries(st.text(max_size=5), st.text(max_size=9), max_size=3),
)
def test_whatever_the_city_says_there_are_whole_sentences(
    status: int, words: list[str], labels: dict[str, str]
) -> None:
    found = explain_refusal(status, (), words, labels)
    assert found.happened
    assert found.next_step
