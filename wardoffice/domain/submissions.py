"""Putting a problem into the city's system: the form, what is wrong with it, and what became of it.

Source: GeoReport v2, POST Service Request (https://wiki.open311.org/GeoReport_v2/#post-service-request).
Times are aware UTC, points WGS84 degrees.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

from wardoffice.domain.conditions import Answers, Conditions
from wardoffice.domain.outgoing import OutboxState, SubmissionWay
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import AttributeChoice, ServiceDefinition
from wardoffice.language import text

DESCRIPTION_LIMIT = 4000
"""The most characters of a description (GeoReport v2, POST Service Request)."""

SERVICE, DESCRIPTION, ADDRESS, POINT, CONTACT, MEDIA, REASON = (
    "service_code", "description", "address", "point", "contact", "media_url", "reason",
)  # fmt: skip
"""The names of what a form holds beside the city's own questions; problems name them or a question's code."""


@unique
class ContactChoice(StrEnum):
    """Whose name and contact go into the city's form (P9: the resident's only where staff choose it)."""

    RESIDENT = "resident"
    OFFICE = "office"
    NONE = "none"


@unique
class FieldKind(StrEnum):
    """How a question of the city is answered: the six datatypes of GeoReport v2 and those of Salesforce.

    An answer to ``DATETIME`` is ISO 8601 with an offset, to ``DATE`` ISO 8601, to ``TICK`` "true" or nothing;
    answers to lists are keys. A ``NOTICE`` is read, not answered.
    """

    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    DATE = "date"
    TEXT = "text"
    SINGLE = "singlevaluelist"
    MULTI = "multivaluelist"
    TICK = "checkbox"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of the city, in its order. It is asked only while ``shown_when`` holds."""

    code: str
    label: str
    kind: FieldKind
    required: bool = False
    hint: str = ""
    choices: tuple[AttributeChoice, ...] = ()
    shown_when: Conditions | None = None

    def is_shown(self, answers: Answers) -> bool:
        """Whether it is asked after these answers."""
        return self.shown_when is None or self.shown_when.hold(answers)

    def choices_for(self, answers: Answers) -> tuple[AttributeChoice, ...]:
        """The choices of a list that are offered after these answers."""
        return tuple(
            each for each in self.choices if each.offered_when is None or each.offered_when.hold(answers)
        )


@dataclass(frozen=True, slots=True)
class FormContact:
    """Somebody whose contact can go into the city's form; ``contact_id`` is None for the office itself."""

    contact_id: int | None
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class FormValues:
    """What a person filled in. ``answers`` are tuples of values by question code.

    ``reason`` is needed only where the form's ``needs_reason`` says so. ``tell_number``: those who told us of
    the problem were promised its number.
    """

    service_code: str
    description: str = ""
    address: str = ""
    point: Point | None = None
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    contact: ContactChoice = ContactChoice.NONE
    contact_id: int | None = None
    media_url: str = ""
    reason: str = ""
    tell_number: bool = False


@dataclass(frozen=True, slots=True)
class NearRequest:
    """An open 311 request of the same type near by, or one the problem has already."""

    number: str
    service_name: str
    address: str
    metres: float | None
    requested_at: datetime | None
    case_id: int
    ours: bool
    """Whether it belongs to this very problem."""


