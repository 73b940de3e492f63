"""Hands mails over on one connection: the whole body first, then a word to our books, then the last line.

Until that last line (RFC 5321, section 4.1.1.4) the server has no mail. What breaks before it is tried again
without fear; what breaks between it and the answer is of unknown fate.
"""

import re
import select
import smtplib
import socket
import ssl
from collections.abc import Sequence

from wardoffice.domain.errors import MailFateUnknownError
from wardoffice.domain.outgoing_mail import RecipientAnswer
from wardoffice.domain.sending_ports import Finishing
from wardoffice.language import text
from wardoffice.mail.smtp_line import BROKEN, SmtpLine
from wardoffice.mail.smtp_words import answer_of, refused, said_no, words_of

ANSWER_SECONDS = 600.0
"""How long the answer to the last line is waited for (RFC 5321, section 4.5.3.2.6): a mail given up too
early is one of unknown fate."""

_READ_SECONDS = 60.0
_LINE_END = re.compile(rb"\r\n|\r|\n")
_DOTTED = re.compile(rb"(?m)^\.")
_CHUNK = 256 * 1024
_OK, _MORE, _REFUSED, _CLOSING, _PERMANENT = 250, 354, 400, 421, 500


class SmtpSession:
    """Implements the SendSession port. Use it from one thread."""

    def __init__(
        self, line: SmtpLine, *, read_seconds: float = _READ_SECONDS, answer_seconds: float = ANSWER_SECONDS
    ) -> None:
        self._line = line
        self._read_seconds, self._answer_seconds = read_seconds, answer_seconds

    @property
    def size_limit(self) -> int | None:
        """The most bytes of a mail (RFC 1870), None where the server does not say."""
        said = self._line.client.esmtp_features.get("size", "").strip()
        return int(said) if said.isascii() and said.isdigit() and int(said) > 0 else None

    def hand_over(
        self, sender: str, recipients: Sequence[str], raw: bytes, finishing: Finishing
    ) -> Sequence[RecipientAnswer]:
        """Hand over these bytes once; see SendSession. After any error the connection is closed."""
        body = _stuffed(raw)
        try:
            with self._line.translated():
                answers = self._envelope(sender, recipients, len(raw))
                if not any(each.accepted for each in answers):
                    self._line.client.rset()
                    return answers
                self._send_body(body)
            finishing(answers)
            self._finish()
        except BaseException:
            # In the middle of a mail a goodbye would be a part of it.
            self._line.close()
            raise
        return answers

    def _envelope(self, sender: str, recipients: Sequence[str], size: int) -> list[RecipientAnswer]:
        client = self._line.client
        options = [f"size={size}"] if client.has_extn("size") else []
        code, said = client.mail(sender, options)
        if code != _OK:
            raise said_no(self._line.host, _as_trouble(code), said)
        answers = []
        for each in recipients:
            code, said = client.rcpt(each)
            if code == _CLOSING:
                raise said_no(self._line.host, code, said)
            answers.append(answer_of(each, code, said))
        return answers

    def _send_body(self, body: bytes) -> None:
        client = self._line.client
        code, said = client.docmd("DATA")
        if code != _MORE:
            raise said_no(self._line.host, _as_trouble(code), said)
        try:
            for start in range(0, len(body), _CHUNK):
                self._socket().sendall(body[start : start + _CHUNK])
        except OSError:
            self._listen(1.0)
            raise
        self._listen(0)

    def _listen(self, seconds: float) -> None:
        """Hear what a server says in the middle of a mail: that it is too large, or nothing any more."""
        sock = self._socket()
        if not select.select([sock], [], [], seconds)[0]:
            return
        sock.setblocking(False)
        try:
            first = sock.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):  # of TLS alone: no word of the server's
            return
        finally:
            sock.settimeout(self._read_seconds)
        if not first:
            message = "the server hung up"
            raise smtplib.SMTPServerDisconnected(message)
        heard = self._line.client.file
        told = words_of(first + (heard.readline(1000) if heard is not None else b""))
        code = int(told[:3]) if told[:3].isascii() and told[:3].isdigit() else _CLOSING
        raise said_no(self._line.host, _as_trouble(code), told[4:])

    def _socket(self) -> socket.socket:
        """Spoken to past the library, which would close it before what the server says is heard."""
        if (sock := self._line.client.sock) is None:
            message = "the connection is closed"
            raise smtplib.SMTPServerDisconnected(message)
        return sock

    def _finish(self) -> None:
        """Send the last line and read the answer; whatever breaks here leaves the mail of unknown fate."""
        try:
            self._line.set_patience(self._answer_seconds)
            self._socket().sendall(b".\r\n")
            code, said = self._line.client.getreply()
            self._line.set_patience(self._read_seconds)
        except BROKEN as error:
            raise self._unknown(words_of(str(error))) from error
        if code == _OK:
            return
        if code < _REFUSED:
            raise self._unknown(words_of(said))
        if code >= _PERMANENT:  # of this mail alone, whatever it says: it came this far since we are let in
            raise refused(self._line.host, code, words_of(said))
        raise said_no(self._line.host, code, said)

    def _unknown(self, words: str) -> MailFateUnknownError:
        return MailFateUnknownError(
            text("The mail server {host} had the whole mail and gave no answer.", host=self._line.host),
            text("It may have gone, and is not sent again blindly."),
            text("The program looks for it in the folder of sent mail. {reason}", reason=f"({words})"),
        )


def _stuffed(raw: bytes) -> bytes:
    """The body as it goes over the line but for its last line (RFC 5321, section 4.5.2), lines ended by CRLF.

    A lone CR or LF could be taken by some servers for the end of a mail, and what follows for a second one.
    """
    lines = _LINE_END.sub(b"\r\n", raw)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return _DOTTED.sub(b"..", lines)


def _as_trouble(code: int) -> int:
    """A code that promises and does not keep it, or none at all, counts as "not now"."""
    return code if code >= _REFUSED else 451
