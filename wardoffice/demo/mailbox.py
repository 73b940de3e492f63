"""The practice office's mailbox: an IMAP server in memory (pymap), on 127.0.0.1 only."""

import asyncio
from argparse import Namespace
from collections.abc import Iterable, Sequence
from datetime import datetime

from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.version import ProxyProtocolVersion
from pymap.backend.dict import Config, DictBackend, Login
from pymap.backend.dict.mailbox import MailboxData
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import Passwords, UserMetadata

from wardoffice.demo.background import LoopThread

HOST = "127.0.0.1"
USER = "office"
PASSWORD = "practice"  # noqa: S105 - a made-up mailbox on loopback, the same for everyone

SENT = "Sent Items"
"""Outlook's name; pymap says of no folder what it is for (RFC 6154)."""

Arrived = tuple[bytes, datetime]
"""A raw mail and when it arrived, aware UTC."""


class PracticeMailbox:
    """Serves one user's INBOX, and what was ``sent`` where there is any, from construction to ``stop``."""

    def __init__(self, mails: Iterable[Arrived], sent: Iterable[Arrived] = ()) -> None:
        self.host, self.user, self.password = HOST, USER, PASSWORD
        self._first, self._sent = list(mails), list(sent)
        self._thread = LoopThread("practice mailbox", self._open)
        self.port = self._thread.port

    def deliver(self, raw: bytes, at: datetime) -> None:
        """Put a new mail in the INBOX; clients that wait in IDLE are told."""
        self._thread.run(_append(self._inbox, [(raw, at)]))

    def stop(self) -> None:
        """Close the mailbox; what it held is gone."""
        self._thread.stop()

    async def _open(self) -> asyncio.Server:
        config = _Config(
            Namespace(passlib_cfg=None, proxy_protocol=None),
            host=HOST,
            port=0,
            tls_enabled=False,
            reject_dnsbl=False,
            cpu_subsystem=Subsystem.for_asyncio(),  # the usual one leaves a thread behind
            demo_data=False,
            demo_user=USER,
            demo_password=PASSWORD,
        )
        config.apply_context()
        login = Login(config)
        backend = DictBackend(login, config)
        secret = await Passwords(config).hash_password(PASSWORD)
        await login.demo_user_identity.set(UserMetadata(config, USER, password=secret))
        async with login.demo_user_identity.new_session() as session:
            self._inbox = await session.mailbox_set.get_mailbox("INBOX")
            if self._sent:
                await session.mailbox_set.add_mailbox(SENT)
                await _append(await session.mailbox_set.get_mailbox(SENT), self._sent)
        await _append(self._inbox, self._first)
        self._first.clear()
        self._sent.clear()
        reader = ProxyProtocolReader(ProxyProtocolVersion.get(None))
        return await asyncio.start_server(reader.get_callback(IMAPServer(backend.login, config)), HOST, 0)


class _Config(Config):
    @property
    def greeting(self) -> bytes:
        """Greet without asking the name service who we are: that can take seconds."""
        return b"Practice mailbox ready"


async def _append(inbox: MailboxData, mails: Sequence[Arrived]) -> None:
    for raw, at in mails:
        await inbox.append(AppendMessage(raw, at, frozenset()))
