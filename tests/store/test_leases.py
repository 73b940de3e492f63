"""A job that must run once is done by one program at a time."""

import os
import socket
import subprocess
import sys
import threading
from datetime import datetime, timedelta

import pytest

from tests.databases import Clock
from wardoffice.domain.errors import LeaseHeldError
from wardoffice.store import leases
from wardoffice.store.leases import SECONDS, HeldLease, lease
from wardoffice.store.store import Store
from wardoffice.store.tables import Lease


def test_a_second_holder_is_refused_and_told_in_sentences(store: Store) -> None:
    with lease(store, "city sync") as first:
        with pytest.raises(LeaseHeldError) as refused, lease(store, "city sync"):
            pass
        assert refused.value.holder == first.holder
        assert refused.value.happened
        assert refused.value.safe
        assert refused.value.next_step


def test_another_job_has_a_lease_of_its_own(store: Store) -> None:
    with lease(store, "city sync") as one, lease(store, "outbox") as other:
        assert one.holder != other.holder


def test_a_lease_is_free_again_after_its_block_and_after_an_error_in_it(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), lease(store, "city sync"):
        _ = 1 / 0
    with lease(store, "city sync"):
        pass
    with store.reading() as session:
        assert session.get(Lease, "city sync") is None


def test_a_beat_prolongs_the_lease_past_its_first_end(store: Store) -> None:
    clock = _clock(store)
    with lease(store, "city sync") as held:
        for _ in range(3):
            clock.forward(seconds=SECONDS - 10)
            with store.writing() as session:
                held.beat(session)
        with pytest.raises(LeaseHeldError), lease(store, "city sync"):
            pass


def test_a_lease_outlives_a_step_that_takes_longer_than_it_lasts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P1: a second program does not begin while the first waits for one slow mail."""
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.005)
    clock, gate = _clock(store), threading.Event()
    with lease(store, "mailbox"):
        for _ in range(4):
            clock.forward(seconds=SECONDS - 20)
            while _ends(store) <= clock.now + timedelta(seconds=SECONDS - 20):
                assert not gate.wait(0.002)
        with pytest.raises(LeaseHeldError), lease(store, "mailbox"):
            pass
    assert "lease-beat" not in {thread.name for thread in threading.enumerate()}


def test_an_expired_lease_is_taken_over_and_its_former_holder_fenced_off_at_the_next_beat(
    store: Store,
) -> None:
    clock = _clock(store)
    with lease(store, "city sync") as former:
        clock.forward(seconds=SECONDS + 10)
        with lease(store, "city sync") as successor:
            with pytest.raises(LeaseHeldError) as fenced:
                _write_and_beat(store, former)
            assert fenced.value.holder == successor.holder
            with store.writing() as session:
                successor.beat(session)
    with store.reading() as session:
        assert session.get(Lease, "written by the former") is None


def test_the_former_holder_does_not_free_its_successors_lease_when_it_ends(store: Store) -> None:
    clock = _clock(store)
    former = lease(store, "city sync")
    former.__enter__()
    clock.forward(seconds=SECONDS + 10)
    with lease(store, "city sync") as successor:
        former.__exit__(None, None, None)
        with store.reading() as session:
            assert session.get_one(Lease, "city sync").holder == successor.holder


def test_the_lease_of_a_dead_process_of_this_machine_is_passed_over_at_once(store: Store) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    _held_by(store, f"{socket.gethostname()}:{gone.pid}:abcdef01")
    with lease(store, "city sync"):
        pass


def test_the_lease_of_a_living_process_or_of_another_machine_is_respected(store: Store) -> None:
    for holder in (f"{socket.gethostname()}:{os.getppid()}:abcdef01", "another-desk.example:1:abcdef01"):
        _held_by(store, holder)
        with pytest.raises(LeaseHeldError), lease(store, "city sync"):
            pass


def _ends(store: Store) -> datetime:
    with store.reading() as session:
        return session.get_one(Lease, "mailbox").expires_at


def _write_and_beat(store: Store, held: HeldLease) -> None:
    with store.writing() as session:
        now = store.now()
        session.add(Lease(name="written by the former", holder="x", taken_at=now, expires_at=now))
        held.beat(session)


def _held_by(store: Store, holder: str) -> None:
    with store.writing() as session:
        now = store.now()
        session.merge(
            Lease(name="city sync", holder=holder, taken_at=now, expires_at=now + timedelta(seconds=SECONDS))
        )


def _clock(store: Store) -> Clock:
    clock = store.now
    assert isinstance(clock, Clock)
    return clock
