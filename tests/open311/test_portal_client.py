"""The portal's SODA API on loopback: page by page, with the token, its troubles in words."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.open311.city_server import CityServer, Exchange, cut, reply, stall
from wardoffice.domain.errors import (
    CancelledError,
    CityAnswerError,
    CityRefusedError,
    CityUnreachableError,
    WardOfficeError,
)
from wardoffice.domain.left_out import LeftOutType
from wardoffice.domain.places import Point
from wardoffice.domain.portal import PortalRow
from wardoffice.domain.service_requests import Window
from wardoffice.domain.tracking_numbers import is_usable, normal_number
from wardoffice.open311.context import WireContext
from wardoffice.open311.fetching import Limits
from wardoffice.open311.portal_client import PortalClient, PortalDataset
from wardoffice.open311.portal_rows import read_rows
from wardoffice.open311.retrying import Retries

NOW = datetime(2026, 7, 1, tzinfo=UTC)
WEEK = Window(datetime(2026, 6, 1, 5, tzinfo=UTC), datetime(2026, 6, 8, 5, 0, 0, 1, tzinfo=UTC))
QUICKLY = Retries(attempts=3, first_wait=0.001, longest_wait=0.002)
ROW = {
    "sr_number": "sr26-00000001",
    "sr_type": "Pothole in Street Complaint",
    "sr_short_code": "PHF",
    "owner_department": "CDOT - Department of Transportation",
    "status": "Open",
    "origin": "Phone Call",
    "created_date": "2026-06-01T15:04:05.000",
    "last_modified_date": "2026-06-02T09:00:00.000",
    "street_address": "4812 N DAMEN AVE",
    "zip_code": "60625",
    "duplicate": False,
    "ward": "47",
    "precinct": "24",
    "latitude": "41.95",
    "longitude": "-87.68",
    "location": {"latitude": "41.95", "longitude": "-87.68"},
}


def context(now: datetime = NOW) -> WireContext:
    return WireContext("chicago", ZoneInfo("America/Chicago"), now)


def body(*rows: object) -> bytes:
    return json.dumps(rows).encode()


@pytest.fixture
def server() -> Iterator[CityServer]:
    with CityServer() as running:
        yield running


def client(server: CityServer, token: str | None = None, **more: object) -> PortalClient:
    settings = {"retries": QUICKLY, "limits": Limits(read_seconds=5), **more}
    return PortalClient(
        PortalDataset(f"{server.url}/resource/v6vf-nfxy", 2, left_out=settings.pop("left_out", ())),  # type: ignore[arg-type]
        context,
        lambda: token,
        lambda: NOW,
        settings.pop("cancelled", lambda: False),  # type: ignore[arg-type]
        **settings,  # type: ignore[arg-type]
    )


def numbered(number: int) -> dict[str, object]:
    return {**ROW, "sr_number": f"SR26-{number:08}"}


def test_a_row_is_read_with_its_times_in_utc() -> None:
    page = read_rows(body(ROW), 200, context())
    assert page.rows == (
        PortalRow(
            number="SR26-00000001",
            service_name="Pothole in Street Complaint",
            service_code="PHF",
            agency="CDOT - Department of Transportation",
            status="Open",
            origin="Phone Call",
            address="4812 N DAMEN AVE",
            zipcode="60625",
            requested_at=datetime(2026, 6, 1, 20, 4, 5, tzinfo=UTC),
            updated_at=datetime(2026, 6, 2, 14, tzinfo=UTC),
            ward=47,
            point=Point(41.95, -87.68),
        ),
    )
    assert page.repairs


CITY = WireContext("chicago", ZoneInfo("America/Chicago"), NOW, (41.6, -88.0, 42.1, -87.4))
NO_POINT = {key: value for key, value in ROW.items() if key not in {"latitude", "longitude", "location"}}
AT = {"latitude": "41.95", "longitude": "-87.68"}


@pytest.mark.parametrize(
    ("told", "point", "repair"),
    [
        ({"location": AT}, Point(41.95, -87.68), "coordinates written as text"),
        ({"location": {"type": "Point", "coordinates": [-87.68, 41.95]}}, Point(41.95, -87.68), None),
        ({"latitude": "", "longitude": "", "location": AT}, Point(41.95, -87.68), None),
        (
            {"latitude": "-87.68", "longitude": "41.95"},
            Point(41.95, -87.68),
            "latitude and longitude swapped back",
        ),
        ({"latitude": 1.0, "longitude": 1.0}, None, None),
        ({"location": {"coordinates": []}}, None, None),
        ({"location": "41.95"}, None, None),
    ],
)
def test_a_rows_point_is_read_wherever_and_however_it_stands(
    told: dict[str, object], point: Point | None, repair: str | None
) -> None:
    page = read_rows(body({**NO_POINT, **told}), 200, CITY)
    assert [row.point for row in page.rows] == [point]
    assert repair is None or page.repairs[repair] >= 1


@pytest.mark.parametrize(
    ("told", "ward"), [("47.0", 47), (47.0, 47), (47, 47), ("0", None), ("", None), ("x", None)]
)
def test_a_rows_ward_is_read_as_a_files_is(told: object, ward: int | None) -> None:
    assert [row.ward for row in read_rows(body({**ROW, "ward": told}), 200, CITY).rows] == [ward]


def test_one_byte_of_another_charset_fails_no_page_p2() -> None:
    written = (
        '[{"sr_number": "SR26-00000001", "street_address": "1 CAF\xc9 ST"}, {"sr_number": "SR26-00000002"}]'
    )
    page = read_rows(written.encode("latin-1"), 200, CITY)
    assert [row.address for row in page.rows] == ["1 CAF\xc9 ST", ""]
    assert page.repairs == {"text not in UTF-8": 1}
    assert read_rows(b"\xef\xbb\xbf" + body(ROW), 200, CITY).rows


def test_what_else_stands_in_a_row_is_kept_without_the_precinct_and_the_portals_own_workings() -> None:
    told = {
        "created_department": " Aldermen ",
        "legacy_record": False,
        "created_hour": "9",
        "police_beat": 1912,
        "community_area": "4",
        "electricity_grid": "",
        "x_coordinate": "1162000",
        ":@computed_region_rpca_8um6": "46",
        "lines": ["a"],
    }
    (row,) = read_rows(body({**ROW, **told}), 200, CITY).rows
    assert row.more == {
        "created_department": "Aldermen",
        "legacy_record": "false",
        "created_hour": "9",
        "police_beat": "1912",
        "community_area": "4",
    }


def test_an_address_in_parts_is_put_together() -> None:
    parts = {
        "address_street_number": 4812,
        "address_street_direction": "N",
        "address_street_name": " DAMEN ",
        "address_street_suffix": None,
    }
    (row,) = read_rows(body({**ROW, "street_address": "", **parts}), 200, CITY).rows
    assert row.address == "4812 N DAMEN"
    (row,) = read_rows(body({**ROW, **parts}), 200, CITY).rows
    assert row.address == "4812 N DAMEN AVE"


def test_a_row_without_a_number_is_a_refusal_and_the_others_are_read() -> None:
    page = read_rows(body(ROW, {"status": "Open"}, "odd", {"sr_number": " "}), 200, context())
    assert (len(page.rows), len(page.refusals), page.records) == (1, 3, 4)


def test_all_pages_are_read_to_the_empty_one(server: CityServer) -> None:
    """P2: no row is skipped, and the order is whole."""
    pages = [body(numbered(1), numbered(2)), body(numbered(3)), body()]
    server.on("/resource/v6vf-nfxy.json", *(reply(page) for page in pages))
    portal = client(server, "secret-token")
    found = [row.number[-1] for page in portal.pages(WEEK, 47) for row in page.rows]
    portal.close()
    assert found == ["1", "2", "3"]
    first, second, third = server.questions
    assert first.arguments == {
        "$where": "created_date between '2026-06-01T00:00:00' and '2026-06-08T00:00:01' and ward = '47'",
        "$order": "created_date, sr_number",
        "$limit": "2",
        "$offset": "0",
    }
    assert {each.headers["x-app-token"] for each in server.questions} == {"secret-token"}
    place = "(created_date > '{at}' or (created_date = '{at}' and sr_number > '{number}'))"
    for question, number in ((second, numbered(2)["sr_number"]), (third, numbered(3)["sr_number"])):
        behind = place.format(at=ROW["created_date"], number=number)
        assert question.arguments["$where"] == f"{first.arguments['$where']} and {behind}"
        assert question.arguments["$offset"] == "0"


def test_a_row_that_changes_between_two_pages_slips_no_other_past_us(server: CityServer) -> None:
    """P2: by count of rows, the first row of the next page would have moved up to the page before."""
    days = {number: f"2026-06-0{number}T09:00:00.000" for number in range(1, 7)}

    def page(exchange: Exchange) -> None:
        asked = server.questions[-1].arguments
        behind = re.search(r"last_modified_date > '([^']*)' or .* sr_number > '([^']*)'", asked["$where"])
        after = behind.groups() if behind else ("", "")
        rows = sorted(
            ({**numbered(number), "last_modified_date": day} for number, day in days.items()),
            key=lambda row: (row["last_modified_date"], row["sr_number"]),
        )
        rows = [row for row in rows if (row["last_modified_date"], row["sr_number"]) > after]
        offset = int(asked["$offset"])
        reply(body(*rows[offset : offset + 2]))(exchange)
        days[1] = "2026-06-09T09:00:00.000"  # it goes to the end of the list

    server.on("/resource/v6vf-nfxy.json", page)
    portal = client(server)
    found = [row.number[-1] for each in portal.pages(WEEK, by_update=True) for row in each.rows]
    portal.close()
    assert found == ["1", "2", "3", "4", "5", "6", "1"]


def test_behind_a_row_without_its_date_the_next_page_is_counted(server: CityServer) -> None:
    undated = {name: value for name, value in numbered(2).items() if name != "created_date"}
    pages = [body(numbered(1), undated), body(numbered(3)), body()]
    server.on("/resource/v6vf-nfxy.json", *(reply(page) for page in pages))
    portal = client(server)
    assert sum(page.records for page in portal.pages(WEEK)) == 3
    portal.close()
    assert [each.arguments["$offset"] for each in server.questions] == ["0", "2", "0"]


def test_changes_are_asked_for_by_their_time_and_without_a_token_none_is_sent(server: CityServer) -> None:
    server.on("/resource/v6vf-nfxy.json", reply(body()))
    portal = client(server)
    assert list(portal.pages(WEEK, by_update=True)) == []
    portal.close()
    (question,) = server.questions
    assert question.arguments["$where"].startswith("last_modified_date between ")
    assert "ward" not in question.arguments["$where"]
    assert "x-app-token" not in question.headers


def test_what_is_left_out_is_counted_and_not_asked_for(server: CityServer) -> None:
    """Rows without a code are no such type, and stay."""
    counts = [{"sr_short_code": "311IOC", "requests": "691302"}, {"sr_short_code": "avn", "requests": 364926}]
    server.on("/resource/v6vf-nfxy.json", reply(body()), reply(json.dumps(counts).encode()))
    types = (LeftOutType("311IOC", "Call", "call", "calls"), LeftOutType("AVN", "Noise", "noise", "noises"))
    portal = client(server, left_out=types)
    assert list(portal.pages(WEEK, 28)) == []
    assert portal.left_out(WEEK, 28) == {"311IOC": 691_302, "AVN": 364_926}
    portal.close()
    rows, counted = server.questions
    assert rows.arguments["$where"].endswith(
        "and ward = '28' and (sr_short_code is null or sr_short_code not in ('311IOC', 'AVN'))"
    )
    assert counted.arguments == {
        "$select": "sr_short_code, count(sr_number) as requests",
        "$where": "created_date between '2026-06-01T00:00:00' and '2026-06-08T00:00:01' and ward = '28' "
        "and sr_short_code in ('311IOC', 'AVN')",
        "$group": "sr_short_code",
    }


def test_a_portal_that_repeats_itself_has_nothing_more(server: CityServer) -> None:
    server.on("/resource/v6vf-nfxy.json", reply(body(numbered(1))))
    portal = client(server)
    assert len(list(portal.pages(WEEK))) == 1
    portal.close()


def test_what_may_pass_is_asked_again(server: CityServer) -> None:
    busy = reply(b'{"error": true, "message": "Too many"}', 429)
    server.on("/resource/v6vf-nfxy.json", busy, cut(b"[{}]", 2), reply(body(ROW)), reply(body()))
    portal = client(server)
    assert [page.records for page in portal.pages(WEEK)] == [1]
    portal.close()


@pytest.mark.parametrize(
    ("status", "answer", "error"),
    [
        (
            403,
            b'{"code": "denied", "error": true, "message": "Bad app_token"}',
            CityRefusedError,
        ),
        (400, b'{"code": "query.soql.no-such-column", "error": true, "message": "No"}', CityRefusedError),
        (200, b'{"error": true, "message": "Query timeout"}', CityRefusedError),
        (404, b"<html>", CityRefusedError),
        (200, b"<html>Maintenance</html>", CityAnswerError),
        (200, b'{"rows": []}', CityAnswerError),
        (503, b"", CityRefusedError),
    ],
)
def test_every_trouble_has_its_sentences(
    server: CityServer, status: int, answer: bytes, error: type[WardOfficeError]
) -> None:
    """P8, and P9: the token is in none of them."""
    server.on("/resource/v6vf-nfxy.json", reply(answer, status))
    portal = client(server, "secret-token")
    with pytest.raises(error) as told:
        list(portal.pages(WEEK))
    portal.close()
    assert "portal" in told.value.happened
    assert told.value.safe
    assert told.value.next_step
    assert "secret-token" not in str(told.value)


def test_a_silent_portal_is_unreachable_and_a_stopped_question_ends_at_once(server: CityServer) -> None:
    server.on("/resource/v6vf-nfxy.json", stall())
    impatient = client(server, retries=Retries(attempts=1), limits=Limits(read_seconds=0.2))
    with pytest.raises(CityUnreachableError):
        list(impatient.pages(WEEK))
    impatient.close()
    stopped = client(server, cancelled=lambda: len(server.questions) > 1)
    with pytest.raises(CancelledError):
        list(stopped.pages(WEEK))
    stopped.close()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*ROW, "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_rows_and_refusals_or_an_error_in_words(value: object) -> None:
    """P8: whatever stands where, never a crash, and every record is counted once."""
    try:
        page = read_rows(json.dumps(value).encode(), 200, context())
    except (CityAnswerError, CityRefusedError):
        none_usable = isinstance(value, list) and not any(
            isinstance(each, dict)
            and type(each.get("sr_number")) in {str, int}
            and is_usable(normal_number(str(each["sr_number"])))
            for each in value
        )
        written = json.dumps(value)
        assert not isinstance(value, list) or none_usable or "NaN" in written or "Infinity" in written
    else:
        assert len(page.rows) + len(page.refusals) == page.records
        listed = [each for each in page.refusals if each.is_request]
        assert page.rows or listed or not page.records, "nothing to keep nor to list is an error"
        assert all(row.number for row in page.rows)


def test_a_portal_that_asks_to_be_left_alone_is(server: CityServer) -> None:
    busy = reply(b'{"error": true, "message": "Too many"}', 429, Retry_After="600")
    server.on("/resource/v6vf-nfxy.json", busy)
    portal = client(server)
    for _ in range(2):
        with pytest.raises(CityRefusedError, match="data portal asked us not to ask again") as told:
            list(portal.pages(WEEK))
        assert told.value.retry_after is not None
    portal.close()
    assert len(server.questions) == 1
