"""Waiting for mail: what the server tells is a hint, reading every few minutes the truth."""

import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from tests.gathering import FakeMailbox, never
from wardoffice.domain.errors import CancelledError, MailboxUnreachableError, SignInRefusedError
from wardoffice.domain.ports import MailSession
from wardoffice.office.mail_watching import (
    CYCLE_SECONDS,
    POLL_SECONDS,
    MailWatch,
    read_when_woken,
    wait_unless,
    watch_all,
)

DAY = 86_400.0


@dataclass
class Server(FakeMailbox):
    """A mailbox in a world whose clock a test moves: ``breaks`` are raised at the next connections.

    ``mail_at`` are the seconds at which mail comes, ``drops_every`` after how many a connection is cut.
    """

    now: float = 0
    breaks: list[Exception] = field(default_factory=list)
    mail_at: list[float] = field(default_factory=list)
    drops_every: float = 0
    connected: list[float] = field(default_factory=list)
    open_now: int = 0
    most_open: int = 0
    paused: list[float] = field(default_factory=list)

    @contextmanager
    def connect(self) -> Iterator[MailSession]:
        self.connected.append(self.now)
        if self.breaks:
            raise self.breaks.pop(0)
        self.open_now += 1
        self.most_open = max(self.most_open, self.open_now)
        try:
            with super().connect() as session:
                self.waiting = self._wait
                yield session
        finally:
            self.open_now -= 1

    def _wait(self, seconds: float) -> bool:
        if self.drops_every and self.now - self.connected[-1] >= self.drops_every:
            raise MailboxUnreachableError("The connection broke.")
        begun = self.now
        self.now += seconds
        return any(begun <= at < self.now for at in self.mail_at)

    def pause(self, seconds: float, _cancelled: Callable[[], bool]) -> None:
        self.paused.append(seconds)
        self.now += seconds


def watch(server: Server, until: float) -> list[float]:
    """Watch until that moment; when it said that mail should be read."""
    told: list[float] = []
    MailWatch(server, "INBOX", clock=lambda: server.now, pause=server.pause, chance=lambda: 0).run(
        lambda: told.append(server.now), lambda: server.now >= until
    )
    return told


def test_a_hint_is_passed_on_at_once_and_without_one_mail_is_read_every_few_minutes() -> None:
    server = Server(mail_at=[1_000.0])
    told = watch(server, 3_600)
    assert any(1_000 <= at <= 1_000 + CYCLE_SECONDS for at in told)
    gaps = [later - earlier for earlier, later in pairwise([0.0, *told])]
    assert max(gaps) <= POLL_SECONDS
    assert server.connected == [0]


def test_a_server_that_never_tells_anything_is_read_all_the_same() -> None:
    server = Server(can_idle=False)
    told = watch(server, 3_600)
    assert told == [POLL_SECONDS * each for each in range(1, 15)]
    assert server.open_now == 0, "no connection is held for nothing"


def test_a_lost_connection_is_made_again_after_longer_and_longer_and_what_came_meanwhile_is_read() -> None:
    server = Server(breaks=[MailboxUnreachableError("No network.")] * 4)
    told = watch(server, 100)
    assert server.paused == [1, 2, 4, 8]
    assert told[0] == 15


def test_mail_is_read_every_few_minutes_while_no_second_connection_is_allowed() -> None:
    server = Server(breaks=[MailboxUnreachableError("Too many connections.")] * 5_000)
    told = watch(server, DAY)
    assert max(later - earlier for earlier, later in pairwise([0.0, *told])) <= POLL_SECONDS
    assert len(server.connected) < 400, "and the server is not besieged"


def test_a_server_that_asked_for_an_hour_is_not_read_within_it() -> None:
    server = Server(breaks=[MailboxUnreachableError("Throttled.", wait_seconds=3_600)])
    assert watch(server, 3_700)[0] == 3_600


def test_a_server_that_asks_to_be_left_alone_is() -> None:
    server = Server(breaks=[MailboxUnreachableError("Throttled.", wait_seconds=299.961)])
    watch(server, 400)
    assert server.paused == [299.961]


def test_a_refused_sign_in_ends_the_waiting_and_nobody_knocks_again() -> None:
    server = Server(breaks=[SignInRefusedError("No."), SignInRefusedError("No.")])
    assert watch(server, DAY) == []
    assert server.connected == [0]


def test_being_stopped_ends_it_quietly() -> None:
    server = Server(breaks=[CancelledError()])
    assert watch(server, DAY) == []


def test_a_week_holds_neither_connections_nor_threads_nor_memory() -> None:
    """Servers cut after half an hour, machines sleep, mail comes every hour; nothing piles up."""
    server = Server(drops_every=1_740, mail_at=[3_600.0 * each for each in range(7 * 24)])
    watch(server, DAY / 4)
    tracemalloc.start()
    try:
        before, threads = tracemalloc.get_traced_memory()[0], threading.active_count()
        told = watch(server, 7 * DAY)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert len(server.connected) > 300
    assert (server.open_now, server.most_open) == (0, 1)
    assert threading.active_count() == threads
    assert grown < 300_000
    assert max(later - earlier for earlier, later in pairwise(told)) <= POLL_SECONDS + 5


def test_several_mailboxes_are_watched_side_by_side_and_one_that_is_refused_ends_alone() -> None:
    refused = Server(breaks=[SignInRefusedError("No.")])
    good = Server(mail_at=[0.0])
    told: list[int] = []
    watches = [MailWatch(each, "INBOX", clock=lambda: 0.0) for each in (refused, good)]
    watch_all(watches, lambda: told.append(1), lambda: bool(told))
    assert told


@pytest.mark.parametrize("seconds", [0.0, 0.01])
def test_a_pause_ends(seconds: float) -> None:
    wait_unless(seconds, never)


def test_a_pause_that_is_stopped_ends_at_once() -> None:
    wait_unless(3_600, lambda: True)


def test_mail_that_came_before_the_folder_was_opened_is_read_at_once() -> None:
    assert watch(Server(), 60)[0] == 0


@pytest.mark.parametrize("stands_still", [True, False], ids=["clock stands still in sleep", "clock goes on"])
def test_a_machine_that_woke_reads_at_once(*, stands_still: bool) -> None:
    sleeps = iter([0.0, 0.0, 3_600.0, 0.0])
    now = {"ran": 0.0, "wall": 1_000.0}
    told: list[float] = []

    def pause(seconds: float, _cancelled: Callable[[], bool]) -> None:
        slept = next(sleeps)
        now["ran"] += seconds + (0 if stands_still else slept)
        now["wall"] += seconds + slept

    read_when_woken(
        lambda: told.append(now["wall"]),
        lambda: now["wall"] >= 1_000 + 3_600 + 20,
        clocks=(lambda: now["ran"], lambda: now["wall"]),
        pause=pause,
    )
    assert told == [1_000 + 3_600 + 15]
