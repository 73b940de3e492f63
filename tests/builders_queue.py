"""Believable rows of the queue, and the cases behind them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from wardoffice.domain.actor import Actor, Role, StaffMember
from wardoffice.domain.case_view import (
    AbsorbedView,
    AttachmentView,
    CaseView,
    PersonView,
    RequestView,
)
from wardoffice.domain.cases import CaseKind, CaseStatus
from wardoffice.domain.messages import Channel
from wardoffice.domain.places import Place, PlaceSource, Point
from wardoffice.domain.queue import CityState, QueueRow
from wardoffice.domain.service_requests import ServiceType

NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
MARIA = Actor(1, "Maria R.", Role.MANAGER)
STAFF = (
    StaffMember(1, "Maria R.", Role.MANAGER),
    StaffMember(2, "Joe B.", Role.STAFF),
    StaffMember(3, "Ana L.", Role.STAFF),
)
TYPES = tuple(
    ServiceType(code, name)
    for code, name in (
        ("PHF", "Pothole in Street"),
        ("SFA", "Street Light Out"),
        ("SFB", "Alley Light Out"),
        ("SGA", "Rodent Baiting"),
        ("SIE", "Garbage Cart Maintenance"),
        ("SEL", "Tree Debris Clean-Up"),
        ("AAF", "Water on Street"),
        ("PCL", "Sidewalk Inspection"),
    )
)


def now() -> datetime:
    """The time of every test of the window."""
    return NOW


def queue_row(case_id: int, title: str = "Pothole in Street", **changed: object) -> QueueRow:
    """A row of one mailed problem of this morning, unanswered; ``changed`` says what is otherwise."""
    came = NOW - timedelta(hours=3, minutes=case_id % 60)
    row = QueueRow(
        case_id=case_id,
        number=f"2026-{4000 + case_id:05}",
        title=title,
        address=f"{4000 + 4 * case_id} N Damen Ave",
        point=Point(41.96, -87.68),
        status=CaseStatus.OPEN,
        ours=True,
        safety=False,
        restricted=False,
        assignee="",
        channels=(Channel.MAIL,),
        opened_at=came,
        last_word_at=came,
        owed_since=came,
        due_at=None,
        answered_at=None,
        people=1,
        photos=1,
        requests=1,
        tracking_numbers=(),
        city_state=CityState.NONE,
        city_closed_at=None,
        new_word=False,
    )
    return replace(row, **changed)  # type: ignore[arg-type]


def believable_rows() -> tuple[QueueRow, ...]:
    """What a ward office has before it at half past ten."""
    day, hour = timedelta(days=1), timedelta(hours=1)
    calm: dict[str, object] = {"owed_since": None, "answered_at": NOW - 2 * hour, "photos": 0}
    in_311: dict[str, object] = {"city_state": CityState.OPEN, "channels": (Channel.MAIL, Channel.CITY)}
    only_311: dict[str, object] = {
        "ours": False,
        "channels": (Channel.CITY,),
        "owed_since": None,
        "photos": 0,
    }
    return (
        queue_row(1, "Wires Down", safety=True, address="1938 W Berteau Ave", last_word_at=NOW - hour / 15),
        queue_row(
            2,
            "Tree Debris Clean-Up",
            address="4655 N Seeley Ave",
            city_state=CityState.CLOSED,
            city_closed_at=NOW - 8 * hour,
            due_at=NOW + 3 * hour,
            assignee="Joe B.",
            photos=0,
        ),
        queue_row(
            3,
            address="4812 N Damen Ave",
            photos=2,
            due_at=NOW + 3 * day,
            owed_since=NOW - 26 * hour,
            assignee="Maria R.",
        ),
        queue_row(
            4,
            "Alley Light Out",
            address="4420 N Paulina St",
            people=3,
            opened_at=NOW - 19 * day,
            **calm | in_311,
        ),
        queue_row(5, "Garbage Cart Maintenance", address="2110 W Wilson Ave", requests=3, photos=4),
        queue_row(6, "Water on Street", address="2110 W Wilson Ave", channels=(Channel.CALL,), **calm),
        queue_row(7, "Sidewalk Inspection", address="1801 W Montrose Ave", channels=(Channel.WALK_IN,)),
        queue_row(8, "Photo of a bent stop sign at the corner by the school", address="", new_word=True),
        queue_row(9, "Street Light Out", address="4716 N Wolcott Ave", restricted=True),
        queue_row(10, "Rodent Baiting", address="4301 N Hermitage Ave", status=CaseStatus.FINISHED, **calm),
        queue_row(11, "Graffiti Removal", address="4001 N Lincoln Ave", **only_311),
        queue_row(12, "Abandoned Vehicle", address="4555 N Honore St", **only_311),
    )


def case_view(row: QueueRow, absorbed: tuple[AbsorbedView, ...] = ()) -> CaseView:
    """The case behind a row: one person, and one request of one mail."""
    person = PersonView(
        50, "Jan Kowalski", "jan@example.org", "", "pl", row.owed_since, row.answered_at, None, 2
    )
    request = RequestView(
        row.case_id * 10, row.case_id, 7, "", "Huge hole right by the bus stop.\nAnd a light out."
    )
    attachments: tuple[AttachmentView, ...] = ()
    return CaseView(
        case_id=row.case_id,
        number=row.number,
        kind=CaseKind.PROBLEM,
        status=row.status,
        finish_reason=None,
        finished_at=None,
        title=row.title,
        service_code="PHF",
        service_name=row.title,
        place=Place(row.point, row.address, PlaceSource.PHOTO),
        ward=47,
        ours=row.ours,
        safety=row.safety,
        safety_words="",
        restricted=row.restricted,
        assignee_id=None,
        assignee=row.assignee,
        opened_at=row.opened_at,
        due_at=row.due_at,
        messages=(),
        requests=(request,),
        attachments=attachments,
        city=(),
        people=(person,),
        notes=(),
        absorbed=absorbed,
        history=(),
    )
