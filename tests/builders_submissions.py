"""Believable forms, submissions and outbox lines, for a test to change."""

from dataclasses import replace
from datetime import timedelta

from tests.builders_queue import NOW
from wardoffice.domain.conditions import Comparison, Condition, Conditions
from wardoffice.domain.outgoing import (
    OutboxCounts,
    OutboxDoing,
    OutboxKind,
    OutboxLine,
    OutboxState,
    SubmissionWay,
)
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import AttributeChoice, ServiceType
from wardoffice.domain.submissions import (
    ContactChoice,
    FieldKind,
    FormContact,
    FormField,
    FormValues,
    NearRequest,
    SubmissionForm,
    SubmissionState,
    SubmissionView,
    submission_words,
)

CITY_TYPES = (
    ServiceType(
        "PHF", "Pothole in Street", "", True, "realtime", ("hole", "asphalt"), ("Streets and lights",)
    ),
    ServiceType("PBE", "Pavement Cave-In", "", True, "batch", ("sinkhole",), ("Streets and lights",)),
    *(
        ServiceType(code, name, "", True, "realtime", (), (group,))
        for code, name, group in (
            ("SFD", "Street Light Out", "Streets and lights"),
            ("SFA", "Alley Light Out", "Streets and lights"),
            ("SIE", "Garbage Cart Maintenance", "Trash and cleaning"),
            ("SKA", "Abandoned Vehicle", "Streets and lights"),
        )
    ),
    ServiceType("SGA", "Rodent Baiting", "", True, "realtime", ("rat", "burrow"), ("Animals and trees",)),
)

WHERE = FormField(
    "WHERE",
    "Where is the pothole?",
    FieldKind.SINGLE,
    required=True,
    choices=(
        AttributeChoice("CURB", "Curb lane"),
        AttributeChoice("BIKE", "Bike lane"),
        AttributeChoice("CROSS", "Crosswalk"),
    ),
)
HOW_MANY = FormField("HOWMANY", "How many are there?", FieldKind.NUMBER, hint="A whole number")
MARKED = FormField(
    "MARKED",
    "Is the bike lane closed?",
    FieldKind.TICK,
    shown_when=Conditions((Condition("WHERE", Comparison.IS, ("BIKE",)),)),
)
SINCE = FormField("SINCE", "Since when?", FieldKind.DATETIME)
WHAT = FormField(
    "WHAT",
    "What was damaged?",
    FieldKind.MULTI,
    choices=(
        AttributeChoice("TIRE", "Tire"),
        AttributeChoice("RIM", "Rim"),
        AttributeChoice("BIKE", "Bicycle"),
    ),
)
MORE = FormField("MORE", "Anything the crew should know?", FieldKind.TEXT)
NOTICE = FormField("EMERG", "If a wire is down or you smell gas, call 911 now.", FieldKind.NOTICE)
FIELDS = (WHERE, MARKED, HOW_MANY, SINCE, WHAT, MORE, NOTICE)
POINT = Point(41.96801, -87.67953)
JAN = FormContact(50, "Jan Kowalski", "jan@example.org", "(773) 555-0148")
OFFICE = FormContact(None, "Ward 47", "ward47@example.org", "(773) 555-0100")


def a_form(**changed: object) -> SubmissionForm:
    """The form of a pothole that one resident told us about, nothing like it near by."""
    form = SubmissionForm(
        case_id=3,
        case_number="2026-04003",
        service_code="PHF",
        service_name="Pothole in Street",
        answer_kind="batch",
        fields=FIELDS,
        values=FormValues(
            service_code="PHF",
            description="Huge hole right by the bus stop. It blew a tire last night.",
            address="4812 N Damen Ave",
            point=POINT,
        ),
        contacts=(JAN,),
        office=OFFICE,
        media_urls=(),
        photo_words="311 takes no photo from us. The office sends both to the department itself.",
        point_required=True,
        address_required=True,
        near=(),
        standing=(),
    )
    return replace(form, **changed)  # type: ignore[arg-type]  # a test names the fields


