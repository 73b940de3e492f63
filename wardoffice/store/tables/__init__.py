"""The tables, one module a subject. Importing this package maps them all."""

from wardoffice.store.columns import Base
from wardoffice.store.tables.casework import (
    Case,
    CaseViewer,
    FollowUp,
    Incident,
    IncidentCase,
    MessageLink,
    Note,
    NotSame,
    NumberSequence,
    QueueEntry,
    Request,
)
from wardoffice.store.tables.city import (
    CityCursor,
    CityGap,
    CityUnusable,
    PortalRecord,
    ServiceAlias,
    ServiceNote,
    ServiceRecord,
    ServiceTypeRow,
    ServiceUpdate,
)
from wardoffice.store.tables.history import Action, Event
from wardoffice.store.tables.intake import (
    Attachment,
    LedgerEntry,
    LetterMark,
    MailFolder,
    Message,
    PictureBand,
    StoredFile,
)
from wardoffice.store.tables.lookups import AddressLookup
from wardoffice.store.tables.office import Lease, OfficeFact, WardOfficeRow
from wardoffice.store.tables.outgoing import Forward, OutboxMessage, OutboxRecipient, Submission
from wardoffice.store.tables.people import Contact, ContactPoint, Staff
from wardoffice.store.tables.watching import ProbeDayRow, ProbeRow, ServiceChangeRow, ServiceDefinitionRow

__all__ = [
    "Action",
    "AddressLookup",
    "Attachment",
    "Base",
    "Case",
    "CaseViewer",
    "CityCursor",
    "CityGap",
    "CityUnusable",
    "Contact",
    "ContactPoint",
    "Event",
    "FollowUp",
    "Forward",
    "Incident",
    "IncidentCase",
    "Lease",
    "LedgerEntry",
    "LetterMark",
    "MailFolder",
    "Message",
    "MessageLink",
    "NotSame",
    "Note",
    "NumberSequence",
    "OfficeFact",
    "OutboxMessage",
    "OutboxRecipient",
    "PictureBand",
    "PortalRecord",
    "ProbeDayRow",
    "ProbeRow",
    "QueueEntry",
    "Request",
    "ServiceAlias",
    "ServiceChangeRow",
    "ServiceDefinitionRow",
    "ServiceNote",
    "ServiceRecord",
    "ServiceTypeRow",
    "ServiceUpdate",
    "Staff",
    "StoredFile",
    "Submission",
    "WardOfficeRow",
]
