"""Reads what pulling apart needs: the way to the root, what a merge gave it, what was added there since."""

from itertools import pairwise

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.history import ActionKind
from wardoffice.domain.merging import Added, AddedKind, AddedSince
from wardoffice.domain.people import FollowUpKind
from wardoffice.language import text
from wardoffice.store.among import among
from wardoffice.store.casework import with_copies
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

_BY_SOMEBODY = frozenset({ActionKind.MERGE, ActionKind.MAKE_ROOT, ActionKind.UNDO})


def chain_of(session: Session, case: Case) -> list[Case]:
    """The case, the one it was put into, and so on to the root; a root alone is a chain of one."""
    chain = [case]
    while (above := chain[-1].merged_into) is not None:
        chain.append(session.get_one(Case, above))
    return chain


def standing_under(session: Session, case_id: int) -> set[int]:
    """The case, what was put into it, what was put into that, and so on."""
    found = level = {case_id}
    while level:
        level = set(session.scalars(select(Case.id).where(among(Case.merged_into, level)))) - found
        found = found | level
    return found


def gifts_of(session: Session, case_id: int, above_id: int) -> list[Event]:
    """The fields that ``above_id`` got of this case, as the history tells of them.

    It got them when the case was put into it, or kept them by this case when another was pulled out.
    """
    merging = _merging(session, case_id, above_id)
    if merging is None:
        return []
    found = session.execute(
        select(Event, Action)
        .join(Action, Action.id == Event.action_id)
        .where(
            Event.entity == Case.__tablename__,
            Event.entity_id == above_id,
            Event.action_id >= merging.action_id,
            or_(Action.id == merging.action_id, Action.undone.is_(False)),
        )
        .order_by(Event.id)
    )
    gifts: dict[str, Event] = {}
    for event, action in found:
        given = action.details.get("given", {}) if action.id == merging.action_id else {}
        kept = action.details.get("kept", {}).get(str(above_id), {})
        if case_id in {given.get(event.field), kept.get(event.field)}:
            gifts[event.field] = event
    return list(gifts.values())


def givers_under(session: Session, above_id: int) -> list[Case]:
    """The cases right under this one, but for records joined to their own case: those give nothing."""
    under = session.scalars(select(Case).where(Case.merged_into == above_id).order_by(Case.id)).all()
    return [case for case in under if _put_by_somebody(session, case.id, above_id)]


def added_since(session: Session, case: Case) -> tuple[AddedSince, ...]:
    """What was added to any of those above the case since it stands under them, and has its home there still.

    Under each it stands since it was put into the first of them, or that one into the next, whichever came
    later.
    """
    made: list[tuple[Event, Case]] = []
    since: Event | None = None
    for lower, above in pairwise(chain_of(session, case)):
        together = _merging(session, lower.id, above.id)
        if together is not None and (since is None or together.id > since.id):
            since = together
        if since is not None:
            made += ((event, above) for event in _made_at(session, above, since))
    made.sort(key=lambda each: each[0].id)
    found = (_added(session, event, above) for event, above in made)
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


def hangs_by(session: Session, link: MessageLink) -> list[Attachment | FollowUp]:
    """What goes with a message from the case it came to: its files with their copies, what is owed for it."""
    files = select(Attachment).where(
        Attachment.message_id == link.message_id, Attachment.case_id == link.case_id
    )
    owed = select(FollowUp).where(
        FollowUp.message_id == link.message_id,
        FollowUp.case_id == link.case_id,
        FollowUp.kind == FollowUpKind.ANSWER_OWED,
    )
    return [*with_copies(session, session.scalars(files)), *session.scalars(owed)]


def link_of(session: Session, message_id: int, case_id: int) -> MessageLink | None:
    """The link a message has or had of its own to this case: it can have one only."""
    return session.scalar(
        select(MessageLink).where(MessageLink.message_id == message_id, MessageLink.case_id == case_id)
    )


def may_join_again(session: Session, parted: Event) -> bool:
    """Whether what this event pulled apart may be put back: nothing it would go under was moved since.

    Else it would stand with others that nobody said are the same.
    """
    above = session.get(Case, parted.before)
    if above is None or above.withdrawn_at is not None:
        return False
    if above.merged_into is None:
        return True
    moved = select(Event.id).where(
        Event.entity == Case.__tablename__,
        Event.entity_id.in_([case.id for case in chain_of(session, above)]),
        Event.field == "merged_into",
        Event.action_id > parted.action_id,
    )
    return session.scalar(moved.limit(1)) is None


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


def _put_by_somebody(session: Session, case_id: int, above_id: int) -> bool:
    merging = _merging(session, case_id, above_id)
    return merging is None or session.get_one(Action, merging.action_id).kind in _BY_SOMEBODY


def _made_at(session: Session, above: Case, since: Event) -> list[Event]:
    """The events that made what was added at a case, after the action of another event."""
    return list(
        session.scalars(
            select(Event).where(
                Event.id > since.id,
                Event.action_id != since.action_id,
                Event.case_id == above.id,
                Event.field == "",
                Event.entity.in_(_KINDS),
            )
        )
    )


def _added(session: Session, event: Event, above: Case) -> AddedSince | None:
    added = Added(_KINDS[event.entity], event.entity_id)
    row = added_row(session, added)
    if row.withdrawn_at is not None or row.case_id != above.id:
        return None
    match row:
        case Note():
            return AddedSince(added, row.created_at, row.by, row.text)
        case Attachment() if row.message_id is None and not _is_copy_here(session, row):
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


def _is_copy_here(session: Session, file: Attachment) -> bool:
    """Whether it is an edited copy of what hangs on the same case: it goes and stays with that (P9)."""
    if file.made_from_id is None:
        return False
    return session.get_one(Attachment, file.made_from_id).case_id == file.case_id
