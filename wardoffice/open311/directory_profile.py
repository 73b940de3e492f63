"""What a city file says of whom problems go to: the city's departments, and bodies that are not the city's.

It starts the office's directory. People and their addresses are the office's own to fill in.
"""

from typing import Annotated

import msgspec
from msgspec import Meta

from wardoffice.domain.departments import BodyKind, ListedDepartment, ListedPerson, ListedRoad, PreferredForm

Key = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,59}$", description="short name, told once")]
Words = Annotated[str, Meta(min_length=1, max_length=200)]
Phone = Annotated[str, Meta(max_length=60)]


class RoadProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A road that a body may look after instead of the city."""

    street: Annotated[
        str, Meta(pattern="^[A-Za-z0-9 ]+$", description="its name alone: Cicero, without N and Ave")
    ]
    known_as: Annotated[Words, Meta(description="why, such as Illinois route 50")]


class PersonProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Somebody to write to; only made-up cities have any."""

    name: Words
    email: Annotated[str, Meta(max_length=320)] = ""
    phone: Phone = ""
    role: Annotated[str, Meta(max_length=120)] = ""
    backup: Annotated[bool, Meta(description="whether they stand in for the others")] = False


class DepartmentProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A department of the city, or a body that is not the city's."""

    key: Key
    name: Words
    body: Annotated[BodyKind, Meta(description="whose it is")] = BodyKind.CITY
    public_phone: Annotated[Phone, Meta(description="the number to give a caller")] = ""
    phone: Annotated[Phone, Meta(description="the number for the office")] = ""
    hours: Annotated[str, Meta(max_length=200)] = ""
    form: Annotated[PreferredForm, Meta(description="how it wants to be told")] = PreferredForm.MAIL
    note: Annotated[str, Meta(max_length=500, description="what to know of it")] = ""
    source: Annotated[str, Meta(max_length=300, description="where this was published")] = ""
    types: Annotated[tuple[str, ...], Meta(description="codes of the service types it owns")] = ()
    roads: Annotated[tuple[RoadProfile, ...], Meta(description="roads it may look after")] = ()
    people: tuple[PersonProfile, ...] = ()

    def listed(self) -> ListedDepartment:
        """The same as the office knows it."""
        return ListedDepartment(
            key=self.key,
            name=self.name,
            body=self.body,
            public_phone=self.public_phone,
            phone=self.phone,
            hours=self.hours,
            form=self.form,
            note=self.note,
            source=self.source,
            types=self.types,
            roads=tuple(ListedRoad(each.street, each.known_as) for each in self.roads),
            people=tuple(
                ListedPerson(each.name, each.email, each.phone, each.role, is_backup=each.backup)
                for each in self.people
            ),
        )


def what_is_twice(departments: tuple[DepartmentProfile, ...]) -> str:
    """What two departments claim both, in words for whoever writes the file; "" where nothing."""
    keys: set[str] = set()
    owners: dict[str, str] = {}
    for each in departments:
        if each.key in keys:
            return f"two departments have the key {each.key}"
        keys.add(each.key)
        for code in each.types:
            if owners.setdefault(code, each.key) != each.key:
                return f"{owners[code]} and {each.key} both own {code}"
    return ""
