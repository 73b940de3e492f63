"""The mailbox's books folder by folder (P1)."""

from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.books import FolderBooks, LedgerState
from wardoffice.store.ledger import FILES
from wardoffice.store.ledger_reading import books_of
from wardoffice.store.tables import LedgerEntry, MailFolder


def folder_books(session: Session) -> tuple[FolderBooks, ...]:
    """P1's equation of each folder that is read, over all its generations; those of sent mail last."""
    counted: dict[tuple[str, str], dict[LedgerState, int]] = defaultdict(dict)
    for account, folder, state, count in session.execute(
        select(MailFolder.account, MailFolder.folder, LedgerEntry.state, func.count())
        .join(LedgerEntry, LedgerEntry.folder_id == MailFolder.id)
        .where(MailFolder.account != FILES)
        .group_by(MailFolder.account, MailFolder.folder, LedgerEntry.state)
    ):
        counted[account, folder][state] = count
    now = session.scalars(
        select(MailFolder)
        .where(MailFolder.current, MailFolder.account != FILES, MailFolder.dropped.is_(False))
        .order_by(MailFolder.account, MailFolder.sent, MailFolder.folder)
    )
    return tuple(
        FolderBooks(
            row.account,
            row.folder,
            row.sent,
            books_of(counted[row.account, row.folder], row.on_server),
            row.read_at,
        )
        for row in now
    )
