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
        (400, "lat and long are required", RefusalKind.PLACE, "does not take the place"),
        (400, "There is an open request SR26-00000009 at this location", RefusalKind.DUPLICATE, "already"),
        (400, "already open for this location", RefusalKind.DUPLICATE, "already"),
        (400, "attribute[PHONE] duplicate value supplied twice", RefusalKind.OTHER, "“attribute[PHONE]"),
        (404, "No open request type has this service_code", RefusalKind.TYPE, "does not know this type"),
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
    ("words", "numbers"),
    [
        ("This is a duplicate of SR26-00012345.", ("SR26-00012345",)),
        ("Duplicate of SR 26-00012345", ("SR26-00012345",)),
        ("duplicate of 101000294943", ("101000294943",)),
        ("Possible duplicate: 41234", ("41234",)),
        ("Duplicate submitted 20261121, original 101005544321", ("20261121", "101005544321")),
        ("base is a duplicate.", ()),
    ],
)
def test_a_duplicate_tells_all_that_may_be_the_request(words: str, numbers: tuple[str, ...]) -> None:
    assert explain_refusal(400, (), (words,), LABELS).numbers == numbers


@pytest.mark.parametrize(
    ("status", "words", "asks"),
    [
        (400, "HOWMANYD required", True),
        (400, "NEWONE required", True),
        (400, "address_string is missing", True),
        (400, "service_code is missing", False),
        (403, "api_key is missing", False),
        (400, "Computer says no", False),
    ],
)
def test_what_the_city_misses_may_be_a_question_we_do_not_keep(
    status: int, words: str, *, asks: bool
) -> None:
    found = explain_refusal(status, (), (words,), LABELS)
    assert found.asks is asks


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
