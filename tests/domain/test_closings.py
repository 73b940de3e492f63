"""What a closing means: the city's words decide, and what it does not say is never claimed (P6)."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.closing_chains import Standing, still_open
from wardoffice.domain.closings import (
    CREW_SPAN,
    WITHIN,
    Closing,
    ClosingKind,
    ClosingWords,
    CrewSign,
    FollowOn,
    ReadFrom,
    closing_of,
    follow_ons_of,
)
from wardoffice.domain.service_requests import CityNote, CityStatus, ServiceRequest

OPENED = datetime(2026, 3, 2, 14, tzinfo=UTC)
CLOSED = OPENED + timedelta(days=9)
WORDS = ClosingWords(
    whole={ClosingKind.WORK_DONE: ("Completed",)},
    part={
        ClosingKind.WORK_DONE: ("work completed",),
        ClosingKind.NOTHING_FOUND: ("not found",),
        ClosingKind.TRANSFERRED: ("transfer to", "transfer outcome"),
        ClosingKind.DUPLICATE: ("duplicate of",),
    },
    status={ClosingKind.CANCELED: ("Canceled",), ClosingKind.DUPLICATE: ("Completed - Dup",)},
    doubts=("not", "no", "will"),
    outcome_notes=("outcome",),
    crew_channels=("Generated In House",),
    resident_channels=("Phone Call",),
    desks=("311 City Services",),
)


def closing(said: str = "", *notes: CityNote, **told: Any) -> Closing:  # noqa: ANN401 - any field
    """What a request means that was closed nine days after it was opened."""
    facts: dict[str, Any] = {"status": CityStatus.CLOSED, "requested_at": OPENED, "closed_at": CLOSED}
    facts |= told
    return closing_of(
        ServiceRequest("chicago", "SR26-00000001", status_notes=said, notes=notes, **facts), WORDS
    )


def note(kind: str, summary: str, detail: str = "", number: str = "", days: int = 1) -> CityNote:
    return CityNote(OPENED + timedelta(days=days), kind, summary, detail, number, "Restoration", "CDOT")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Completed", ClosingKind.WORK_DONE),
        ("  completed. ", ClosingKind.WORK_DONE),
        ("Work completed by crew 4", ClosingKind.WORK_DONE),
        ("Work completed? No.", ClosingKind.NO_REASON),
        ("Survey Completed - No Citation Issued", ClosingKind.NO_REASON),
        ("The bike was not found", ClosingKind.NOTHING_FOUND),
        ("CDOT Public Way  Restoration Transfer Outcome", ClosingKind.TRANSFERRED),
        ("Work completed. Transfer to Water Management", ClosingKind.TRANSFERRED),
        ("Werk gedaan", ClosingKind.NO_REASON),
        ("", ClosingKind.NO_REASON),
    ],
)
def test_the_citys_note_on_the_status_says_why(said: str, kind: ClosingKind) -> None:
    told = closing(said)
    assert (told.kind, told.said) == (kind, said)
    assert told.lasted == timedelta(days=9)


@given(st.text(max_size=80))
def test_wording_that_nobody_knows_never_claims_that_work_was_done(said: str) -> None:
    """P6."""
    told = closing(said, status_text=said, description="Completed")
    known = {"completed", "work completed"}
    assert told.kind is not ClosingKind.WORK_DONE or any(each in said.casefold() for each in known)


def test_a_later_note_corrects_a_first_step_that_was_completed() -> None:
    """As in a recorded request: a work order "Completed", then passed on to another department."""
    told = closing(
        "Completed",
        note("activity", "Generate Workorder", "Completed"),
        note("activity", "Assign Inspector", "Transfer to Plumbing Violation"),
    )
    assert (told.kind, told.read_from) == (ClosingKind.TRANSFERRED, ReadFrom.NOTE)
    assert told.said == "Transfer to Plumbing Violation"


def test_only_a_note_on_the_outcome_claims_that_work_was_done() -> None:
    step = closing("", note("activity", "Create Tow Report", "Completed"))
    outcome = closing("", note("activity", "Final Outcome", "Completed"))
    assert (step.kind, outcome.kind) == (ClosingKind.NO_REASON, ClosingKind.WORK_DONE)


def test_the_mark_of_a_duplicate_holds_whatever_the_words_say() -> None:
    told = closing("Completed", duplicate=True, parent_number="SR26-00000009")
    assert (told.kind, told.read_from, told.parent_number) == (
        ClosingKind.DUPLICATE,
        ReadFrom.FLAG,
        "SR26-00000009",
    )


@pytest.mark.parametrize(
    ("said", "parent"),
    [
        ("Duplicate of SR26-00000009", "SR26-00000009"),
        ("Closed date : 2022-01-03 00:13:17.393 Duplicate of case 101002585932", "101002585932"),
        ("SR26-00000001 is a duplicate of an older one", ""),
        ("Duplicate of 2026-03-02", ""),
    ],
)
def test_the_number_of_the_other_request_is_read_from_the_words_where_nothing_else_names_it(
    said: str, parent: str
) -> None:
    assert (closing(said).kind, closing(said).parent_number) == (ClosingKind.DUPLICATE, parent)


def test_a_parent_alone_makes_no_duplicate() -> None:
    """As in a recorded request: part of another, and passed on."""
    told = closing("WM General Investigation Transfer Outcome", parent_number="14-01212552")
    assert (told.kind, told.parent_number) == (ClosingKind.TRANSFERRED, "14-01212552")


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Canceled", ClosingKind.CANCELED),
        ("Completed - Dup", ClosingKind.DUPLICATE),
        ("Completed", ClosingKind.NO_REASON),
        ("closed", ClosingKind.NO_REASON),
    ],
)
def test_the_word_for_the_status_says_canceled_or_duplicate_but_never_that_work_was_done(
    word: str, kind: ClosingKind
) -> None:
    """The portal writes Completed under every closing."""
    assert closing(status_text=word).kind is kind


@pytest.mark.parametrize(
    ("lasted", "said", "kind"),
    [
        (timedelta(minutes=4), "Completed", ClosingKind.WITHIN_MINUTES),
        (timedelta(minutes=4), "", ClosingKind.WITHIN_MINUTES),
        (timedelta(minutes=4), "not found", ClosingKind.WITHIN_MINUTES),
        (timedelta(minutes=4), "Duplicate of something", ClosingKind.DUPLICATE),
        (timedelta(minutes=4), "Transfer to Water", ClosingKind.TRANSFERRED),
        (WITHIN, "Completed", ClosingKind.WORK_DONE),
        (-timedelta(minutes=4), "Completed", ClosingKind.WORK_DONE),
    ],
)
def test_what_was_closed_within_minutes_was_seen_by_nobody(
    lasted: timedelta, said: str, kind: ClosingKind
) -> None:
    assert closing(said, closed_at=OPENED + lasted).kind is kind


def test_without_a_time_of_closing_the_last_update_is_it_unless_it_equals_the_opening() -> None:
    """GeoReport v2: "updated_datetime: for closed requests, the date closed"; systems fill it in, too."""
    told = closing(closed_at=None, updated_at=OPENED + timedelta(minutes=2))
    filled_in = closing(closed_at=None, updated_at=OPENED)
    assert (told.kind, told.at) == (ClosingKind.WITHIN_MINUTES, OPENED + timedelta(minutes=2))
    assert (filled_in.kind, filled_in.at, filled_in.lasted) == (ClosingKind.NO_REASON, None, None)


@pytest.mark.parametrize("zone", ["America/Chicago", "America/St_Johns", "Asia/Kathmandu", "UTC"])
@pytest.mark.parametrize(
    ("said", "kind"), [("Completed", ClosingKind.WORK_DONE), ("", ClosingKind.NO_REASON)]
)
def test_a_day_without_a_time_never_says_within_minutes(zone: str, said: str, kind: ClosingKind) -> None:
    midnight = datetime(2017, 11, 6, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    told = closing(said, requested_at=midnight, closed_at=midnight)
    assert (told.kind, told.at) == (kind, midnight)
    second = midnight + timedelta(seconds=1)
    assert closing(said, requested_at=second, closed_at=second).kind is ClosingKind.WITHIN_MINUTES


def test_rows_that_crews_write_for_their_own_work_are_told_apart() -> None:
    minutes = {"closed_at": OPENED + timedelta(minutes=1)}
    own = closing("Completed", channel="generated in house", **minutes)
    resident = closing("Completed", channel="Phone Call", **minutes)
    slow = closing("Completed", channel="Generated In House", closed_at=OPENED + CREW_SPAN)
    assert (own.kind, own.crew) == (ClosingKind.WORK_DONE, True)
    assert (resident.kind, resident.crew) == (ClosingKind.WITHIN_MINUTES, False)
    assert (slow.kind, slow.crew) == (ClosingKind.WORK_DONE, False)
    assert (own.crew_sign, resident.crew_sign) == (CrewSign.CHANNEL, None)


@pytest.mark.parametrize(
    ("made_by", "way", "sign"),
    [
        ("STREETS AND SANITATION", "", CrewSign.DEPARTMENT),
        ("Streets and Sanitation", "A way nobody knows", CrewSign.DEPARTMENT),
        ("Streets and Sanitation", "phone call", None),  # somebody rang its yard
        ("CDOT", "", None),  # made for another
        ("", "", None),
        ("", "Generated In House", CrewSign.CHANNEL),
        ("311 City Services", "", None),
    ],
)
def test_a_department_that_made_its_own_work_within_a_day_asked_for_nobody(
    made_by: str, way: str, sign: CrewSign | None
) -> None:
    told = {"made_by": made_by, "channel": way, "agency": "Streets and Sanitation"}
    same_day = closing("Completed", closed_at=OPENED + timedelta(hours=5), **told)
    assert (same_day.crew, same_day.crew_sign) == (sign is not None, sign)
    assert not closing("Completed", closed_at=OPENED + CREW_SPAN, **told).crew
    assert not closing("Completed", status=CityStatus.OPEN, **told).crew


def test_a_desk_that_owns_what_it_wrote_down_is_no_crew() -> None:
    told = {"made_by": "311 City Services", "agency": "311 City Services"}
    assert not closing("Completed", closed_at=OPENED + timedelta(minutes=5), **told).crew


@pytest.mark.parametrize("kind", ["closed", "reopened", "Re-opened by 311"])
def test_an_open_request_that_was_closed_once_was_opened_again(kind: str) -> None:
    told = closing("Completed", note(kind, "Request closed"), status=CityStatus.OPEN, closed_at=None)
    assert (told.kind, told.kind.is_closed) == (ClosingKind.REOPENED, False)


def test_a_city_without_notes_opens_again_what_we_knew_as_closed() -> None:
    still = ServiceRequest("boston", "1", CityStatus.OPEN)
    unclear = ServiceRequest("boston", "1", CityStatus.UNKNOWN)
    assert closing_of(still, WORDS, was_closed=True).kind is ClosingKind.REOPENED
    assert closing_of(still, WORDS).kind is ClosingKind.OPEN
    assert closing_of(unclear, WORDS, was_closed=True).kind is ClosingKind.OPEN


def test_follow_ons_are_paired_by_number_and_one_that_was_not_closed_is_open() -> None:
    """As recorded: two made, one of them closed, and a closing of one made before the notes began."""
    found = follow_ons_of(
        (
            note("closed", "Request closed"),  # Chicago puts it before the first follow-on
            note("follow_on_created", "Follow-on Restoration Created", "", "14-01", 2),
            note("follow_on_created", "Follow-on Com Edison Created", "", "14-02", 3),
            note("follow_on_closed", "Follow-on Restoration Closed", "", "14-01", 5),
            note("follow_on_closed", "Follow-on Survey Closed", "", "14-00", 6),
        )
    )
    assert [(each.number, each.closed) for each in found] == [
        ("14-01", True),
        ("14-02", False),
        ("14-00", True),
    ]
    assert (found[0].opened_at, found[0].closed_at) == (
        OPENED + timedelta(days=2),
        OPENED + timedelta(days=5),
    )


def test_a_follow_on_that_is_made_again_is_open_again() -> None:
    found = follow_ons_of(
        (
            note("follow_on_created", "Created", "", "14-01"),
            note("follow_on_closed", "Closed", "", "14-01"),
            note("follow_on_created", "Created", "", "14-01"),
        )
    )
    assert [each.closed for each in found] == [False]


def test_follow_ons_without_numbers_are_counted_against_each_other() -> None:
    light = CityNote(OPENED, "follow_on_created", "Light created", service_name="Light")
    tree = CityNote(OPENED, "follow_on_created", "Tree created", service_name="Tree")
    ended = CityNote(CLOSED, "follow_on_closed", "Tree closed", service_name="Tree")
    assert follow_ons_of((light, tree, ended)) == (
        FollowOn("", "Light", "", OPENED),
        FollowOn("", "Tree", "", OPENED, closed=True, closed_at=CLOSED),
    )


def test_a_closing_with_follow_ons_and_no_words_was_passed_on() -> None:
    told = closing("Inspected", note("follow_on_created", "Created", "", "14-01"))
    assert (told.kind, told.read_from) == (ClosingKind.TRANSFERRED, ReadFrom.FOLLOW_ON)
    worked = closing("Work completed", note("follow_on_created", "Created", "", "14-01"))
    assert worked.kind is ClosingKind.WORK_DONE


def test_a_chain_of_duplicates_is_open_while_its_root_is() -> None:
    chain = {"A": Standing(is_open=False, hangs_on=("B",)), "B": Standing(is_open=False, hangs_on=("C",))}
    assert still_open("A", chain | {"C": Standing(is_open=True)})
    assert not still_open("A", chain | {"C": Standing(is_open=False)})
    assert not still_open("A", chain), "what is not here holds nothing open"
    assert still_open("A", chain | {"C": Standing(is_open=False, unseen=True)})


numbers = st.sampled_from("ABCDEFG")
standings = st.dictionaries(
    numbers, st.builds(Standing, st.booleans(), st.lists(numbers, max_size=3).map(tuple), st.booleans())
)


@given(standings, numbers)
def test_any_graph_of_requests_ends_and_what_is_open_is_reached_by_a_chain_of_closed_ones(
    graph: dict[str, Standing], start: str
) -> None:
    """Circles, requests that hang on themselves, and ones that are not here: by a second way of counting."""

    def reached(number: str, left: int) -> bool:
        known = graph.get(number)
        if known is None or left < 0:
            return False
        return known.is_open or known.unseen or any(reached(each, left - 1) for each in known.hangs_on)

    assert still_open(start, graph) == reached(start, len(graph))
