"""An intake of 20 mails, stopped at each of its durable steps and started again: the same final state (P3).

As the tests of isync do it: run once undisturbed, then stop exactly before each step that lasts (a commit, a
file moved into its place, a piece of a large mail), start again, compare, and start once more with nothing to
do. What a program killed there leaves behind is what the disk holds at that moment, so the undisturbed run is
copied before each step. Where a step changed nothing but a lease, what is left is what the step before left,
and is tried once. The same is done with a folder that the server numbered anew. ``test_kill`` does the same
with SIGKILL, at points drawn by lot.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from tests import gathering
from tests.canonical import canonical
from tests.databases import migrated_file, open_store
from tests.gathering import PROGRAM, FakeMailbox, InlinePool, mail_intake, never, no_progress
from tests.mail.mails import JPEG, mail, mixed, part, picture
from wardoffice.domain.books import MailBooks
from wardoffice.domain.messages import ReadMail
from wardoffice.domain.ports import TidyWish
from wardoffice.office import mail_pulling
from wardoffice.office.reading import ReadingJob
from wardoffice.store import leases
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, FollowUp, Message
from wardoffice.system.pool import Done, Failed

__all__ = ["migrated_file"]

pytestmark = pytest.mark.long

T = TypeVar("T")
R = TypeVar("R")

NOW = datetime(2026, 11, 3, 15, tzinfo=UTC)
WISH = TidyWish(mark_seen=True)
PIECE = 8_192
"""Bytes of a piece of a large mail here: small, so that reading it takes no time."""


class RememberingPool(InlinePool):
    """Reads a mail without files once: what a reader makes of the same bytes is not what is tested here."""

    def __init__(self) -> None:
        super().__init__()
        self._read: dict[str, Any] = {}

    def run(
        self, work: Callable[[T], R], items: Sequence[T], cancelled: Callable[[], bool] = never
    ) -> list[Done[R] | Failed]:
        return [self._one(work, each, cancelled) for each in items]

    def _one(self, work: Callable[[T], R], item: T, cancelled: Callable[[], bool]) -> Done[R] | Failed:
        assert isinstance(item, ReadingJob)
        digest = item.raw.parent.name + item.raw.name
        if digest in self._read:
            known: Done[R] | Failed = self._read[digest]
            return known
        (result,) = super().run(work, [item], cancelled)
        if isinstance(result, Failed) or (isinstance(result.value, ReadMail) and not result.value.files):
            self._read[digest] = result
        return result


@contextmanager
def stepping(step: Callable[[], None]) -> Iterator[None]:
    """Call ``step`` before every commit and every change of the file store."""

    def stepped(work: Callable[..., Any]) -> Callable[..., Any]:
        def then(*arguments: object) -> object:
            step()
            return work(*arguments)

        return then

    def committing(_session: Session) -> None:
        step()

    with pytest.MonkeyPatch.context() as patched:
        for name in ("_move_in", "keep_part", "keep_thumbnail", "drop_parts"):
            patched.setattr(FileStore, name, stepped(getattr(FileStore, name)))
        event.listen(Session, "before_commit", committing)
        try:
            yield
        finally:
            event.remove(Session, "before_commit", committing)


def delivered(raw: bytes) -> bytes:
    """As the office's own server files it: known by its header when the folder is numbered anew."""
    return b"Received: from a by b; Mon, 02 Nov 2026 09:30:01 -0600\r\n" + raw


