"""FixMyStreet's service request updates become values, in XML and JSON alike."""

import json
from pathlib import Path

import pytest

from tests.open311.conftest import SAMPLES
from tests.open311.test_recordings import load, utc
from wardoffice.domain.errors import CityAnswerError, CityRefusedError
from wardoffice.domain.service_requests import CityStatus, RequestUpdate
from wardoffice.open311.context import WireContext
from wardoffice.open311.updates_wire import read_updates

ON_ITS_WAY = RequestUpdate(
    "chicago",
    "7001",
    "SR-12",
    CityStatus.OPEN,
    "IN_PROGRESS",
    "A crew is on its way & the street is closed.",
    utc(2026, 6, 30, 14, 15),
    ("https://photos.example/7001.jpg",),
)


def test_the_recorded_update_is_read_in_full(recordings: Path, chicago: WireContext) -> None:
    page = read_updates(load(recordings, "fixmystreet-servicerequestupdates.xml"), "", chicago)
    note = RequestUpdate("chicago", "638344", "1", CityStatus.OPEN, "open", "This is a note")
    assert (page.updates, page.refusals, page.repairs, page.records) == ((note,), (), {}, 1)


def test_every_field_is_read_and_every_repair_counted(chicago: WireContext) -> None:
    page = read_updates((SAMPLES / "updates.xml").read_bytes(), "text/xml", chicago)
    assert page.updates == (
        ON_ITS_WAY,
        RequestUpdate(
            "chicago", "7002", "SR-12", CityStatus.CLOSED, "no_further_action", "", utc(2026, 7, 2, 14, 15)
        ),
    )
    assert [each.reason for each in page.refusals] == ["The update does not say which request it is of."]
    assert page.records == 3
    assert page.repairs == {
        "status not in lower case": 1,
        "date in the future kept as told, but no news until then": 1,
    }


def test_json_gives_the_same_values(chicago: WireContext) -> None:
    update = {
        "update_id": 7001,
        "service_request_id": "SR-12",
        "status": "IN_PROGRESS",
        "description": "A crew is on its way & the street is closed.",
        "updated_datetime": "2026-06-30T14:15:00Z",
        "media_url": "https://photos.example/7001.jpg",
        "external_status_code": "WO-2",
    }
    for tree in ([update], {"service_request_updates": [update]}):
        assert read_updates(json.dumps(tree).encode(), "", chicago).updates == (ON_ITS_WAY,)


@pytest.mark.parametrize(
    ("written", "status", "repaired"),
    [
        ("reopen", CityStatus.OPEN, False),
        ("fixed", CityStatus.CLOSED, False),
        ("Internal Referral", CityStatus.CLOSED, True),
        ("unchanged", None, False),
        ("", None, False),
        ("asleep", CityStatus.UNKNOWN, True),
    ],
)
def test_each_extended_status_is_open_closed_or_unsaid(
    *, written: str, status: CityStatus | None, repaired: bool, chicago: WireContext
) -> None:
    body = json.dumps([{"update_id": "1", "service_request_id": "2", "status": written}]).encode()
    page = read_updates(body, "", chicago)
    assert page.updates[0].status is status
    assert page.updates[0].status_text == written
    assert bool(page.repairs) == repaired


def test_an_update_that_cannot_be_known_again_is_refused_in_words_p8(chicago: WireContext) -> None:
    body = b'[{"service_request_id": "2", "status": "open"}, 5]'
    page = read_updates(body, "", chicago)
    assert [each.reason for each in page.refusals] == ["The update has no number.", "This is not a record."]
    assert page.updates == ()


def test_errors_and_other_lists_are_said_in_words_p8(chicago: WireContext) -> None:
    with pytest.raises(CityRefusedError, match="Invalid api_key"):
        read_updates(b'[{"code": 403, "description": "Invalid api_key received"}]', "", chicago, 403)
    with pytest.raises(CityAnswerError, match="list of something else"):
        read_updates(b"<services><service/></services>", "", chicago)


@pytest.mark.parametrize(
    "body",
    [b'["Over quota"]', b'[{"description": "Over quota"}]', b'{"service_request_updates": "Over quota"}'],
)
def test_an_error_in_no_known_form_is_no_page_of_updates_p2(body: bytes, chicago: WireContext) -> None:
    with pytest.raises(CityAnswerError, match="Over quota"):
        read_updates(body, "", chicago)
