"""Outside samples go through the whole intake: one accounted row each, and no exception (P1, P8).

All of them on SQLite; a part on PostgreSQL, where only the store differs.
"""

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.gathering import PROGRAM, FakeMailbox, mail_intake, never, no_progress
from tests.samples import samples
from wardoffice.domain.books import LedgerState
from wardoffice.store.store import Store
from wardoffice.store.tables import LedgerEntry, Message

pytestmark = pytest.mark.long

_ONE_IN = 16


@pytest.mark.timeout(240)
def test_every_sample_mail_is_one_row_of_the_books(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A third of the time goes into waiting for the disk; that files outlive a power cut is tested elsewhere.
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    _filed(sqlite_store, samples("mail"))


def test_each_of_a_part_of_the_samples_is_one_row_in_either_database(store: Store) -> None:
    _filed(store, samples("mail")[::_ONE_IN])


def _filed(store: Store, paths: list[Path]) -> None:
    mails = [path.read_bytes() for path in paths]
    mailbox = FakeMailbox()
    mailbox.deliver(*mails)
    books = mail_intake(store, mailbox).run(PROGRAM, no_progress, never)
    with store.reading() as session:
        rows = session.scalar(select(func.count()).select_from(LedgerEntry))
        reasons = session.scalars(
            select(LedgerEntry.reason).where(LedgerEntry.state == LedgerState.UNREADABLE)
        ).all()
        filed = session.scalar(select(func.count()).select_from(Message)) or 0
    assert (books.shown, books.waiting, rows) == (len(mails), 0, len(mails))
    assert all(reasons)
    assert not [each for each in reasons if "unexpected" in each.casefold()]
    assert filed + books.known + len(reasons) == len(mails)
