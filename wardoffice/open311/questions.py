"""Single questions to an endpoint, each with how it was answered: for probes and the doctor, not for reading.

A question is asked once: whoever wants to know how an endpoint is must not see only its third answer.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from urllib.parse import quote

from wardoffice.domain.errors import (
    CancelledError,
    CityAnswerError,
    CityError,
    CityRefusedError,
    SettingsError,
    WardOfficeError,
)
from wardoffice.domain.ports import Cancelled, Clock
from wardoffice.domain.service_requests import RequestPage, ServiceDefinition, ServiceType, Window
from wardoffice.open311.answers import Discovery, read_discovery
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.context import WireContext
from wardoffice.open311.dates import write_date
from wardoffice.open311.fetching import Fetcher, Limits
from wardoffice.open311.requests_wire import read_requests
from wardoffice.open311.secrecy import kept_from_errors, records_without_key
from wardoffice.open311.services_wire import read_service_definition, read_services

Value = TypeVar("Value")
Value_co = TypeVar("Value_co", covariant=True)
Read = Callable[[bytes, str, WireContext, int], Value]
PATIENCE = Limits(connect_seconds=10, read_seconds=15, whole_seconds=30, most_bytes=5_000_000)


@dataclass(frozen=True, slots=True)
class Reply(Generic[Value_co]):
    """How one question was answered: ``value``, or the ``trouble`` that came instead.

    ``status`` is the HTTP status, None where no answer came; ``body`` its bytes, unpacked.
    """

    milliseconds: int
    status: int | None = None
    value: Value_co | None = None
    trouble: WardOfficeError | None = None
    body: bytes = b""


class Questions:
    """Asks one city's endpoint. Use it from one thread; ``close`` may be called from any.

    Every question raises CancelledError when stopped, and nothing else for trouble of the city.
    """

    def __init__(
        self,
        profile: CityProfile,
        api_key: str | None,
        clock: Clock,
        cancelled: Cancelled,
        limits: Limits = PATIENCE,
    ) -> None:
        self.profile = profile
        self._api_key = api_key
        self._clock = clock
        self._fetcher = Fetcher(limits, cancelled, compressed=profile.compressed)

    def services(self, form: str = "") -> Reply[tuple[ServiceType, ...]]:
        """The Service List; ``form`` is json or xml, the city's own by default."""
        return self._ask("services", {}, read_services, form)

    def definition(self, code: str, form: str = "") -> Reply[ServiceDefinition]:
        """The questions of one service type."""
        return self._ask(f"services/{quote(code, safe='')}", {}, read_service_definition, form)

    def requests(
        self, window: Window, more: Mapping[str, str], form: str = "", *, by_update: bool = False
    ) -> Reply[RequestPage]:
        """The requests of a window, by the day they were made or ``by_update``, with ``more`` arguments."""
        profile = self.profile
        first, last = ("updated_after", "updated_before") if by_update else ("start_date", "end_date")
        zone = profile.zone()
        arguments = {
            **profile.extra,
            **({"extensions": "true"} if profile.extensions else {}),
            first: write_date(window.start, profile.date_style, zone),
            last: write_date(window.end, profile.date_style, zone, end=True),
            **more,
        }
        return self._ask("requests", arguments, read_requests, form)

    def discovery(self, url: str) -> Reply[Discovery]:
        """The discovery document at an address."""
        return self.at(url, {}, lambda body, kind, context, _status: read_discovery(body, kind, context))

    def at(self, url: str, arguments: Mapping[str, str], read: Read[Value]) -> Reply[Value]:
        """The answer at any address, as ``read`` understands it."""
        began = time.monotonic()
        try:
            with kept_from_errors(self._api_key):
                answer = self._fetcher.get(url, arguments)
        except CancelledError:
            raise
        except (CityError, SettingsError) as trouble:
            return Reply(_since(began), trouble=trouble)
        took = _since(began)
        body = records_without_key(answer.body, self._api_key)
        try:
            with kept_from_errors(self._api_key):
                value = read(body, answer.content_type, self.context(), answer.status)
        except CityRefusedError as trouble:
            return Reply(took, answer.status or trouble.status, trouble=trouble, body=body)
        except CityAnswerError as trouble:
            return Reply(took, answer.status, trouble=trouble, body=body)
        return Reply(took, answer.status, value, body=body)

    def context(self) -> WireContext:
        """How the city's answers are understood now."""
        return self.profile.context(self.now())

    def now(self) -> datetime:
        """The time now, aware UTC."""
        return self._clock()

    def close(self) -> None:
        """Make a pending question fail at once as CancelledError, and take no more."""
        self._fetcher.close()

    def _ask(self, path: str, arguments: dict[str, str], read: Read[Value], form: str) -> Reply[Value]:
        profile = self.profile
        if profile.jurisdiction_id:
            arguments["jurisdiction_id"] = profile.jurisdiction_id
        if profile.key_for_reading and self._api_key:
            arguments["api_key"] = self._api_key
        return self.at(f"{profile.base_url}/{path}.{form or profile.format}", arguments, read)


def _since(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
