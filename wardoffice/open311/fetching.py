"""One GET at a time, with limits, from a server that may be slow, broken or hostile.

The download runs on a thread of its own and the caller waits for it in short steps: a look-up of a name, a
connection or a read that hangs cannot keep the caller from stopping within a fraction of a second.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from socket import SHUT_RDWR, socket
from typing import Any

import httpx

from wardoffice.domain.errors import (
    CancelledError,
    CityAnswerError,
    CitySlowError,
    CityTooMuchError,
    CityUnreachableError,
    SettingsError,
    WardOfficeError,
)
from wardoffice.domain.ports import Cancelled
from wardoffice.language import text
from wardoffice.open311.document import excerpt, unreadable
from wardoffice.open311.remembered import UNVERSIONED, Version, version_of
from wardoffice.open311.unpacking import TooLargeError, Unpacker, UnpackingError

for _name in ("httpx", "httpcore"):  # they log whole addresses, and some cities want their key in it
    logging.getLogger(_name).setLevel(logging.WARNING)

USER_AGENT = "WardOffice/1 (Open311 client of a ward office)"
_STEP_SECONDS = 0.05
_GRACE_SECONDS = 0.3
_WEB = ("http", "https")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait (seconds) and how much to take (bytes, packed and unpacked alike)."""

    connect_seconds: float = 10
    read_seconds: float = 20
    whole_seconds: float = 120
    most_bytes: int = 20_000_000
    most_redirects: int = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, unpacked.

    ``version`` is what it can be asked for again by, ``retry_after`` its Retry-After as written, ``seconds``
    how long it took.
    """

    status: int
    content_type: str
    body: bytes
    version: Version = UNVERSIONED
    retry_after: str = ""
    seconds: float = 0.0


class Fetcher:
    """GETs over one connection. ``close`` may be called from any thread; ``get`` from one at a time."""

    def __init__(self, limits: Limits, cancelled: Cancelled, *, compressed: bool = True) -> None:
        self._limits = limits
        self._cancelled = cancelled
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._client: httpx.Client | None = None
        self._busy = 0
        self._socket: socket | None = None
        self._headers = {
            "User-Agent": USER_AGENT,
            "Accept": "application/json, text/xml, application/xml;q=0.9, */*;q=0.1",
            "Accept-Encoding": "gzip" if compressed else "identity",
        }

    def get(self, url: str, arguments: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to GET ``url`` with ``arguments`` and more ``headers``, whatever its HTTP status.

        Raises CityUnreachableError (no answer, or too late), CityAnswerError (too large, packed wrongly,
        sends us elsewhere), SettingsError (no such address can exist), CancelledError within a fraction of a
        second of ``cancelled`` or ``close``.
        """
        if self.stopped():
            raise CancelledError
        call = _Call()
        worker = threading.Thread(
            target=self._work,
            args=(call, url, dict(arguments), dict(headers or {})),
            name="open311-get",
            daemon=True,
        )
        with self._lock:
            self._busy += 1
        worker.start()
        # Headers that come drop by drop and a look-up of a name have no time limit of their own.
        latest = time.monotonic() + self._limits.connect_seconds + self._limits.whole_seconds
        while not call.done.wait(_STEP_SECONDS):
            stopped = self.stopped()
            if stopped or time.monotonic() > latest:
                call.abandoned.set()
                self._break_off()
                worker.join(_GRACE_SECONDS)
                raise CancelledError if stopped else _too_late(self._limits.whole_seconds)
        if self._closed.is_set():
            raise CancelledError
        if call.trouble is not None:
            raise call.trouble
        if call.answer is None:
            raise CancelledError
        return call.answer

    def stopped(self) -> bool:
        """Whether no more is to be asked."""
        return self._closed.is_set() or self._cancelled()

    def close(self) -> None:
        """Stop a call that is under way, and take no more."""
        self._closed.set()
        self._break_off()
        with self._lock:
            idle = self._busy == 0
        if idle:
            self._close_client()

    def _work(self, call: "_Call", url: str, arguments: dict[str, str], headers: dict[str, str]) -> None:
        try:
            call.answer = self._download(call, httpx.URL(url).copy_merge_params(arguments), headers)
        except WardOfficeError as trouble:
            call.trouble = trouble
        except (httpx.InvalidURL, UnicodeError) as trouble:
            call.trouble = _no_address(url, trouble)
        except httpx.HTTPError as trouble:
            call.trouble = _unreachable(trouble, self._limits)
        except Exception as trouble:  # noqa: BLE001 - a thread's error belongs to the caller who waits for it
            call.trouble = _unreachable(trouble, self._limits)
        finally:
            call.done.set()
            with self._lock:
                self._busy -= 1
            if self._closed.is_set():
                self._close_client()

    def _download(self, call: "_Call", url: httpx.URL, headers: dict[str, str]) -> Answer:
        client = self._open_client()
        began = time.monotonic()
        deadline = began + self._limits.whole_seconds
        for _ in range(self._limits.most_redirects + 1):
            extensions = {"trace": self._watch(call)}
            with client.stream("GET", url, headers=headers, extensions=extensions) as response:
                if not response.has_redirect_location:
                    body = self._read(call, response, deadline)
                    told = response.headers
                    return Answer(
                        response.status_code,
                        told.get("content-type", ""),
                        body,
                        version_of(told.get("etag", ""), told.get("last-modified", "")),
                        told.get("retry-after", ""),
                        time.monotonic() - began,
                    )
                url = _redirected(response)
        raise _sent_elsewhere(text("The 311 system sends us in circles from one address to the next."))

    def _read(self, call: "_Call", response: httpx.Response, deadline: float) -> bytes:
        most = self._limits.most_bytes
        try:
            # Closed, it lets go of the body: an error would hold it for as long as the error is held.
            with closing(Unpacker(response.headers.get("content-encoding", ""), most)) as unpacker:
                for chunk in response.iter_raw():
                    if call.abandoned.is_set():
                        raise CancelledError
                    unpacker.take(chunk)
                    if time.monotonic() > deadline:
                        raise _too_late(self._limits.whole_seconds)
                return unpacker.whole()
        except TooLargeError as trouble:
            raise _too_much(most) from trouble
        except UnpackingError as trouble:
            raise unreadable(
                text("The 311 system's answer cannot be unpacked ({detail}).", detail=str(trouble))
            ) from trouble

    def _watch(self, call: "_Call") -> Callable[[str, Mapping[str, Any]], None]:
        """Remembers the socket of a connection as soon as there is one (httpx's trace extension)."""

        def trace(event: str, info: Mapping[str, Any]) -> None:
            if event in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
                self._socket = info["return_value"].get_extra_info("socket")
            if call.abandoned.is_set() and not event.endswith(
                (".failed", "closed.started", "closed.complete")
            ):
                raise CancelledError

        return trace

    def _break_off(self) -> None:
        """Shut the socket down, which ends a read on any thread at once; closing it would not."""
        pending = self._socket
        if pending is not None:
            try:
                socket.shutdown(pending, SHUT_RDWR)  # past TLS, whose own shutdown is not safe across threads
            except OSError:
                return  # it is closed already, which is what was wanted

    def _open_client(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                limits = self._limits
                self._client = httpx.Client(
                    headers=self._headers,
                    timeout=httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds),
                    follow_redirects=False,
                )
            return self._client

    def _close_client(self) -> None:
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()


