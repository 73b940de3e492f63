"""A page of JSON, decoded at once into records whose fields are left as they come.

Only the outline is fixed: a list, bare or under a name, of records with notes. No value makes the page fail:
it stands where a text was hoped for, and the reader of its record finds it.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from wardoffice.open311.json_wire import has_nul_escapes, read_member, with_surrogates_mended
from wardoffice.open311.records import REQUEST_NAMES, bare_record
from wardoffice.open311.repairs import Repairs

_BLANKS = b" \t\r\n"
_Other = list[Any] | str | int | float | bool | None


class QuickNoteMore(msgspec.Struct, gc=False):
    """The other request of a follow-on."""

    service_request_id: Any = None
    service_request_number: Any = None
    service_name: Any = None
    agency_responsible: Any = None


class QuickNote(msgspec.Struct, gc=False):
    """One of Chicago's ``notes``."""

    datetime: Any = None
    type: Any = None
    summary: Any = None
    description: Any = None
    extended_attributes: QuickNoteMore | _Other = None


class QuickRecord(msgspec.Struct, gc=False):
    """One request; None stands for what it does not tell."""

    service_request_id: Any = None
    status: Any = None
    status_notes: Any = None
    service_name: Any = None
    service_code: Any = None
    description: Any = None
    agency_responsible: Any = None
    service_notice: Any = None
    requested_datetime: Any = None
    updated_datetime: Any = None
    expected_datetime: Any = None
    closed_datetime: Any = None
    closed_date: Any = None
    closure_details: Any = None
    address: Any = None
    address_id: Any = None
    adress_id: Any = None
    zipcode: Any = None
    lat: Any = None
    long: Any = None
    media_url: Any = None
    media: Any = None
    token: Any = None
    origin: Any = None
    source: Any = None
    interface_used: Any = None
    duplicate_parent_service_request_id: Any = None
    parent_service_request_id: Any = None
    attributes: Any = None
    extended_attributes: Any = None
    notes: list[QuickNote | _Other] | dict[str, Any] | str | int | float | bool | None = None
    activities: Any = None


_Records = list[QuickRecord | _Other]
_NoRecords = dict[str, Any] | str | int | float | bool | None


class _Wrapped(msgspec.Struct, gc=False):
    """A list under its name; what stands beside any of the others may be an error, and is left alone."""

    service_requests: _Records | _NoRecords | msgspec.UnsetType = msgspec.UNSET
    requests: _Records | _NoRecords | msgspec.UnsetType = msgspec.UNSET
    errors: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    error: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    code: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    message: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_BARE_DECODER = msgspec.json.Decoder(_Records)
_WRAPPED_DECODER = msgspec.json.Decoder(_Wrapped)
_MEMBERS_DECODER = msgspec.json.Decoder(list[msgspec.Raw])
_NAMES_DECODER = msgspec.json.Decoder(dict[str, msgspec.Raw])


class QuickPage:
    """The records of a page; ``wrapper`` is the name their list stands under, "" for a bare list.

    ``with_nul`` are the places of those in which some text may hold what has to be taken out, ``cleaned``
    counts the texts of which something was.
    """

    __slots__ = ("_body", "_members", "cleaned", "records", "with_nul", "wrapper")

    def __init__(self, records: Sequence[object], wrapper: str, body: bytes) -> None:
        self.records = records
        self.wrapper = wrapper
        self.cleaned = 0
        self._body = body
        self._members: list[msgspec.Raw] | None = None
        self.with_nul: frozenset[int] = frozenset()

    def look_for_nul(self) -> None:
        """Find the places of those that may hold one by escape."""
        members = enumerate(map(bytes, self._all_members()))
        self.with_nul = frozenset([place for place, member in members if has_nul_escapes(member)])

    def tree(self, place: int, repairs: Repairs) -> object:
        """The record as the patient reader of records takes it."""
        record = self.records[place]
        if type(record) is QuickRecord and record.service_request_id is not None and not self.with_nul:
            return msgspec.to_builtins(record)  # all that is ever read of one that is used
        return bare_record(read_member(self._all_members()[place], repairs), REQUEST_NAMES, repairs)

    def _all_members(self) -> list[msgspec.Raw]:
        if self._members is None:
            listed = _NAMES_DECODER.decode(self._body)[self.wrapper] if self.wrapper else self._body
            self._members = _MEMBERS_DECODER.decode(listed)
        return self._members


def decode_page(body: bytes) -> QuickPage | None:
    """The page, or None where its outline is another, or it is not plain JSON in UTF-8."""
    if body.lstrip(_BLANKS)[:1] not in {b"[", b"{"}:
        return None
    try:
        if not body.isascii():
            body.decode()  # the parser does not look inside of members that nobody reads
        page = _decoded(body)
        if page is not None and has_nul_escapes(body):
            page.look_for_nul()
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError):
        return _decoded_with_halves(body)
    return page


def _decoded_with_halves(body: bytes) -> QuickPage | None:
    """A page that holds halves of characters by escape, which msgspec does not take."""
    mended = with_surrogates_mended(body)
    try:
        page = None if mended is None else _decoded(mended[0])
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError):
        return None
    if page is not None and mended is not None:
        page.cleaned = mended[1]
    return page


def _decoded(body: bytes) -> QuickPage | None:
    if body.lstrip(_BLANKS)[:1] == b"[":
        return QuickPage(_BARE_DECODER.decode(body), "", body)
    found = _WRAPPED_DECODER.decode(body)
    if any(each is not msgspec.UNSET for each in (found.errors, found.error, found.code, found.message)):
        return None
    wrapper, records = "service_requests", found.service_requests
    if records is msgspec.UNSET:
        wrapper, records = "requests", found.requests
    return QuickPage(records, wrapper, body) if isinstance(records, list) else None


class QuickTree:
    """The same of the records of a tree: XML's, for example. What is no record stays what it is."""

    __slots__ = ("_tree", "records")

    with_nul: frozenset[int] = frozenset()

    def __init__(self, tree: Sequence[object]) -> None:
        self._tree = tree
        self.records: Sequence[object] = list(map(_from_tree, tree))

    def tree(self, place: int, _repairs: Repairs) -> object:
        """The record as the patient reader of records takes it."""
        return self._tree[place]


def _from_tree(record: object) -> object:
    if type(record) is not dict:
        return record
    notes = record.get("notes")
    if type(notes) is dict and len(notes) == 1 and type(notes.get("note")) is list:
        record = record | {"notes": notes["note"]}
    try:
        return msgspec.convert(record, QuickRecord)
    except (msgspec.MsgspecError, RecursionError):
        return record
