"""The made-up city's 311 desk: what it answers to each GeoReport v2 call, before any HTTP.

Source: https://wiki.open311.org/GeoReport_v2/ ; paging, ``updated_after`` and ``extensions`` as Chicago's
endpoint has them (page_size 50 unless asked, 500 at most).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from wardoffice.demo.catalogue import Lost, service, services
from wardoffice.demo.city import DoubleRefusedError, MadeUpCity
from wardoffice.demo.georeport import definition, request_entry, service_entry, update_entry
from wardoffice.demo.lives import CITY_ZONE
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import ServiceAttribute, ServiceRequest

API_KEY = "practice-key"
_PAGE_SIZE, _LARGEST_PAGE = 50, 500
_SPAN = timedelta(days=90)
_LONGEST_DESCRIPTION = 4000
_ATTRIBUTE = re.compile(r"attribute\[(\w+)\](?:\[\])?")

Arguments = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, the name of the XML document, and its content."""

    status: int
    root: str
    content: Any


class RefusedError(Exception):
    """The desk says no: an HTTP status and sentences."""

    def __init__(self, status: int, *sentences: str) -> None:
        super().__init__(*sentences)
        self.status = status
        self.sentences = sentences

    @property
    def answer(self) -> Answer:
        """The refusal in the spec's shape (GET and POST errors)."""
        content = [{"code": self.status, "description": each} for each in self.sentences]
        return Answer(self.status, "errors", content)


class HungUpError(Exception):
    """The connection ends without an answer."""


class Desk:
    """Answers for one city; every method raises RefusedError where the spec wants an error."""

    def __init__(self, city: MadeUpCity, base_url: str) -> None:
        self._city = city
        self._base_url = base_url

    def service_list(self) -> Answer:
        """Answer GET Service List."""
        return Answer(200, "services", [service_entry(each) for each in services()])

    def service_definition(self, code: str) -> Answer:
        """Answer GET Service Definition."""
        try:
            return Answer(200, "service_definition", definition(service(code)))
        except KeyError:
            raise RefusedError(404, f"service_code {code} was not found.") from None

    def requests(self, arguments: Arguments) -> Answer:
        """Answer GET Service Requests, the newest first."""
        page, size = _number(arguments, "page", 1), _number(arguments, "page_size", _PAGE_SIZE)
        size = min(size, _LARGEST_PAGE)
        found = self._found(arguments)
        return self._shown(found[(page - 1) * size : page * size], arguments)

    def request(self, number: str, arguments: Arguments) -> Answer:
        """Answer GET Service Request."""
        record = self._city.request(number)
        if record is None:
            raise RefusedError(404, f"Service request not found with id {number}.")
        return self._shown([record], arguments)

    def updates(self, arguments: Arguments) -> Answer:
        """Answer GET servicerequestupdates (FixMyStreet's extension): every step of a span, oldest first."""
        start, end = self._span(arguments)
        steps = [
            update_entry(record, position)
            for record in self._city.requests()
            for position, note in enumerate(record.notes)
            if _within(note.at, start, end)
        ]
        steps.sort(key=lambda each: (each["updated_datetime"], each["update_id"]))
        return Answer(200, "service_request_updates", steps)

    def token(self, token: str) -> Answer:
        """Answer GET service_request_id from a token; the id is empty while there is none."""
        number = self._city.number_of(token)
        if number is None:
            raise RefusedError(404, f"token {token} was not found.")
        return Answer(200, "service_requests", [{"service_request_id": number or None, "token": token}])

    def submit(self, arguments: Arguments) -> Answer:
        """Answer POST Service Request; raises HungUpError for a type whose requests or answers get lost."""
        if _one(arguments, "api_key") != API_KEY:
            raise RefusedError(403, "Invalid or missing api_key, the request was not created.")
        code = _one(arguments, "service_code")
        if not code:
            raise RefusedError(400, "service_code was not provided.")
        self.service_definition(code)
        given = {
            match[1]: ",".join(values)
            for name, values in arguments.items()
            if (match := _ATTRIBUTE.fullmatch(name)) and any(values)
        }
        point = _point(arguments)
        address = _one(arguments, "address_string")
        description = _one(arguments, "description")
        wrong = [
            sentence
            for question in service(code).attributes
            for sentence in _wrong_with(question, given.get(question.code, ""))
        ]
        if point is None and not address and not _one(arguments, "address_id"):
            wrong.insert(0, "A location is required: lat and long, address_string or address_id.")
        if len(description) > _LONGEST_DESCRIPTION:
            wrong.append(f"description is longer than {_LONGEST_DESCRIPTION} characters.")
        if wrong:
            raise RefusedError(400, *wrong)
        if service(code).loses is Lost.REQUEST:
            raise HungUpError
        try:
            receipt = self._city.submit(code, point, address, description, given)
        except DoubleRefusedError:
            raise RefusedError(400, "Invalid service request: base is a duplicate.") from None
        if service(code).loses is Lost.ANSWER:
            raise HungUpError
        key, value = ("token", receipt.token) if receipt.token else ("service_request_id", receipt.number)
        content = {key: value, "service_notice": "The department will look into it.", "account_id": None}
        return Answer(200, "service_requests", [content])

    def _found(self, arguments: Arguments) -> list[ServiceRequest]:
        records = sorted(
            self._city.requests(), key=lambda each: (each.requested_at, each.number), reverse=True
        )
        numbers = _several(arguments, "service_request_id")
        if numbers:  # overrides all other arguments
            told = (self._city.request(number) for number in sorted(numbers, reverse=True))
            return [each for each in told if each is not None]
        start, end = self._span(arguments)
        after, before = _moment(arguments, "updated_after"), _moment(arguments, "updated_before")
        codes, statuses = _several(arguments, "service_code"), _several(arguments, "status")
        return [
            each
            for each in records
            if _within(each.requested_at, start, end)
            and _within(each.updated_at, after, before)
            and (not codes or each.service_code in codes)
            and (not statuses or each.status.value in statuses)
        ]

    def _span(self, arguments: Arguments) -> tuple[datetime | None, datetime | None]:
        start, end = _moment(arguments, "start_date"), _moment(arguments, "end_date")
        updates = any(_one(arguments, name) for name in ("updated_after", "updated_before"))
        if start is None and end is None:
            return (None, None) if updates else (self._city.now - _SPAN, None)
        if start is None:
            return (end - _SPAN if end else None), end
        return start, min(end or start + _SPAN, start + _SPAN)

    def _shown(self, records: list[ServiceRequest], arguments: Arguments) -> Answer:
        more = _one(arguments, "extensions") == "true"
        content = [request_entry(each, self._base_url, extensions=more) for each in records]
        return Answer(200, "service_requests", content)


