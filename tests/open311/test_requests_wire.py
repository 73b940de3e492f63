"""Service requests of every dialect become the same values, and nothing is mended without being counted."""

from datetime import UTC, datetime

import pytest

from tests.open311.conftest import SAMPLES
from wardoffice.domain.errors import CityAnswerError, CityRefusedError
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityNote, CityStatus, RequestPage, ServiceRequest
from wardoffice.open311.context import WireContext
from wardoffice.open311.requests_wire import read_requests


def read(name: str, context: WireContext) -> RequestPage:
    return read_requests((SAMPLES / name).read_bytes(), "", context)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def one(body: str, context: WireContext) -> ServiceRequest:
    page = read_requests(body.encode(), "application/json", context)
    assert page.refusals == ()
    return page.requests[0]


def test_a_plain_json_list_is_read_in_full_without_repairs(chicago: WireContext) -> None:
    page = read("bare_list.json", chicago)
    assert page.records == 2
    assert page.refusals == ()
    assert page.repairs == {}
    assert page.requests[0] == ServiceRequest(
        city="chicago",
        number="SR26-00000101",
        status=CityStatus.OPEN,
        status_text="open",
        service_code="pothole",
        service_name="Pothole in Street",
        description="Deep one at the light",
        agency="Streets",
        requested_at=utc(2026, 3, 2, 14, 15),
        updated_at=utc(2026, 3, 3, 15),
        expected_at=utc(2026, 3, 9, 22),
        address="1200 W Larkin St, Chicago, IL, 60699",
        address_id="7001",
        zipcode="60699",
        point=Point(41.9001, -87.6602),
        media_urls=("https://example.org/photos/101.jpg",),
    )
    assert page.requests[1].status is CityStatus.CLOSED
    assert page.requests[1].closed_at is None


def test_odd_records_are_mended_and_counted_and_the_unusable_ones_named_p2(chicago: WireContext) -> None:
    page = read("wrapped_strings.json", chicago)
    first, received, half, swapped = page.requests
    assert page.records == 7
    assert (first.number, first.service_code, first.address_id, first.zipcode) == ("4711", "6", "12", "")
    assert first.status is CityStatus.CLOSED
    assert first.requested_at == utc(2026, 3, 2, 8)
    assert first.updated_at == utc(2026, 3, 3, 8)
    assert first.point == Point(41.9003, -87.6604)
    assert first.media_urls == ("https://example.org/a.jpg", "https://example.org/b.jpg")
    assert (received.status, received.status_text, received.point) == (CityStatus.UNKNOWN, "Received", None)
    assert (half.point, half.requested_at) == (None, None)
    assert swapped.point == Point(41.9003, -87.6604)
    assert swapped.requested_at == utc(2026, 3, 2, 6)
    assert [refusal.reason for refusal in page.refusals] == [
        "The city has not given it a number yet, only a token.",
        "It has no number.",
        "This is not a record.",
    ]
    assert '"token": "503fc045"' in page.refusals[0].excerpt
    assert page.repairs == {
        "list wrapped in an object": 1,
        "number where a text belongs": 1,
        "whole number written with a fraction": 1,
        "address_id spelled adress_id": 1,
        "status not in lower case": 1,
        "status that is neither open nor closed": 1,
        "date written as seconds or milliseconds": 2,
        "date that cannot be read left empty": 1,
        "date without time of day read as midnight": 1,
        "date without time zone read in the city's zone": 1,
        "coordinates written as text": 2,
        "coordinates 0, 0 left empty": 1,
        "only one coordinate, left empty": 1,
        "latitude and longitude swapped back": 1,
        "media_url as list or object": 2,
        "media_url that is no web address left out": 1,
    }


def test_values_wrapped_in_lists_are_unwrapped(chicago: WireContext) -> None:
    request = read("every_value_in_a_list.json", chicago).requests[0]
    assert (request.number, request.service_code, request.description) == ("812", "Potholes", "")
    assert (request.agency, request.zipcode, request.channel) == ("Roads, Parks", "", "Web interface")
    assert request.requested_at == utc(2026, 3, 2, 8, 15)
    assert request.point == Point(41.9, -87.66)
    assert request.ward == 12
    assert request.media_urls == ("https://example.org/812.jpg",)


def test_numbers_with_leading_zeros_stay_codes_and_texts_stay_as_they_are(elsewhere: WireContext) -> None:
    page = read("leading_zeros.json", elsewhere)
    assert page.requests[0].service_code == "006"
    assert page.requests[0].description == 'lights at 006, and "007": 008'
    assert page.repairs == {"number with leading zeros read as text": 1}


