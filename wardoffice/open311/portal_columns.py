"""Which column of the city's open-data portal means what, in today's data set and the older ones.

Today's is "311 Service Requests" (v6vf-nfxy of Chicago's portal, 39 columns). Before December 2018 the portal
had a data set for each type of request ("Service Request Number", "Type of Service Request", ...); that of
vacant buildings has words of its own, the address in four columns, and no status.
No precinct is read: an office keeps nothing about elections.
"""

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from wardoffice.domain.portal import PortalColumns

_MEANINGS: dict[str, tuple[str, ...]] = {
    "number": ("SR_NUMBER", "SERVICE_REQUEST_NUMBER"),
    "service_name": ("SR_TYPE", "TYPE_OF_SERVICE_REQUEST", "SERVICE_REQUEST_TYPE"),
    "service_code": ("SR_SHORT_CODE",),
    "agency": ("OWNER_DEPARTMENT",),
    "status": ("STATUS",),
    "origin": ("ORIGIN",),
    "requested": ("CREATED_DATE", "CREATION_DATE", "DATE_SERVICE_REQUEST_WAS_RECEIVED"),
    "updated": ("LAST_MODIFIED_DATE",),
    "closed": ("CLOSED_DATE", "COMPLETION_DATE"),
    "address": ("STREET_ADDRESS",),
    "zipcode": ("ZIP_CODE", "ZIP"),
    "duplicate": ("DUPLICATE",),
    "legacy_number": ("LEGACY_SR_NUMBER",),
    "parent_number": ("PARENT_SR_NUMBER",),
    "community_area": ("COMMUNITY_AREA",),
    "police_district": ("POLICE_DISTRICT",),
    "ward": ("WARD",),
    "lat": ("LATITUDE",),
    "long": ("LONGITUDE",),
}

_STREET = (
    ("STREET_NUMBER", "ADDRESS_STREET_NUMBER"),
    ("STREET_DIRECTION", "ADDRESS_STREET_DIRECTION"),
    ("STREET_NAME", "ADDRESS_STREET_NAME"),
    ("STREET_TYPE", "ADDRESS_STREET_SUFFIX"),
)
"""The parts of an address, in the order in which they are written."""

_KEPT_ONLY = ("community_area", "police_district")
"""Fields the whole city is counted by, which are nothing of a request's own record."""

_SAME_POINT = frozenset({"LOCATION", "X_COORDINATE", "Y_COORDINATE"})
_OF_A_ROW = frozenset(name for field, names in _MEANINGS.items() if field not in _KEPT_ONLY for name in names)
_NEEDED = ("number", "service_name", "requested", "ward")
_BEGINNING = 65_536
_OTHER = re.compile(r"[^A-Z0-9]+")


def names_of(field: str) -> tuple[str, ...]:
    """The names a field has in the portal's data sets, in capitals."""
    return _MEANINGS[field]


def street_of(told: Callable[[Sequence[str]], str]) -> str:
    """An address put together of its parts; ``told`` gives what stands under the first of some names."""
    return " ".join(part for names in _STREET if (part := told(names)))


def header_of(path: Path) -> list[str]:
    """The first row of a CSV, whatever follows it; empty where there is none. Raises OSError."""
    with path.open("rb") as file:
        beginning = file.read(_BEGINNING).decode("utf-8-sig", errors="replace")
    try:
        return next(csv.reader(io.StringIO(beginning, newline="")), [])
    except csv.Error:  # a field longer than any name of a column
        return []


def portal_columns(header: Sequence[str]) -> PortalColumns | None:
    """The columns of a portal's file by its first row, or None where this is no such file."""
    names = [_plain(name) for name in header]
    found = {field: _place(names, known) for field, known in _MEANINGS.items()}
    meanings = {field: place for field, place in found.items() if place is not None}
    if any(field not in meanings for field in _NEEDED):
        return None
    street = [place for known in _STREET if (place := _place(names, known)) is not None]
    return PortalColumns(len(names), meanings, tuple(street), _more(names, meanings))


def is_kept(name: str) -> bool:
    """Whether what stands under a name (in capitals) that has no meaning of its own is kept.

    No precinct ever, and not what repeats the latitude and longitude.
    """
    return "PRECINCT" not in name and name not in _SAME_POINT


def is_more(name: str) -> bool:
    """Whether what stands under a name (in capitals) is kept beside the fields of a request."""
    return name not in _OF_A_ROW and is_kept(name)


def _more(names: Sequence[str], meanings: Mapping[str, int]) -> dict[str, int]:
    """The columns that have no meaning, each under a name that no other has."""
    taken = set(meanings.values())
    more: dict[str, int] = {}
    for place, plain in enumerate(names):
        if place in taken or not is_kept(plain):
            continue
        name = plain.lower() or f"column_{place + 1}"
        while name in more or name in _MEANINGS:  # a table may name two columns alike
            name = f"{name}_{place + 1}"
        more[name] = place
    return more


def _place(names: Sequence[str], known: Sequence[str]) -> int | None:
    return next((names.index(name) for name in known if name in names), None)


def _plain(name: str) -> str:
    return _OTHER.sub("_", name.strip().upper()).strip("_")
