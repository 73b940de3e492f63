"""The office's data, opened: units of work to change it, reads to look at it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.history import ActionKind
from wardoffice.domain.wards import PlacesOf
from wardoffice.store.engine import read_engine, store_errors, write_engine
from wardoffice.store.files import FileStore
from wardoffice.store.gate import WriteGate
from wardoffice.store.interrupting import RunningReads
from wardoffice.store.unit_of_work import UnitOfWork


class Store:
    """One office's database and files. ``now`` gives aware UTC.

    ``places_of`` tells where points lie, so that the ward of every case follows its place.
    The schema must be current: ``wardoffice.store.migrate`` sees to that before a store is opened.
    """

    def __init__(
        self,
        url: str,
        files: FileStore,
        now: Callable[[], datetime] | None = None,
        *,
        places_of: PlacesOf | None = None,
    ) -> None:
        self.url = url
        self.files = files
        self.now = now or (lambda: datetime.now(UTC))
        self._places_of = places_of
        self._write = write_engine(url)
        self._read = read_engine(url)
        self._gate = WriteGate()
        self._reads = RunningReads()

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self._write.dialect.name

    @contextmanager
    def unit_of_work(
        self, actor: Actor, kind: ActionKind, undo_of_id: int | None = None, **details: object
    ) -> Iterator[UnitOfWork]:
        """One transaction with its history; ``details`` are the plain values its line is told with.

        A background job's actor (the program) stands back while a person waits to write.
        """
        person = actor.role is not Role.PROGRAM
        with self._transaction(person=person) as session:
            work = UnitOfWork(
                session, actor, self.now(), kind, dict(details), undo_of_id, places_of=self._places_of
            )
            work.recorder.listen(session)
            yield work
            work.finish()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A transaction of the machinery (ledger, cursor, leases) that has no line of history."""
        with self._transaction(person=False) as session:
            yield session

    @contextmanager
    def reading(self, owner: object = None) -> Iterator[Session]:
        """A session that sees one state of the data; ``owner`` is who may interrupt its last one."""
        with (
            store_errors(),
            Session(self._read, autoflush=False) as session,
            session.begin(),
            self._reads.begun(owner, session.connection()),
        ):
            yield session

    def interrupt(self, owner: object) -> None:
        """Stop the read this owner has running, because its answer is no longer wanted."""
        self._reads.interrupt(owner)

    def close(self) -> None:
        """Let go of every connection."""
        self._read.dispose()
        self._write.dispose()

    @contextmanager
    def _transaction(self, *, person: bool) -> Iterator[Session]:
        with (
            self._gate.passing(person=person),
            store_errors(),
            Session(self._write, autoflush=False, expire_on_commit=False) as session,
            session.begin(),
        ):
            session.connection()  # begins now: what is read next is what will be changed
            yield session