def test_notes_follow_ons_parents_and_extended_attributes_are_kept(chicago: WireContext) -> None:
    cut, reopened, bike = read("notes_and_extensions.json", chicago).requests
    assert (cut.channel, cut.ward, cut.zipcode, cut.duplicate) == ("phone", 21, "60620", True)
    assert cut.parent_number == "15-00000009"
    assert cut.attributes == (("WHEREIST", "TRAFFIC"), ("COUNT", "2"), ("SIDES", "N, S"))
    assert cut.media_urls == ("https://example.org/p.jpg",)
    assert cut.closed_at == utc(2026, 2, 10, 16, 15, 40)
    assert cut.notes[1] == CityNote(
        utc(2026, 1, 10, 14),
        "follow_on_created",
        "Follow-on created",
        "Water investigation #14-00000002 created",
        "14-00000002",
        agency="Water Management",
    )
    assert reopened.closed_at is None
    assert reopened.updated_at == datetime(2031, 1, 1, tzinfo=UTC)
    assert reopened.ward is None
    assert reopened.attributes == (("SF-1", "Curb"),)
    assert (bike.duplicate, bike.parent_number, bike.channel) == (True, "18-0", "API")
    assert bike.status_notes == "Case Resolved: Bike removed."
    assert bike.notes == (
        CityNote(utc(2026, 3, 1, 16, 56, 30), "activity", "BIKE-PICKUP: Complete", "Crew 4"),
    )


def test_namespaced_xml_with_nil_and_blanks_is_read(chicago: WireContext) -> None:
    page = read("namespaced.xml", chicago)
    request = page.requests[0]
    assert (request.number, request.service_code, request.zipcode) == ("1129806", "006", "")
    assert request.description == "Pipe <b>burst</b> & spraying"
    assert request.requested_at == utc(2026, 5, 23, 4, 57, 23, 970000)
    assert (request.updated_at, request.address) == (None, "8TH AVE , CHICAGO")
    assert request.point == Point(41.9, -87.66)
    assert page.repairs["empty by xsi:nil"] == 1
    assert page.repairs["XML namespace ignored"] > 0


def test_careless_xml_in_another_charset_is_read(chicago: WireContext) -> None:
    page = read("notes.xml", chicago)
    first, second = page.requests
    assert first.description == "Café & bar \xa0rats"
    assert (first.channel, first.ward, first.attributes) == ("web", 7, (("WHEREIST", "ALLEY"),))
    assert first.closed_at == utc(2026, 1, 10, 1, 2, 21)
    assert second.description == "See photo please"
    assert second.attributes == (("SF-1", "Curb"),)
    assert page.repairs["XML with bare ampersands or unknown entities"] == 1
    assert page.repairs["markup inside a text read as text"] == 1
    assert page.repairs["text not in UTF-8"] == 1


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b'{"service_requests": []}',
        b'{"service_requests": {}}',
        b"<service_requests/>",
        b"<service_requests>\n</service_requests>",
        b"\xef\xbb\xbf<requests></requests>",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[]",
    ],
)
def test_an_empty_page_is_empty(body: bytes, chicago: WireContext) -> None:
    page = read_requests(body, "", chicago)
    assert (page.requests, page.refusals, page.records) == ((), (), 0)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The 311 system sent an empty answer."),
        (b"  \r\n ", "The 311 system sent an empty answer."),
        (b"null", "The 311 system's answer is not a list of records: “null”."),
        (b"{}", "The 311 system's answer is not a list of records: “{}”."),
        (b'"moved"', 'The 311 system\'s answer is not a list of records: “"moved"”.'),
        (b"<services/>", "The 311 system's answer is a list of something else (“services”)."),
        (b"Back soon!", "The 311 system answered with plain text instead of data: “Back soon!”."),
        (b"<html><body>x</body></html>", "The 311 system answered with a web page instead of data: “x”."),
        (
            b"<!DOCTYPE html><html><title>503 Service &amp; Rest</title></html>",
            "The 311 system answered with a web page instead of data: “503 Service & Rest”.",
        ),
        (
            b'[{"service_request_id": "1"',
            "The 311 system's answer breaks off before its end, after 27 bytes.",
        ),
        (
            b"<service_requests><request>",
            "The 311 system's answer breaks off before its end, after 27 characters.",
        ),
        (
            b'[{"a": 1]',
            "The 311 system's answer is not valid JSON (expecting ',' delimiter, line 1, column 9).",
        ),
        (
            b"<service_requests></request>",
            "The 311 system's answer is not valid XML (mismatched tag: line 1, column 20).",
        ),
        (b"[" * 100_000, "The 311 system's answer is not valid JSON (nested too deeply)."),
        (
            b"<a>" * 5_000 + b"</a>" * 5_000,
            "The 311 system's answer is not valid XML (nested too deeply).",
        ),
    ],
)
def test_what_cannot_be_read_is_said_in_words_p8(body: bytes, sentence: str, chicago: WireContext) -> None:
    with pytest.raises(CityAnswerError) as caught:
        read_requests(body, "", chicago)
    assert caught.value.happened == sentence
    assert caught.value.safe
    assert caught.value.next_step


