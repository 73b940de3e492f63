"""Where the practice office's mail goes: an SMTP server that keeps what it got, on 127.0.0.1 only."""

import asyncio
import threading
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP, Envelope, Session

from wardoffice.demo.background import LoopThread

HOST = "127.0.0.1"
_GONE = "left-the-city@"
"""Mail to anybody of that name is refused: how that looks is to be practised too."""


@dataclass(frozen=True, slots=True)
class SunkMail:
    """A mail somebody sent: the envelope and the raw content."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes


class SmtpSink:
    """Takes every mail and delivers none, from construction to ``stop``."""

    def __init__(self) -> None:
        self.host = HOST
        self._mails: list[SunkMail] = []
        self._guard = threading.Lock()
        self._thread = LoopThread("practice SMTP", self._open)
        self.port = self._thread.port

    @property
    def mails(self) -> tuple[SunkMail, ...]:
        """What came in so far, in order."""
        with self._guard:
            return tuple(self._mails)

    def stop(self) -> None:
        """Close the server; what it kept can still be read."""
        self._thread.stop()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take every recipient but one (called by aiosmtpd)."""
        del server, session
        if address.casefold().startswith(_GONE):
            return "550 5.1.1 Nobody of that name works here any more"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Keep a mail (called by aiosmtpd)."""
        del server, session
        content = envelope.content or b""
        raw = content.encode() if isinstance(content, str) else content
        with self._guard:
            self._mails.append(SunkMail(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
        return "250 Kept"

    async def _open(self) -> asyncio.Server:
        loop = asyncio.get_running_loop()
        # The host name is given: aiosmtpd would ask the name service, which can take seconds.
        return await loop.create_server(
            lambda: SMTP(self, hostname="practice.example", enable_SMTPUTF8=True, loop=loop), HOST, 0
        )
