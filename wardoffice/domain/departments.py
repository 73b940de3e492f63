"""Whom the office passes problems on to: departments of the city, and bodies that are not the city's."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from wardoffice.language import text


@unique
class BodyKind(StrEnum):
    """Whose a department is; ``NEIGHBOUR`` is another ward's office."""

    CITY = "city"
    STATE = "state"
    COUNTY = "county"
    TRANSIT = "transit"
    UTILITY = "utility"
    PARKS = "parks"
    SCHOOLS = "schools"
    NEIGHBOUR = "neighbour"
    OTHER = "other"

    @property
    def is_city(self) -> bool:
        """Whether it is a department of the city itself."""
        return self is BodyKind.CITY


@unique
class PreferredForm(StrEnum):
    """How a department wants to be told."""

    MAIL = "mail"
    PHONE = "phone"
    PORTAL = "portal"


_BODY_WORDS = {
    BodyKind.CITY: "the city",
    BodyKind.STATE: "the state",
    BodyKind.COUNTY: "the county",
    BodyKind.TRANSIT: "transit",
    BodyKind.UTILITY: "a utility company",
    BodyKind.PARKS: "the parks",
    BodyKind.SCHOOLS: "the schools",
    BodyKind.NEIGHBOUR: "another ward's office",
    BodyKind.OTHER: "somebody else",
}
_FORM_WORDS = {
    PreferredForm.MAIL: "by mail",
    PreferredForm.PHONE: "by phone",
    PreferredForm.PORTAL: "on their own website",
}


def body_words(body: BodyKind) -> str:
    """Whose a department is, as people read it."""
    return text(_BODY_WORDS[body])


def form_words(form: PreferredForm) -> str:
    """How a department wants to be told, as people read it."""
    return text(_FORM_WORDS[form])


@dataclass(frozen=True, slots=True)
class ListedRoad:
    """A road that a body may look after instead of the city: "Cicero" is "Illinois route 50"."""

    street: str
    known_as: str


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """Somebody to write to, as a made-up city lists them."""

    name: str
    email: str = ""
    phone: str = ""
    role: str = ""
    is_backup: bool = False


@dataclass(frozen=True, slots=True)
class ListedDepartment:
    """A department as the city's file starts it; ``types`` are the codes of the service types it owns."""

    key: str
    name: str
    body: BodyKind = BodyKind.CITY
    public_phone: str = ""
    phone: str = ""
    hours: str = ""
    form: PreferredForm = PreferredForm.MAIL
    note: str = ""
    source: str = ""
    types: tuple[str, ...] = ()
    roads: tuple[ListedRoad, ...] = ()
    people: tuple[ListedPerson, ...] = ()


@dataclass(frozen=True, slots=True)
class DepartmentDraft:
    """What a person fills in of a department."""

    name: str
    body: BodyKind = BodyKind.CITY
    phone: str = ""
    public_phone: str = ""
    hours: str = ""
    form: PreferredForm = PreferredForm.MAIL
    note: str = ""


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """What a person fills in of somebody at a department."""

    name: str
    email: str = ""
    phone: str = ""
    role: str = ""
    is_backup: bool = False


@dataclass(frozen=True, slots=True)
class DepartmentPersonView:
    """Somebody to write to at a department; ``lint`` is what is odd of their address, in sentences."""

    person_id: int
    contact_id: int
    name: str
    email: str
    phone: str
    role: str
    is_backup: bool
    lint: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DepartmentView:
    """A department of the directory with its people. Times are aware UTC.

    ``types`` are the names of what it gets as the city publishes. ``median_days`` is how long half of its
    answers took, of ``answers``; None before the first. ``waiting`` is how many open problems
    it was asked about and has not answered.
    """

    department_id: int
    key: str
    name: str
    body: BodyKind
    phone: str
    public_phone: str
    hours: str
    form: PreferredForm
    note: str
    people: tuple[DepartmentPersonView, ...] = ()
    types: tuple[str, ...] = ()
    source: str = ""
    last_answer_at: datetime | None = None
    median_days: float | None = None
    answers: int = 0
    waiting: int = 0

    @property
    def draft(self) -> DepartmentDraft:
        """What a person may change of it."""
        return DepartmentDraft(
            self.name, self.body, self.phone, self.public_phone, self.hours, self.form, self.note
        )

    @property
    def written_to(self) -> tuple[DepartmentPersonView, ...]:
        """Who is written to first: those with an address that are no backup, else the backups."""
        reached = tuple(each for each in self.people if each.email)
        return tuple(each for each in reached if not each.is_backup) or reached


@dataclass(frozen=True, slots=True)
class TypedAddress:
    """Who was written to at an address that is on no list, counted as a department is; times are aware UTC.

    ``lint`` is what is odd of the address, in sentences.
    """

    address: str
    last_answer_at: datetime | None = None
    median_days: float | None = None
    answers: int = 0
    waiting: int = 0
    lint: tuple[str, ...] = ()
