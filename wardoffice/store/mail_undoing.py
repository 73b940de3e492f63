"""What undo does with mails of the outbox: none leaves twice, or at once; what has left stays as it is."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.outgoing import MAYBE_THERE, WAITING, OutboxKind, OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import RECALL
from wardoffice.domain.people import FollowUpKind
from wardoffice.language import text
from wardoffice.store.mail_again import is_taken_up_mail
from wardoffice.store.tables import Action, Event, FollowUp, Forward, OutboxMessage, OutboxRecipient
from wardoffice.store.unit_of_work import UnitOfWork


def left_mails(session: Session, events: Sequence[Event]) -> set[int]:
    """The mails an action made that have left, where others it made can still be taken back."""
    made = {
        each.entity_id for each in events if each.entity == OutboxMessage.__tablename__ and not each.field
    }
    of_mails = select(OutboxMessage).where(OutboxMessage.id.in_(made), OutboxMessage.kind == OutboxKind.MAIL)
    mails = session.scalars(of_mails).all()
    left = {each.id for each in mails if each.state in MAYBE_THERE}
    return left if len(left) < len(mails) else set()


def hangs_on(session: Session, row: object, left: Collection[int]) -> bool:
    """Whether a row says what one of these mails did: that stays as long as the mail does."""
    if isinstance(row, Forward):
        return row.outbox_id in left
    if not isinstance(row, FollowUp):
        return False
    settled_by = session.get(FollowUp, row.done_by_id) if row.done_by_id is not None else None
    return row.outbox_id in left or (settled_by is not None and settled_by.outbox_id in left)


def require_mail_place(work: UnitOfWork, mail: OutboxMessage, event: Event) -> None:
    """Raise CannotDoError where what a mail that would wait again says was sent meanwhile by another."""
    session = work.session
    before = session.get(OutboxMessage, mail.again_of_id) if mail.again_of_id is not None else None
    arrived = before is not None and before.state is OutboxState.SENT
    taken = before is not None and mail.withdrawn_at is not None and is_taken_up_mail(session, before.id)
    if arrived or taken or _is_sent_anew(session, mail, event):
        raise CannotDoError(
            text("Another mail was written in its place since."),
            text("Nothing was changed."),
            text("Look at the newer one in the outbox."),
        )


def _is_sent_anew(session: Session, mail: OutboxMessage, event: Event) -> bool:
    """Whether a forward or an answer like one of this mail's was made after ``event``, and stands."""
    of_mail, sent = aliased(Forward), aliased(Forward)
    forwards = (
        select(sent.id)
        .join(of_mail, and_(of_mail.case_id == sent.case_id, of_mail.purpose == sent.purpose))
        .where(of_mail.outbox_id == mail.id, sent.withdrawn_at.is_(None))
        .where(or_(sent.outbox_id != mail.id, sent.outbox_id.is_(None)))
        .where(sent.id.in_(_made_after(event, Forward.__tablename__)))
    )
    to_give, given = aliased(FollowUp), aliased(FollowUp)
    same = and_(to_give.case_id == given.case_id, to_give.contact_id == given.contact_id)
    answers = (
        select(given.id)
        .join(to_give, same)
        .where(to_give.outbox_id == mail.id, given.kind == FollowUpKind.ANSWER, given.withdrawn_at.is_(None))
        .where(or_(given.outbox_id != mail.id, given.outbox_id.is_(None)))
        .where(given.id.in_(_made_after(event, FollowUp.__tablename__)))
    )
    return any(session.scalar(each.limit(1)) is not None for each in (forwards, answers))


def _made_after(event: Event, entity: str) -> Select[int]:
    return select(Event.entity_id).where(Event.entity == entity, Event.field == "", Event.id > event.id)


def settle_restored_mails(work: UnitOfWork, action: Action, events: Sequence[Event]) -> None:
    """What waits again can be taken back as long as any; of what is in doubt again nothing is known."""
    changed = {
        each.entity_id
        for each in events
        if each.entity == OutboxMessage.__tablename__ and each.field == "state"
    }
    for outbox_id in changed:
        mail = work.session.get_one(OutboxMessage, outbox_id)
        if mail.kind is not OutboxKind.MAIL:
            continue
        if mail.state in WAITING:
            mail.not_before = max(mail.not_before, work.now + RECALL)
        elif mail.state is OutboxState.UNKNOWN:
            said_then = select(OutboxRecipient).where(
                OutboxRecipient.outbox_id == mail.id,
                OutboxRecipient.settled_at == action.at,
                OutboxRecipient.state.in_((RecipientState.ACCEPTED, RecipientState.REFUSED)),
            )
            for row in work.session.scalars(said_then).all():
                row.state, row.settled_at, row.code = RecipientState.PENDING, None, row.code or 250
