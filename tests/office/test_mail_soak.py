"""A week of waiting and reading without a restart, on the program's own mailbox code and a real server.

Only the clock is sped up: an IDLE that would last an hour lasts a moment, and the world moves on by the hour.
Connections are cut, the machine sleeps at night with its connections dead and nobody told, mail comes; after
the week as many sockets, files and threads are held as after two days, and no more memory.
"""

import gc
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest

from tests.databases import migrated_file, sqlite_store
from tests.dovecot import PASSWORD, Account, dovecot, mailbox_account
from tests.gathering import PROGRAM, InlinePool, mail_intake, never, no_progress
from tests.mail.mails import mail
from tests.mail.proxies import SleepyProxy
from wardoffice.domain.ports import FolderState, MailSession
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.sign_in import PasswordSignIn
from wardoffice.office import mail_watching
from wardoffice.office.mail_watching import MailWatch
from wardoffice.store.store import Store

__all__ = ["dovecot", "mailbox_account", "migrated_file", "sqlite_store"]

pytestmark = pytest.mark.dovecot

HOUR = 3_600.0
DAYS = 7
WARM_DAYS = 2
"""By then everything was loaded and compiled once."""


@dataclass
class World:
    """The clock, the network and the residents; ``now`` are seconds since the beginning."""

    account: Account
    proxy: SleepyProxy
    now: float = 0
    hours: int = 0
    mails: int = 0
    nights: int = 0
    cuts: int = 0
    warm: "Held | None" = None
    read_at: list[float] = field(default_factory=list)

    def move(self, seconds: float) -> None:
        """Let so much time go by, with all that happens in it."""
        self.now += seconds
        while self.hours < self.now // HOUR:
            self.hours += 1
            if self.hours % 24 == 20:
                self.nights += 1
                self.proxy.sleep()
                self.now += 8 * HOUR
            elif self.hours % 5 == 0:
                self.cuts += 1
                self.proxy.cut()
            elif self.hours % 6 == 1:
                self.mails += 1
                self.account.deliver(mail(f"Mail {self.mails}", Message_ID=f"<{self.mails}@x.org>"))
        if self.warm is None and self.now > WARM_DAYS * 24 * HOUR:
            tracemalloc.start()
            self.warm = Held.now()

    def pause(self, seconds: float, _cancelled: Callable[[], bool]) -> None:
        self.move(seconds)


@dataclass(frozen=True)
class Held:
    """What this process holds: open files and sockets, threads, and the memory that was traced."""

    files: int
    threads: int
    memory: int

    @classmethod
    def now(cls) -> "Held":
        gc.collect()
        files = sum(1 for _ in Path("/proc/self/fd").iterdir())
        return cls(files, threading.active_count(), tracemalloc.get_traced_memory()[0])


@dataclass
class Hasty:
    """A session whose IDLE takes a moment, while in the world it took as long as was asked for."""

    session: MailSession
    world: World

    def open_folder(self, folder: str) -> FolderState:
        return self.session.open_folder(folder)

    @property
    def can_wait(self) -> bool:
        return self.session.can_wait

    def wait_for_news(self, seconds: float) -> bool:
        self.world.move(seconds)
        return self.session.wait_for_news(0.01)


class HastyMailbox(ImapMailbox):
    """The program's own mailbox, through the network of that world."""

    world: World

    @contextmanager
    def connect(self) -> Iterator[MailSession]:
        with super().connect() as session:
            yield Hasty(session, self.world)  # type: ignore[misc]  # what a watch asks of a session


def test_a_week_without_a_restart_reads_everything_once_and_holds_nothing_more(
    mailbox_account: Account, sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P1."""
    monkeypatch.setattr(mail_watching, "CYCLE_SECONDS", HOUR)
    monkeypatch.setattr(mail_watching, "POLL_SECONDS", 4 * HOUR)
    server, user = mailbox_account.server, mailbox_account.user
    with SleepyProxy(server.host, server.port) as proxy:
        world = World(mailbox_account, proxy)
        sign_in = PasswordSignIn(user, lambda: PASSWORD)
        network = (server.host, proxy.port, user, sign_in)
        waiting = HastyMailbox(*network, tls=False, connect_seconds=5, read_seconds=0.3)
        waiting.world = world
        reading = ImapMailbox(*network, tls=False, connect_seconds=5, read_seconds=5)
        intake = mail_intake(sqlite_store, reading, InlinePool())

        def read() -> None:
            world.read_at.append(world.now)
            intake.run(PROGRAM, no_progress, never)

        try:
            MailWatch(waiting, "INBOX", clock=lambda: world.now, pause=world.pause, chance=lambda: 0).run(
                read, lambda: world.now > DAYS * 24 * HOUR
            )
            after = Held.now()
        finally:
            tracemalloc.stop()
    books = mail_intake(sqlite_store, mailbox_of(mailbox_account)).run(PROGRAM, no_progress, never)
    assert (world.nights, world.mails > 15, world.cuts > 20) == (DAYS, True, True)
    assert (books.imported, books.shown, books.on_server) == (world.mails,) * 3
    assert all(b"Seen" not in line for line in mailbox_account.flags())
    assert world.warm is not None
    assert after.files <= world.warm.files, "no more than while it was waiting then"
    assert after.threads <= world.warm.threads
    assert after.memory - world.warm.memory < 1_000_000
    slept = 8 * HOUR
    waits = [later - earlier for earlier, later in pairwise(world.read_at)]
    assert max(waits) <= 5 * HOUR + slept


def mailbox_of(account: Account) -> ImapMailbox:
    server = account.server
    sign_in = PasswordSignIn(account.user, lambda: PASSWORD)
    return ImapMailbox(server.host, server.port, account.user, sign_in, tls=False)
