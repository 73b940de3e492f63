"""Leases: a job that must run once (city sync, a mailbox, the outbox) is done by one program at a time.

A holder beats at least every page, and a thread of its own beats while it waits for somebody slow; past
``SECONDS`` without a beat anybody may take the lease. A holder of the same machine whose process is gone is
passed over at once, so that a killed program can start again without waiting.
"""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from wardoffice.domain.errors import LeaseHeldError, WardOfficeError
from wardoffice.language import text
from wardoffice.store.store import Store
from wardoffice.store.tables import Lease

SECONDS = 120
BEAT_SECONDS = 30.0
"""How often a held lease is prolonged whatever its job does; a machine that sleeps longer loses it."""


@dataclass(frozen=True, slots=True)
class HeldLease:
    """A lease this program holds. ``beat`` inside the job's own transactions fences off a lost one."""

    store: Store
    name: str
    holder: str

    def beat(self, session: Session) -> None:
        """Prolong the lease in this transaction; raises LeaseHeldError where somebody took it over."""
        row = session.get(Lease, self.name)
        if row is None or row.holder != self.holder:
            raise _held(self.name, row.holder if row else "")
        row.expires_at = self.store.now() + timedelta(seconds=SECONDS)


@contextmanager
def lease(store: Store, name: str) -> Iterator[HeldLease]:
    """Hold the lease ``name`` during the block; raises LeaseHeldError where another program has it."""
    holder = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
    held = HeldLease(store, name, holder)
    with store.writing() as session:
        now = store.now()
        row = session.get(Lease, name)
        if row is not None and row.expires_at > now and _is_alive(row.holder):
            raise _held(name, row.holder)
        if row is None:
            row = Lease(name=name)
            session.add(row)
        row.holder = holder
        row.taken_at = now
        row.expires_at = now + timedelta(seconds=SECONDS)
    try:
        with _beating(held):
            yield held
    finally:
        with store.writing() as session:
            row = session.get(Lease, name)
            if row is not None and row.holder == holder:
                session.delete(row)


@contextmanager
def _beating(held: HeldLease) -> Iterator[None]:
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT_SECONDS):
            # A lost lease is found out by the job's own next beat; a busy store is asked again.
            with suppress(WardOfficeError), held.store.writing() as rows:
                held.beat(rows)

    thread = threading.Thread(target=beat, name="lease-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _is_alive(holder: str) -> bool:
    host, _, rest = holder.partition(":")
    if host != socket.gethostname():
        return True
    pid = int(rest.partition(":")[0])
    if os.name == "nt":  # os.kill would end the process there; the lease runs out instead
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _held(name: str, holder: str) -> LeaseHeldError:
    return LeaseHeldError(
        text("Another program is doing this right now ({job}).", job=name),
        holder,
        text("Nothing is lost: what it reads appears here too."),
        text("Wait until it is done, or close the other program."),
    )
