"""The office's mailbox over IMAP (RFC 3501), read and never changed.

imapclient 4.1 has no time limits and logs every body at debug level 5 unless told otherwise; both are set
here. TLS certificates are verified; a password goes unencrypted to this machine only.
"""

import queue
import ssl
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from imapclient import IMAPClient, SocketTimeout

from wardoffice.domain.errors import CancelledError, MailboxUnreachableError, SignInRefusedError
from wardoffice.domain.hosts import is_this_machine
from wardoffice.domain.ports import MailSession
from wardoffice.language import text
from wardoffice.mail.line import Line
from wardoffice.mail.session import ImapSession
from wardoffice.mail.sign_in import BearerToken, Credential, SignIn, XOauth2

CONNECT_SECONDS = 15.0
READ_SECONDS = 60.0
_LOOK_EVERY = 0.05  # seconds between looks whether somebody hung up while we are dialling


class ImapMailbox:
    """An account on a mail server; implements the Mailbox port.

    ``sign_in`` is asked at each sign-in; share one among all that connect to the same account.
    ``ssl_context`` replaces the system's trusted certificates. Each ``connect`` is one connection, to be used
    by one thread.
    """

    def __init__(
        self,
        host: str,
        port: int,
        user: str,
        sign_in: SignIn,
        *,
        tls: bool = True,
        ssl_context: ssl.SSLContext | None = None,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._host = host
        self._port = port
        self._user = user
        self._sign_in = sign_in
        self._tls = tls
        self._ssl_context = ssl_context
        self._timeout = SocketTimeout(connect=connect_seconds, read=read_seconds)
        self._lines: set[Line] = set()
        self._lock = threading.Lock()

    @property
    def account(self) -> str:
        """The account's key in the ledger: user@host."""
        return f"{self._user}@{self._host}"

    def connect(self) -> AbstractContextManager[MailSession]:
        """See ``session``, which this is to those that only read."""
        return self.session()

    @contextmanager
    def session(self) -> Iterator[ImapSession]:
        """Sign in, and sign out at the end.

        Raises MailboxUnreachableError, SignInRefusedError, or CancelledError after ``abort``.
        """
        self._refuse_open_line()
        line = Line(self._host)
        with self._lock:
            self._lines.add(line)
        try:
            self._open(line)
            try:
                yield ImapSession(line)
            except BaseException:
                _drop(line.client)
                raise
            _sign_out(line)
        finally:
            with self._lock:
                self._lines.discard(line)

    def abort(self) -> None:
        """From any thread: end what is under way now, which then raises CancelledError. Never waits."""
        with self._lock:
            lines = list(self._lines)
        for line in lines:
            line.hang_up()

    def _refuse_open_line(self) -> None:
        if not self._tls and not is_this_machine(self._host):
            raise MailboxUnreachableError(
                text("The mail server {host} would be asked without encryption.", host=self._host),
                text("Nothing was sent: anyone on the way could have read the password and the mail."),
                text("Switch on TLS for the mailbox in the settings (usually port 993)."),
            )

    def _dialled(self, line: Line) -> IMAPClient:
        """A connection, made in a thread of its own: looking up a name cannot be interrupted."""
        answers: queue.SimpleQueue[IMAPClient | Exception] = queue.SimpleQueue()

        def dial() -> None:
            try:
                client = IMAPClient(
                    self._host,
                    self._port,
                    ssl=self._tls,
                    ssl_context=self._ssl_context,
                    timeout=self._timeout,
                )
            except Exception as error:  # noqa: BLE001 - raised again where the caller waits
                answers.put(error)
                return
            client._imap.debug = 0  # noqa: SLF001 - else every body is formatted and thrown away: 5 times slower
            answers.put(client)
            if line.is_hung_up:
                _drop(client)

        threading.Thread(target=dial, name="mail-dial", daemon=True).start()
        with line.translated():
            while True:
                with suppress(queue.Empty):
                    answer = answers.get(timeout=_LOOK_EVERY)
                    if isinstance(answer, Exception):
                        raise answer
                    return answer
                if line.is_hung_up:
                    raise CancelledError

    def _open(self, line: Line) -> None:
        """Dial and sign in; a token that is refused is renewed once, on a new connection."""
        line.take(self._dialled(line))
        try:
            credential = self._sign_in.credential()
            try:
                _present(line, self._user, credential)
            except SignInRefusedError as error:
                renewed = self._renewed(credential, error)
                _drop(line.client)
                line.take(self._dialled(line))
                self._present_last(line, renewed)
        except BaseException:
            _drop(line.client)
            raise

    def _renewed(self, credential: Credential, error: SignInRefusedError) -> Credential:
        renewed = self._sign_in.renewed(credential)
        if renewed is None:
            self._sign_in.refused(credential, error)
            raise error
        return renewed

    def _present_last(self, line: Line, credential: Credential) -> None:
        try:
            _present(line, self._user, credential)
        except SignInRefusedError as error:
            self._sign_in.refused(credential, error)
            raise


def _present(line: Line, user: str, credential: Credential) -> None:
    """Sign in with this; raises SignInRefusedError where the server does not take it."""
    words = credential.words
    with line.translated(by_token=isinstance(credential, BearerToken)):
        if isinstance(credential, BearerToken):
            line.client.sasl_login("XOAUTH2", XOauth2(user, words))
        elif user.isascii() and words.isascii():
            line.client.login(user, words)
        else:  # LOGIN knows ASCII only; SASL PLAIN is UTF-8 (RFC 4616)
            line.client.sasl_login("PLAIN", lambda _: f"\0{user}\0{words}".encode())


def _sign_out(line: Line) -> None:
    """Politely, if the server still listens; nothing depends on it."""
    try:
        line.client.logout()
    except Exception:  # noqa: BLE001 - what was read is complete; only the goodbye failed
        _drop(line.client)


def _drop(client: IMAPClient) -> None:
    with suppress(Exception):  # the connection may be in any state, half closed included
        client.shutdown()
