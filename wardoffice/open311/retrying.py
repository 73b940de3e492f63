"""Asks a question again where the trouble may pass. Only for reading: what is sent is never sent again so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TypeVar

import stamina

from wardoffice.domain.errors import CityRefusedError, CitySlowError, CityUnreachableError

Answer = TypeVar("Answer")
_PASSING = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
STAYS_AWAY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""The statuses whose ``Retry-After`` asks us to stay away (RFC 6585, section 4; RFC 9110, section 15.6.4)."""

_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a question is asked again after trouble that may pass, and how long to wait, in seconds.

    A city that asks us to stay away for longer than ``longest_stay`` is not waited for: the reading ends.
    """

    attempts: int = 3
    within_seconds: float = 20
    first_wait: float = 0.2
    longest_wait: float = 0.8
    longest_stay: float = 30


def ask_again(retries: Retries, ask: Callable[[], Answer], *, slow_too: bool = True) -> Answer:
    """What ``ask`` answers; its last error where every attempt failed, and at once one that will not pass.

    Without ``slow_too``, an answer that is too slow is not asked for again: whoever asks will ask for less.
    """

    def may_pass(trouble: Exception) -> bool:
        if isinstance(trouble, CitySlowError):
            return slow_too
        if isinstance(trouble, CityRefusedError):
            return trouble.status in _PASSING and (trouble.retry_after or 0) <= retries.longest_stay
        return isinstance(trouble, CityUnreachableError)

    for attempt in stamina.retry_context(
        on=may_pass,
        attempts=retries.attempts,
        timeout=retries.within_seconds,
        wait_initial=retries.first_wait,
        wait_max=retries.longest_wait,
        wait_jitter=retries.first_wait,
    ):
        with attempt:
            answer = ask()
    return answer


def seconds_to_stay_away(written: str, now: datetime) -> float | None:
    """A ``Retry-After``, in seconds or as an HTTP date, as seconds from ``now``; None where it says nothing.

    Source: RFC 9110, section 10.2.3. A date that has passed is 0.0.
    """
    written = written.strip()
    if written.isascii() and written.isdigit() and len(written) <= _MOST_DIGITS:
        return float(written)
    try:
        at = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return max(0.0, (at - now).total_seconds())
