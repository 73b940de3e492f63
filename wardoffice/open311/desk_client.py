"""A city's GeoReport v2 endpoint for whoever submits: questions, POST, token, looking for what was sent."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from wardoffice.domain.errors import CityError, CityTooMuchError
from wardoffice.domain.ports import Cancelled, Clock
from wardoffice.domain.service_requests import (
    RequestPage,
    ServiceDefinition,
    ServiceRequest,
    ServiceType,
    Window,
)
from wardoffice.domain.submissions import Receipt
from wardoffice.language import text
from wardoffice.open311.answers import read_post_answer, read_token_answer
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.client import Open311Client
from wardoffice.open311.fetching import Limits
from wardoffice.open311.posting import POST_LIMITS, post
from wardoffice.open311.retrying import Retries
from wardoffice.open311.secrecy import kept_from_errors, without_key, words_without_key

_TAKEN = range(200, 300)
_MOST_PAGES = 20
"""Of one type in a few days: a city with more would be one that pays no heed to the type."""


def _now() -> datetime:
    return datetime.now(UTC)


def _never() -> bool:
    return False


class DeskClient:
    """Implements the ``CityDesk`` port. Use it from one thread at a time; ``close`` may be called from any.

    Reading is asked again where the trouble may pass; a POST never is. Every call raises a CityError.
    """

    def __init__(
        self,
        profile: CityProfile,
        api_key: str | None,
        clock: Clock = _now,
        *,
        cancelled: Cancelled = _never,
        limits: Limits | None = None,
        post_limits: Limits = POST_LIMITS,
        retries: Retries | None = None,
    ) -> None:
        self._profile = profile
        self._api_key = api_key
        self._clock = clock
        self._cancelled = cancelled
        self._limits, self._post_limits, self._retries = limits, post_limits, retries
        self._reader = self._client(profile)

    def services(self) -> tuple[ServiceType, ...]:
        """The Service List."""
        return self._reader.services()

    def definition(self, code: str) -> ServiceDefinition:
        """The questions the city asks for a service type."""
        return self._reader.definition(code)

    def request(self, number: str) -> ServiceRequest:
        """One service request; raises CityRefusedError (404) where the city does not know the number."""
        return self._reader.request(number)

    def number_for(self, token: str) -> str:
        """The number a token stands for by now, "" as long as the city has not given one."""
        return self._reader.number_for(token)

    def like(self, code: str, window: Window, *, whole: bool = False) -> tuple[RequestPage, ...]:
        """Pages of the requests of one type made within a window; a city may ignore the type.

        With ``whole`` raises CityTooMuchError where they do not surely end at the last page read.
        """
        profile = self._profile
        of_type = msgspec.structs.replace(profile, extra={**profile.extra, "service_code": code})
        reader = self._client(of_type)
        try:
            pages: list[RequestPage] = []
            seen: set[str] = set()
            ended = False
            for number in range(1, _MOST_PAGES + 1):
                page = reader.requests(window, number, profile.page_size, by_update=False)
                fresh = {each.number for each in page.requests} - seen
                if not fresh:
                    # A full page that comes again is of a city that pays no heed to the page.
                    ended = ended or (profile.paging and len(page.requests) < profile.page_size)
                    break
                seen |= fresh
                pages.append(page)
                ended = not profile.paging and len(page.requests) < profile.max_page_size
            if whole and not ended:
                raise _too_many(len(seen))
            return tuple(pages)
        finally:
            reader.close()

    def submit(self, fields: Sequence[tuple[str, str]], *, expects_answer: bool = True) -> Receipt:
        """POST a request once; ``fields`` are the form's, without api key and jurisdiction.

        ``expects_answer`` is False for a type that never gives a number or token. Raises NotSentError where
        nothing can have left; after any other CityError but CityRefusedError the city may have it.
        """
        profile = self._profile
        form = list(fields)
        if profile.jurisdiction_id:
            form.append(("jurisdiction_id", profile.jurisdiction_id))
        if self._api_key:
            form.append(("api_key", self._api_key))
        with kept_from_errors(self._api_key):
            answer = post(
                f"{profile.base_url}/requests.{profile.format}",
                form,
                self._post_limits,
                self._cancelled,
                compressed=profile.compressed,
            )
        if not expects_answer and answer.status in _TAKEN and not answer.body.strip():
            return Receipt("", "")
        read = read_post_answer if expects_answer else read_token_answer
        context = profile.context(self._clock())
        try:
            receipt = read(answer.body, answer.content_type, context, answer.status)
        except CityError:
            body = without_key(answer.body, self._api_key)
            if body == answer.body:
                raise
        else:
            return replace(
                receipt,
                notice=words_without_key(receipt.notice, self._api_key),
                account_id=words_without_key(receipt.account_id, self._api_key),
            )
        # Its words go into the outbox and the history, so they are read without the key, and no error that
        # holds it is behind this one.
        return read(body, answer.content_type, context, answer.status)

    def close(self) -> None:
        """Make a pending question fail at once as CancelledError, and take no more."""
        self._reader.close()

    def _client(self, profile: CityProfile) -> Open311Client:
        return Open311Client(
            profile,
            self._api_key,
            self._clock,
            cancelled=self._cancelled,
            limits=self._limits,
            retries=self._retries,
        )


def _too_many(read: int) -> CityTooMuchError:
    return CityTooMuchError(
        text("The 311 system has more requests of this type than can be read ({count} were).", count=read),
        text("Nothing was changed; all that was read before is kept."),
        text("Look for it in the city's own program."),
    )
