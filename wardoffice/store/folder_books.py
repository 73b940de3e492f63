"""The mailbox's books folder by folder (P1)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from wardoffice.domain.books import FolderBooks, LedgerState
from wardoffice.store.ledger import FILES
from wardoffice.store.ledger_reading import books_of, filed_under, shown_now
from wardoffice.store.tables import LedgerEntry, MailFolder


def folder_books(session: Session, hidden_cases: Sequence[int] = ()) -> tuple[FolderBooks, ...]:
    """P1's equation of each folder that is read, over all its generations; those of sent mail last.

    Mails of ``hidden_cases`` are counted like all others, and beside that as restricted.
    """
    counted: dict[tuple[str, str], dict[LedgerState, int]] = defaultdict(dict)
    for account, folder, state, count in session.execute(
        select(MailFolder.account, MailFolder.folder, LedgerEntry.state, func.count())
        .join(LedgerEntry, LedgerEntry.folder_id == MailFolder.id)
        .where(MailFolder.account != FILES)
        .group_by(MailFolder.account, MailFolder.folder, LedgerEntry.state)
    ):
        counted[account, folder][state] = count
    on_server = _counted(session, shown_now())
    restricted = _counted(session, filed_under().in_(hidden_cases) if hidden_cases else None)
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
            replace(
                books_of(counted[row.account, row.folder], on_server[row.account, row.folder]),
                restricted=restricted[row.account, row.folder],
            ),
            row.read_at,
        )
        for row in now
    )


def _counted(session: Session, those: ColumnElement[bool] | None) -> Counter[tuple[str, str]]:
    """How many of them each folder has, by account and name; none of None."""
    if those is None:
        return Counter()
    rows = session.execute(
        select(MailFolder.account, MailFolder.folder, func.count())
        .join(LedgerEntry, LedgerEntry.folder_id == MailFolder.id)
        .where(MailFolder.account != FILES, those)
        .group_by(MailFolder.account, MailFolder.folder)
    )
    return Counter({(account, folder): count for account, folder, count in rows})
