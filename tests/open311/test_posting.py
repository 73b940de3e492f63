"""One POST, and what is known of it: nothing left, it may have arrived, or the city answered (P3)."""

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from tests.posting_city import PostingCity, Said
from wardoffice.domain.errors import (
    CancelledError,
    CityAnswerError,
    CityRefusedError,
    CityUnreachableError,
    NotSentError,
    SettingsError,
)
from wardoffice.domain.service_requests import Window
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.desk_client import DeskClient
from wardoffice.open311.fetching import Limits
from wardoffice.open311.posting import post

NOW = datetime(2026, 7, 1, 14, tzinfo=UTC)
Desks = Callable[..., DeskClient]
FIELDS = (("service_code", "PHF"), ("lat", "41.95"), ("long", "-87.68"), ("description", "é & = +"))
QUICK = Limits(connect_seconds=2, read_seconds=2, whole_seconds=3, most_bytes=10_000)


@pytest.fixture
def city() -> Iterator[PostingCity]:
    with PostingCity(NOW) as running:
        yield running


@pytest.fixture
def desk(city: PostingCity) -> Iterator[Callable[..., DeskClient]]:
    """Makes clients of the city, with these fields of its profile."""
    made: list[DeskClient] = []

    def make(key: str | None = "secret-key", **fields: object) -> DeskClient:
        plain: dict[str, object] = {
            "key": "loopback",
            "name": "Loopback",
            "base_url": city.url,
            "timezone": "America/Chicago",
            "jurisdiction_id": "city.example",
        }
        profile = CityProfile(**{**plain, **fields})  # type: ignore[arg-type]
        made.append(DeskClient(profile, key, lambda: NOW, limits=QUICK, post_limits=QUICK))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_the_form_arrives_as_it_was_written_with_key_and_jurisdiction(city: PostingCity, desk: Desks) -> None:
    receipt = desk().submit([*FIELDS, ("attribute[ON][]", "A"), ("attribute[A B:1]", "x")])
    assert receipt.number == "SR26-00000001"
    assert city.posts == [
        {
            **dict(FIELDS),
            "attribute[ON][]": "A",
            "attribute[A B:1]": "x",
            "jurisdiction_id": "city.example",
            "api_key": "secret-key",
        }
    ]


def test_no_key_is_no_field(city: PostingCity, desk: Desks) -> None:
    desk(None, jurisdiction_id="").submit(FIELDS)
    assert city.posts == [dict(FIELDS)]


def test_a_token_and_what_it_becomes(city: PostingCity, desk: Desks) -> None:
    city.say = lambda _form: Said(body=b'[{"token": "T1", "service_notice": "Soon"}]')
    client = desk()
    assert client.submit(FIELDS).token == "T1"
    assert client.number_for("T1") == ""
    city.tokens["T1"] = "SR26-00000001"
    assert client.number_for("T1") == "SR26-00000001"


def test_where_nobody_listens_nothing_left() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/requests.json"
    with pytest.raises(NotSentError) as caught:
        post(url, FIELDS, QUICK, lambda: False)
    assert "Nothing was sent" in caught.value.safe


def test_an_address_that_cannot_exist_is_a_matter_of_the_settings() -> None:
    with pytest.raises(SettingsError):
        post("http://127.0.0.1:x/requests.json", FIELDS, QUICK, lambda: False)


@pytest.mark.parametrize("kept", [True, False])
def test_hung_up_without_an_answer_it_may_have_arrived(city: PostingCity, desk: Desks, *, kept: bool) -> None:
    city.say = lambda _form: Said(0, kept=kept)
    with pytest.raises(CityUnreachableError) as caught:
        desk().submit(FIELDS)
    assert not isinstance(caught.value, NotSentError)
    assert len(city.posts) == 1, "a POST is never tried again"