def a_near(**changed: object) -> NearRequest:
    """A pothole 12 metres on, asked for the day before."""
    near = NearRequest(
        "SR26-01879950",
        "Pothole in Street",
        "4814 N Damen Ave",
        12.0,
        NOW - timedelta(days=1),
        case_id=4,
        ours=False,
    )
    return replace(near, **changed)  # type: ignore[arg-type]


def a_submission(state: SubmissionState = SubmissionState.QUEUED, **changed: object) -> SubmissionView:
    """A submission of a pothole, made ten minutes ago."""
    made = NOW - timedelta(minutes=10)
    view = SubmissionView(
        submission_id=7,
        case_id=3,
        outbox_id=70,
        way=SubmissionWay.API,
        state=state,
        service_code="PHF",
        service_name="Pothole in Street",
        number="SR26-01879950" if state is SubmissionState.NUMBERED else "",
        token="",
        by="Maria R.",
        created_at=made,
        sent_at=None if state is SubmissionState.QUEUED else made + timedelta(seconds=4),
        next_at=NOW + timedelta(minutes=2) if state is SubmissionState.WAITING else None,
        words=submission_words(state),
        contact=ContactChoice.OFFICE,
        contact_words="311 may have written to the office.",
    )
    return replace(view, **changed)  # type: ignore[arg-type]


def an_outbox_line(
    outbox_id: int = 70, state: OutboxState = OutboxState.QUEUED, **changed: object
) -> OutboxLine:
    """A pothole on its way to 311."""
    line = OutboxLine(
        outbox_id=outbox_id,
        kind=OutboxKind.SUBMISSION,
        state=state,
        case_id=3,
        case_number="2026-04003",
        submission_id=outbox_id // 10,
        what="Pothole in Street",
        where="4812 N Damen Ave",
        by="Maria R.",
        since=NOW - timedelta(minutes=10),
        next_at=None,
        words="Waits in the outbox.",
        may=frozenset({OutboxDoing.WITHDRAW}),
    )
    return replace(line, **changed)  # type: ignore[arg-type]


def a_full_outbox() -> tuple[OutboxLine, ...]:
    """One line of each state, those that need a person first."""
    may, state, none = OutboxDoing, OutboxState, frozenset[OutboxDoing]()
    return (
        an_outbox_line(
            10,
            OutboxState.UNKNOWN,
            words="311 did not answer. It may have the request, or not.",
            trouble="The connection broke after the request was sent.",
            next_step="Look for it, or say that it went.",
            looked="311 was read 4 minutes ago, and nothing like it was there.",
            needs_person=True,
            may=frozenset({may.LOOK_AGAIN, may.IT_WENT, may.SEND_AGAIN}),
        ),
        an_outbox_line(
            20,
            OutboxState.REFUSED,
            what="Abandoned Vehicle",
            where="4555 N Honore St",
            words="311 has this problem already and takes no second request.",
            trouble="Invalid service request: base is a duplicate.",
            next_step="Look at the request it has: is it this one?",
            duplicate_of="SR26-01879950",
            needs_person=True,
            may=frozenset({may.CORRECT, may.LINK}),
        ),
        an_outbox_line(30, state.RETRY, next_at=NOW + timedelta(minutes=2), what="Rodent Baiting",
                       words="311 could not be reached; nothing was sent yet. It will be tried again."),
        an_outbox_line(40, state.QUEUED, what="Street Light Out"),
        an_outbox_line(50, state.SENDING, what="Alley Light Out", words="Is being sent to 311.", may=none),
        an_outbox_line(60, state.SENT, what="Garbage Cart Maintenance", token="5fd07f", may=none,
                       words="311 has it. Its number is not given yet.", next_at=NOW + timedelta(minutes=1)),
        an_outbox_line(80, state.SENT, what="Tree Debris Clean-Up", number="SR26-01879961", may=none,
                       words="In 311 under this number."),
        an_outbox_line(90, state.WITHDRAWN, what="Water on Street", may=none,
                       words="Taken back before it was sent."),
    )  # fmt: skip


def counts_of(lines: tuple[OutboxLine, ...]) -> OutboxCounts:
    """How many of them need a person."""
    return OutboxCounts(sum(line.needs_person for line in lines))
