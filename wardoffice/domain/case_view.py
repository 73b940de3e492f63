"""Everything the case pane shows, as frozen values. Times are aware UTC."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wardoffice.domain.cases import AnswerWay, CaseKind, CaseStatus, FinishReason, LinkReason
from wardoffice.domain.closing_view import NOT_CLOSED, ClosingView
from wardoffice.domain.following_up import ForwardView
from wardoffice.domain.incidents import IncidentName
from wardoffice.domain.messages import Channel, MailProgram, MessageKind
from wardoffice.domain.pictures import Rank
from wardoffice.domain.places import Place, Point
from wardoffice.domain.portal import BothSources
from wardoffice.domain.safety import SafetyScript
from wardoffice.domain.service_requests import CityNote, CityStatus
from wardoffice.domain.submissions import SubmissionView
from wardoffice.domain.under_way import AnswerUnderWay
from wardoffice.domain.wards import WardOffice


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A photo or file of a case. ``thumbnail`` is None where there is no picture to show.

    ``source_url`` is where it was fetched from, for a picture of the city's, ``made_from_id`` the attachment
    it is an edited copy of. ``from_department`` is whether it came with a word of a department.
    ``point`` is where a photo says it was taken, ``taken_at`` when by its camera's own clock, ``came_at``
    when we got it; ``doubts`` are sentences on what of that is odd.
    """

    attachment_id: int
    case_id: int
    message_id: int | None
    path: Path
    thumbnail: Path | None
    filename: str
    media_type: str
    size: int
    rank: Rank
    taken_at: datetime | None
    trouble: str
    source_url: str = ""
    point: Point | None = None
    came_at: datetime | None = None
    doubts: tuple[str, ...] = ()
    made_from_id: int | None = None
    from_department: bool = False


@dataclass(frozen=True, slots=True)
class RequestView:
    """One problem as one source told it."""

    request_id: int
    case_id: int
    message_id: int | None
    tracking_number: str
    description: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message of the case, with why it is here. ``requests`` are those it yielded, in any case.

    ``recipients`` are the names of those a mail of our own went to, ``departments`` of the departments among
    them; ``program`` is what that was written in. ``sent_on_by`` is who of the office sent it on, with what
    ``instruction``; ``form_lines`` are labels and values of the website's form ``form_name``.
    """

    message_id: int
    channel: Channel
    kind: MessageKind
    kind_reason: str
    link_reason: LinkReason
    contact_id: int | None
    sender_name: str
    sender_address: str
    at: datetime
    subject: str
    text: str
    whole_text: str
    requests: tuple[RequestView, ...]
    raw: Path | None
    troubles: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    program: MailProgram | None = None
    sent_on_by: str = ""
    instruction: str = ""
    form_name: str = ""
    form_lines: tuple[tuple[str, str], ...] = ()
    sender_doubt: str = ""
    """Why its sender may be another than it says."""


@dataclass(frozen=True, slots=True)
class CityView:
    """The city's record of the problem; ``media_urls`` are its own pictures, which nobody fetched yet.

    ``missing_since`` is when the city's list was found to hold it no longer, ``now_number`` what it goes on
    as, ``former_numbers`` those it had before, ``former_ward`` where the city placed it before.
    ``both`` is what 311 and the city's data portal each say of it, where the portal was ever read.
    """

    number: str
    status: CityStatus
    status_text: str
    status_notes: str
    service_name: str
    agency: str
    requested_at: datetime | None
    updated_at: datetime | None
    closed_at: datetime | None
    address: str
    ward: int | None
    ward_by_polygon: int | None
    notes: tuple[CityNote, ...]
    case_id: int
    channel: str = ""
    media_urls: tuple[str, ...] = ()
    closing: ClosingView = NOT_CLOSED
    missing_since: datetime | None = None
    now_number: str = ""
    former_numbers: tuple[str, ...] = ()
    former_ward: int | None = None
    both: BothSources | None = None


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person who told us, and whether we still owe an answer."""

    contact_id: int
    name: str
    email: str
    phone: str
    language: str
    owed_since: datetime | None
    answered_at: datetime | None
    answered_how: AnswerWay | None
    other_cases: int
    promised: str = ""
    """What they were promised and still wait for, such as "the 311 number"."""
    answered_by: str = ""
    """Who answered last: of the staff, or as the mail says."""
    under_way: AnswerUnderWay | None = None
    """An answer to them that has not left, or not surely; it settles what is owed as soon as it is queued."""


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note of the staff."""

    case_id: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field an action changed, in words; ``before`` is None for what was written or made new.

    ``numbers`` are the problems it is of, where the action changed others otherwise.
    """

    field: str
    before: str | None
    after: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One action: who did what, when. ``undone`` tells that it was taken back since.

    Where it cannot be taken back, ``why_not`` says why, as far as that is known before somebody tries.
    ``redoes`` says that taking it back would do something again.
    """

    action_id: int
    at: datetime
    who: str
    label: str
    changes: tuple[FieldChange, ...]
    undone: bool
    can_undo: bool
    why_not: str = ""
    redoes: bool = False


@dataclass(frozen=True, slots=True)
class AbsorbedView:
    """A case that was put together with this one, and can be pulled apart again."""

    case_id: int
    number: str
    title: str
    address: str
    merged_into: int


@dataclass(frozen=True, slots=True)
class CaseView:
    """A root case with all that was put together with it.

    ``border_ward`` is another ward that begins within ``border_metres``; ``ward_before`` the ward by the
    boundaries before; ``elsewhere`` the office of the ward it lies in, where that is not ours.
    ``safety_since`` is when its danger was first told of, ``safety_scripts`` what to say to who tells it.
    ``between`` are the two streets that cross on both sides of its place, or none.
    """

    case_id: int
    number: str
    title: str
    kind: CaseKind
    status: CaseStatus
    finish_reason: FinishReason | None
    finished_at: datetime | None
    service_code: str
    service_name: str
    place: Place
    ward: int | None
    ours: bool
    safety: bool
    safety_words: str
    restricted: bool
    assignee_id: int | None
    assignee: str
    opened_at: datetime
    due_at: datetime | None
    messages: tuple[MessageView, ...]
    requests: tuple[RequestView, ...]
    attachments: tuple[AttachmentView, ...]
    city: tuple[CityView, ...]
    people: tuple[PersonView, ...]
    notes: tuple[NoteView, ...]
    absorbed: tuple[AbsorbedView, ...]
    history: tuple[HistoryLine, ...]
    border_ward: int | None = None
    border_metres: float | None = None
    ward_before: int | None = None
    handed_to: int | None = None
    elsewhere: WardOffice | None = None
    submissions: tuple[SubmissionView, ...] = ()
    safety_since: datetime | None = None
    safety_scripts: tuple[SafetyScript, ...] = ()
    between: tuple[str, ...] = ()
    incident: IncidentName | None = None
    urgent: bool = False
    tags: tuple[str, ...] = ()
    snoozed_until: datetime | None = None
    forwards: tuple[ForwardView, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another case that may be the same problem, and why in words. It never merges by itself."""

    case_id: int
    number: str
    title: str
    address: str
    tracking_numbers: tuple[str, ...]
    people: int
    thumbnail: Path | None
    strong: bool
    reasons: tuple[str, ...]
