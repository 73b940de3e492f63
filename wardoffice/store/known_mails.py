"""Recognises mails of the ledger under other numbers: after a folder was numbered anew, or in another folder.

What the server's own name of a mail or its header says is enough not to fetch it a second time. Everything
else is fetched, and known by its content.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarResult, exists, or_, select, true
from sqlalchemy.orm import Session

from wardoffice.domain.books import LedgerState
from wardoffice.domain.messages import MessageKind
from wardoffice.language import text
from wardoffice.store.among import among
from wardoffice.store.server_tidying import tidy_as_its_twin
from wardoffice.store.tables import LedgerEntry, MailFolder, Message

_SETTLED_HERE = (LedgerState.IMPORTED, LedgerState.KNOWN, LedgerState.LEFT_ALONE, LedgerState.UNREADABLE)


def was_numbered_anew(session: Session, account: str, folder: str) -> bool:
    """Whether the folder has books under an earlier UIDVALIDITY."""
    earlier = exists().where(
        MailFolder.account == account, MailFolder.folder == folder, MailFolder.current.is_(False)
    )
    return bool(session.scalar(select(earlier)))


def sizes_kept(session: Session, account: str, sizes: Collection[int]) -> set[int]:
    """Those of these sizes, in bytes, that a mail of the account with a telling header has."""
    return set(
        session.scalars(
            select(LedgerEntry.size)
            .join(MailFolder, MailFolder.id == LedgerEntry.folder_id)
            .where(
                MailFolder.account == account,
                LedgerEntry.header_sha256 != "",
                among(LedgerEntry.size, sorted(set(sizes))),
            )
        )
    )


def settle_by_remote_id(
    session: Session, account: str, folder_id: int, names: Mapping[int, str], now: datetime
) -> set[int]:
    """Settle waiting mails, by UID, whose name at the server is known in the account; returns their UIDs."""
    names = {uid: name for uid, name in names.items() if name}
    twins = {
        row.remote_id: row
        for row in _twins(
            session, account, folder_id, among(LedgerEntry.remote_id, sorted(set(names.values())))
        )
    }
    return _settle(
        session, folder_id, {uid: twins[name] for uid, name in names.items() if name in twins}, now
    )


def settle_by_header(
    session: Session, account: str, folder_id: int, digests: Mapping[int, tuple[str, int]], now: datetime
) -> set[int]:
    """Settle waiting mails, by UID, whose header digest and size are those of a known one; returns them."""
    digests = {uid: told for uid, told in digests.items() if told[0]}
    twins = {
        (row.header_sha256, row.size): row
        for row in _twins(
            session,
            account,
            folder_id,
            among(LedgerEntry.header_sha256, sorted({digest for digest, _ in digests.values()})),
        )
    }
    return _settle(
        session, folder_id, {uid: twins[told] for uid, told in digests.items() if told in twins}, now
    )


def listed_as_unreadable(session: Session, ledger_id: int, raw_sha256: str) -> bool:
    """Whether an earlier row of the books says already that these very bytes cannot be read."""
    other = exists().where(
        LedgerEntry.raw_sha256 == raw_sha256,
        LedgerEntry.state == LedgerState.UNREADABLE,
        LedgerEntry.id < ledger_id,
    )
    return bool(session.scalar(select(other)))


def _twins(
    session: Session, account: str, folder_id: int, which: ColumnElement[bool]
) -> ScalarResult[LedgerEntry]:
    """The mails of the account that ``which`` says are the same.

    What lies among our sent mail is read all the same, unless it is known to be ours: the copy of an answer
    that came to the inbox may have been taken for a resident's mail.
    """
    ours = or_(MailFolder.sent, Message.kind == MessageKind.SENT)
    return session.scalars(
        select(LedgerEntry)
        .join(MailFolder, MailFolder.id == LedgerEntry.folder_id)
        .outerjoin(Message, Message.id == LedgerEntry.message_id)
        .where(
            ours if session.get_one(MailFolder, folder_id).sent else true(),
            MailFolder.account == account,
            LedgerEntry.state.in_(_SETTLED_HERE),
            LedgerEntry.raw_sha256.is_not(None),
            which,
        )
        .order_by(LedgerEntry.id.desc())
    )


def _settle(session: Session, folder_id: int, twins: Mapping[int, LedgerEntry], now: datetime) -> set[int]:
    rows = session.scalars(
        select(LedgerEntry).where(
            LedgerEntry.folder_id == folder_id,
            LedgerEntry.state == LedgerState.WAITING,
            among(LedgerEntry.uid, sorted(twins)),
        )
    )
    settled = set()
    for row in rows:
        twin = twins[row.uid]
        row.state, row.settled_at = LedgerState.KNOWN, now
        row.reason = text("the same mail is here already")
        row.message_id, row.raw_sha256 = twin.message_id, twin.raw_sha256
        row.header_sha256, row.size = twin.header_sha256, twin.size
        tidy_as_its_twin(session, row, twin)
        settled.add(row.uid)
    session.flush()
    return settled
