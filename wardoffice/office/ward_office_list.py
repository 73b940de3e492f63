"""The list of ward offices: read from a table or the city's portal, kept, and shown.

A table is CSV with a first row of names (``schemas/ward-office.json``): ``ward`` and at least one way to
reach the office. The portal's own names of the same columns are understood too.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, UnreadableError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.wards import WardOffice
from wardoffice.language import text
from wardoffice.open311.portal_columns import names_of
from wardoffice.store.store import Store
from wardoffice.store.ward_offices import keep_ward_offices, ward_offices

_LAST_WARD = 999
_WAYS = ("phone", "email", "address")


class WardOfficeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a table of ward offices: every value is text, empty where it is not known."""

    ward: Annotated[str, Meta(pattern="^\\s*[0-9]{1,3}\\s*$", description="the ward's number")]
    name: Annotated[str, Meta(max_length=200, description="the office-holder, as people write it")] = ""
    phone: Annotated[str, Meta(max_length=100, description="the ward office's telephone number")] = ""
    email: Annotated[str, Meta(max_length=320, description="the ward office's mail address")] = ""
    address: Annotated[str, Meta(max_length=300, description="the ward office's street address")] = ""
    website: Annotated[str, Meta(max_length=500, description="the ward office's web page")] = ""


_ALIASES = {
    "alderman": "name",
    "alderperson": "name",
    "ward_phone": "phone",
    "ward_office_phone": "phone",
    "e_mail": "email",
    "ward_email": "email",
    "ward_office_address": "address",
}
_PLACE = ("city", "state", "zipcode")
_OF_REQUESTS = {_name.lower() for _name in names_of("number")} | {"service_request_id", "lat"}
"""What an office does not have and a request does: a table with one of these lists requests."""


class WardOfficeList:
    """The office's list of ward offices."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def offices(self, actor: Actor) -> tuple[WardOffice, ...]:
        """All that are known, by ward."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return ward_offices(session)

    def keep(self, actor: Actor, offices: Sequence[WardOffice]) -> Changes:
        """Keep these, each instead of what was known of its ward; raises CannotDoError for none."""
        require(actor, Doing.TRIAGE)
        if not offices:
            raise CannotDoError(text("No ward office was given."), text("Nothing was changed."))
        with self._store.unit_of_work(actor, ActionKind.WARD_OFFICES, count=len(offices)) as work:
            work.details["ward"] = offices[0].ward
            keep_ward_offices(work, offices)
        return work.changes


def is_ward_offices(header: Sequence[str]) -> bool:
    """Whether a CSV with this first row lists ward offices."""
    names = {_field(name) for name in header}
    return "ward" in names and bool(names.intersection(_WAYS)) and not names & _OF_REQUESTS


def read_ward_offices(path: Path) -> tuple[WardOffice, ...]:
    """The offices of a CSV file in UTF-8, by ward; raises UnreadableError naming the first bad line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (UnicodeError, csv.Error) as trouble:
        raise _unreadable(path.name, str(trouble)) from trouble
    return _offices(path.name, [_plain(row) for row in rows], first=2)


def read_portal_offices(body: bytes) -> tuple[WardOffice, ...]:
    """The offices of a portal's JSON answer (SODA: an array of objects); raises UnreadableError."""
    name = text("the portal's list")
    try:
        rows = msgspec.json.decode(body, type=list[dict[str, object]])
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as trouble:
        raise _unreadable(name, str(trouble)) from trouble
    return _offices(name, [_plain(row) for row in rows], first=1)


def _offices(name: str, rows: Sequence[Mapping[str, str]], first: int) -> tuple[WardOffice, ...]:
    found: dict[int, WardOffice] = {}
    for number, row in enumerate(rows, start=first):
        try:
            line = msgspec.convert(row, WardOfficeLine)
        except msgspec.ValidationError as trouble:
            raise _unreadable(
                name, text("line {line}: {detail}", line=number, detail=str(trouble))
            ) from trouble
        ward = int(line.ward)
        if not 0 < ward <= _LAST_WARD:
            raise _unreadable(name, text("line {line}: there is no ward {ward}", line=number, ward=ward))
        office = WardOffice(ward, line.name, line.phone, line.email, line.address, line.website)
        if found.setdefault(ward, office) != office:
            raise _unreadable(
                name, text("line {line}: ward {ward} is listed a second time", line=number, ward=ward)
            )
    if not found:
        raise _unreadable(name, text("it lists no office"))
    return tuple(found[ward] for ward in sorted(found))


def _plain(row: Mapping[str, object]) -> dict[str, str]:
    """A row by our names; the city, state and ZIP code of an address that came apart are put behind it."""
    values = {_field(str(name)): " ".join(_said(value).split()) for name, value in row.items() if name}
    rest = [values[part] for part in _PLACE if values.get(part)]
    if values.get("address") and rest:
        values["address"] = ", ".join([values["address"], *rest])
    return {name: value for name, value in values.items() if name in WardOfficeLine.__struct_fields__}


def _said(value: object) -> str:
    if isinstance(value, dict):  # SODA gives a web address as {"url": ...}
        value = value.get("url")
    return str(value) if isinstance(value, str | int | float) else ""


def _field(name: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")
    return _ALIASES.get(plain, plain)


def _unreadable(name: str, why: str) -> UnreadableError:
    return UnreadableError(
        text("The list of ward offices {name} cannot be used: {why}.", name=name, why=why),
        text("Nothing was changed; the list in use stays."),
        text("Its first row names the columns: ward, name, phone, email, address, website."),
    )
