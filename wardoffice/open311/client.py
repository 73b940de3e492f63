"""A city's GeoReport v2 endpoint over HTTP: reading only; what is sent to a city goes through the outbox."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Generic, TypeVar, cast
from urllib.parse import quote

from wardoffice.domain.errors import CannotDoError, CityRefusedError
from wardoffice.domain.ports import Cancelled, Clock, Listed
from wardoffice.domain.service_requests import (
    RequestPage,
    ServiceDefinition,
    ServiceRequest,
    ServiceType,
    UpdatePage,
    Window,
)
from wardoffice.language import text
from wardoffice.open311.answers import read_token_answer
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.context import WireContext
from wardoffice.open311.courtesy import Courtesy
from wardoffice.open311.dates import write_date
from wardoffice.open311.document import unreadable
from wardoffice.open311.fetching import Answer, Fetcher, Limits
from wardoffice.open311.pacing import Pace
from wardoffice.open311.remembered import UNVERSIONED, Version
from wardoffice.open311.requests_wire import read_requests
from wardoffice.open311.retrying import Retries, ask_again
from wardoffice.open311.secrecy import kept_from_errors, records_without_key
from wardoffice.open311.services_wire import read_service_definition, read_services
from wardoffice.open311.updates_wire import read_updates

Read = TypeVar("Read")
Reader = Callable[[bytes, str, WireContext, int], Read]


@dataclass(frozen=True, slots=True)
class _Told(Generic[Read]):
    """An answer as it was read; ``value`` is None where it is as it was in the version asked about."""

    value: Read | None
    version: Version
    seconds: float


def _now() -> datetime:
    return datetime.now(UTC)


def _never() -> bool:
    return False


class Open311Client:
    """Implements the ``City`` port. Use it from one thread at a time; ``close`` may be called from any.

    ``cancelled`` is asked several times a second while a call waits; a call then raises CancelledError.
    Every call raises a CityError: CityUnreachableError, CityRefusedError or CityAnswerError. ``courtesy`` is
    shared by all clients of one endpoint: turns, and answers that still hold.
    """

    def __init__(
        self,
        profile: CityProfile,
        api_key: str | None = None,
        clock: Clock = _now,
        *,
        cancelled: Cancelled = _never,
        limits: Limits | None = None,
        retries: Retries | None = None,
        courtesy: Courtesy | None = None,
    ) -> None:
        self.profile = profile
        self._api_key = api_key
        self._clock = clock
        self._retries = retries or Retries()
        self._courtesy = courtesy or Courtesy(Pace(profile.seconds_between))
        self._repairs: Counter[str] = Counter()
        self._fetcher = Fetcher(limits or Limits(), cancelled, compressed=profile.compressed)

    @property
    def key(self) -> str:
        """The city profile's key, part of every record's identity."""
        return self.profile.key

    @property
    def page_size(self) -> int:
        """How many records a full page holds."""
        return self.profile.page_size

    @property
    def max_page_size(self) -> int:
        """The most records the city gives on a page."""
        return self.profile.max_page_size

    @property
    def max_span_days(self) -> int:
        """The longest window one listing may ask for, in days."""
        return self.profile.max_span_days

    @property
    def has_pages(self) -> bool:
        """Whether it is said to take ``page`` and ``page_size``."""
        return self.profile.paging

    @property
    def tells_updates(self) -> bool | None:
        """Whether it is said to take ``updated_after``; None where nobody knows."""
        return self.profile.updated_after

    @property
    def repairs(self) -> Mapping[str, int]:
        """What was mended, by kind, in all answers that do not count it themselves (``RequestPage`` does)."""
        return self._repairs

    def services(self) -> tuple[ServiceType, ...]:
        """The Service List."""
        return self._ask("services", {}, read_services)

    def services_since(self, version: tuple[str, str]) -> Listed | None:
        """The Service List and its version; None where the city says it is still that ``version``."""
        told = self._get("services", {}, read_services, Version(*version))
        if told.value is None:
            return None
        return Listed(told.value, (told.version.etag, told.version.modified))

    def definition(self, code: str) -> ServiceDefinition:
        """The questions the city asks for a service type."""
        return self._ask(f"services/{quote(code, safe='')}", {}, read_service_definition)

    def request(self, number: str) -> ServiceRequest:
        """One service request; raises CityRefusedError (404) where the city does not know the number."""
        path = f"requests/{quote(number, safe='')}"
        page = self._ask(path, self._listing_arguments(), read_requests)
        self._repairs.update(page.repairs)
        if page.requests:
            return page.requests[0]
        if page.refusals:
            raise unreadable(
                text("The 311 system's answer does not hold the request {number}.", number=number)
            )
        raise CityRefusedError(  # how some say that they know none
            text("The 311 system has no request {number}.", number=number),
            HTTPStatus.NOT_FOUND,
            (),
            text("Nothing was changed; all that was read before is kept."),
            text("Check the number, or look for it in the city's own program."),
        )

    def number_for(self, token: str) -> str:
        """The number a token stands for by now, "" as long as the city has not given one."""
        return self._ask(f"tokens/{quote(token, safe='')}", {}, read_token_answer).number

    def requests(self, window: Window, page: int, page_size: int, *, by_update: bool) -> RequestPage:
        """Page ``page`` (from 1) of the requests of a window, at most ``max_span_days`` long.

        ``by_update`` asks by update time; raises CannotDoError where the city cannot do that. A city without
        paging gives all it has on page 1 and nothing after. ``page_size`` beyond the city's own maximum is a
        ValueError, since a city would cut it short without a word.
        """
        profile = self.profile
        if page_size > profile.max_page_size:
            raise ValueError(page_size)
        if by_update and profile.updated_after is False:
            raise CannotDoError(
                text("{city} cannot be asked for what changed since a time.", city=profile.name),
                text("Nothing was changed."),
                text("Read its requests by the day they were made."),
            )
        if page > 1 and not profile.paging:
            return RequestPage(())
        names = ("updated_after", "updated_before") if by_update else ("start_date", "end_date")
        zone = profile.zone()
        arguments = self._listing_arguments()
        arguments[names[0]] = write_date(window.start, profile.date_style, zone)
        arguments[names[1]] = write_date(window.end, profile.date_style, zone, end=True)
        if profile.paging:
            arguments |= {"page": str(page), "page_size": str(page_size)}
        told = self._get("requests", arguments, read_requests, UNVERSIONED, slow_too=False)
        return replace(told.value or RequestPage(()), seconds=told.seconds)

    @property
    def tells_steps(self) -> bool:
        """Whether it tells what happened to requests apart from them (FixMyStreet's request updates)."""
        return self.profile.request_updates

    def steps(self, window: Window) -> UpdatePage:
        """What happened to requests in a window at most ``max_span_days`` long."""
        profile, zone = self.profile, self.profile.zone()
        arguments = {
            "start_date": write_date(window.start, profile.date_style, zone),
            "end_date": write_date(window.end, profile.date_style, zone, end=True),
        }
        told = self._get("servicerequestupdates", arguments, read_updates, UNVERSIONED)
        return told.value or UpdatePage(())

    def requests_by_number(self, numbers: Sequence[str]) -> RequestPage:
        """Those of these requests the city knows (GeoReport v2: a comma list, which overrides all else).

        ValueError where more are asked for than it takes at once.
        """
        if not 0 < len(numbers) <= self.profile.numbers_at_once:
            raise ValueError(len(numbers))
        arguments = self._listing_arguments()
        arguments["service_request_id"] = ",".join(numbers)
        if self.profile.paging:
            arguments["page_size"] = str(min(len(numbers), self.profile.max_page_size))
        return self._ask("requests", arguments, read_requests)

    def close(self) -> None:
        """Make a pending call fail at once as CancelledError, and take no more."""
        self._fetcher.close()

    def _listing_arguments(self) -> dict[str, str]:
        arguments = dict(self.profile.extra)
        if self.profile.extensions:
            arguments["extensions"] = "true"
        return arguments

    def _ask(self, path: str, arguments: dict[str, str], read: Reader[Read]) -> Read:
        """What a list or a single thing says now; one that came with a version is not sent again."""
        question = (self.profile.base_url, path, tuple(sorted(arguments.items())), read)
        found = self._courtesy.remembered.find(question)
        told = self._get(path, arguments, read, found[0] if found else UNVERSIONED)
        if told.value is None and found is not None:
            return cast("Read", found[1])  # what this very reader gave before
        value = cast("Read", told.value)
        self._courtesy.remembered.keep(question, told.version, value)
        return value

    def _get(
        self,
        path: str,
        arguments: dict[str, str],
        read: Reader[Read],
        known: Version,
        *,
        slow_too: bool = True,
    ) -> _Told[Read]:
        url = f"{self.profile.base_url}/{path}.{self.profile.format}"
        if self.profile.jurisdiction_id:
            arguments["jurisdiction_id"] = self.profile.jurisdiction_id
        if self.profile.key_for_reading and self._api_key:
            arguments["api_key"] = self._api_key

        def ask() -> _Told[Read]:
            self._courtesy.take_turn(
                self._fetcher.stopped, self._retries.longest_stay, self._clock, self.profile.zone()
            )
            with kept_from_errors(self._api_key):
                answer = self._fetcher.get(url, arguments, known.headers())
                if known and answer.status == HTTPStatus.NOT_MODIFIED:
                    return _Told(None, known, answer.seconds)
                return _Told(self._read(answer, read), answer.version, answer.seconds)

        return ask_again(self._retries, ask, slow_too=slow_too)

    def _read(self, answer: Answer, read: Reader[Read]) -> Read:
        context = self.profile.context(self._clock())
        away = self._courtesy.heed(answer, self._clock())
        body = records_without_key(answer.body, self._api_key)
        try:
            value = read(body, answer.content_type, context, answer.status)
        except CityRefusedError as refusal:
            refusal.retry_after = away
            raise
        self._repairs.update(context.repairs)
        return value
