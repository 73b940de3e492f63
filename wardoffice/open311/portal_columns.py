"""Which column of the city's open-data portal means what, in today's data set and the older ones.

Today's is "311 Service Requests" (v6vf-nfxy of Chicago's portal, 39 columns). Before December 2018 the portal
had a data set for each type of request ("Service Request Number", "Type of Service Request", ...).
No precinct is read: an office keeps nothing about elections.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_MEANINGS: dict[str, tuple[str, ...]] = {
    "number": ("SR_NUMBER", "SERVICE_REQUEST_NUMBER"),
    "service_name": ("SR_TYPE", "TYPE_OF_SERVICE_REQUEST"),
    "service_code": ("SR_SHORT_CODE",),
    "agency": ("OWNER_DEPARTMENT",),
    "status": ("STATUS",),
    "origin": ("ORIGIN",),
    "requested": ("CREATED_DATE", "CREATION_DATE"),
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
PORTAL_FIELDS = tuple(_MEANINGS)
"""What is read of a row of the portal, in this order."""

_NEEDED = ("number", "service_name", "status", "requested", "ward")
_BEGINNING = 65_536
_OTHER = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class PortalColumns:
    """The columns of one file: ``width`` of them; ``meanings`` gives the position of each field it has."""

    width: int
    meanings: dict[str, int]


def names_of(field: str) -> tuple[str, ...]:
    """The names a field has in the portal's data sets, in capitals."""
    return _MEANINGS[field]


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
    meanings = {}
    for field, known in _MEANINGS.items():
        place = next((names.index(name) for name in known if name in names), None)
        if place is not None:
            meanings[field] = place
    if any(field not in meanings for field in _NEEDED):
        return None
    return PortalColumns(len(names), meanings)


def _plain(name: str) -> str:
    return _OTHER.sub("_", name.strip().upper()).strip("_")