def bomb() -> str:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE d [<!ENTITY l0 "ha">{levels}]><service_requests>&l9;</service_requests>'


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-8-sig", "utf-32"])
@pytest.mark.parametrize("front", ["", '<?xml version="1.0"?>', "<!-- <a> -->\n<?x y?>"])
def test_xml_that_could_expand_without_end_is_not_opened(
    charset: str, front: str, chicago: WireContext
) -> None:
    with pytest.raises(CityAnswerError, match="declares a document type"):
        read_requests((front + bomb()).encode(charset), "text/xml", chicago)


@pytest.mark.parametrize(
    ("body", "status", "codes", "words"),
    [
        (b'[{"code": 400, "description": "No key"}]', 400, ("400",), "refused: “No key” (code 400)"),
        (b'{"errors": [{"code": "x", "message": "Down"}]}', 200, ("x",), "refused: “Down” (code x)"),
        (b'{"error": {"code": 5, "message": "Down"}}', 200, ("5",), "refused: “Down” (code 5)"),
        (b'[{"message": "Bad date"}]', 200, (), "refused: “Bad date”."),
        (
            b"<errors><error><code>404</code><description>None</description></error></errors>",
            200,
            ("404",),
            "refused: “None” (code 404)",
        ),
        (b"HTTP/1.1 403 Forbidden \n\n<error>No key</error>", 403, (), "refused: “No key” (code 403)"),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n[]", 403, (), "The 311 system refused (code 403)."),
    ],
)
def test_an_error_in_the_answer_is_a_refusal_even_with_status_200(
    body: bytes, status: int, codes: tuple[str, ...], words: str, chicago: WireContext
) -> None:
    with pytest.raises(CityRefusedError) as caught:
        read_requests(body, "", chicago, 200 if status == 200 else status)
    assert caught.value.status == status
    assert caught.value.codes == codes
    assert words in caught.value.happened


def test_a_server_fault_with_a_web_page_keeps_its_status_and_words(chicago: WireContext) -> None:
    with pytest.raises(CityRefusedError, match=r"“Bad gateway” \(code 502\)") as caught:
        read_requests(b"<html><h1>Bad gateway</h1></html>", "text/html", chicago, 502)
    assert caught.value.status == 502


def test_a_refusal_in_plain_text_keeps_its_words(chicago: WireContext) -> None:
    with pytest.raises(CityRefusedError, match="“Too many cases at once”"):
        read_requests(b"Too many cases at once", "text/plain", chicago, 429)


def test_characters_no_database_keeps_are_taken_out(chicago: WireContext) -> None:
    request = one('[{"service_request_id": "1", "description": "a\\u0000b\\ud800c\x01"}]', chicago)
    assert request.description == "ab?c\x01"


def test_a_truth_value_is_no_number_of_a_request(chicago: WireContext) -> None:
    page = read_requests(b'[{"service_request_id": true}, {"service_request_id": 1}]', "", chicago)
    assert [refusal.reason for refusal in page.refusals] == ["It has no number."]


@pytest.mark.parametrize(
    "body",
    [
        b'{"request": {"service_request_id": "1"}}',
        b'{"service_request": {"service_request_id": "1"}}',
        b'[{"request": {"service_request_id": "1"}}]',
        b'{"service_requests": [{"service_request": {"service_request_id": "1"}}]}',
        (
            b"<Envelope><Body><service_requests><request><service_request_id>1</service_request_id></request>"
            b"</service_requests></Body></Envelope>"
        ),
    ],
)
def test_a_name_or_an_envelope_around_a_record_is_taken_off_and_counted(
    body: bytes, chicago: WireContext
) -> None:
    page = read_requests(body, "", chicago)
    assert [request.number for request in page.requests] == ["1"]
    assert not page.refusals
    assert page.repairs.keys() & {"list wrapped in an object", "object where one value belongs"}


@pytest.mark.parametrize(
    ("lat", "long", "point"),
    [
        ("41.9", "-87.6", Point(41.9, -87.6)),
        ("-87.6", "41.9", Point(41.9, -87.6)),
        ('"41,9"', '"-87.6"', None),
        ("1171000.5", "1900000.5", None),
        ("1e400", "0", None),
        ('"NaN"', '"NaN"', None),
        ("true", "41", None),
    ],
)
def test_coordinates_are_believed_only_when_they_are_a_place(
    lat: str, long: str, point: Point | None, chicago: WireContext
) -> None:
    assert one(f'[{{"service_request_id": "1", "lat": {lat}, "long": {long}}}]', chicago).point == point


