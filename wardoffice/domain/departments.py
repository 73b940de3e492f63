"""Whom the office passes problems on to: departments of the city, and bodies that are not the city's."""

from enum import StrEnum, unique


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
