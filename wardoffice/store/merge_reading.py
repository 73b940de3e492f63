"""Reads what pulling apart needs: the way to the root, what a merge gave it, what was added there since."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.history import ActionKind
from wardoffice.domain.merging import Added, AddedKind, AddedSince
from wardoffice.domain.people import FollowUpKind
from wardoffice.language import text
from wardoffice.store.tables import (
    Action,
    Attachment,
    Case,
    Contact,
    Event,
    FollowUp,
    Message,
    MessageLink,
    Note,
)

AddedRow = Note | Attachment | MessageLink | FollowUp
"""What may be added to a case; its ``case_id`` is its home."""

_KINDS = {
    Note.__tablename__: AddedKind.NOTE,
    Attachment.__tablename__: AddedKind.FILE,
    MessageLink.__tablename__: AddedKind.MESSAGE,
    FollowUp.__tablename__: AddedKind.EXCHANGE,
}


def chain_of(session: Session, case: Case) -> list[Case]:
    """The case, the one it was put into, and so on to the root; a root alone is a chain of one."""
    chain = [case]
    while (above := chain[-1].merged_into) is not None:
        chain.append(session.get_one(Case, above))
    return chain


def gifts_of(session: Session, case_id: int, above_id: int) -> list[Event]:
    """The fields that ``above_id`` got when this case was put into it, as the history tells of them."""
    merging = _merging(session, case_id, above_id)
    if merging is None:
        return []
    given = session.get_one(Action, merging.action_id).details.get("given", {})
    events = session.scalars(
        select(Event).where(
            Event.action_id == merging.action_id,
            Event.entity == Case.__tablename__,
            Event.entity_id == above_id,
        )
    )
    return [event for event in events if given.get(event.field) == case_id]


def added_since(session: Session, case: Case, above: Case) -> tuple[AddedSince, ...]:
    """What was added to ``above`` since the case was put into it, and has its home there still."""
    together = _merging(session, case.id, above.id)
    if together is None:
        return ()
    made = session.scalars(
        select(Event)
        .where(
            Event.id > together.id,
            Event.action_id != together.action_id,
            Event.case_id == above.id,
            Event.field == "",
            Event.entity.in_(_KINDS),
        )
        .order_by(Event.id)
    )
    found = (_added(session, event, above) for event in made)
    return tuple(each for each in found if each is not None)


def added_row(session: Session, added: Added) -> AddedRow:
    """The row of something that was added."""
    match added.kind:
        case AddedKind.NOTE:
            return session.get_one(Note, added.row_id)
        case AddedKind.FILE:
            return session.get_one(Attachment, added.row_id)
        case AddedKind.MESSAGE:
            return session.get_one(MessageLink, added.row_id)
        case AddedKind.EXCHANGE:
            return session.get_one(FollowUp, added.row_id)


def files_of_message(session: Session, message_id: int, case_id: int) -> list[Attachment]:
    """The files of a message that are shown under this case."""
    return list(
        session.scalars(
            select(Attachment).where(Attachment.message_id == message_id, Attachment.case_id == case_id)
        )
    )


def has_link(session: Session, message_id: int, case_id: int) -> bool:
    """Whether a message has or had a link of its own to this case: it can have one only."""
    link = select(MessageLink.id).where(MessageLink.message_id == message_id, MessageLink.case_id == case_id)
    return session.scalar(link) is not None


def makes_root(session: Session, action: Action) -> bool:
    """Whether the action made another case the root, itself or as the undo of one that did."""
    here: Action | None = action
    while here is not None and here.kind is ActionKind.UNDO:
        here = session.get(Action, here.undo_of_id) if here.undo_of_id is not None else None
    return here is not None and here.kind is ActionKind.MAKE_ROOT


def _merging(session: Session, case_id: int, above_id: int) -> Event | None:
    """The event that put this case into that one.

    An undo puts together again what it takes back: the merge before that tells what was given.
    """
    events = session.scalars(
        select(Event)
        .where(
            Event.entity == Case.__tablename__,
            Event.entity_id == case_id,
            Event.field == "merged_into",
        )
        .order_by(Event.id.desc())
    )
    before: int | None = None
    for event in events:
        if event.after != above_id or (before is not None and event.action_id >= before):
            continue
        action = session.get_one(Action, event.action_id)
        if action.undo_of_id is None or "given" in action.details:
            return event
        before = action.undo_of_id
    return None


def _added(session: Session, event: Event, above: Case) -> AddedSince | None:
    added = Added(_KINDS[event.entity], event.entity_id)
    row = added_row(session, added)
    if row.withdrawn_at is not None or row.case_id != above.id:
        return None
    match row:
        case Note():
            return AddedSince(added, row.created_at, row.by, row.text)
        case Attachment() if row.message_id is None:
            return AddedSince(added, row.created_at, "", row.filename)
        case MessageLink():
            message = session.get_one(Message, row.message_id)
            said = message.subject or message.text
            return AddedSince(added, message.received_at, message.sender_name or message.sender_address, said)
        case FollowUp() if row.kind is not FollowUpKind.ANSWER_OWED:
            contact = session.get(Contact, row.contact_id) if row.contact_id is not None else None
            said = row.words or (text(row.way.value) if row.way is not None else text(row.kind.value))
            return AddedSince(added, row.created_at, contact.name if contact is not None else "", said)
    return None