@unique
class SubmissionState(StrEnum):
    """How a submission stands, for the problem it was made for."""

    QUEUED = "queued"
    SENDING = "sending"
    RETRY = "retry"
    WAITING = "waiting for the number"
    NUMBERED = "numbered"
    NO_NUMBER = "no number"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """A submission as the case shows it.

    ``words`` is a whole sentence on how it stands; ``trouble`` what the city said. ``probable_number`` is set
    while the request is only "probably ours" (rule 3 of filing, in ARCHITECTURE): to be confirmed or parted.
    ``contact_words`` says whom 311 may have written to. ``in_feed`` is False as long as the city's list did
    not bring its request.
    """

    submission_id: int
    case_id: int
    outbox_id: int | None
    way: SubmissionWay
    state: SubmissionState
    service_code: str
    service_name: str
    number: str
    token: str
    by: str
    created_at: datetime
    sent_at: datetime | None
    next_at: datetime | None
    words: str
    trouble: str = ""
    next_step: str = ""
    probable_number: str = ""
    duplicate_of: str = ""
    contact: ContactChoice = ContactChoice.NONE
    contact_words: str = ""
    notice: str = ""
    reason: str = ""
    in_feed: bool = True


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One thing that keeps a form from being sent: the field it belongs to, and a whole sentence."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SubmissionForm:
    """Everything the form of one problem shows, prefilled.

    ``trouble`` says why nothing can be sent by the program (no api key, the city takes none), "" when it can.
    ``needs_reason`` is the sentence that asks for a typed reason, "" where none is needed. ``photo_words``
    says what becomes of the photos. ``untold`` says that the city's questions for this type could not be
    read, "" where ``fields`` are all of them; ``asked`` are these as the city told them. ``corrects`` is the
    refused submission this one is to take the place of, and ``refused`` what the city said of it, by field.
    """

    case_id: int
    case_number: str
    service_code: str
    service_name: str
    answer_kind: str
    fields: tuple[FormField, ...]
    values: FormValues
    contacts: tuple[FormContact, ...]
    office: FormContact
    media_urls: tuple[str, ...]
    photo_words: str
    point_required: bool
    address_required: bool
    near: tuple[NearRequest, ...]
    standing: tuple[SubmissionView, ...]
    needs_reason: str = ""
    trouble: str = ""
    untold: str = ""
    corrects: int | None = None
    refused: tuple[FormProblem, ...] = ()
    asked: ServiceDefinition | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the city gave for a request sent: a number at once, or a token to ask with; "" where absent."""

    number: str
    token: str
    notice: str = ""
    account_id: str = ""


@unique
class Fit(StrEnum):
    """Whether a number that was typed belongs to the problem."""

    FITS = "fits"
    DIFFERS = "differs"
    NOT_SEEN = "not seen yet"
    UNUSABLE = "no number"


@dataclass(frozen=True, slots=True)
class NumberFinding:
    """What a typed number turned out to be.

    ``number`` is the usual spelling, "" where it is none. ``words`` is a whole sentence ("This is a tree at
    1200 N Oakley Ave, asked for on May 3."); ``differences`` are sentences on what does not fit.
    """

    typed: str
    number: str
    fit: Fit
    words: str
    differences: tuple[str, ...] = ()
    case_id: int | None = None
    case_number: str = ""
    service_name: str = ""
    address: str = ""
    requested_at: datetime | None = None


_STATE_WORDS = {
    SubmissionState.QUEUED: "Waits in the outbox.",
    SubmissionState.SENDING: "Is being sent to 311.",
    SubmissionState.RETRY: "311 could not be reached; nothing was sent yet. It will be tried again.",
    SubmissionState.WAITING: "311 has it. Its number is not given yet.",
    SubmissionState.NUMBERED: "In 311 under this number.",
    SubmissionState.NO_NUMBER: "311 has it and gave no number.",
    SubmissionState.REFUSED: "311 refused it.",
    SubmissionState.UNKNOWN: "Not sure it went: check.",
    SubmissionState.WITHDRAWN: "Taken back before it was sent.",
}


def submission_words(state: SubmissionState) -> str:
    """How a submission stands, as a whole sentence."""
    return text(_STATE_WORDS[state])


def submission_state(
    sent: OutboxState | None, *, number: str, token: str, token_open: bool, withdrawn: bool
) -> SubmissionState:
    """How a submission stands; ``sent`` is None for one that staff typed into the city's own program."""
    if withdrawn or sent is OutboxState.WITHDRAWN:
        return SubmissionState.WITHDRAWN
    if number:
        return SubmissionState.NUMBERED
    if sent is None or sent is OutboxState.SENT:
        return SubmissionState.WAITING if token and token_open else SubmissionState.NO_NUMBER
    return SubmissionState(sent.value)


def contact_words(contact: ContactChoice, name: str) -> str:
    """Whom 311 may have written to."""
    match contact:
        case ContactChoice.RESIDENT:
            return text("311 may have written to {name}.", name=name or text("the resident"))
        case ContactChoice.OFFICE:
            return text("311 may have written to the office.")
        case ContactChoice.NONE:
            return text("No contact was given to 311.")
