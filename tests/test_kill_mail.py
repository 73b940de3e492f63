"""An intake of 20 mails, stopped at each of its durable steps and started again: the same final state (P3).

As the tests of isync do it: run once undisturbed, then stop exactly before each step that lasts (a commit, a
file moved into its place, a piece of a large mail), start again, compare, and start once more with nothing to
do. What a program killed there leaves behind is what the disk holds at that moment, so the undisturbed run is
copied before each step. ``test_kill`` does the same with SIGKILL, at points drawn by lot.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests import gathering
from tests.canonical import canonical
from tests.databases import migrated_file, open_store
from tests.gathering import PROGRAM, FakeMailbox, mail_intake, never, no_progress
from tests.mail.mails import JPEG, mail, mixed, part, picture
from wardoffice.domain.books import MailBooks
from wardoffice.domain.ports import TidyWish
from wardoffice.office import mail_pulling
from wardoffice.store import leases
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore

__all__ = ["migrated_file"]

NOW = datetime(2026, 11, 3, 15, tzinfo=UTC)
WISH = TidyWish(mark_seen=True)
PIECE = 8_192
"""Bytes of a piece of a large mail here: small, so that reading it takes no time."""


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


def twenty_mails() -> FakeMailbox:
    """Of every fate: problems, a photo, replies, doubles, what cannot be read, a large one, one withheld."""
    said = [mail(f"Pothole number {each}", Message_ID=f"<{each}@example.org>") for each in range(12)]
    mailbox = FakeMailbox()
    mailbox.deliver(
        *said,
        said[3],
        mail("Still there", In_Reply_To="<1@example.org>", Message_ID="<20@example.org>"),
        mixed(part("Look"), picture(JPEG), Message_ID="<21@example.org>"),
        b"\0\1\2" * 40,
        mail("I am away", Auto_Submitted="auto-replied", Message_ID="<22@example.org>"),
        mixed(part(b"%PDF" * (PIECE * 5 // 8), "application/pdf"), Message_ID="<23@example.org>"),
        mail("Never handed over", Message_ID="<24@example.org>"),
        mail("Answers nothing we have", In_Reply_To="<x@example.org>", Message_ID="<25@example.org>"),
    )
    mailbox.refused = {19}
    return mailbox


@pytest.fixture
def fast_folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where there is such a place: this test is about the order of steps, not about a disk."""
    memory = Path("/dev/shm")
    if not memory.is_dir():
        yield tmp_path
        return
    folder = memory / f"wardoffice-{tmp_path.name}-{id(tmp_path)}"
    folder.mkdir()
    yield folder
    shutil.rmtree(folder)


def read(folder: Path, mailbox: FakeMailbox) -> MailBooks:
    with open_store(folder, sqlite_url(folder / "office.sqlite"), lambda: NOW) as store:
        return mail_intake(store, mailbox, wish=WISH).run(PROGRAM, no_progress, never)


def test_an_intake_stopped_at_any_durable_step_and_started_again_ends_in_the_same_state(
    fast_folder: Path, migrated_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail_pulling, "LARGE_BYTES", PIECE)
    for module in (mail_pulling, gathering):
        monkeypatch.setattr(module, "PART_BYTES", PIECE)
    undisturbed = fast_folder / "undisturbed"
    undisturbed.mkdir()
    shutil.copyfile(migrated_file, undisturbed / "office.sqlite")
    left: list[Path] = []

    def leave() -> None:
        left.append(fast_folder / f"{len(left)}")
        # The index of the write-ahead log is shared memory, made anew by whoever opens the database first.
        shutil.copytree(undisturbed, left[-1], ignore=shutil.ignore_patterns("*-shm"))

    with stepping(leave):
        wanted_books = read(undisturbed, twenty_mails())
    wanted = canonical(undisturbed)
    assert (wanted_books.shown, wanted_books.waiting) == (20, 0)
    assert len(left) > 40
    # A killed program's lease is passed over; this one's process goes on living.
    monkeypatch.setattr(leases, "_is_alive", lambda _holder: False)
    for step, folder in enumerate(left):
        mailbox = twenty_mails()
        assert read(folder, mailbox) == wanted_books, f"stopped at step {step}"
        mailbox.fetched.clear()
        assert read(folder, mailbox) == wanted_books
        assert mailbox.fetched == [], "there was nothing to do"
        assert canonical(folder) == wanted, f"stopped at step {step}"
        shutil.rmtree(folder)
