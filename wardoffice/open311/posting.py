"""One POST, sent at most once, of which we always know whether anything of it can have left.

It has a connection of its own, made for it: one kept from before may be dead at its other end, and nobody
could tell afterwards whether the request was read there. Nothing is ever tried again here.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from socket import SHUT_RDWR, socket
from typing import Any
from urllib.parse import urlencode

import httpx

from wardoffice.domain.errors import (
    CancelledError,
    CityAnswerError,
    CityRefusedError,
    CityUnreachableError,
    NotSentError,
    SettingsError,
    WardOfficeError,
)
from wardoffice.domain.ports import Cancelled
from wardoffice.language import text
from wardoffice.open311.document import excerpt, unreadable
from wardoffice.open311.fetching import USER_AGENT, Answer, Limits
from wardoffice.open311.unpacking import TooLargeError, Unpacker, UnpackingError

POST_LIMITS = Limits(connect_seconds=10, read_seconds=45, whole_seconds=60, most_bytes=2_000_000)
"""The whole stays below the outbox lease's time, so that nobody takes it over while an answer may come."""

_STEP_SECONDS = 0.05
_LAST_WAIT_SECONDS = 1.0
_SENDING = "http11.send_request_headers.started"
_MOVED = frozenset({301, 307, 308})
"""Redirects that say "ask there instead"; after 302 and 303 the request may have been taken."""

Fields = Sequence[tuple[str, str]]


def post(
    url: str, fields: Fields, limits: Limits, cancelled: Cancelled, *, compressed: bool = True
) -> Answer:
    """The answer to a form POSTed to ``url`` (UTF-8, urlencoded), whatever its HTTP status.

    Raises NotSentError where nothing can have left, CityUnreachableError where it may have and no answer
    came, CityAnswerError for an answer that cannot be taken in, CityRefusedError where the address has moved,
    SettingsError for an address that cannot exist, and CancelledError only before anything was sent.
    """
    if cancelled():
        raise CancelledError
    call = _Call(url, fields, limits, compressed=compressed)
    worker = threading.Thread(target=call.work, name="open311-post", daemon=True)
    worker.start()
    deadline = time.monotonic() + limits.whole_seconds
    while not call.done.wait(_STEP_SECONDS):
        stopped = cancelled()
        if not stopped and time.monotonic() < deadline:
            continue
        if call.give_up():
            if stopped:
                raise CancelledError
            raise _not_sent(
                text("it took longer than {seconds} seconds", seconds=f"{limits.whole_seconds:g}")
            )
        call.done.wait(_LAST_WAIT_SECONDS)
        break
    call.hang_up()
    if call.answer is not None:
        return call.answer
    raise call.trouble or _no_answer(text("it was waited for no longer"))


class _Call:
    """One POST that is under way on its thread."""

    def __init__(self, url: str, fields: Fields, limits: Limits, *, compressed: bool) -> None:
        self.done = threading.Event()
        self.answer: Answer | None = None
        self.trouble: WardOfficeError | None = None
        self._url, self._fields, self._limits = url, fields, limits
        self._compressed = compressed
        self._lock = threading.Lock()
        self._left = False
        self._given_up = False
        self._socket: socket | None = None

    def work(self) -> None:
        """Do it, once."""
        try:
            self.answer = self._sent()
        except WardOfficeError as trouble:
            self.trouble = trouble
        except (httpx.InvalidURL, UnicodeError) as trouble:
            self.trouble = SettingsError(
                text("The address of the 311 system cannot be used: {url} ({detail}).",
                     url=self._url, detail=str(trouble)),
                text("Nothing was sent."),
                text("Correct it in the settings."),
            )  # fmt: skip
        except Exception as trouble:  # noqa: BLE001 - a thread's error belongs to the caller who waits for it
            detail = excerpt(str(trouble)) or type(trouble).__name__
            self.trouble = _no_answer(detail) if self._left else _not_sent(detail)
        finally:
            self.done.set()

    def give_up(self) -> bool:
        """Whether it could still be kept from leaving; if so it never will."""
        with self._lock:
            self._given_up = not self._left
            return self._given_up

    def hang_up(self) -> None:
        """End what still waits."""
        pending = self._socket
        if pending is not None and not self.done.is_set():
            try:
                socket.shutdown(pending, SHUT_RDWR)
            except OSError:
                return  # closed already, which is what was wanted

    def _sent(self) -> Answer:
        limits = self._limits
        headers = {
            "User-Agent": USER_AGENT,
            "Accept": "application/json, text/xml, application/xml;q=0.9, */*;q=0.1",
            "Accept-Encoding": "gzip" if self._compressed else "identity",
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
        }
        with (
            httpx.Client(
                headers=headers,
                timeout=httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds),
                follow_redirects=False,
            ) as client,
            client.stream(
                "POST",
                self._url,
                content=urlencode(list(self._fields)).encode("ascii"),
                extensions={"trace": self._watch()},
            ) as response,
        ):
            if response.has_redirect_location:
                raise _redirected(response)
            body = _read(response, limits)
            return Answer(response.status_code, response.headers.get("content-type", ""), body)

    def _watch(self) -> Callable[[str, Mapping[str, Any]], None]:
        """Marks the moment before the first byte of the request leaves (httpx's trace extension)."""

        def trace(event: str, info: Mapping[str, Any]) -> None:
            if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
                self._socket = info["return_value"].get_extra_info("socket")
            if event == _SENDING:
                with self._lock:
                    if self._given_up:
                        raise CancelledError
                    self._left = True

        return trace


def _read(response: httpx.Response, limits: Limits) -> bytes:
    try:
        unpacker = Unpacker(response.headers.get("content-encoding", ""), limits.most_bytes)
        for chunk in response.iter_raw():
            unpacker.take(chunk)
        return unpacker.whole()
    except TooLargeError as trouble:
        raise unreadable(text("The 311 system's answer is too large.")) from trouble
    except UnpackingError as trouble:
        raise unreadable(
            text("The 311 system's answer cannot be unpacked ({detail}).", detail=str(trouble))
        ) from trouble


def _redirected(response: httpx.Response) -> CityRefusedError | CityAnswerError:
    target = response.url.join(response.headers["location"])
    address = excerpt(str(target.copy_with(query=None, userinfo=b"")))
    happened = text("The 311 system sends us on to another address, {address}.", address=address)
    next_step = text("If the city has moved its 311 system, enter the new address in the settings.")
    if response.status_code in _MOVED:
        return CityRefusedError(
            happened, response.status_code, (), text("The request was not taken there."), next_step
        )
    return CityAnswerError(happened, text("Whether the request was taken is not known."), next_step)


def _not_sent(detail: str) -> NotSentError:
    return NotSentError(
        text("The 311 system cannot be reached ({detail}).", detail=detail.rstrip(" .")),
        text("Nothing was sent."),
        text("It will be tried again. If it goes on, check the network and the address in the settings."),
    )


def _no_answer(detail: str) -> CityUnreachableError:
    return CityUnreachableError(
        text("The 311 system gave no answer to what was sent ({detail}).", detail=detail.rstrip(" .")),
        text("It is not sent again by itself, so that it cannot arrive twice."),
        text("It is looked for in 311 first; then you decide."),
    )
