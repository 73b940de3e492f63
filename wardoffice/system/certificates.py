"""Looks at a server's TLS certificate: whether this machine trusts it, and when it ends."""

import queue
import socket
import ssl
import threading
from datetime import UTC, datetime

from wardoffice.domain.errors import CancelledError
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.watching import Certificate

_SECONDS = 10.0
_LOOK_EVERY = 0.05


def look_at_certificate(
    host: str, port: int, cancelled: Cancelled, *, context: ssl.SSLContext | None = None
) -> Certificate | None:
    """The certificate of a server that speaks TLS from the first byte; None where it cannot be reached.

    ``context`` replaces the system's trusted certificates. Raises CancelledError soon after ``cancelled``:
    the handshake goes on in a thread of its own, since nothing can interrupt it.
    """
    answers: queue.SimpleQueue[Certificate | None] = queue.SimpleQueue()
    trusted = context or ssl.create_default_context()

    def shake() -> None:
        answers.put(_certificate(host, port, trusted))

    threading.Thread(target=shake, name="certificate", daemon=True).start()
    while True:
        if cancelled():
            raise CancelledError
        try:
            return answers.get(timeout=_LOOK_EVERY)
        except queue.Empty:
            continue


def _certificate(host: str, port: int, context: ssl.SSLContext) -> Certificate | None:
    try:
        with (
            socket.create_connection((host, port), timeout=_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as line,
        ):
            told = line.getpeercert() or {}
    except ssl.SSLCertVerificationError as trouble:
        return Certificate(trusted=False, reason=trouble.verify_message or str(trouble))
    except (OSError, ValueError):  # no answer, no TLS, or no name a certificate could be for
        return None
    ends = told.get("notAfter")
    if not isinstance(ends, str):
        return Certificate(trusted=True)
    return Certificate(trusted=True, ends_at=datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC))
