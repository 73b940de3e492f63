"""The mailbox's books: one row for every mail the server showed us, under the folder's UIDVALIDITY (P1)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from wardoffice.domain.books import LedgerState
from wardoffice.domain.ports import MailFacts
from wardoffice.language import text
from wardoffice.store.among import among
from wardoffice.store.batches import batches
from wardoffice.store.bulk import insert_rows, table_of
from wardoffice.store.files import KeptFile
from wardoffice.store.tables import LedgerEntry, MailFolder, StoredFile

_FIRST_RETRY_MINUTES = 10
_LONGEST_MINUTES = 24 * 60

FILES = "files"
"""The account under which imported files are booked; they are not part of any mailbox's equation."""


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail that is booked but not settled; ``raw_sha256`` is there once its bytes are kept.

    ``got_bytes`` is how much of a large mail is kept so far, ``tries`` how often it was asked for in vain.
    """

    ledger_id: int
    uid: int
    raw_sha256: str | None
    got_bytes: int = 0
    tries: int = 0


def open_generation(session: Session, account: str, folder: str, uid_validity: int) -> MailFolder:
    """The folder under this UIDVALIDITY; a new value opens a new generation and keeps the old books."""
    session.execute(
        update(MailFolder)
        .where(
            MailFolder.account == account,
            MailFolder.folder == folder,
            MailFolder.uid_validity != uid_validity,
        )
        .values(current=False)
    )
    row = session.scalar(
        select(MailFolder).where(
            MailFolder.account == account,
            MailFolder.folder == folder,
            MailFolder.uid_validity == uid_validity,
        )
    )
    if row is None:
        row = MailFolder(account=account, folder=folder, uid_validity=uid_validity)
        session.add(row)
    row.current = True
    session.flush()
    return row


def note_folders_read(session: Session, account: str, folders: Collection[str]) -> None:
    """These folders of the account are read now; what else stands in its books was read once."""
    for row in session.scalars(select(MailFolder).where(MailFolder.account == account)):
        row.dropped = row.folder not in folders


def note_accounts_read(session: Session, accounts: Collection[str]) -> None:
    """These mailboxes are read now; the folders of all others were read once."""
    for row in session.scalars(
        select(MailFolder).where(MailFolder.account.not_in((*accounts, FILES)), MailFolder.dropped.is_(False))
    ):
        row.dropped = True


def came_and_went(session: Session, folder_id: int, uids: Collection[int]) -> tuple[list[int], list[int]]:
    """Of the booked mails: those that the server shows again, and those that it shows no longer."""
    there = set(uids)
    booked = select(LedgerEntry.uid).where(LedgerEntry.folder_id == folder_id)
    away = set(session.scalars(booked.where(LedgerEntry.on_server.is_(False))))
    held = set(session.scalars(booked.where(LedgerEntry.on_server.is_(True))))
    return sorted(away & there), sorted(held - there)


def note_on_server(session: Session, folder_id: int, uids: Sequence[int], *, there: bool) -> None:
    """Whether the server shows these mails; no more than a batch of them."""
    session.execute(
        update(LedgerEntry)
        .where(LedgerEntry.folder_id == folder_id, LedgerEntry.uid.in_(uids))
        .values(on_server=there)
        .execution_options(synchronize_session=False)
    )


def unbooked_uids(session: Session, folder_id: int, uids: Collection[int]) -> list[int]:
    """Those of the UIDs that the books do not have, ascending.

    New mail is a set difference, never "above the highest UID": that loses the one mail whose fetch failed in
    the middle, and what was not booked yet when the program was killed.
    """
    known = set(session.scalars(select(LedgerEntry.uid).where(LedgerEntry.folder_id == folder_id)))
    return sorted(set(uids) - known)


def book_uids(
    session: Session, folder_id: int, uids: Sequence[int], now: datetime, *, tidy_due: bool = False
) -> None:
    """Book UIDs that the server shows and the books do not have.

    ``tidy_due`` says that the office wants them tidied on the server once they are in.
    """
    insert_rows(
        session,
        table_of(LedgerEntry),
        [
            {
                "folder_id": folder_id,
                "uid": uid,
                "on_server": True,
                "state": LedgerState.WAITING,
                "created_at": now,
                "tidy_due": tidy_due,
            }
            for uid in uids
        ],
    )


def waiting_mails(session: Session, folder_id: int | None = None) -> list[WaitingMail]:
    """Mails not settled yet, oldest first; of every folder where none is named."""
    statement = (
        select(
            LedgerEntry.id,
            LedgerEntry.uid,
            LedgerEntry.raw_sha256,
            LedgerEntry.got_bytes,
            LedgerEntry.tries,
        )
        .where(LedgerEntry.state == LedgerState.WAITING)
        .order_by(LedgerEntry.id)
    )
    if folder_id is not None:
        statement = statement.where(LedgerEntry.folder_id == folder_id)
    return [WaitingMail(*row) for row in session.execute(statement)]


def stranded_mails(session: Session, account: str, folder: str) -> dict[int, list[WaitingMail]]:
    """Mails that wait in earlier generations of a folder, by generation: their UIDs mean nothing now."""
    earlier = session.scalars(
        select(MailFolder.id).where(
            MailFolder.account == account, MailFolder.folder == folder, MailFolder.current.is_(False)
        )
    )
    found = {folder_id: waiting_mails(session, folder_id) for folder_id in earlier}
    return {folder_id: mails for folder_id, mails in found.items() if mails}


def settled_already(session: Session, ledger_id: int) -> tuple[LedgerState, str] | None:
    """Where a mail stands and why, if it waits no longer."""
    row = session.get_one(LedgerEntry, ledger_id, with_for_update=True)
    return None if row.state is LedgerState.WAITING else (row.state, row.reason)


def keep_raw(session: Session, ledger_id: int, kept: KeptFile, now: datetime) -> None:
    """Say where the mail's bytes are kept."""
    keep_raws(session, {ledger_id: (kept, "")}, now)


