"""Waits at the mailboxes for the server to tell of new mail, and says when to read.

What the server tells (IDLE) is a hint; reading every few minutes whatever it told is the truth. A connection
that breaks, by a sleeping machine or a server's own limit, is made anew: after 1, 2, 4 ... 300 seconds, or
what the server asked for, and mail is read every few minutes all the same: a server that allows no second
connection may well allow the first. A refused sign-in is a person's matter: nobody knocks again by itself.
"""

import threading
import time
from collections.abc import Callable, Sequence
from random import random

from wardoffice.domain.backing_off import seconds_away
from wardoffice.domain.errors import (
    CancelledError,
    MailboxError,
    MailboxUnreachableError,
    SecretsError,
    SignInRefusedError,
)
from wardoffice.domain.ports import Cancelled, Mailbox, MailSession
from wardoffice.mail.stopping import aborting_when

CYCLE_SECONDS = 120.0
"""How long one IDLE lasts: a connection that died unseen, as in a sleeping machine, is noticed at its end."""

POLL_SECONDS = 240.0
"""Mail is read that often whatever the server tells."""

_LOOK_SECONDS = 0.2
_WAKING_SECONDS = 5.0
_SLEPT_SECONDS = 30.0
"""A busy machine may be late by less."""

Pause = Callable[[float, Cancelled], None]


class MailWatch:
    """Waits at one folder of a mailbox; ``mailbox`` is one that nobody else uses.

    ``clock`` gives seconds that only go forward, ``pause`` waits so many of them, ``chance`` gives 0 to 1.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        folder: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        pause: Pause | None = None,
        chance: Callable[[], float] = random,
    ) -> None:
        self._mailbox = mailbox
        self._folder = folder
        self._clock = clock
        self._pause = pause or wait_unless
        self._chance = chance
        self._read_at = 0.0
        """When mail was last asked to be read, by ``clock``."""

    def run(self, news: Callable[[], None], cancelled: Cancelled) -> None:
        """Call ``news`` whenever the mailbox should be read, until stopped or until a sign-in is refused.

        Returns in both cases.
        """
        failures = 0
        self._read_at = self._clock()
        while not cancelled():
            try:
                with aborting_when(cancelled, self._mailbox.abort), self._mailbox.connect() as session:
                    session.open_folder(self._folder)
                    if failures or session.can_wait:
                        # Whatever came before the folder was opened; what comes from here on is told of.
                        self._tell(news)
                    failures = 0
                    waits_itself = session.can_wait
                    if waits_itself:
                        self._listen(session, news, cancelled)
                if not waits_itself:
                    self._poll(news, cancelled)
            except CancelledError:
                return
            except (SignInRefusedError, SecretsError):
                return
            except MailboxError as trouble:
                failures += 1
                told = trouble.wait_seconds if isinstance(trouble, MailboxUnreachableError) else 0
                self._stay_away(seconds_away(failures, told, self._chance), told, news, cancelled)

    def _tell(self, news: Callable[[], None]) -> None:
        news()
        self._read_at = self._clock()

    def _stay_away(self, seconds: float, told: float, news: Callable[[], None], cancelled: Cancelled) -> None:
        """Make no new connection for so long; mail is read meanwhile, but for what the server asked for."""
        begun = self._clock()
        while not cancelled():
            now = self._clock()
            due = max(self._read_at + POLL_SECONDS, begun + told)
            if now >= due:
                self._tell(news)
                due = now + POLL_SECONDS
            if now >= begun + seconds:
                return
            self._pause(min(begun + seconds, due) - now, cancelled)

    def _listen(self, session: MailSession, news: Callable[[], None], cancelled: Cancelled) -> None:
        while not cancelled():
            told = session.wait_for_news(CYCLE_SECONDS)
            if told or self._clock() - self._read_at >= POLL_SECONDS:
                self._tell(news)

    def _poll(self, news: Callable[[], None], cancelled: Cancelled) -> None:
        """A server without IDLE: no connection is held, and it is read every few minutes."""
        while not cancelled():
            self._pause(POLL_SECONDS, cancelled)
            if not cancelled():
                self._tell(news)


def watch_all(watches: Sequence[MailWatch], news: Callable[[], None], cancelled: Cancelled) -> None:
    """Wait at all of them, each in a thread of its own; returns once every one has ended.

    A machine that woke from sleep reads at once, whatever the connections have noticed by then.
    """
    over = threading.Event()
    waking = threading.Thread(
        target=read_when_woken,
        args=(news, lambda: over.is_set() or cancelled()),
        name="mail-waking",
        daemon=True,
    )
    waking.start()
    threads = [
        threading.Thread(target=watch.run, args=(news, cancelled), name="mail-watch", daemon=True)
        for watch in watches
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    waking.join()


def read_when_woken(
    news: Callable[[], None],
    cancelled: Cancelled,
    *,
    clocks: Sequence[Callable[[], float]] = (time.monotonic, time.time),
    pause: Pause | None = None,
) -> None:
    """Call ``news`` whenever more time has gone by than was waited: the machine slept.

    Some systems' monotonic clocks stand still in sleep, others' go on, so the wall clock is asked too; one
    that somebody sets ahead only has mail read once more.
    """
    waits = pause or wait_unless
    while not cancelled():
        before = [clock() for clock in clocks]
        waits(_WAKING_SECONDS, cancelled)
        gone = max(clock() - then for clock, then in zip(clocks, before, strict=True))
        if gone - _WAKING_SECONDS > _SLEPT_SECONDS and not cancelled():
            news()


def wait_unless(seconds: float, cancelled: Cancelled) -> None:
    """Wait so long, or until stopped."""
    end = time.monotonic() + seconds
    gate = threading.Event()
    while not cancelled() and (left := end - time.monotonic()) > 0:
        gate.wait(min(left, _LOOK_SECONDS))
