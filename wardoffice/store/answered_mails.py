"""Reads which mails of the outbox may have gone, and which a mail that came in answers by its Message-ID."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.mail_retry import LOOK_HOLDS
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.outgoing import OutboxKind, OutboxState, RecipientState
from wardoffice.store.mail_consequences import has_id
from wardoffice.store.mail_outbox import recipients_in
from wardoffice.store.tables import Message, OutboxMessage

_CLOCKS_APART = timedelta(minutes=10)
_NO_ANSWER = (MessageKind.BOUNCE, MessageKind.SENT)


def mails_named(session: Session, message: Message) -> Sequence[OutboxMessage]:
    """The mails of the outbox whose Message-ID, or whose copy's, this one answers or refers to."""
    named = {message.in_reply_to, *(message.references or ())} - {""}
    if not named:
        return ()
    mails = select(OutboxMessage).where(OutboxMessage.kind == OutboxKind.MAIL, has_id(named))
    return session.scalars(mails.order_by(OutboxMessage.id)).all()


def may_have_gone(sent: OutboxMessage) -> bool:
    """Whether it is in doubt, or is to go again since a look did not find it."""
    again = sent.state is OutboxState.RETRY and sent.finishing_at is not None
    return sent.state is OutboxState.UNKNOWN or again


def must_be_looked_for(session: Session, outbox_id: int, now: datetime) -> bool:
    """Whether it goes again as a look did not find it, and that look is some minutes old."""
    sent = session.get_one(OutboxMessage, outbox_id)
    again = sent.state is OutboxState.RETRY and may_have_gone(sent)
    return again and sent.looked_at is not None and now - sent.looked_at > LOOK_HOLDS


def tells_that_it_went(session: Session, sent: OutboxMessage, message: Message) -> bool:
    """Whether a mail that answers this one of the outbox tells that it went.

    Where some had it before, only an answer of one of the others tells that these have it too.
    """
    if not recipients_in(session, sent.id, RecipientState.ACCEPTED):
        return True
    waits = {each.casefold() for each in recipients_in(session, sent.id, RecipientState.PENDING)}
    return message.sender_address.casefold() in waits


def was_answered(session: Session, sent: OutboxMessage) -> bool:
    """Whether a mail that is here already tells that it went: it may have been read before any doubt.

    What came back is no answer, nor what the office wrote.
    """
    ids = {sent.message_id, sent.copy_id} - {""}
    answers = session.scalars(
        select(Message).where(
            Message.received_at > sent.created_at - _CLOCKS_APART,
            Message.in_reply_to.in_(ids),
            Message.kind.not_in(_NO_ANSWER),
        )
    )
    return any(tells_that_it_went(session, sent, each) for each in answers)
