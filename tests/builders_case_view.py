"""Made-up case views: plain ones for a test to change, and a rich one as a morning brings it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wardoffice.domain.case_view import (
    AbsorbedView,
    AttachmentView,
    CaseView,
    CityView,
    FieldChange,
    HistoryLine,
    MessageView,
    NoteView,
    PersonView,
    RequestView,
    Suggestion,
)
from wardoffice.domain.cases import AnswerWay, CaseKind, CaseStatus, LinkReason
from wardoffice.domain.closing_view import ClosingView
from wardoffice.domain.closings import Closing, ClosingKind
from wardoffice.domain.messages import Channel, MessageKind
from wardoffice.domain.pictures import Rank
from wardoffice.domain.places import Place, PlaceSource, Point
from wardoffice.domain.service_requests import CityNote, CityStatus

NOW = datetime(2026, 11, 23, 15, 40, tzinfo=UTC)
"""Monday, 9:40 AM in Chicago."""


def a_case(**changes: object) -> CaseView:
    """A pothole that one resident wrote about this morning; nothing was done with it yet."""
    made = CaseView(
        case_id=1,
        number="2026-04127",
        title="Pothole in street",
        kind=CaseKind.PROBLEM,
        status=CaseStatus.OPEN,
        finish_reason=None,
        finished_at=None,
        service_code="4fd3b656e750846c53000004",
        service_name="Pothole in Street",
        place=Place(Point(41.96801, -87.67953), "4812 N Damen Ave", PlaceSource.PHOTO),
        ward=47,
        ours=True,
        safety=False,
        safety_words="",
        restricted=False,
        assignee_id=None,
        assignee="",
        opened_at=NOW - timedelta(hours=2, minutes=26),
        due_at=None,
        messages=(a_message(),),
        requests=(a_request(),),
        attachments=(),
        city=(),
        people=(a_person(),),
        notes=(),
        absorbed=(),
        history=(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # a test names the fields


def a_message(message_id: int = 1, **changes: object) -> MessageView:
    """A resident's mail."""
    words = (
        "Huge hole right by the bus stop, my neighbor blew a tire last night and a cyclist almost fell this "
        "morning. Photos attached. Can somebody please mark it at least?"
    )
    made = MessageView(
        message_id=message_id,
        channel=Channel.MAIL,
        kind=MessageKind.PROBLEM,
        kind_reason="a person wrote it",
        link_reason=LinkReason.REQUEST,
        contact_id=1,
        sender_name="Jan Kowalski",
        sender_address="jan.kowalski@example.org",
        at=NOW - timedelta(hours=2, minutes=26),
        subject="Hole on Damen",
        text=words,
        whole_text=f"{words}\n\nJan\nSent from my phone",
        requests=(a_request(),),
        raw=None,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # a test names the fields


def a_request(request_id: int = 1, **changes: object) -> RequestView:
    """The one problem of a message."""
    made = RequestView(request_id, 1, 1, "", "Huge hole right by the bus stop")
    return replace(made, **changes)  # type: ignore[arg-type]  # a test names the fields


def a_person(contact_id: int = 1, **changes: object) -> PersonView:
    """Somebody who is owed an answer."""
    made = PersonView(
        contact_id=contact_id,
        name="Jan Kowalski",
        email="jan.kowalski@example.org",
        phone="(773) 555-0148",
        language="pl",
        owed_since=NOW - timedelta(hours=26),
        answered_at=None,
        answered_how=None,
        other_cases=2,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # a test names the fields


def a_photo(attachment_id: int, path: Path, **changes: object) -> AttachmentView:
    """A photo that is its own thumbnail."""
    made = AttachmentView(
        attachment_id=attachment_id,
        case_id=1,
        message_id=1,
        path=path,
        thumbnail=path,
        filename=f"IMG_{4409 + attachment_id}.heic",
        media_type="image/heic",
        size=2_340_000,
        rank=Rank.PHOTO,
        taken_at=datetime(2026, 11, 23, 7, (11 + attachment_id) % 60),  # noqa: DTZ001 - a camera's own clock
        trouble="",
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # a test names the fields


def a_city_record(number: str = "SR26-01879950", **changes: object) -> CityView:
    """An open 311 request."""
    made = CityView(
        number=number,
        status=CityStatus.OPEN,
        status_text="Open",
        status_notes="",
        service_name="Pothole in Street Complaint",
        agency="CDOT",
        requested_at=NOW - timedelta(days=3),
        updated_at=NOW - timedelta(days=1),
        closed_at=None,
        address="4814 N Damen Ave",
        ward=47,
        ward_by_polygon=47,
        notes=(),
        case_id=1,
    )
    if changes.get("status") is CityStatus.CLOSED:
        made = replace(made, closing=a_closing())
    return replace(made, **changes)  # type: ignore[arg-type]  # a test names the fields


def a_closing(kind: ClosingKind = ClosingKind.NO_REASON, **changes: object) -> ClosingView:
    """A closing that hangs on nothing: the city told no reason."""
    made = ClosingView(Closing(kind, at=NOW, lasted=timedelta(days=3)), still_open=False)
    return replace(made, **changes)  # type: ignore[arg-type]  # a test names the fields


def a_suggestion(case_id: int, **changes: object) -> Suggestion:
    """A case that is almost surely the same."""
    made = Suggestion(
        case_id=case_id,
        number=f"2026-0{4000 + case_id}",
        title="Pothole in street",
        address="4814 N Damen Ave",
        tracking_numbers=("SR26-01879950",),
        people=3,
        thumbnail=None,
        strong=True,
        reasons=("11 m apart", "yesterday", "both say “bus stop”, “tire”", "different senders"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # a test names the fields


def a_rich_case(pictures: tuple[Path, ...]) -> CaseView:
    """Everything at once: messages, photos and a logo, a city record, notes, a merge, a history."""
    reply = a_message(
        2,
        kind=MessageKind.REPLY,
        kind_reason="it answers our mail",
        link_reason=LinkReason.TOKEN,
        at=NOW - timedelta(minutes=50),
        subject="Re: Hole on Damen [2026-04127]",
        text="Thank you for the quick word. It got bigger over night.",
        whole_text="Thank you for the quick word. It got bigger over night.\n\n> We have told the city.",
        requests=(),
    )
    call = a_message(
        3,
        channel=Channel.CALL,
        sender_name="Ewa Nowak",
        sender_address="",
        at=NOW - timedelta(minutes=20),
        subject="",
        text="Three things: the hole at the bus stop, the alley light behind 4810, rats by the dumpster.",
        whole_text="",
        requests=(
            a_request(4, message_id=3, description="Hole at the bus stop"),
            a_request(5, message_id=3, case_id=8, description="Alley light out behind 4810"),
            a_request(6, message_id=3, case_id=9, description="Rats by the dumpster"),
        ),
    )
    photos = tuple(a_photo(number, path) for number, path in enumerate(pictures, start=1))
    logo = a_photo(90, pictures[0], rank=Rank.LOGO, filename="image001.png", size=4_200, taken_at=None)
    paper = a_photo(
        91,
        Path("estimate.pdf"),
        thumbnail=None,
        rank=Rank.FILE,
        filename="tire-shop-estimate.pdf",
        media_type="application/pdf",
        size=184_000,
        taken_at=None,
    )
    answered = a_person(
        2,
        name="Ewa Nowak",
        email="",
        phone="(773) 555-0199",
        language="en",
        owed_since=None,
        answered_at=NOW - timedelta(minutes=5),
        answered_how=AnswerWay.CALLED,
        other_cases=0,
    )
    notes = (
        CityNote(NOW - timedelta(days=2), "inspected", "Inspection scheduled", "Crew 12", ""),
        CityNote(NOW - timedelta(days=1), "follow-on", "Follow-on request made", "", "SR26-01880411"),
    )
    return a_case(
        due_at=NOW + timedelta(hours=7),
        assignee_id=4,
        assignee="Joe Alvarez",
        messages=(a_message(), reply, call),
        attachments=(*photos, paper, logo),
        city=(a_city_record(notes=notes, ward=48),),
        people=(a_person(), answered),
        notes=(NoteView(1, "Crew says Thursday if it does not rain.", "Joe Alvarez", NOW),),
        absorbed=(AbsorbedView(7, "2026-04098", "Pothole in street", "4814 N Damen Ave", 1),),
        history=a_history(),
    )


def a_history() -> tuple[HistoryLine, ...]:
    """From the mail's coming to the merge."""
    hours = (2.4, 2.0, 1.5, 1.2, 0.4)
    labels = ("Came by mail", "Type set to Pothole in Street", "Assigned to Maria", "Assigned to Joe", "")
    who = ("Mailbox", "Maria Ruiz", "Maria Ruiz", "Maria Ruiz", "Joe Alvarez")
    changes = (
        (),
        (FieldChange("type", "", "Pothole in Street"),),
        (FieldChange("assigned to", "", "Maria Ruiz"),),
        (FieldChange("assigned to", "Maria Ruiz", "Joe Alvarez"),),
        (),
    )
    lines = []
    for number, hour in enumerate(hours):
        label = labels[number] or "Put together: one other problem into 2026-04127"
        when = NOW - timedelta(hours=hour)
        undone, can_undo = number == 2, number in (1, 3, 4)
        lines.append(HistoryLine(number + 1, when, who[number], label, changes[number], undone, can_undo))
    return tuple(lines)