def test_a_connection_that_is_taken_and_dropped_unread_may_have_carried_it() -> None:
    """From here nobody can tell how much was read at the other end."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drop() -> None:
            connection, _ = server.accept()
            connection.close()

        dropper = threading.Thread(target=drop)
        dropper.start()
        with pytest.raises(CityUnreachableError) as caught:
            post(f"http://127.0.0.1:{server.getsockname()[1]}/r.json", FIELDS, QUICK, lambda: False)
        dropper.join()
    assert not isinstance(caught.value, NotSentError)


def test_an_answer_that_does_not_come_in_time_may_have_arrived(city: PostingCity, desk: Desks) -> None:
    city.gate = threading.Event()
    with pytest.raises(CityUnreachableError) as caught:
        desk().submit(FIELDS)
    assert not isinstance(caught.value, NotSentError)


def test_stopped_while_it_waits_for_the_answer_it_may_have_arrived(city: PostingCity) -> None:
    """Quitting must not wait: what is not known then is looked for at the next start."""
    city.gate = threading.Event()
    with pytest.raises(CityUnreachableError):
        post(f"{city.url}/requests.json", FIELDS, QUICK, lambda: bool(city.posts))


def test_stopped_before_it_left_nothing_left(city: PostingCity) -> None:
    with pytest.raises(CancelledError):
        post(f"{city.url}/requests.json", FIELDS, QUICK, lambda: True)
    assert city.posts == []


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (Said(200, b"<html><title>Portal</title></html>"), CityAnswerError),
        (Said(200, b"[]"), CityAnswerError),
        (Said(200, b""), CityAnswerError),
        (Said(302, b"", headers=(("Location", "/done"),)), CityAnswerError),
        (Said(200, b'[{"token": '), CityAnswerError),
        (Said(200, b"x" * 20_000), CityAnswerError),
        (Said(303, b"", headers=(("Location", "/done"),)), CityAnswerError),
        (Said(307, b"", kept=False, headers=(("Location", "/v3"),)), CityRefusedError),
        (Said(400, b'[{"code":400,"description":"HOWMANYD required"}]', kept=False), CityRefusedError),
        (Said(200, b'[{"code":403,"description":"Invalid api_key"}]', kept=False), CityRefusedError),
        (Said(500, b"Oops"), CityRefusedError),
    ],
)
def test_every_other_answer_is_told_apart(
    city: PostingCity, desk: Desks, said: Said, error: type[Exception]
) -> None:
    city.say = lambda _form: said
    with pytest.raises(error):
        desk().submit(FIELDS)
    assert len(city.posts) == 1


def test_the_recorded_refusal_of_a_duplicate_keeps_its_words(city: PostingCity, desk: Desks) -> None:
    body = (
        b"<errors><error><code>400</code><description>Invalid service request: base is a duplicate."
        b"</description></error></errors>"
    )
    city.say = lambda _form: Said(400, body, kept=False)
    with pytest.raises(CityRefusedError) as caught:
        desk().submit(FIELDS)
    assert caught.value.words == ("Invalid service request: base is a duplicate.",)


@pytest.mark.parametrize("said", [Said(200, b"[]"), Said(200, b" "), Said(201, b"")])
def test_a_type_that_gives_nothing_is_taken_without_number_and_token(
    city: PostingCity, desk: Desks, said: Said
) -> None:
    city.say = lambda _form: said
    receipt = desk().submit(FIELDS, expects_answer=False)
    assert (receipt.number, receipt.token) == ("", "")


def test_looking_for_a_type_ends_at_the_last_page(city: PostingCity, desk: Desks) -> None:
    client = desk()
    client.submit(FIELDS)
    (page,) = client.like("PHF", Window(NOW, NOW))
    assert [each.number for each in page.requests] == ["SR26-00000001"]
    assert client.request("SR26-00000001").description == "é & = +"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("secret-key", Said(403, b'[{"code":403,"description":"Key secret-key is not valid"}]', kept=False)),
        ("secret-key", Said(403, b"SECRET-KEY is not valid", kept=False)),
        ("secret key&", Said(403, b'{"error": "secret+key%26 is not known"}', kept=False)),
        ("secret-key", Said(200, b"Your key: secret-key", kept=False)),
        ("secret-key", Said(403, b'[{"description":"' + b"x" * 110 + b' secret-key"}]', kept=False)),
    ],
)
def test_a_key_that_the_city_echoes_is_struck_out_of_what_it_says(
    city: PostingCity, desk: Desks, key: str, said: Said
) -> None:
    """P9: its words go into the outbox and the history."""
    city.say = lambda _form: said
    with pytest.raises((CityRefusedError, CityAnswerError)) as caught:
        desk(key).submit(FIELDS)
    trouble: BaseException | None = caught.value
    while trouble is not None:
        said_of_it = " ".join((str(trouble), *getattr(trouble, "words", ())))
        assert "secret" not in said_of_it.lower()
        trouble = trouble.__context__


def test_a_key_echoed_beside_a_number_is_struck_out_and_the_number_kept(
    city: PostingCity, desk: Desks
) -> None:
    city.say = lambda _form: Said(
        body=b'[{"service_request_id": "1234", "service_notice": "Taken for secret-key"}]'
    )
    receipt = desk().submit(FIELDS)
    assert (receipt.number, receipt.notice) == ("1234", "Taken for (key)")
