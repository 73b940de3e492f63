"""What undo does with mails of the outbox: none leaves twice, or at once; what has left stays as it is."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind, unwound
from wardoffice.domain.outgoing import MAYBE_THERE, WAITING, OutboxKind, OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import RECALL
from wardoffice.domain.people import FollowUpKind
from wardoffice.language import text
from wardoffice.store.bounced import recipients_of
from wardoffice.store.mail_again import is_taken_up_mail
from wardoffice.store.mail_outbox import settle_recipients, stop_recipients
from wardoffice.store.sent_anew import acknowledged_by_others, is_sent_anew
from wardoffice.store.tables import (
    Action,
    Event,
    FollowUp,
    Forward,
    MessageLink,
    OutboxMessage,
    OutboxRecipient,
)
from wardoffice.store.unit_of_work import UnitOfWork

_SETTLED = frozenset({RecipientState.ACCEPTED, RecipientState.REFUSED, RecipientState.WITHDRAWN})


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
    if isinstance(row, MessageLink):
        return _is_of(session, row.seen_by_id, left)
    return isinstance(row, FollowUp) and (row.outbox_id in left or _is_of(session, row.done_by_id, left))


def _is_of(session: Session, answer_id: int | None, mails: Collection[int]) -> bool:
    answer = session.get(FollowUp, answer_id) if answer_id is not None else None
    return answer is not None and answer.outbox_id in mails


def require_mail_place(work: UnitOfWork, mail: OutboxMessage, event: Event) -> None:
    """Raise CannotDoError where what a mail that would wait again says was sent meanwhile by another."""
    session = work.session
    before = session.get(OutboxMessage, mail.again_of_id) if mail.again_of_id is not None else None
    arrived = before is not None and before.state is OutboxState.SENT
    taken = before is not None and mail.withdrawn_at is not None and is_taken_up_mail(session, before.id)
    if arrived or taken or is_sent_anew(session, mail, event):
        raise _written_since()
    thanked = acknowledged_by_others(session, mail, work.now)
    if thanked:
        raise CannotDoError(
            text("{who} got an acknowledgement within the last day already.", who=", ".join(sorted(thanked))),
            text("Nothing was changed."),
            text("Look at the newer one in the outbox."),
        )


def _written_since() -> CannotDoError:
    return CannotDoError(
        text("Another mail was written in its place since."),
        text("Nothing was changed."),
        text("Look at the newer one in the outbox."),
    )


def settle_stopped(work: UnitOfWork, action: Action, events: Sequence[Event]) -> None:
    """Those a mail was stopped for wait for it again, or are stopped again where that is done again.

    Raises CannotDoError where they were written to meanwhile, or it has gone to them.
    """
    kind, details, times = unwound(action.kind, action.details)
    ids = details.get("stopped", []) if kind is ActionKind.SETTLE else []
    stopped = work.session.scalars(select(OutboxRecipient).where(OutboxRecipient.id.in_(ids))).all()
    if not stopped:
        return
    mail = work.session.get_one(OutboxMessage, stopped[0].outbox_id)
    if times % 2 == 0:
        event = next(each for each in events if each.entity == OutboxMessage.__tablename__)
        if _is_answered_anew(work.session, mail, event, [row.contact_id for row in stopped]):
            raise _written_since()
        mail.not_before = max(mail.not_before, work.now + RECALL)
        for row in stopped:
            row.state, row.settled_at = RecipientState.PENDING, None
        return
    gone = [row.address for row in stopped if row.state is not RecipientState.PENDING]
    if gone or mail.state is not OutboxState.SENT:
        raise CannotDoError(
            text("It went to {who} since, or goes just now.", who=", ".join(gone or [stopped[0].address])),
            text("Nothing was changed."),
            text("Look at it in the outbox."),
        )
    for row in stopped:
        row.state, row.settled_at = RecipientState.WITHDRAWN, work.now


def _is_answered_anew(
    session: Session, mail: OutboxMessage, event: Event, contact_ids: Collection[int | None]
) -> bool:
    """Whether one of these people was answered about the same problem after ``event``, and that stands."""
    to_give, given = aliased(FollowUp), aliased(FollowUp)
    same = and_(to_give.case_id == given.case_id, to_give.contact_id == given.contact_id)
    found = (
        select(given.id)
        .join(to_give, same)
        .where(to_give.outbox_id == mail.id, given.contact_id.in_([each for each in contact_ids if each]))
        .where(given.kind == FollowUpKind.ANSWER, given.withdrawn_at.is_(None))
        .where(or_(given.outbox_id != mail.id, given.outbox_id.is_(None)))
        .where(given.id.in_(_made_after(event, FollowUp.__tablename__)))
    )
    return session.scalar(found.limit(1)) is not None


def _made_after(event: Event, entity: str) -> Select[int]:
    return select(Event.entity_id).where(Event.entity == entity, Event.field == "", Event.id > event.id)


def settle_restored_mails(work: UnitOfWork, action: Action, events: Sequence[Event]) -> None:
    """What waits again can be taken back as long as any; of what is in doubt again nothing is known.

    What went after all, said once more, went to those whom the server had accepted.
    """
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
        elif mail.state is OutboxState.SENT:
            settle_recipients(work.session, mail.id, mail.settled_at or work.now, taken=True)
            _leave_to_those_in_its_place(work, mail)
        elif mail.state is OutboxState.UNKNOWN:
            said_then = select(OutboxRecipient).where(
                OutboxRecipient.outbox_id == mail.id,
                OutboxRecipient.settled_at.in_(_settled_then(mail, events) or [action.at]),
                OutboxRecipient.state.in_(_SETTLED),
            )
            for row in work.session.scalars(said_then).all():
                if row.state is RecipientState.REFUSED:  # that it did not go forgets what was said of them
                    row.code = row.code or 250
                row.state, row.settled_at = RecipientState.PENDING, None


def _settled_then(mail: OutboxMessage, events: Sequence[Event]) -> list[datetime]:
    """When a mail was settled by what these events tell of: done again, its recipients keep that hour."""
    return [
        datetime.fromisoformat(each.after)
        for each in events
        if each.entity == OutboxMessage.__tablename__
        and (each.entity_id, each.field) == (mail.id, "settled_at")
        and each.after
    ]


def _leave_to_those_in_its_place(work: UnitOfWork, mail: OutboxMessage) -> None:
    """A mail that is known again to have gone is tried for nobody whom one in its place reaches.

    Raises CannotDoError where one in its place does not stand as it stood when the same was said before:
    some would get both.
    """
    session, last = work.session, mail
    while True:
        instead = session.scalars(select(OutboxMessage).where(OutboxMessage.again_of_id == last.id)).all()
        stands = next((each for each in instead if each.state is not OutboxState.WITHDRAWN), None)
        if stands is None:
            return
        if stands.state not in {OutboxState.SENT, OutboxState.UNKNOWN} or stands.withdrawn_at is not None:
            raise CannotDoError(
                text("The mail that was sent in its place was tried since."),
                text("Nothing was changed."),
                text("Look at both in the outbox: what still waits there can be taken back."),
            )
        session.flush()
        stop_recipients(session, mail.id, mail.settled_at or work.now, recipients_of(session, stands))
        last = stands
