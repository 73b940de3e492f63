"""Outside samples go through the whole intake: one accounted row each, and no exception (P1, P8).

Every one of them is read in ``tests/mail/test_reading.py``; filing is slower, so here it is one in sixteen.
"""

from sqlalchemy import func, select

from tests.gathering import PROGRAM, FakeMailbox, mail_intake, never, no_progress
from tests.samples import samples
from wardoffice.domain.books import LedgerState
from wardoffice.store.store import Store
from wardoffice.store.tables import LedgerEntry, Message

_ONE_IN = 16


def test_each_sample_mail_is_one_row_of_the_books(store: Store) -> None:
    mails = [path.read_bytes() for path in samples("mail")[::_ONE_IN]]
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
