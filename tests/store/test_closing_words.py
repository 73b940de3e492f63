"""The words that come with the program: valid, families not at odds, and recorded closings read by them."""

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from tests.samples import samples
from wardoffice.assets import resource, schema
from wardoffice.domain.closings import ClosingKind, closing_of
from wardoffice.domain.errors import SettingsError
from wardoffice.open311.bulk_csv import read_bulk
from wardoffice.open311.cities import city_keys, load_city
from wardoffice.open311.requests_wire import read_requests
from wardoffice.schema_files import write_schema
from wardoffice.store.closing_words import closing_words, read_closings, words_for
from wardoffice.store.closings_schema import closings_schema

K = ClosingKind
NOT_DONE = (
    *(
        f"Hasn{apostrophe}t been repaired"
        for apostrophe in ("'", "\u2019", "\u02bc", "\u00b4", "`", "\uff07", "")
    ),
    "wasn't fixed",
    "Never repaired",
    "isn't replaced",
    "Must be repaired",
    "Needs to be replaced",
    "Should've been repaired",
    "Was to have been repaired",
    "Awaiting part; replaced later",
    "Pothole repaired next year",
    "Scheduled, repaired in May",
    "Failed to be repaired",
    "Repaired by resident",
    "Resolved by owner",
    "Replaced by the customer",
    "Was fixed before we came",
    "Resident says repaired, still broken",
    "Has been fixed? Don't think so",
    "Trabajo terminado? Todavía",
)
"""None of these says that the city did the work."""


def test_the_schema_in_the_package_is_that_of_its_types(tmp_path: Path) -> None:
    """Mend with: python -m wardoffice.store.closings_schema."""
    assert schema("closings.json").read_text(encoding="utf-8") == closings_schema()
    write_schema("closings.json", closings_schema(), [str(tmp_path / "closings.json")])
    assert (tmp_path / "closings.json").read_text(encoding="utf-8") == closings_schema()


def test_the_file_fits_its_schema_and_names_only_cities_that_there_are() -> None:
    raw = msgspec.toml.decode(resource("closings.toml").read_bytes())
    jsonschema.Draft202012Validator(json.loads(closings_schema())).validate(raw)
    families = read_closings(resource("closings.toml")).families
    assert {city for each in families for city in each.cities} <= set(city_keys())


@pytest.mark.parametrize(
    "written",
    ["", "families = []", "[[families]]\n", '[[families]]\nname = "x"\nbroken = 1', "not toml", "\xff"],
)
def test_a_broken_file_is_refused_with_its_name(tmp_path: Path, written: str) -> None:
    """P8."""
    path = tmp_path / "closings.toml"
    path.write_text(written, encoding="latin-1")
    with pytest.raises(SettingsError, match=r"closings\.toml"):
        read_closings(path)


def test_no_phrase_has_two_meanings_for_any_city() -> None:
    families = read_closings(resource("closings.toml")).families
    for city in city_keys():
        words = words_for(families, city)
        for family in families:
            if family.cities and city not in family.cities:
                continue
            for kind, phrases in family.whole.by_kind().items():
                assert [words.kind_of(each) for each in phrases] == [kind] * len(phrases), (city, family.name)
            for kind, phrases in family.status.by_kind().items():
                read = [words.kind_of_status(each) for each in phrases]
                assert read == [kind] * len(phrases), (city, family.name)


