"""The mailbox's books: one row for every mail the server showed us, under the folder's UIDVALIDITY (P1)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, false, func, select, true, update
from sqlalchemy.orm import Session

from wardoffice.domain.books import LedgerLine, LedgerState, MailBooks
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.ports import MailFacts
from wardoffice.language import text
from wardoffice.store.among import among
from wardoffice.store.batches import batches
from wardoffice.store.bulk import insert_rows, table_of
from wardoffice.store.files import FileStore, KeptFile
from wardoffice.store.tables import Case, LedgerEntry, MailFolder, Message, MessageLink, Request, StoredFile

_FIRST_RETRY_MINUTES = 10
_LONGEST_MINUTES = 24 * 60

FILES = "files"
"""The account under which imported files are booked; they are not part of any mailbox's equation."""


@dataclass(frozen=True, slots=True)
class WaitingMail:
    """A mail that is booked but not settled; ``raw_sha256`` is there once its bytes are kept.

    ``got_bytes`` is how much of a large mail is kept so far.
    """

    ledger_id: int
    uid: int
    raw_sha256: str | None
    got_bytes: int = 0


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


def note_shown(session: Session, folder_id: int, count: int) -> None:
    """The server shows so many mails in the folder now."""
    session.get_one(MailFolder, folder_id).on_server = count


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
    """Book UIDs that the books do not have.

    ``tidy_due`` says that the office wants them tidied on the server once they are in.
    """
    insert_rows(
        session,
        table_of(LedgerEntry),
        [
            {
                "folder_id": folder_id,
                "uid": uid,
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
        select(LedgerEntry.id, LedgerEntry.uid, LedgerEntry.raw_sha256, LedgerEntry.got_bytes)
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
    """Mails that were withheld wait again when their time has come; those no longer there are gone."""
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


def mail_books(session: Session, account: str | None = None) -> MailBooks:
    """P1's equation of one mailbox, or over all; "on the server" is of each folder's current generation."""
    ours = MailFolder.account != FILES if account is None else MailFolder.account == account
    counted = session.execute(
        select(LedgerEntry.state, func.count())
        .join(MailFolder, MailFolder.id == LedgerEntry.folder_id)
        .where(ours)
        .group_by(LedgerEntry.state)
    ).all()
    on_server = session.scalar(
        select(func.coalesce(func.sum(MailFolder.on_server), 0)).where(MailFolder.current, ours)
    )
    return books_of(dict(counted), int(on_server or 0))


def books_of(counted: Mapping[LedgerState, int], on_server: int) -> MailBooks:
    """P1's equation of mails counted by where they stand."""
    return MailBooks(
        imported=counted.get(LedgerState.IMPORTED, 0),
        known=counted.get(LedgerState.KNOWN, 0),
        left_alone=counted.get(LedgerState.LEFT_ALONE, 0),
        unreadable=counted.get(LedgerState.UNREADABLE, 0),
        gone=counted.get(LedgerState.GONE, 0),
        waiting=counted.get(LedgerState.WAITING, 0),
        on_server=on_server,
    )


def ledger_lines(
    session: Session,
    files: FileStore,
    state: LedgerState,
    hidden_cases: Sequence[int],
    limit: int,
    *,
    kind: MessageKind | None = None,
) -> tuple[LedgerLine, ...]:
    """The mails of one state, and of one kind where given, without those of cases the viewer may not see.

    Newest first; of what needs a look, what speaks of danger before the rest.
    """
    case_of = (
        select(Case.root_id)
        .join(Request, Request.case_id == Case.id)
        .where(Request.message_id == LedgerEntry.message_id, Request.withdrawn_at.is_(None))
        .limit(1)
        .scalar_subquery()
    )
    linked = (
        select(Case.root_id)
        .join(MessageLink, MessageLink.case_id == Case.id)
        .where(MessageLink.message_id == LedgerEntry.message_id, MessageLink.withdrawn_at.is_(None))
        .limit(1)
        .scalar_subquery()
    )
    filed = func.coalesce(case_of, linked)
    rows = session.execute(
        select(LedgerEntry, MailFolder.folder, Message, filed)
        .join(MailFolder, MailFolder.id == LedgerEntry.folder_id)
        .outerjoin(Message, Message.id == LedgerEntry.message_id)
        .where(
            LedgerEntry.state == state,
            _listed(state),
            filed.is_(None) | filed.not_in(hidden_cases),
            true() if kind is None else Message.kind == kind,
        )
        .order_by(*_first(state), LedgerEntry.id.desc())
        .limit(limit)
    )
    return tuple(
        LedgerLine(
            ledger_id=row.id,
            folder=folder,
            uid=row.uid,
            state=row.state,
            subject=message.subject if message else row.subject,
            sender=_whose(message) if message else row.sender,
            at=message.received_at if message else row.created_at,
            reason=row.reason or (message.kind_reason if message else ""),
            raw=files.path(row.raw_sha256) if row.raw_sha256 else None,
            message_id=row.message_id,
            case_id=case_id,
            kind=message.kind if message else None,
            doubt=message.sender_doubt if message else "",
        )
        for row, folder, message, case_id in rows
    )


def waiting_again(session: Session, ledger_id: int) -> WaitingMail | None:
    """Put a mail that could not be read back among the waiting; None for one that stands elsewhere."""
    row = session.get_one(LedgerEntry, ledger_id)
    if row.state is not LedgerState.UNREADABLE:
        return None
    row.state, row.reason, row.settled_at = LedgerState.WAITING, "", None
    return _waiting(row)


def book_file(session: Session, name: str, now: datetime) -> tuple[int, int]:
    """Book a mail that came from a file; returns its ledger id and its number in that file's books."""
    folder = open_generation(session, FILES, name[:300], 0)
    last = session.scalar(select(func.max(LedgerEntry.uid)).where(LedgerEntry.folder_id == folder.id))
    row = LedgerEntry(folder_id=folder.id, uid=(last or 0) + 1, state=LedgerState.WAITING, created_at=now)
    session.add(row)
    session.flush()
    return row.id, row.uid


def _whose(message: Message) -> str:
    """Who wrote it; of a mail of ours whom it went to."""
    if message.kind is not MessageKind.SENT:
        return message.sender_name or message.sender_address
    to = next((name or address for name, address in message.recipients), "")
    return text("to {name}", name=to or text("nobody"))


def _waiting(row: LedgerEntry) -> WaitingMail:
    return WaitingMail(row.id, row.uid, row.raw_sha256, row.got_bytes)


def _first(state: LedgerState) -> tuple[ColumnElement[bool], ...]:
    return (func.coalesce(Message.danger != "", false()).desc(),) if state is LedgerState.LEFT_ALONE else ()


def _listed(state: LedgerState) -> ColumnElement[bool]:
    """Imported files are in no mailbox's books; those that need a look are listed all the same."""
    needs_a_look = state in {LedgerState.UNREADABLE, LedgerState.LEFT_ALONE}
    return true() if needs_a_look else MailFolder.account != FILES


def settle_look(
    session: Session, now: datetime, *, ledger_id: int | None = None, message_id: int | None = None
) -> None:
    """A person looked at a mail that was left alone: it counts as taken in from now on."""
    which = LedgerEntry.id == ledger_id if ledger_id is not None else LedgerEntry.message_id == message_id
    for row in session.scalars(select(LedgerEntry).where(which, LedgerEntry.state == LedgerState.LEFT_ALONE)):
        row.state, row.settled_at = LedgerState.IMPORTED, now


def need_a_look(session: Session) -> tuple[int, int]:
    """How many mails could not be read, and how many were left alone, imported files among them."""
    counted = dict(
        session.execute(
            select(LedgerEntry.state, func.count())
            .where(LedgerEntry.state.in_((LedgerState.UNREADABLE, LedgerState.LEFT_ALONE)))
            .group_by(LedgerEntry.state)
        ).all()
    )
    return counted.get(LedgerState.UNREADABLE, 0), counted.get(LedgerState.LEFT_ALONE, 0)
