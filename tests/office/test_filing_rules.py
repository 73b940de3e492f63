"""Where a record of the city is filed when the office asked for it itself, in any order of arrival."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from tests.builders import OfficeBuilder
from tests.gathering import CITY, HERE, NORTH, NOW, PROGRAM, FakeCity, city_sync, never, no_progress, record
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import SubmissionWay
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import ServiceRequest
from wardoffice.office.case_pane import CasePane
from wardoffice.office.merging import Merging
from wardoffice.store.store import Store
from wardoffice.store.tables import Action, Case, Event, Request, ServiceRecord, Submission

METRES_29 = 29 / 111_195
METRES_31 = 31 / 111_195
ASKED = NOW - timedelta(days=1)


def submit(
    office: OfficeBuilder,
    case_id: int,
    *,
    number: str = "",
    token: str = "",
    code: str = "PHF",
    point: Point | None = HERE,
    created_at: datetime = ASKED,
) -> int:
    """One attempt to put a case into 311: by its number, its token, or not answered yet."""
    with office.store.unit_of_work(office.staff(), ActionKind.NOTE) as work:
        made = work.add(
            Submission(
                case_id=case_id,
                way=SubmissionWay.TYPED if number else SubmissionWay.API,
                city=CITY,
                service_code=code,
                lat=point.lat if point else None,
                long=point.long if point else None,
                number=number,
                token=token,
                created_at=created_at,
            )
        )
    return made.id


def gather(store: Store, *records: ServiceRequest, page: int = 8) -> None:
    city_sync(store, FakeCity(list(records), max_page_size=page)).run(PROGRAM, no_progress, never)


def root_of(store: Store, number: str) -> int | None:
    """The root under which the record with this number is shown."""
    with store.reading() as session:
        return session.scalar(
            select(Case.root_id)
            .join(Request, Request.case_id == Case.id)
            .join(ServiceRecord, ServiceRecord.id == Request.service_record_id)
            .where(ServiceRecord.number == number)
        )


def cases(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


@pytest.mark.parametrize(("number", "token"), [("SR1", ""), ("", "T1")])
def test_a_record_with_the_number_or_token_of_a_submission_is_filed_in_its_case(
    store: Store, office: OfficeBuilder, number: str, token: str
) -> None:
    """Rules 1 and 2: wherever it lies and whatever its type, it is the same request."""
    told = office.mail("Pothole")
    submit(office, told.case_id, number=number, token=token)
    gather(store, record("SR1", NORTH, token="T1", service_code="OTHER"))
    assert root_of(store, "SR1") == told.case_id
    assert cases(store) == 1


@pytest.mark.parametrize(("number", "token"), [("SR1", ""), ("", "T1")])
def test_a_record_read_before_its_number_is_known_here_is_joined_to_its_case_later(
    store: Store, office: OfficeBuilder, number: str, token: str
) -> None:
    """The one merge the program makes by itself (P5); it is told in the history and can be undone (P4)."""
    told = office.mail("Pothole")
    gather(store, record("SR1", token="T1"))
    watched = root_of(store, "SR1")
    assert watched not in {None, told.case_id}
    submit(office, told.case_id, number=number, token=token)
    gather(store)
    assert root_of(store, "SR1") == told.case_id
    ana = office.staff("Ana")
    history = CasePane(store).show(ana, told.case_id).history
    merged = [line for line in history if line.label.startswith("Put together")]
    assert [line.who for line in merged] == ["311"]
    assert watched is not None
    Merging(store).unmerge(ana, watched)
    gather(store, record("SR1", token="T1", status_notes="Again", updated_at=NOW))
    assert root_of(store, "SR1") == watched, "a person pulled it apart"


def test_a_number_typed_after_another_record_was_guessed_joins_the_right_one(
    store: Store, office: OfficeBuilder
) -> None:
    told = office.mail("Pothole")
    submission = submit(office, told.case_id)
    gather(store, record("GUESSED"), record("RIGHT"))
    assert root_of(store, "GUESSED") == told.case_id
    with store.writing() as session:
        session.get_one(Submission, submission).number = "RIGHT"
    gather(store)
    assert root_of(store, "RIGHT") == told.case_id
    with store.reading() as session:
        linked = session.get_one(Submission, submission).service_record_id
        assert session.get_one(ServiceRecord, linked).number == "RIGHT"


def test_a_record_is_joined_to_the_root_of_the_case_it_was_made_for(
    store: Store, office: OfficeBuilder
) -> None:
    told, other = office.mail("Pothole"), office.mail("The same pothole")
    gather(store, record("SR1"))
    submit(office, told.case_id, number="SR1")
    Merging(store).merge(office.staff("Ana"), [told.case_id, other.case_id], root_id=other.case_id)
    gather(store)
    assert root_of(store, "SR1") == other.case_id


@pytest.mark.parametrize(
    ("at", "point", "code", "ours"),
    [
        (ASKED + timedelta(hours=1), HERE, "PHF", True),
        (ASKED - timedelta(minutes=9), HERE, "PHF", True),
        (ASKED - timedelta(minutes=11), HERE, "PHF", False),
        (ASKED + timedelta(days=6, hours=23), HERE, "PHF", True),
        (ASKED + timedelta(days=7, hours=1), HERE, "PHF", False),
        (ASKED, Point(HERE.lat + METRES_29, HERE.long), "PHF", True),
        (ASKED, Point(HERE.lat + METRES_31, HERE.long), "PHF", False),
        (ASKED, None, "PHF", False),
        (ASKED, HERE, "SFA", False),
    ],
)
def test_a_like_record_near_an_unanswered_submission_is_probably_ours(
    store: Store, office: OfficeBuilder, at: datetime, point: Point | None, code: str, *, ours: bool
) -> None:
    """Rule 3: the same type within 30 m, from 10 minutes before to 7 days after."""
    told = office.mail("Pothole")
    submit(office, told.case_id, created_at=ASKED)
    store.now = lambda: NOW + timedelta(days=10)
    gather(store, record("SR1", point, requested_at=at, updated_at=at, service_code=code))
    assert (root_of(store, "SR1") == told.case_id) is ours


def test_one_submission_is_made_for_one_record_even_where_two_fit_on_one_page(
    store: Store, office: OfficeBuilder
) -> None:
    told = office.mail("Pothole")
    submit(office, told.case_id)
    gather(store, record("SR1"), record("SR2"))
    assert root_of(store, "SR1") == told.case_id
    assert root_of(store, "SR2") != told.case_id


def test_an_answered_or_withdrawn_submission_takes_no_other_record(
    store: Store, office: OfficeBuilder
) -> None:
    answered, withdrawn = office.mail("One"), office.mail("Two")
    submit(office, answered.case_id, number="ANOTHER")
    taken_back = submit(office, withdrawn.case_id)
    with store.writing() as session:
        session.get_one(Submission, taken_back).withdrawn_at = NOW
    gather(store, record("SR1"))
    assert root_of(store, "SR1") not in {answered.case_id, withdrawn.case_id}


def test_a_record_of_ours_outside_the_ward_is_filed_while_others_there_are_only_counted(
    store: Store, office: OfficeBuilder
) -> None:
    told = office.mail("Across the street")
    submit(office, told.case_id, number="OURS")
    gather(store, record("OURS", NORTH), record("THEIRS", NORTH))
    assert root_of(store, "OURS") == told.case_id
    assert root_of(store, "THEIRS") is None


def test_a_watched_case_is_not_ours_and_writes_no_action_of_a_person(
    store: Store, office: OfficeBuilder
) -> None:
    """Rule 4, and P5: nothing is merged by itself that is not one record."""
    told = office.mail("Pothole", point=HERE)
    gather(store, record("SR1"))
    assert root_of(store, "SR1") != told.case_id
    with store.reading() as session:
        kinds = set(session.scalars(select(Action.kind).join(Event, Event.action_id == Action.id)))
    assert ActionKind.MERGE not in kinds