def keep_raws(session: Session, kept: Mapping[int, tuple[KeptFile, str]], now: datetime) -> None:
    """Say where the bytes of mails are kept, and by what header each is recognised under another number."""
    files = {file.sha256: file for file, _ in kept.values()}
    known = set(session.scalars(select(StoredFile.sha256).where(among(StoredFile.sha256, sorted(files)))))
    session.add_all(
        StoredFile(sha256=file.sha256, size=file.size, media_type="message/rfc822", created_at=now)
        for file in files.values()
        if file.sha256 not in known
    )
    session.flush()
    for row in session.scalars(select(LedgerEntry).where(among(LedgerEntry.id, sorted(kept)))):
        file, row.header_sha256 = kept[row.id]
        row.raw_sha256, row.size = file.sha256, file.size


def note_facts(session: Session, folder_id: int, facts: Mapping[int, MailFacts]) -> None:
    """Remember what the server says of mails that wait."""
    rows = session.scalars(
        select(LedgerEntry).where(LedgerEntry.folder_id == folder_id, among(LedgerEntry.uid, list(facts)))
    )
    for row in rows:
        row.size, row.remote_id = facts[row.uid].size, facts[row.uid].remote_id


def note_got(session: Session, ledger_id: int, got_bytes: int) -> None:
    """So many bytes of a large mail are kept."""
    session.get_one(LedgerEntry, ledger_id).got_bytes = got_bytes


def note_vain_try(session: Session, ledger_ids: Collection[int]) -> None:
    """The connection broke while these were fetched: one of them may be what broke it."""
    for row in session.scalars(select(LedgerEntry).where(among(LedgerEntry.id, sorted(ledger_ids)))):
        row.tries += 1


def note_reason(session: Session, ledger_id: int, reason: str) -> None:
    """Something to be said of a mail whatever becomes of it."""
    session.get_one(LedgerEntry, ledger_id).reason = reason


def settle(
    session: Session,
    ledger_id: int,
    state: LedgerState,
    now: datetime,
    *,
    reason: str = "",
    message_id: int | None = None,
) -> None:
    """Say what became of a mail, beside what was noted while it waited."""
    row = session.get_one(LedgerEntry, ledger_id)
    noted = row.reason if row.state is LedgerState.WAITING else ""
    row.state, row.reason, row.message_id = state, "; ".join(filter(None, (noted, reason))), message_id
    row.tries += 1
    row.settled_at = None if state is LedgerState.WAITING else now


def settle_withheld(
    session: Session, ledger_id: int, now: datetime, *, reason: str, subject: str, sender: str
) -> None:
    """The server has this mail and does not hand it over; it is asked again later, ever more seldom."""
    settle(session, ledger_id, LedgerState.UNREADABLE, now, reason=reason)
    row = session.get_one(LedgerEntry, ledger_id)
    row.subject, row.sender = subject, sender[:320]
    row.retry_at = now + timedelta(minutes=min(_FIRST_RETRY_MINUTES << (row.tries - 1), _LONGEST_MINUTES))