@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize(
    ("lat", "long"),
    [(0.0, -87.68), (41.95, 87.68), (41.95, 0.0), (1.0, 1.0), (-41.95, -87.68), (41.95, -89.0)],
)
def test_a_point_far_outside_the_city_is_counted_and_left_to_the_address_p2(
    lat: float, long: float, quote: str, chicago: WireContext, elsewhere: WireContext
) -> None:
    """Whether written as a number or as a text."""
    body = f'[{{"service_request_id": "1", "lat": {quote}{lat}{quote}, "long": {quote}{long}{quote}}}]'
    page = read_requests(body.encode(), "", chicago)
    assert page.requests[0].point is None
    assert page.repairs["coordinates far outside the city left empty"] == 1
    assert one(body, elsewhere).point == Point(lat, long)


@pytest.mark.parametrize(
    ("media", "repair", "count"),
    [
        ('"media_url": "http://a/1, http://a/2"', "several addresses in one media_url", 1),
        ('"media_url": "http://a/1,http://a/2"', "several addresses in one media_url", 1),
        ('"media_url": {"media": ["http://a/1", "http://a/2"]}', "media_url as list or object", 2),
        ('"media_url": [{"image": "http://a/1"}, {"photo": "http://a/2"}]', "media_url as list or object", 3),
        ('"media": ["http://a/1", {"url": "http://a/2"}]', "media_url as list or object", 2),
        (
            '"media_url": [{"url": "http://a/1", "small": "http://a/s"}, "http://a/2"]',
            "further address beside that of a picture left out",
            1,
        ),
    ],
)
def test_every_photo_of_a_request_is_kept_or_counted_p2(
    media: str, repair: str, count: int, chicago: WireContext
) -> None:
    page = read_requests(f'[{{"service_request_id": "1", {media}}}]'.encode(), "", chicago)
    assert page.requests[0].media_urls == ("http://a/1", "http://a/2")
    assert page.repairs[repair] == count


def test_photos_listed_in_xml_are_all_kept(chicago: WireContext) -> None:
    request = one(
        "<service_requests><request><service_request_id>1</service_request_id><media_url>"
        "<media>http://a/1</media><media>http://a/2</media></media_url></request></service_requests>",
        chicago,
    )
    assert request.media_urls == ("http://a/1", "http://a/2")


def test_a_point_just_over_the_citys_border_is_kept(chicago: WireContext) -> None:
    page = read_requests(
        b'[{"service_request_id": "1", "status": "open", "lat": 41.95, "long": -88.2}]', "", chicago
    )
    assert (page.requests[0].point, page.repairs) == (Point(41.95, -88.2), {})


def test_json_and_xml_of_one_record_give_the_same_value(chicago: WireContext) -> None:
    fields = {
        "service_request_id": "77",
        "status": "open",
        "service_code": "X1",
        "description": "Two <lights> & a sign",
        "requested_datetime": "2026-05-01T10:00:00Z",
        "lat": "41.95",
        "long": "-87.65",
        "address": "10 N Fake St",
    }
    inner = "".join(
        f"<{name}>{value.replace('&', '&amp;').replace('<', '&lt;')}</{name}>"
        for name, value in fields.items()
    )
    from_xml = read_requests(
        f"<service_requests><request>{inner}</request></service_requests>".encode(), "", chicago
    )
    pairs = ", ".join(f'"{name}": "{value}"' for name, value in fields.items())
    assert from_xml.requests[0] == one(f"[{{{pairs}}}]", chicago)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (
            (
                b'[{"service_name": "Rodents", "address": "4812 N DAMEN AVE", "status": 5,'
                b' "requested_datetime": "2026-06-30T09:00:00"}]'
            ),
            "application/json",
        ),
        (
            (
                b"<service_requests><request><service_name>Rodents</service_name><status>5</status>"
                b"<address>4812 N DAMEN AVE</address>"
                b"<requested_datetime>2026-06-30T09:00:00</requested_datetime></request></service_requests>"
            ),
            "text/xml",
        ),
    ],
)
def test_a_request_without_number_and_token_is_told_of_and_is_no_error_of_the_city(
    body: bytes, content_type: str, chicago: WireContext
) -> None:
    """P2: else a page that holds nothing else would be a gap for ever."""
    page = read_requests(body, content_type, chicago)
    (refusal,) = page.refusals
    assert (refusal.is_request, refusal.city, refusal.reason) == (True, chicago.city, "It has no number.")
    assert (refusal.service_name, refusal.address) == ("Rodents", "4812 N DAMEN AVE")
    assert refusal.told_at == datetime(2026, 6, 30, 14, tzinfo=UTC)
    assert page.repairs == {}, "nothing of it was used"
