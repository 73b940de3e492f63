"""What the mailbox's books say: P1's equation, the list behind each number, and what needs a look."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import Session

from wardoffice.domain.books import LedgerLine, LedgerState, MailBooks, MailList, MailOrigin, OtherBooks
from wardoffice.domain.messages import MessageKind
from wardoffice.language import text
from wardoffice.store.files import FileStore
from wardoffice.store.ledger import FILES
from wardoffice.store.tables import Case, LedgerEntry, MailFolder, Message, MessageLink, Request


def mail_books(
    session: Session,
    account: str | None = None,
    origin: MailOrigin = MailOrigin.READ,
    hidden_cases: Sequence[int] = (),
) -> MailBooks:
    """P1's equation of what came from there, of one mailbox or of all.

    Mails of ``hidden_cases`` are counted like all
    others, or the equation would not hold, and beside that as restricted.
    """
    ours = _from(origin) if account is None else _from(origin) & (MailFolder.account == account)
    counted = session.execute(
        select(LedgerEntry.state, func.count())
        .join(MailFolder, MailFolder.id == LedgerEntry.folder_id)
        .where(ours)
        .group_by(LedgerEntry.state)
    ).all()
    on_server = session.scalar(
        select(func.count())
        .select_from(LedgerEntry)
        .join(MailFolder, MailFolder.id == LedgerEntry.folder_id)
        .where(ours, shown_now())
    )
    books = books_of(dict(counted), on_server or 0)
    if not hidden_cases:
        return books
    restricted = session.scalar(
        select(func.count())
        .select_from(LedgerEntry)
        .join(MailFolder, MailFolder.id == LedgerEntry.folder_id)
        .where(ours, filed_under().in_(hidden_cases))
    )
    return replace(books, restricted=restricted or 0)


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
    which: MailList,
    hidden_cases: Sequence[int],
    limit: int,
    *,
    kind: MessageKind | None = None,
) -> tuple[LedgerLine, ...]:
    """The mails behind a number, of one kind where given; none of cases the viewer may not see.

    Newest first; of what needs a look, what speaks of danger before the rest.
    """
    filed = filed_under()
    rows = session.execute(
        select(LedgerEntry, MailFolder.folder, Message, filed)
        .join(MailFolder, MailFolder.id == LedgerEntry.folder_id)
        .outerjoin(Message, Message.id == LedgerEntry.message_id)
        .where(
            _from(which.origin),
            *_among(which),
            filed.is_(None) | filed.not_in(hidden_cases),
            true() if kind is None else Message.kind == kind,
        )
        .order_by(*_first(which.state), LedgerEntry.id.desc())
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


def other_books(session: Session, hidden_cases: Sequence[int] = ()) -> tuple[OtherBooks, ...]:
    """The books of what is no part of the equation: folders that are read no longer, and imported files."""
    named = session.execute(
        select(MailFolder.account, MailFolder.folder)
        .where(_from(MailOrigin.DROPPED))
        .distinct()
        .order_by(MailFolder.account, MailFolder.folder)
    ).all()
    folders = {MailOrigin.DROPPED: tuple((account, folder) for account, folder in named)}
    found = (
        OtherBooks(
            origin,
            mail_books(session, origin=origin, hidden_cases=hidden_cases),
            folders.get(origin, ()),
        )
        for origin in (MailOrigin.DROPPED, MailOrigin.FILES)
    )
    return tuple(each for each in found if each.books.shown)


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


def shown_now() -> ColumnElement[bool]:
    """A mail that the server showed when it was last asked; numbers it has given up stand for none."""
    return MailFolder.current & LedgerEntry.on_server.is_(True)


def filed_under() -> ColumnElement[int]:
    """The root of the case that a mail of the books made, or else is linked to."""
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
    return func.coalesce(case_of, linked)


def _whose(message: Message) -> str:
    """Who wrote it; of a mail of ours whom it went to."""
    if message.kind is not MessageKind.SENT:
        return message.sender_name or message.sender_address
    to = next((name or address for name, address in message.recipients), "")
    return text("to {name}", name=to or text("nobody"))


def _first(state: LedgerState | None) -> tuple[ColumnElement[bool], ...]:
    return (func.coalesce(Message.danger != "", false()).desc(),) if state is LedgerState.LEFT_ALONE else ()


def _among(which: MailList) -> tuple[ColumnElement[bool], ...]:
    account, folder = which.folder or ("", "")
    return (
        true() if which.state is None else LedgerEntry.state == which.state,
        shown_now() if which.on_server else true(),
        (MailFolder.account == account) & (MailFolder.folder == folder) if which.folder else true(),
    )


def _from(origin: MailOrigin) -> ColumnElement[bool]:
    if origin is MailOrigin.FILES:
        return MailFolder.account == FILES
    return (MailFolder.account != FILES) & MailFolder.dropped.is_(origin is MailOrigin.DROPPED)