def _one(arguments: Arguments, name: str) -> str:
    return arguments.get(name, [""])[0].strip()


def _several(arguments: Arguments, name: str) -> set[str]:
    return {part.strip() for part in _one(arguments, name).split(",") if part.strip()}


def _number(arguments: Arguments, name: str, default: int) -> int:
    value = _one(arguments, name)
    if value and not (value.isdecimal() and int(value)):
        raise RefusedError(400, f"{name} must be a whole number from 1, not {value}.")
    return int(value or default)


def _moment(arguments: Arguments, name: str) -> datetime | None:
    value = _one(arguments, name)
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value.replace(" ", "+"))  # a bare + of an offset arrives as a space
    except ValueError:
        raise RefusedError(400, f"{name} is not a date: {value}.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CITY_ZONE)


def _within(moment: datetime | None, start: datetime | None, end: datetime | None) -> bool:
    return moment is not None and (start is None or moment >= start) and (end is None or moment <= end)


def _point(arguments: Arguments) -> Point | None:
    lat, long = _one(arguments, "lat"), _one(arguments, "long")
    if not lat and not long:
        return None
    try:
        point = Point(float(lat), float(long))
    except ValueError:
        point = Point(0, 0)
    if not point.is_valid():
        raise RefusedError(400, f"lat and long are not a place: {lat}, {long}.")
    return point


def _wrong_with(question: ServiceAttribute, value: str) -> list[str]:
    name = f"{question.code} ({question.description})"
    if not value:
        return [f"{name} is required."] if question.required and question.variable else []
    keys = {choice.key for choice in question.choices}
    if keys and not set(value.split(",")) <= keys:
        return [f"{name} has no such choice: {value}."]
    if question.datatype == "number" and not re.fullmatch(r"-?\d+(\.\d+)?", value):
        return [f"{name} must be a number."]
    if question.datatype == "datetime" and not re.match(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", value):
        return [f"{name} must be a date and time as 2026-01-31T08:15:00-06:00."]
    return []
