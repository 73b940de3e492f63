"""The recorded answers of real cities, each with what it must become; any other file there at least P8."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.open311.conftest import RECORDINGS
from wardoffice.domain.errors import CityAnswerError, CityError, CityRefusedError
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import AttributeChoice, CityNote, CityStatus, ServiceRequest
from wardoffice.domain.submissions import Receipt
from wardoffice.open311.answers import read_discovery, read_post_answer, read_token_answer
from wardoffice.open311.context import WireContext
from wardoffice.open311.requests_wire import read_requests
from wardoffice.open311.services_wire import read_service_definition, read_services


def load(recordings: Path, name: str) -> bytes:
    path = recordings / name
    if not path.is_file():
        pytest.skip(f"the recording {name} is not on this machine")
    return path.read_bytes()


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


SIDEWALK = {
    "city": "chicago",
    "number": "638344",
    "status": CityStatus.CLOSED,
    "status_text": "closed",
    "status_notes": "Duplicate request.",
    "service_code": "006",
    "service_name": "Sidewalk and Curb Issues",
    "requested_at": utc(2010, 4, 14, 14, 37, 38),
    "updated_at": utc(2010, 4, 14, 14, 37, 38),
    "expected_at": utc(2010, 4, 15, 14, 37, 38),
    "address": "8TH AVE and JUDAH ST",
    "address_id": "545483",
    "zipcode": "94122",
    "point": Point(37.762221815, -122.4651145),
    "media_urls": ("http://city.gov.s3.amazonaws.com/requests/media/638344.jpg",),
}
BIKE = {
    "city": "chicago",
    "number": "18-00012429",
    "status": CityStatus.CLOSED,
    "status_text": "closed",
    "service_code": "ABNDBIKE",
    "service_name": "Bicycle abandoned on the street or sidewalk",
    "description": "bike",
    "requested_at": utc(2018, 2, 2, 18, 9, 34),
    "updated_at": utc(2018, 2, 2, 18, 9, 34),
    "expected_at": utc(2018, 2, 13, 18, 9, 34),
    "address": "2 Devonshire Pl, Boston, 02109",
    "address_id": "164247",
    "zipcode": "02109",
    "point": Point(42.358723671506326, -71.05742059114559),
    "channel": "API",
}
BIKE_NOTES = (
    CityNote(utc(2018, 3, 21, 16, 56, 30), "activity", "ABNDBIKE-INSP2: Complete"),
    CityNote(None, "activity", "ABNDBIKE-PICKUP: Void"),
)
REQUESTS: dict[str, dict[str, Any]] = {
    "spec-service-request.json": SIDEWALK,
    "spec-service-requests.json": SIDEWALK,
    "spec-service-request.xml": SIDEWALK,
    "spec-service-requests.xml": SIDEWALK,
    "specsample-request.xml": SIDEWALK,
    "specsample-requests.xml": SIDEWALK,
    "boston-request-detail-salesforce-2018.json": BIKE,
    "boston-request-activities-2018.json": {**BIKE, "notes": BIKE_NOTES},
    "boston-request-2018-import.json": {
        "city": "chicago",
        "number": "101002585932",
        "status": CityStatus.CLOSED,
        "status_text": "closed",
        "service_code": "STRCLEAN",
        "service_name": "Street cleaning needed",
        "description": "Store. Boxes drop. On. Sidewalk",
        "requested_at": utc(2018, 7, 19, 8, 36),
        "updated_at": utc(2018, 10, 23, 10, 18, 51),
        "expected_at": utc(2018, 7, 20, 12, 30),
        "address": "INTERSECTION of Herald St & Harrison Ave, Boston, MA",
        "point": Point(42.3463421, -71.0632385),
        "media_urls": (
            "https://spot-boston-res.cloudinary.com/image/upload/v1493846236/boston/production/ttffcom6jsajcabrazla.jpg",
        ),
        "channel": "API",
    },
    "sanfrancisco-request-2019.json": {
        "city": "chicago",
        "number": "1020002836",
        "status": CityStatus.OPEN,
        "status_text": "open",
        "service_code": "5a6b5ac2d0521c1134854b01",
        "service_name": "Blocked Driveway & Illegal Parking",
        "description": "[Bus] Kyle",
        "requested_at": utc(2019, 6, 20, 3, 18, 6),
        "updated_at": utc(2019, 6, 20, 3, 18, 6),
        "address": "471 Jessie St, San Francisco",
        "point": Point(37.781892550575705, -122.4084929351361),
        "media_urls": (
            "http://mobile311-dev.sfgov.org/media/san_francisco/report/photos/5d0afadbe896c8645baae415/19EFB8CE-386D-4B14-8300-116558270332.png",
        ),
    },
    "toronto-request-single-2018.xml": {
        "city": "chicago",
        "number": "101005420892",
        "status": CityStatus.OPEN,
        "status_text": "open",
        "status_notes": "In progress - The request has been scheduled.",
        "service_code": "CSROWR-12",
        "service_name": "Road - Pot hole",
        "agency": "311 Toronto",
        "requested_at": utc(2018, 7, 30, 4, 1),
        "expected_at": utc(2018, 8, 3, 4, 1),
        "address": "Warden Ave / Freeman St, Scarborough",
        "address_id": "13459430",
        "point": Point(43.691104288, -79.272306875),
    },
    "accela-requests.json": {
        "city": "chicago",
        "number": "ISLANDTON-14CAP-00000-00070",
        "status": CityStatus.UNKNOWN,
        "status_text": "Received",
        "service_code": "ServiceRequest-Water.cand.cSewage-Leaking.cFire.cHydrant-NA",
        "service_name": "Leaking Fire Hydrant",
        "media_urls": ("http://thisisface.com",),
    },
}


@pytest.mark.parametrize("name", REQUESTS)
def test_the_first_request_of_a_recording_is_read_in_full(
    name: str, recordings: Path, elsewhere: WireContext
) -> None:
    page = read_requests(load(recordings, name), "", elsewhere)
    expected = ServiceRequest(**REQUESTS[name])
    if expected.service_code == BIKE["service_code"]:
        expected = replace(expected, status_notes=page.requests[0].status_notes)
        assert expected.status_notes.startswith("Case Investigated: The bike was not found")
    assert page.requests[0] == expected
    assert page.refusals == ()
    assert page.records == (2 if "requests" in name and name.startswith("spec") else 1)


def test_chicagos_fifty_requests_keep_their_notes_and_parents(recordings: Path, chicago: WireContext) -> None:
    page = read_requests(load(recordings, "chicago-requests-extensions-notes-2014.json"), "", chicago)
    by_number = {request.number: request for request in page.requests}
    assert (len(by_number), page.records, page.refusals) == (50, 50, ())
    assert page.repairs == {}
    assert all(request.point for request in page.requests)
    assert [each.number for each in page.requests if each.status is not CityStatus.CLOSED] == ["14-01873637"]
    assert all(request.ward is not None and 1 <= request.ward <= 50 for request in page.requests)
    assert {request.channel for request in page.requests} == {"phone", "web", "open311"}
    assert sum(len(request.notes) for request in page.requests) == 276
    assert sum(bool(note.number) for request in page.requests for note in request.notes) == 103
    assert sum(request.closed_at is not None for request in page.requests) == 49
    assert sum(bool(request.media_urls) for request in page.requests) == 2
    pothole = by_number["14-00684314"]
    assert (pothole.ward, pothole.zipcode, pothole.attributes) == (21, "60620", (("WHEREIST", "TRAFFIC"),))
    assert pothole.requested_at == utc(2014, 5, 10, 0, 2, 21)
    light = by_number["14-02155558"]
    assert (light.duplicate, light.parent_number, light.status_notes) == (True, "15-05164921", "Duplicate")
    assert light.closed_at == utc(2015, 10, 9, 20, 26, 59)
    cut = by_number["14-02126535"]
    assert (cut.duplicate, cut.parent_number) == (False, "14-01212552")
    assert cut.notes[3] == CityNote(
        utc(2014, 12, 12, 16, 14, 53),
        "follow_on_created",
        "Follow-on Water Management - General Investigation Created",
        "Water Management - General Investigation #14-02126889 created for Water Management",
        "14-02126889",
        "Water Management - General Investigation",
        "Water Management",
    )


def test_san_franciscos_old_xml_is_read_and_every_repair_counted(
    recordings: Path, elsewhere: WireContext
) -> None:
    page = read_requests(load(recordings, "sanfrancisco-requests-2012.xml"), "", elsewhere)
    assert (len(page.requests), page.records, page.refusals) == (56, 56, ())
    first = page.requests[0]
    assert (first.number, first.status, first.status_text) == ("1129806", CityStatus.OPEN, "Open")
    assert first.requested_at == utc(2012, 5, 23, 4, 57, 23, 970000)
    assert (first.updated_at, first.point, first.zipcode) == (None, None, "")
    assert first.address == "SAN FRANCISCO , CA"
    assert sum(request.point is None for request in page.requests) == 9
    assert page.repairs == {
        "empty by xsi:nil": 68,
        "status not in lower case": 56,
        "date without time zone read in the city's zone": 100,
        "date and time of day without T between them": 100,
        "coordinates written as text": 112,
        "coordinates 0, 0 left empty": 9,
    }


def test_an_empty_list_is_an_empty_page(recordings: Path, chicago: WireContext) -> None:
    assert read_requests(load(recordings, "rubygem-requests-empty.xml"), "", chicago).records == 0


@pytest.mark.parametrize(
    ("name", "count", "first"),
    [
        ("spec-service-list.json", 3, ("001", "Cans left out 24x7", "realtime", ("sanitation",))),
        ("spec-service-list.xml", 3, ("001", "Cans left out 24x7", "realtime", ("sanitation",))),
        (
            "sanfrancisco-services-2010-namespaced.xml",
            36,
            ("001", "Cans_Left_Out_24x7", "realtime", ("Litter Receptacles",)),
        ),
        (
            "sanfrancisco-services-2012.xml",
            38,
            ("001", "Cans_Left_Out_24x7", "realtime", ("Litter Receptacles",)),
        ),
        (
            "washingtondc-services.xml",
            86,
            ("CSRREPIS", "311 Online Reported Issues", "realtime", ("311 - Call Center",)),
        ),
        (
            "bloomington-services-2012.json",
            46,
            ("4e09c863992b94b915000000", "City Performance", "realtime", ("Most Popular",)),
        ),
        ("helsinki-services-2016.json", 2, ("172", "Ilkivalta", "realtime", ("Puhtaanapito",))),
        (
            "accela-services.json",
            2,
            ("ServiceRequest/Animals/Animal Nuisance/NA", "Animals", "realtime", ("ServiceRequest",)),
        ),
        ("merton-services-batch.xml", 1, ("GR", "Graffiti", "batch", ("Street Cleaning Problems or Weeds",))),
    ],
)
def test_every_recorded_service_list_is_read(
    *, name: str, count: int, first: tuple[str, str, str, tuple[str]], recordings: Path, chicago: WireContext
) -> None:
    services = read_services(load(recordings, name), "", chicago)
    assert len(services) == count
    service = services[0]
    assert (service.code, service.name, service.answer_kind, service.groups) == first


@pytest.mark.parametrize(
    ("name", "code", "attributes", "choices"),
    [
        ("spec-service-definition.json", "DMV66", ["WHISHETN"], ("123", "Ford")),
        ("spec-service-definition.xml", "DMV66", ["WHISHETN"], ("123", "Ford")),
        ("specsample-servicedef-old-no-attributes-wrapper.xml", "DMV66", ["WHISHETN"], ("123", "Ford")),
        (
            "chicago-servicedef-pothole-pre2018.json",
            "4fd3b656e750846c53000004",
            ["WHEREIST", "A511OPTN"],
            ("BIKE", "Bike Lane"),
        ),
        (
            "merton-servicedef-automated.xml",
            "DF",
            ["fixmystreet_id", "easting", "northing", "closest_address", "service", "usrn"],
            None,
        ),
    ],
)
def test_every_recorded_definition_is_read(
    *,
    name: str,
    code: str,
    attributes: list[str],
    choices: tuple[str, str] | None,
    recordings: Path,
    chicago: WireContext,
) -> None:
    definition = read_service_definition(load(recordings, name), "", chicago)
    assert definition.code == code
    assert [question.code for question in definition.attributes] == attributes
    if choices is None:
        assert all(question.hidden for question in definition.attributes)
    else:
        first = definition.attributes[0]
        assert (first.datatype, first.required, first.order) == ("singlevaluelist", True, 1)
        assert first.choices[0] == AttributeChoice(*choices)


@pytest.mark.parametrize(
    ("name", "receipt"),
    [
        ("boston-post-token.xml", Receipt("", "503fc045901932078800163c")),
        ("merton-post-token.xml", Receipt("", "TOKEN")),
        ("spec-service-request-post.json", Receipt("293944", "")),
        ("spec-service-request-post.xml", Receipt("293944", "")),
        ("merton-token-to-id.xml", Receipt("ServiceID", "")),
        ("spec-request-from-token.json", Receipt("638344", "12345")),
        ("spec-request-from-token.xml", Receipt("638344", "12345")),
        ("specsample-token.xml", Receipt("638344", "12345")),
    ],
)
def test_every_recorded_receipt_and_token_is_read(
    name: str, receipt: Receipt, recordings: Path, chicago: WireContext
) -> None:
    body = load(recordings, name)
    found = read_post_answer(body, "", chicago)
    assert replace(found, notice="") == receipt
    assert found.notice.startswith("The City will inspect") == ("post" in name and name.startswith("spec"))
    assert read_token_answer(body, "", chicago) == found


@pytest.mark.parametrize(
    ("name", "status", "codes", "words"),
    [
        ("boston-error-post-duplicate.xml", 200, ("400",), "Invalid service request: base is a duplicate."),
        ("connectedbits-error-404-request.xml", 200, ("404",), "not found with id or token not-an-id"),
        ("spec-errors.json", 403, ("403",), "Invalid api_key received"),
        ("spec-errors.xml", 403, ("403",), "Invalid api_key received"),
        ("specsample-error-403-bad-shape.xml", 403, (), "Invalid api_key received"),
    ],
)
def test_every_recorded_error_is_a_refusal_in_the_citys_words(
    *, name: str, status: int, codes: tuple[str, ...], words: str, recordings: Path, chicago: WireContext
) -> None:
    with pytest.raises(CityRefusedError) as caught:
        read_requests(load(recordings, name), "", chicago)
    assert (caught.value.status, caught.value.codes) == (status, codes)
    assert words in caught.value.happened


@pytest.mark.parametrize(
    ("name", "url", "count"),
    [
        ("boston-discovery.json", "https://mayors24.cityofboston.gov/open311/v2", 2),
        ("sanfrancisco-discovery-namespaced-2012.xml", "https://open311.sfgov.org/dev/v2", 4),
        ("spec-discovery.json", "http://open311.mycity.gov/v2", 3),
        ("spec-discovery.xml", "http://open311.mycity.gov/v2", 3),
        ("washingtondc-discovery.xml", "http://app.311.dc.gov/cwi/Open311/v2", 2),
    ],
)
def test_every_recorded_discovery_names_its_endpoints(
    *, name: str, url: str, count: int, recordings: Path, chicago: WireContext
) -> None:
    discovery = read_discovery(load(recordings, name), "", chicago)
    assert len(discovery.endpoints) == count
    assert discovery.endpoints[0].url == url
    assert discovery.contact


def test_a_list_of_updates_is_not_taken_for_requests(recordings: Path, chicago: WireContext) -> None:
    with pytest.raises(CityAnswerError, match="list of something else") as caught:
        read_requests(load(recordings, "fixmystreet-servicerequestupdates.xml"), "", chicago)
    assert "“service_requests_updates”" in caught.value.happened


OTHERS = sorted(path.name for path in RECORDINGS.glob("*")) if RECORDINGS.is_dir() else ["none at hand"]


@pytest.mark.parametrize("name", OTHERS)
def test_any_file_there_is_read_or_refused_in_words_p8(
    name: str, recordings: Path, chicago: WireContext
) -> None:
    body = load(recordings, name)
    read = 0
    for reader in (read_requests, read_services, read_service_definition, read_post_answer, read_discovery):
        try:
            reader(body, "", chicago)
        except CityError as trouble:
            sentences = (trouble.happened, trouble.safe, trouble.next_step)
            assert all(sentence.endswith(".") for sentence in sentences)
        else:
            read += 1
    told_apart = name.endswith(".md") or "error" in name or "updates" in name
    assert read >= (0 if told_apart else 1)
