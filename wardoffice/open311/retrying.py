"""Asks a question again where the trouble may pass. Only for reading: what is sent is never sent again so."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

import stamina

from wardoffice.domain.errors import CityRefusedError, CityUnreachableError

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


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a question is asked again after trouble that may pass, and how long to wait, in seconds."""

    attempts: int = 3
    within_seconds: float = 20
    first_wait: float = 0.2
    longest_wait: float = 0.8


def ask_again(retries: Retries, ask: Callable[[], Answer]) -> Answer:
    """What ``ask`` answers; its last error where every attempt failed, and at once one that will not pass."""
    for attempt in stamina.retry_context(
        on=_may_pass,
        attempts=retries.attempts,
        timeout=retries.within_seconds,
        wait_initial=retries.first_wait,
        wait_max=retries.longest_wait,
        wait_jitter=retries.first_wait,
    ):
        with attempt:
            answer = ask()
    return answer


def _may_pass(trouble: Exception) -> bool:
    return isinstance(trouble, CityUnreachableError) or (
        isinstance(trouble, CityRefusedError) and trouble.status in _PASSING
    )