@pytest.mark.parametrize(
    ("city", "said", "kind"),
    [
        ("chicago", "Transfer to Plumbing Violation", K.TRANSFERRED),
        ("chicago", "CDOT Public Way  Restoration Transfer Outcome", K.TRANSFERRED),
        ("chicago", "Plumbing Violation #14-00649004 created for Buildings", K.TRANSFERRED),
        ("chicago", "Survey Completed - No Citation Issued", None),
        ("chicago", "Need Vehicle Tow Report", None),
        ("chicago", "Duplicate", K.DUPLICATE),
        ("chicago", "Completed", K.WORK_DONE),
        ("chicago", "Resolved", K.WORK_DONE),
        ("chicago", "Not completed", None),
        ("chicago", "Unable to complete work", None),
        ("chicago", "Work will be completed by spring", None),
        *((city, said, None) for city in ("chicago", "boston", "toronto") for said in NOT_DONE),
        ("chicago", "This is not a duplicate of SR26-00000009, repaired", None),
        ("chicago", "Isn't a duplicate of SR26-00000009", None),
        ("chicago", "No action, duplicate of SR26-00000009", K.DUPLICATE),
        ("chicago", "Not a duplicate of the first; is a duplicate of SR26-00000009", K.DUPLICATE),
        ("chicago", "Was not transferred to CDOT; canceled", K.CANCELED),
        ("chicago", "No es una solicitud duplicada", None),
        ("chicago", "Kein Duplikat", None),
        ("chicago", "Garbage can replaced", K.WORK_DONE),
        ("chicago", "Pothole Patched", K.WORK_DONE),
        ("chicago", "Inspected and baited", K.WORK_DONE),
        ("chicago", "Area baited", K.WORK_DONE),
        ("chicago", "No pothole patched", None),
        ("chicago", "Area inspected, no cause and no baiting", K.NOTHING_FOUND),
        ("chicago", "Vehicle was moved from original address requested", K.NOTHING_FOUND),
        ("boston", "Case Closed. Closed date : Mon May 02 08:42:23 EDT 2022 Case Resolved", K.WORK_DONE),
        ("chicago", "Repaired as requested", K.WORK_DONE),
        ("chicago", "Repaired by crew 4 on Damen", K.WORK_DONE),
        ("boston", "Case Closed. Closed date : 2022-01-03 00:13:17.393 Case Resolved CLEAR ", K.WORK_DONE),
        ("boston", "Case Closed. Closed date : Sat Apr 02 13:01:14 EDT 2022 Noted ", None),
        ("boston", "Case Closed Case Noted    ", None),
        (
            "boston",
            "Case Closed. Closed date : Mon Jan 10 08:42:23 EST 2022 Resolved No Cause",
            K.NOTHING_FOUND,
        ),
        ("boston", "Case Closed. Case Resolved Searched area and no syringes were recovered", None),
        ("boston", "Case Closed. Duplicate of Existing Case", K.DUPLICATE),
        ("boston", "Case Investigated: The bike was not found at this location", K.NOTHING_FOUND),
        ("boston", "Case Invalid", K.CANCELED),
        ("san-francisco", "Duplicate request.", K.DUPLICATE),
        ("san-francisco", "Case Transferred - to Public Works", K.TRANSFERRED),
        ("san-francisco", "Insufficient Information", K.CANCELED),
        ("toronto", "Cancelled - The request has been cancelled.", K.CANCELED),
        ("toronto", "Completed - The request has been concluded.", K.WORK_DONE),
        ("toronto", "In progress - The request has been scheduled.", None),
        ("generic", "Weitergeleitet an das Tiefbauamt", K.TRANSFERRED),
    ],
)
def test_a_citys_wording_is_understood_or_left(city: str, said: str, kind: ClosingKind | None) -> None:
    assert closing_words(city).kind_of(said) is kind


def test_recorded_closings_of_chicago_say_what_they_meant() -> None:
    """48 of 49 were passed on or counted into another; the last one's words say nothing of the end."""
    found = [path for path in samples("open311") if path.name.startswith("chicago-requests-extensions")]
    if not found:
        pytest.skip("the recording of Chicago is not on this machine")
    profile = load_city("chicago")
    page = read_requests(found[0].read_bytes(), "application/json", profile.context())
    told = {each.number: closing_of(each, closing_words("chicago")) for each in page.requests}
    kinds = [each.kind for each in told.values()]
    assert (kinds.count(K.TRANSFERRED), kinds.count(K.DUPLICATE)) == (47, 1)
    assert told["14-02155558"].parent_number == "15-05164921"
    assert told["14-02070240"].kind is K.NO_REASON
    waiting = {
        number: [each.number for each in closing.follow_ons if not each.closed]
        for number, closing in told.items()
        if closing.kind.is_closed and not all(each.closed for each in closing.follow_ons)
    }
    assert waiting == {
        "14-00298415": ["14-00313366"],
        "14-00323978": ["14-00324701"],
        "14-00195506": ["14-00214133"],
    }


DAY_IN_JSON = b"""[{"service_request_id": "17-07692201", "status": "closed", "status_notes": "Completed",
    "service_code": "1", "requested_datetime": "2017-11-06", "closed_datetime": "2017-11-06"}]"""
DAY_IN_XML = b"""<service_requests><request><service_request_id>17-07692201</service_request_id>
    <status>closed</status><status_notes>Completed</status_notes><service_code>1</service_code>
    <requested_datetime>2017-11-06T00:00:00</requested_datetime>
    <closed_datetime>2017-11-06T00:00:00</closed_datetime></request></service_requests>"""
DAY_IN_BULK = """service_request_id,requested_datetime,closed_date,status_description,status,status_notes
17-07692201,2017-11-06,2017-11-06,Completed,closed,Completed
17-07692202,2017-11-06T06:00:00+00:00,2017-11-06T06:00:00+00:00,Completed,closed,Completed
"""


@pytest.mark.parametrize(
    ("body", "kind"), [(DAY_IN_JSON, "application/json"), (DAY_IN_XML, "text/xml")], ids=["json", "xml"]
)
def test_a_day_without_a_time_takes_the_citys_word_of_its_work_no_more_away(body: bytes, kind: str) -> None:
    (told,) = read_requests(body, kind, load_city("chicago").context()).requests
    assert told.closed_at == told.requested_at is not None
    assert closing_of(told, closing_words("chicago")).kind is K.WORK_DONE


def test_nor_does_it_in_a_bulk_file_of_days_or_in_one_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    path.write_text(DAY_IN_BULK, encoding="utf-8")
    (page,) = read_bulk(path, load_city("chicago").context())
    kinds = [closing_of(each, closing_words("chicago")).kind for each in page.requests]
    assert kinds == [K.WORK_DONE, K.WORK_DONE]
