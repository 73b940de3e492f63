"""One connection to a mail server that another thread can hang up, and whose errors are sentences.

imapclient, imaplib, sockets and TLS raise errors without a common base; they are translated here and
nowhere else.
"""

import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from wardoffice.domain.errors import CancelledError, MailboxUnreachableError, SignInRefusedError
from wardoffice.language import text

# Answers that say "not now": RFC 5530 codes, how Exchange and Gmail throttle, and Exchange without its store.
_NOT_NOW = re.compile(
    r"\[(UNAVAILABLE|INUSE|LIMIT|OVERQUOTA)\]|throttl|backoff|too many|try again|try later|rate limit"
    r"|server (is )?(unavailable|busy|error)|not connected",
    re.IGNORECASE,
)
# What is the server's own trouble where nothing but signing in or a folder was asked for. Of one mail it may
# be said for ever, and then that mail is withheld.
_SERVERS_FAULT = re.compile(
    r"\[(SERVERBUG|CONTACTADMIN|CORRUPTION)\]|internal (server )?error|unavailable|temporar|maintenance"
    r"|time[d -]*out|overload",
    re.IGNORECASE,
)
_SIGN_IN_FAULT = re.compile(r"\[(AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED)\]", re.IGNORECASE)
# RFC 5530 and RFC 3501; without a code: Exchange, Cyrus, UW, Gmail, hMailServer, Courier's relatives.
_NO_SUCH = re.compile(
    r"\[(NONEXISTENT|TRYCREATE)\]|does(n['\u2019]t| not) exist|no such|unknown (mailbox|folder)|not found"
    r"|non-?existent|cannot be found|could not find",
    re.IGNORECASE,
)
_WAIT = re.compile(r"backoff time: (\d{1,8}) milliseconds", re.IGNORECASE)
_BYTES = re.compile(r"^b(['\"])(.*)\1$")  # imaplib passes answers on as printed bytes
_LONGEST_REASON = 200

ODD_ANSWERS = (TypeError, LookupError, ValueError, AttributeError, RecursionError)
"""What imapclient trips over where an answer is not built as RFC 3501 says; the line goes on after it."""

# The last two: a literal of a length that no memory holds; the rest of it stands in the way of all answers.
_BROKEN = (IMAPClientAbortError, OSError, EOFError, MemoryError, OverflowError)


class Line:
    """A connection of one thread; ``hang_up`` may be called from any other."""

    def __init__(self, host: str) -> None:
        self.host = host
        self._client: IMAPClient | None = None
        self._broken: Exception | None = None
        self._hung_up = threading.Event()
        self._lock = threading.Lock()

    @property
    def client(self) -> IMAPClient:
        """The library's connection; RuntimeError before there is one."""
        if self._client is None:
            message = "the line has no connection yet"
            raise RuntimeError(message)
        return self._client

    def take(self, client: IMAPClient) -> None:
        """Use this connection from now on."""
        with self._lock:
            self._client, self._broken = client, None

    @property
    def is_hung_up(self) -> bool:
        """Whether somebody asked to stop."""
        return self._hung_up.is_set()

    def hang_up(self) -> None:
        """Make a pending call, and every later one, raise CancelledError; never waits."""
        self._hung_up.set()
        with self._lock:
            client = self._client
        if client is not None:
            # TLS sockets clear their state in shutdown(), under the feet of the thread that reads.
            with suppress(OSError):
                socket.socket.shutdown(client.socket(), socket.SHUT_RDWR)

    @contextmanager
    def translated(self, *, by_token: bool = False) -> Iterator[None]:
        """Around every call of the library: its errors as MailboxError, or CancelledError after hang_up.

        ``by_token`` says that one signs in without a password. What broke the connection once is told of
        every later call at once: nobody waits a second time for a server that hangs.
        """
        if self.is_hung_up:
            raise CancelledError
        if self._broken is not None:
            raise self._in_words(self._broken, by_token=by_token)
        try:
            yield
        except (IMAPClientError, UnicodeError, *_BROKEN) as error:  # UnicodeError: odd host names
            if self.is_hung_up:
                raise CancelledError from error
            if self._client is not None and isinstance(error, _BROKEN):
                self._broken = error
            raise self._in_words(error, by_token=by_token) from error
        except ODD_ANSWERS as error:
            raise self._not_understood(error) from error

    def _in_words(self, error: Exception, *, by_token: bool) -> MailboxUnreachableError | SignInRefusedError:
        # imapclient calls a connection lost while signing in a refusal; its cause tells.
        lost = isinstance(error.__context__, IMAPClientAbortError | OSError) or is_servers_fault(error)
        if isinstance(error, LoginError) and "[PRIVACYREQUIRED]" in str(error).upper():
            return MailboxUnreachableError(
                text("The mail server {host} wants an encrypted connection.", host=self.host),
                text("No mail was read or changed."),
                text("Switch on TLS for the mailbox in the settings (usually port 993)."),
            )
        if isinstance(error, LoginError) and not lost:
            if by_token:
                return self._token_refused(error)
            return SignInRefusedError(
                text("The mail server {host} does not accept the user name or password.", host=self.host),
                text("No mail was read or changed."),
                text(
                    "Check the user name and password in the settings. {reason}", reason=servers_words(error)
                ).strip(),
            )
        if isinstance(error, ssl.SSLCertVerificationError):
            return MailboxUnreachableError(
                text("The mail server {host} cannot prove that it is the right one.", host=self.host),
                text("No password was sent and no mail was read."),
                text(
                    "Check the server's name in the settings. {reason}", reason=servers_words(error)
                ).strip(),
            )
        return MailboxUnreachableError(
            text("The connection to the mail server {host} does not work.", host=self.host),
            text("No mail is lost or changed; what was read so far is kept."),
            text("The program tries again by itself. {reason}", reason=servers_words(error)).strip(),
            wait_seconds=_asked_to_wait(error),
        )

    def _not_understood(self, error: Exception) -> MailboxUnreachableError:
        return MailboxUnreachableError(
            text("The mail server {host} gave an answer that cannot be read.", host=self.host),
            text("No mail is lost or changed; what was read so far is kept."),
            text("The program tries again by itself. {reason}", reason=servers_words(error)).strip(),
        )

    def _token_refused(self, error: LoginError) -> SignInRefusedError:
        return SignInRefusedError(
            text("The mail server {host} wants you to sign in again.", host=self.host),
            text("No mail was read or changed."),
            text(
                "Sign in as somebody who may read this mailbox. {reason}",
                reason=servers_words(error),
            ).strip(),
        )


def says_not_now(error: Exception) -> bool:
    """Whether a refusal means the server is busy, rather than that it will not do this at all."""
    return _NOT_NOW.search(str(error)) is not None


def is_servers_fault(error: Exception) -> bool:
    """Whether a refused sign-in or folder is the server's trouble, and says nothing of what was asked for."""
    if _SIGN_IN_FAULT.search(str(error)):
        return False
    return says_not_now(error) or _SERVERS_FAULT.search(str(error)) is not None


def says_no_such_folder(error: Exception) -> bool:
    """Whether a refusal means that there is no folder of that name."""
    return _NO_SUCH.search(str(error)) is not None


def _asked_to_wait(error: Exception) -> float:
    """Exchange says for how many milliseconds it throttles."""
    told = _WAIT.search(str(error))
    return int(told[1]) / 1000 if told else 0


def servers_words(error: Exception) -> str:
    """The library's or server's own words, on one line, for whoever looks after the mail server."""
    words = _BYTES.sub(r"\2", " ".join(str(error).split()))[:_LONGEST_REASON]
    return f"({words})" if words else ""