class _Call:
    """One GET that is under way on its thread."""

    __slots__ = ("abandoned", "answer", "done", "trouble")

    def __init__(self) -> None:
        self.done = threading.Event()
        self.abandoned = threading.Event()
        self.answer: Answer | None = None
        self.trouble: WardOfficeError | None = None


def _redirected(response: httpx.Response) -> httpx.URL:
    """Where a redirect leads: only to the same host, and never from https to http."""
    here = response.url
    target = here.join(response.headers["location"])
    if target.scheme not in _WEB or target.host != here.host or (here.scheme, target.scheme) == _WEB[::-1]:
        raise _sent_elsewhere(
            text(
                "The 311 system sends us on to another address, {address}, which was not followed.",
                address=excerpt(str(target.copy_with(query=None, userinfo=b""))),
            )
        )
    return target


def _sent_elsewhere(happened: str) -> CityAnswerError:
    return CityAnswerError(
        happened,
        text("Nothing was changed; all that was read before is kept."),
        text("If the city has moved its 311 system, enter the new address in the settings."),
    )


def _no_address(url: str, trouble: Exception) -> SettingsError:
    return SettingsError(
        text("The address of the 311 system cannot be used: {url} ({detail}).", url=url, detail=str(trouble)),
        text("Nothing was changed."),
        text("Correct it in the settings."),
    )


def _too_much(most_bytes: int) -> CityTooMuchError:
    return CityTooMuchError(
        text("The 311 system's answer is larger than {most} MB.", most=f"{most_bytes / 1_000_000:g}"),
        text("Nothing was changed; all that was read before is kept."),
        text("It will be asked for less at once. If it goes on, check the address in the settings."),
    )


def _too_late(seconds: float) -> CityUnreachableError:
    return _no_answer(
        text("The 311 system did not finish its answer within {seconds} seconds.", seconds=f"{seconds:g}"),
        CitySlowError,
    )


def _no_answer(
    happened: str, kind: type[CityUnreachableError] = CityUnreachableError
) -> CityUnreachableError:
    return kind(
        happened,
        text("Nothing was changed; all that was read before is kept."),
        text("It will be tried again. If it goes on, check the network and the address in the settings."),
    )


def _unreachable(trouble: Exception, limits: Limits) -> CityUnreachableError:
    if isinstance(trouble, httpx.ConnectTimeout):
        seconds = f"{limits.connect_seconds:g}"
        return _no_answer(
            text("The 311 system could not be reached within {seconds} seconds.", seconds=seconds)
        )
    if isinstance(trouble, httpx.TimeoutException):
        seconds = f"{limits.read_seconds:g}"
        return _no_answer(
            text("The 311 system sent nothing for {seconds} seconds.", seconds=seconds), CitySlowError
        )
    detail = excerpt(str(trouble)) or type(trouble).__name__
    if isinstance(trouble, httpx.ConnectError):
        return _no_answer(text("The 311 system cannot be reached ({detail}).", detail=detail))
    return _no_answer(text("The connection to the 311 system broke ({detail}).", detail=detail))
