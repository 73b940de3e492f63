"""Looks at the city's endpoint and its data portal: two small questions, and one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from wardoffice.domain.hosts import is_this_machine
from wardoffice.domain.portal import PortalPage
from wardoffice.domain.ports import Cancelled, Clock
from wardoffice.domain.service_requests import RequestPage, ServiceType, Window
from wardoffice.domain.watching import Answered, EndpointAddress, EndpointKind, Outcome
from wardoffice.language import text
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.portal_profile import PortalProfile
from wardoffice.open311.portal_rows import read_rows
from wardoffice.open311.questions import Questions, Reply

_TWO_DAYS = timedelta(days=2)
_HTTPS = 443


class CityEndpoint:
    """A city's 311 system; implements the ``Endpoint`` port. ``api_key`` is asked for at each look."""

    def __init__(self, profile: CityProfile, api_key: Callable[[], str | None], clock: Clock) -> None:
        self._profile = profile
        self._api_key = api_key
        self._clock = clock
        self.address = EndpointAddress(
            city_endpoint(profile.key),
            EndpointKind.CITY,
            profile.name,
            profile.base_url,
            encrypted=_is_encrypted(profile.base_url),
            here=_is_here(profile.base_url),
        )

    @property
    def tls(self) -> tuple[str, int] | None:
        """The host and port of its certificate, None where it has none."""
        return _tls(self._profile.base_url)

    def look(self, cancelled: Cancelled) -> Answered:
        """Ask for the Service List and one page of the last two days."""
        key = self._api_key() if self._profile.key_for_reading else None
        questions = Questions(self._profile, key, self._clock, cancelled)
        try:
            listed = questions.services()
            now = questions.now()
            size = self._profile.page_size
            paging = {"page": "1", "page_size": str(size)} if self._profile.paging else {}
            page = questions.requests(Window(now - _TWO_DAYS, now), paging)
        finally:
            questions.close()
        return _answered(listed, page, size, now)


class PortalEndpoint:
    """A city's data portal; implements the ``Endpoint`` port."""

    def __init__(self, profile: CityProfile, portal: PortalProfile, clock: Clock) -> None:
        self._profile = profile
        self._portal = portal
        self._clock = clock
        self.address = EndpointAddress(
            f"portal:{profile.key}",
            EndpointKind.PORTAL,
            text("{city}'s data portal", city=profile.name),
            portal.base_url,
            encrypted=_is_encrypted(portal.base_url),
            here=_is_here(portal.base_url),
        )

    @property
    def tls(self) -> tuple[str, int] | None:
        """The host and port of its certificate, None where it has none."""
        return _tls(self._portal.base_url)

    def look(self, cancelled: Cancelled) -> Answered:
        """Ask for the newest row."""
        questions = Questions(self._profile, None, self._clock, cancelled)
        try:
            reply = ask_newest_row(questions, self._portal)
        finally:
            questions.close()
        newest = (
            max(
                (each for row in reply.value.rows if (each := row.updated_at or row.requested_at)),
                default=None,
            )
            if reply.value
            else None
        )
        return _told((reply,), newest_at=newest)


def city_endpoint(key: str) -> str:
    """The name in the store of a city's endpoint, by the key of its profile."""
    return f"311:{key}"


def ask_newest_row(questions: Questions, portal: PortalProfile) -> Reply[PortalPage]:
    """The portal's newest row, as a page of one."""
    return questions.at(
        f"{portal.url}.json",
        {"$order": "created_date DESC", "$limit": "1"},
        lambda body, _kind, context, status: read_rows(body, status, context),
    )


def _answered(
    listed: Reply[tuple[ServiceType, ...]], page: Reply[RequestPage], size: int, now: datetime
) -> Answered:
    requests = page.value
    newest = None
    if requests is not None:
        times = (each.requested_at or each.updated_at for each in requests.requests)
        newest = max((each for each in times if each is not None and each <= now), default=None)
    return _told(
        (listed, page),
        services=len(listed.value) if listed.value is not None else None,
        requests=requests.records if requests is not None else None,
        more=requests is not None and requests.records >= size,
        newest_at=newest,
    )


def _told(
    replies: tuple[Reply[object], ...],
    *,
    services: int | None = None,
    requests: int | None = None,
    more: bool = False,
    newest_at: datetime | None = None,
) -> Answered:
    failed = [each for each in replies if each.trouble is not None]
    silent = [each for each in failed if each.status is None]
    shown = failed[0] if failed else replies[-1]
    outcome = Outcome.UP if not failed else Outcome.DOWN if len(silent) == len(replies) else Outcome.ERRORS
    return Answered(
        outcome,
        questions=len(replies),
        failed=len(failed),
        milliseconds=max((each.milliseconds for each in replies if each.status is not None), default=None),
        status=shown.status,
        services=services,
        requests=requests,
        more=more,
        newest_at=newest_at,
        trouble=str(shown.trouble) if shown.trouble is not None else "",
    )


def _is_encrypted(url: str) -> bool:
    return urlsplit(url).scheme == "https"


def _is_here(url: str) -> bool:
    return is_this_machine(urlsplit(url).hostname or "")


def _tls(url: str) -> tuple[str, int] | None:
    parts = urlsplit(url)
    return (parts.hostname, parts.port or _HTTPS) if parts.scheme == "https" and parts.hostname else None
