"""The way out for the office's mail: a server that sends it (SMTP submission, RFC 6409).

Encrypted and with its certificate checked, unless the server is this machine. Everything has a time limit.
"""

import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from wardoffice.domain.errors import MailNotSentError, SignInRefusedError
from wardoffice.domain.hosts import is_this_machine
from wardoffice.language import text
from wardoffice.mail.sign_in import Credential, SignIn
from wardoffice.mail.smtp_line import SmtpLine
from wardoffice.mail.smtp_session import ANSWER_SECONDS, SmtpSession
from wardoffice.mail.smtp_sign_in import present

CONNECT_SECONDS = 15.0
READ_SECONDS = 60.0


class SmtpSender:
    """Implements the MailSender port.

    ``security`` is ``starttls``, ``tls`` or ``none``; ``sign_in`` is None where the server asks for none, and
    shared with the mailbox of the same account. ``ssl_context`` replaces the system's trusted certificates.
    """

    def __init__(
        self,
        host: str,
        port: int,
        user: str,
        sign_in: SignIn | None,
        *,
        security: str = "starttls",
        ssl_context: ssl.SSLContext | None = None,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._host, self._port, self._user = host, port, user
        self._sign_in = sign_in
        self._security = security
        self._ssl_context = ssl_context
        self._connect_seconds, self._read_seconds = connect_seconds, read_seconds
        self._answer_seconds = answer_seconds
        self._lines: set[SmtpLine] = set()
        self._lock = threading.Lock()

    @property
    def account(self) -> str:
        """user@host, or the host alone where nobody signs in."""
        return f"{self._user}@{self._host}" if self._user else self._host

    @contextmanager
    def connect(self) -> Iterator[SmtpSession]:
        """Connect and sign in; raises MailNotSentError, SignInRefusedError, or CancelledError after abort."""
        self._refuse_open_line()
        line = self._signed_in()
        try:
            yield SmtpSession(line, read_seconds=self._read_seconds, answer_seconds=self._answer_seconds)
            line.quit()
        finally:
            line.close()
            self._forget(line)

    def abort(self) -> None:
        """From any thread: end what is under way, which then raises CancelledError. Never waits."""
        with self._lock:
            lines = list(self._lines)
        for line in lines:
            line.hang_up()

    def _refuse_open_line(self) -> None:
        if self._security == "none" and not is_this_machine(self._host):
            raise MailNotSentError(
                text("The mail server {host} would get mail without encryption.", host=self._host),
                text("Nothing was sent: anyone on the way could have read the password and the mail."),
                text("Set sending.security to starttls or tls in the settings."),
            )

    def _signed_in(self) -> SmtpLine:
        """A line that is signed in; a token that is refused is renewed once, on a new connection."""
        sign_in = self._sign_in
        if sign_in is None:
            return self._opened()
        credential = sign_in.credential()
        try:
            return self._opened_with(credential)
        except SignInRefusedError as error:
            renewed = sign_in.renewed(credential)
            if renewed is None:
                sign_in.refused(credential, error)
                raise
        try:
            return self._opened_with(renewed)
        except SignInRefusedError as error:
            sign_in.refused(renewed, error)
            raise

    def _opened_with(self, credential: Credential) -> SmtpLine:
        line = self._opened()
        try:
            with line.translated():
                present(line.client, self._host, self._user, credential)
        except BaseException:
            self._drop(line)
            raise
        return line

    def _opened(self) -> SmtpLine:
        line = SmtpLine(self._host, self._port, self._security, self._ssl_context)
        with self._lock:
            self._lines.add(line)
        try:
            line.open(self._connect_seconds, self._read_seconds)
        except BaseException:
            self._drop(line)
            raise
        return line

    def _drop(self, line: SmtpLine) -> None:
        line.close()
        self._forget(line)

    def _forget(self, line: SmtpLine) -> None:
        with self._lock:
            self._lines.discard(line)
