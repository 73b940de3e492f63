"""Which mails wait for what the office wants done to them on the server.

Only those first seen after the office switched it on. A folder that is numbered anew shows all its old mail
once more, and a person may move an old mail into another folder that is read: neither makes it a new one.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.books import LedgerState
from wardoffice.store.among import among
from wardoffice.store.tables import LedgerEntry, MailFolder

_IN = (LedgerState.IMPORTED, LedgerState.KNOWN)


def tidy_due(session: Session, folder_id: int) -> list[int]:
    """The UIDs of mails that are in and wait for what the office wants done to them on the server.

    A mail that was left alone, or could not be read, stays as it is until somebody has looked at it; so does
    a copy of it.
    """
    other = aliased(LedgerEntry)
    nobody_looked = exists().where(
        other.message_id == LedgerEntry.message_id, other.state == LedgerState.LEFT_ALONE
    )
    nobody_could_read = exists().where(
        other.raw_sha256 == LedgerEntry.raw_sha256, other.state == LedgerState.UNREADABLE
    )
    return list(
        session.scalars(
            select(LedgerEntry.uid)
            .where(
                LedgerEntry.folder_id == folder_id,
                LedgerEntry.tidy_due,
                LedgerEntry.state.in_(_IN),
                ~nobody_looked,
                ~nobody_could_read,
            )
            .order_by(LedgerEntry.uid)
        )
    )


def tidied(session: Session, folder_id: int, uids: Collection[int]) -> None:
    """These were done."""
    for row in session.scalars(
        select(LedgerEntry).where(LedgerEntry.folder_id == folder_id, among(LedgerEntry.uid, sorted(uids)))
    ):
        row.tidy_due, row.tidied = False, True


def tidy_as_its_twin(session: Session, row: LedgerEntry, twin: LedgerEntry) -> None:
    """A mail turned out to be one that the books know: it is tidied only if that one was to be.

    In an earlier numbering of the same folder the other is the very same mail: what waits for it waits for
    this one from now on, and what was done is not done again. Elsewhere it is a copy, with a turn of its own
    where the other had one.
    """
    if not row.tidy_due:
        return
    here, there = session.get_one(MailFolder, row.folder_id), session.get_one(MailFolder, twin.folder_id)
    if here.account != there.account or there.sent:
        return
    if here.id != there.id and here.folder == there.folder:
        row.tidy_due, twin.tidy_due = twin.tidy_due, False
    else:
        row.tidy_due = twin.tidy_due or twin.tidied


def tidy_as_its_message(session: Session, ledger_id: int, message_id: int) -> None:
    """The same for a mail that was known by its content: ``message_id`` is what the first of them became."""
    row = session.get_one(LedgerEntry, ledger_id)
    _tidy_as_first_of(session, row, LedgerEntry.message_id == message_id)


def tidy_as_its_bytes(session: Session, ledger_id: int, raw_sha256: str) -> None:
    """The same for a mail that was known by its very bytes, which nobody could read."""
    row = session.get_one(LedgerEntry, ledger_id)
    _tidy_as_first_of(session, row, LedgerEntry.raw_sha256 == raw_sha256)


def _tidy_as_first_of(session: Session, row: LedgerEntry, alike: ColumnElement[bool]) -> None:
    account = session.get_one(MailFolder, row.folder_id).account
    twin = session.scalar(
        select(LedgerEntry)
        .join(MailFolder, MailFolder.id == LedgerEntry.folder_id)
        .where(alike, LedgerEntry.id != row.id, MailFolder.account == account, MailFolder.sent.is_(False))
        .order_by(LedgerEntry.id)
        .limit(1)
    )
    if twin is not None:
        tidy_as_its_twin(session, row, twin)