def ask_again(session: Session, folder_id: int, uids: Collection[int], now: datetime) -> None:
    """Mails that were withheld wait again when their time has come; those no longer there are gone.

    Those that were gone and are there wait again: some servers deny what they have for a while, and no number
    is given twice (RFC 3501 section 2.3.1.1).
    """
    withheld = select(LedgerEntry).where(
        LedgerEntry.folder_id == folder_id,
        LedgerEntry.state == LedgerState.UNREADABLE,
        LedgerEntry.raw_sha256.is_(None),
        LedgerEntry.retry_at.is_not(None),
    )
    there = set(uids)
    for row in session.scalars(withheld):
        if row.uid not in there:
            row.state, row.settled_at, row.retry_at = LedgerState.GONE, now, None
            row.reason = text("the server would not hand it over, and has it no longer")
        elif row.retry_at is not None and row.retry_at <= now:
            row.state, row.reason, row.settled_at = LedgerState.WAITING, "", None
    denied = select(LedgerEntry).where(
        LedgerEntry.folder_id == folder_id,
        LedgerEntry.state == LedgerState.GONE,
        LedgerEntry.raw_sha256.is_(None),
    )
    for row in session.scalars(denied):
        if row.uid in there:
            row.state, row.reason, row.settled_at = LedgerState.WAITING, "", None
    _give_up_old_numbers(session, session.get_one(MailFolder, folder_id), now)


def _give_up_old_numbers(session: Session, folder: MailFolder, now: datetime) -> None:
    """What was withheld under numbers that the server has given up stands in the books under its new one."""
    same = (MailFolder.account == folder.account) & (MailFolder.folder == folder.folder)
    earlier = select(MailFolder.id).where(same, MailFolder.current.is_(False))
    session.execute(
        update(LedgerEntry)
        .where(
            LedgerEntry.folder_id.in_(earlier),
            LedgerEntry.state == LedgerState.UNREADABLE,
            LedgerEntry.raw_sha256.is_(None),
        )
        .values(
            state=LedgerState.GONE,
            retry_at=None,
            settled_at=now,
            reason=text("the server numbered the folder anew: it is asked for under its new number"),
        )
        .execution_options(synchronize_session=False)
    )


def settle_gone(session: Session, folder_id: int, uids: Iterable[int], now: datetime, reason: str) -> None:
    """These were shown and are no longer there."""
    for some in batches(list(uids)):
        session.execute(
            update(LedgerEntry)
            .where(
                LedgerEntry.folder_id == folder_id,
                LedgerEntry.uid.in_(some),
                LedgerEntry.raw_sha256.is_(None),
                LedgerEntry.state == LedgerState.WAITING,
            )
            .values(state=LedgerState.GONE, reason=reason, settled_at=now)
            .execution_options(synchronize_session=False)
        )


def waiting_again(session: Session, ledger_id: int) -> WaitingMail | None:
    """Put a mail that could not be read back among the waiting; None for one that stands elsewhere.

    One that waits already stays: in a folder that is read no longer, nothing else comes back to it.
    """
    row = session.get_one(LedgerEntry, ledger_id)
    if row.state not in {LedgerState.UNREADABLE, LedgerState.WAITING}:
        return None
    row.state, row.reason, row.settled_at = LedgerState.WAITING, "", None
    return WaitingMail(row.id, row.uid, row.raw_sha256, row.got_bytes)


def book_file(session: Session, name: str, now: datetime) -> tuple[int, int]:
    """Book a mail that came from a file; returns its ledger id and its number in that file's books."""
    folder = open_generation(session, FILES, name[:300], 0)
    last = session.scalar(select(func.max(LedgerEntry.uid)).where(LedgerEntry.folder_id == folder.id))
    row = LedgerEntry(folder_id=folder.id, uid=(last or 0) + 1, state=LedgerState.WAITING, created_at=now)
    session.add(row)
    session.flush()
    return row.id, row.uid


def settle_look(
    session: Session, now: datetime, *, ledger_id: int | None = None, message_id: int | None = None
) -> list[int]:
    """A person looked at a mail that was left alone: it counts as taken in from now on.

    Returns the ids of the lines that this was so of.
    """
    which = LedgerEntry.id == ledger_id if ledger_id is not None else LedgerEntry.message_id == message_id
    rows = session.scalars(select(LedgerEntry).where(which, LedgerEntry.state == LedgerState.LEFT_ALONE))
    return [_look(row, LedgerState.IMPORTED, now) for row in rows.all()]


def look_again(session: Session, ledger_ids: Collection[int]) -> None:
    """What came of a person's look was taken back: these are left alone as before."""
    for row in session.scalars(select(LedgerEntry).where(LedgerEntry.id.in_(ledger_ids))):
        _look(row, LedgerState.LEFT_ALONE, None)


def _look(row: LedgerEntry, state: LedgerState, at: datetime | None) -> int:
    row.state, row.settled_at = state, at
    return row.id