def twenty_mails() -> FakeMailbox:
    """Of every fate: problems, a photo, replies, doubles, what cannot be read, a large one, one withheld.

    Three are answers of the office, in the folder of sent mail: to a problem, to one whose mail comes later,
    and to nobody we know.
    """
    said = [mail(f"Pothole number {each}", Message_ID=f"<{each}@example.org>") for each in range(9)]
    mailbox = FakeMailbox()
    mailbox.deliver(
        *(delivered(each) if at % 2 else each for at, each in enumerate(said)),
        said[4],
        mail("Still there", In_Reply_To="<1@example.org>", Message_ID="<20@example.org>"),
        mixed(part("Look"), picture(JPEG), Message_ID="<21@example.org>"),
        b"\0\1\2" * 40,
        mail("I am away", Auto_Submitted="auto-replied", Message_ID="<22@example.org>"),
        mixed(part(b"%PDF" * (PIECE * 5 // 8), "application/pdf"), Message_ID="<23@example.org>"),
        mail("Never handed over", Message_ID="<24@example.org>"),
        mail("Answers nothing we have", In_Reply_To="<x@example.org>", Message_ID="<25@example.org>"),
    )
    mailbox.refused = {16}
    mailbox.remote_ids = {1: "M1", 2: "M2", 3: "M3"}
    office = {"From": "office@mail.example", "To": "Ana@Example.org", "Subject": "Re: Pothole on Damen"}
    mailbox.send(
        mail("A crew was told.", **office, In_Reply_To="<2@example.org>", Message_ID="<31@mail.example>"),
        mail("We look.", **office, In_Reply_To="<23@example.org>", Message_ID="<32@mail.example>"),
        mail("See you.", **(office | {"To": "kim@example.com"}), Message_ID="<33@mail.example>"),
    )
    return mailbox


def numbered_anew() -> FakeMailbox:
    """The same mails under new numbers, and one that came meanwhile."""
    mailbox = twenty_mails()
    mailbox.renumber()
    mailbox.refused = {uid + 100 for uid in mailbox.refused}
    mailbox.deliver(mail("A new one", Message_ID="<40@example.org>"))
    return mailbox


@dataclass
class Stopped:
    """One office that is stopped and started: ``folder`` is where its data lies while it runs.

    ``left`` are copies of what it leaves when it is stopped before each of its steps, of which there were
    ``steps``.
    """

    store: Store
    folder: Path
    copies: Path
    pool: RememberingPool = field(default_factory=RememberingPool)
    left: list[Path] = field(default_factory=list)
    steps: int = 0

    def read(self, mailbox: FakeMailbox) -> MailBooks:
        """What the program does when it is started."""
        return mail_intake(self.store, mailbox, self.pool, WISH).run(PROGRAM, no_progress, never)

    def read_stepping(self, mailbox: FakeMailbox) -> MailBooks:
        """The same, keeping what it leaves before each step."""
        self.left.clear()
        last: list[list[str]] = [[]]

        def leave() -> None:
            self.steps += 1
            parts = [f"part {each} {self.store.files.part_size(each)}" for each in self.store.files.parts()]
            told = canonical(self.folder) + sorted(parts)
            if told != last[0]:
                last[0] = told
                self.left.append(self._copy(self.copies / f"{self.steps}"))

        with stepping(leave):
            return self.read(mailbox)

    def start_from(self, left: Path) -> None:
        """Be the program that finds this."""
        self.store.close()
        shutil.rmtree(self.folder)
        shutil.copytree(left, self.folder)

    def _copy(self, place: Path) -> Path:
        # The index of the write-ahead log is shared memory, made anew by whoever opens the database first.
        shutil.rmtree(place, ignore_errors=True)
        return Path(shutil.copytree(self.folder, place, ignore=shutil.ignore_patterns("*-shm")))


@pytest.fixture
def office(tmp_path: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stopped]:
    """In memory where there is such a place: this test is about the order of steps, not about a disk."""
    memory = Path("/dev/shm")
    root = memory / f"wardoffice-{tmp_path.name}-{id(tmp_path)}" if memory.is_dir() else tmp_path / "office"
    monkeypatch.setattr(mail_pulling, "LARGE_BYTES", PIECE)
    for module in (mail_pulling, gathering):
        monkeypatch.setattr(module, "PART_BYTES", PIECE)
    # A killed program's lease is passed over; this one's process goes on living.
    monkeypatch.setattr(leases, "_is_alive", lambda _holder: False)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, root, ignore_errors=True)
        live = root / "live"
        live.mkdir(parents=True)
        shutil.copyfile(migrated_file, live / "office.sqlite")
        store = stack.enter_context(open_store(live, sqlite_url(live / "office.sqlite"), lambda: NOW))
        yield Stopped(store, live, root)


def ends_the_same_from_each_step(
    office: Stopped, mailbox: Callable[[], FakeMailbox], books: MailBooks, wanted: list[str]
) -> None:
    for left in office.left:
        office.start_from(left)
        server = mailbox()
        assert office.read(server) == books, f"stopped at step {left.name}"
        server.fetched.clear()
        assert office.read(server) == books
        assert server.fetched == [], "there was nothing to do"
        assert canonical(office.folder) == wanted, f"stopped at step {left.name}"


def what_is_here(store: Store) -> tuple[int, ...]:
    """How many mails, problems and answers owed or given there are."""
    with store.reading() as rows:
        return tuple(rows.scalar(select(func.count(table.id))) or 0 for table in (Message, Case, FollowUp))


def test_an_intake_stopped_at_any_durable_step_and_started_again_ends_in_the_same_state(
    office: Stopped,
) -> None:
    """P3; and where the server numbers its folders anew before the next start, nothing is doubled or lost."""
    books = office.read_stepping(twenty_mails())
    wanted, here = canonical(office.folder), what_is_here(office.store)
    assert (books.shown, books.waiting, books.on_server) == (20, 0, 20)
    assert office.steps > 60
    assert len(office.left) > 40
    ends_the_same_from_each_step(office, twenty_mails, books, wanted)
    for left in office.left[::8]:
        office.start_from(left)
        anew = twenty_mails()
        anew.renumber()
        anew.refused = {uid + 100 for uid in anew.refused}
        assert office.read(anew).waiting == 0, f"stopped at step {left.name}"
        assert what_is_here(office.store) == here, f"stopped at step {left.name}"


def test_a_folder_numbered_anew_that_is_stopped_at_any_durable_step_ends_in_the_same_state(
    office: Stopped,
) -> None:
    """P3; P1: old mail under new numbers is known by its name, its header or its bytes."""
    office.read(twenty_mails())
    here = what_is_here(office.store)
    books = office.read_stepping(numbered_anew())
    wanted = canonical(office.folder)
    assert (books.shown, books.waiting, books.on_server) == (41, 0, 21)
    assert what_is_here(office.store) == (here[0] + 1, here[1] + 1, here[2] + 1)
    assert len(office.left) > 20
    ends_the_same_from_each_step(office, numbered_anew, books, wanted)
