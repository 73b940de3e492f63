"""One connection to a server that sends mail: dialled, encrypted, and hung up from any thread.

smtplib, sockets and TLS raise errors without a common base; they are translated here and nowhere else.
"""

import queue
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from wardoffice.domain.errors import CancelledError, MailNotSentError, WardOfficeError
from wardoffice.language import text
from wardoffice.mail.smtp_words import said_no, words_of

BROKEN = (smtplib.SMTPException, OSError, EOFError, ValueError)
"""What smtplib, sockets and TLS raise; a ValueError is an odd host name or answer."""

_LOOK_EVERY = 0.05  # seconds between looks whether somebody hung up while we are dialling
_OK, _REFUSED = 200, 400


class SmtpLine:
    """A connection of one thread; ``hang_up`` may be called from any other. Times are seconds."""

    def __init__(self, host: str, port: int, security: str, ssl_context: ssl.SSLContext | None) -> None:
        self.host = host
        self._port = port
        self._security = security
        self._context = ssl_context
        self._client: smtplib.SMTP | None = None
        self._hung_up = threading.Event()
        self._lock = threading.Lock()

    @property
    def client(self) -> smtplib.SMTP:
        """The library's connection; RuntimeError before there is one."""
        if self._client is None:
            message = "the line has no connection yet"
            raise RuntimeError(message)
        return self._client

    @property
    def is_hung_up(self) -> bool:
        """Whether somebody asked to stop."""
        return self._hung_up.is_set()

    def open(self, connect_seconds: float, read_seconds: float) -> None:
        """Dial, greet and encrypt; raises MailNotSentError or CancelledError."""
        with self.translated():
            client = self._dialled(connect_seconds)
            with self._lock:
                self._client = client
            if self.is_hung_up:
                raise CancelledError
            self.set_patience(read_seconds)
            # Our address as an RFC 5321 literal: the machine's name is nobody's business, and slow to find.
            client.local_hostname = _literal(client)
            self._greet()
            if self._security == "starttls":
                self._start_tls()

    def set_patience(self, seconds: float) -> None:
        """How long an answer is waited for from now on."""
        if (sock := self.client.sock) is not None:
            sock.settimeout(seconds)

    def hang_up(self) -> None:
        """Make a pending call, and every later one, raise CancelledError; never waits."""
        self._hung_up.set()
        with self._lock:
            sock = self._client.sock if self._client is not None else None
        if sock is not None:
            # TLS sockets clear their state in shutdown(), under the feet of the thread that reads.
            with suppress(OSError):
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the connection, whatever its state."""
        if self._client is not None:
            with suppress(*BROKEN):
                self._client.close()

    def quit(self) -> None:
        """Say goodbye; nothing depends on it."""
        with suppress(*BROKEN):
            self.client.quit()
        self.close()

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Around calls before anything of a mail can have been taken: errors as MailNotSentError."""
        if self.is_hung_up:
            raise CancelledError
        try:
            yield
        except WardOfficeError:
            raise
        except BROKEN as error:
            if self.is_hung_up:
                raise CancelledError from error
            raise self._in_words(error) from error

    def _dialled(self, seconds: float) -> smtplib.SMTP:
        """A connection, made in a thread of its own: looking up a name cannot be interrupted."""
        answers: queue.SimpleQueue[smtplib.SMTP | Exception] = queue.SimpleQueue()

        def dial() -> None:
            try:
                client = self._made(seconds)
            except Exception as error:  # noqa: BLE001 - raised again where the caller waits
                answers.put(error)
                return
            answers.put(client)
            if self.is_hung_up:
                client.close()

        threading.Thread(target=dial, name="mail-send-dial", daemon=True).start()
        while True:
            with suppress(queue.Empty):
                answer = answers.get(timeout=_LOOK_EVERY)
                if isinstance(answer, Exception):
                    raise answer
                return answer
            if self.is_hung_up:
                raise CancelledError

    def _made(self, seconds: float) -> smtplib.SMTP:
        client = (
            smtplib.SMTP_SSL(local_hostname="localhost", timeout=seconds, context=self._trusting())
            if self._security == "tls"
            else smtplib.SMTP(local_hostname="localhost", timeout=seconds)
        )
        # Without a host the library connects to nothing yet; this name is checked against certificates.
        client._host = self.host  # type: ignore[attr-defined]  # noqa: SLF001 - as its constructor does
        try:
            code, said = client.connect(self.host, self._port)
        except BaseException:
            client.close()
            raise
        if not _OK <= code < _REFUSED:
            client.close()
            raise said_no(self.host, code if code >= _REFUSED else 421, said)
        if client.sock is not None:
            # Else a mail's short last line waits for the body to be acknowledged: 40 ms each.
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return client

    def _trusting(self) -> ssl.SSLContext:
        return self._context or ssl.create_default_context()

    def _greet(self) -> None:
        code, said = self.client.ehlo()
        if not _OK <= code < _REFUSED:
            code, said = self.client.helo()
        if not _OK <= code < _REFUSED:
            raise said_no(self.host, code if code >= _REFUSED else 421, said)

    def _start_tls(self) -> None:
        if not self.client.has_extn("starttls"):
            raise MailNotSentError(
                text("The mail server {host} offers no encryption on this port.", host=self.host),
                text("Nothing was sent, the password neither."),
                text("Set sending.security to tls and sending.port to 465 in the settings."),
            )
        code, said = self.client.starttls(context=self._trusting())
        if not _OK <= code < _REFUSED:
            raise said_no(self.host, code if code >= _REFUSED else 421, said)
        self._greet()

    def _in_words(self, error: Exception) -> MailNotSentError:
        if isinstance(error, ssl.SSLCertVerificationError):
            return MailNotSentError(
                text("The mail server {host} cannot prove that it is the right one.", host=self.host),
                text("No password and no mail was sent."),
                text("Check sending.host in the settings. {reason}", reason=f"({words_of(str(error))})"),
            )
        return MailNotSentError(
            text("The connection to the mail server {host} for sending does not work.", host=self.host),
            text("Nothing was sent."),
            text("The program tries again by itself. {reason}", reason=f"({words_of(str(error))})"),
        )


def _literal(client: smtplib.SMTP) -> str:
    """RFC 5321, section 4.1.3."""
    address = str(client.sock.getsockname()[0]) if client.sock is not None else "127.0.0.1"
    return f"[IPv6:{address.partition('%')[0]}]" if ":" in address else f"[{address}]"
