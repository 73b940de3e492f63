"""Reads which mails may be what a department answers, where a person has to say whether they are."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.following_up import UnsaidAnswer
from wardoffice.domain.messages import MessageKind
from wardoffice.store.tables import Forward, Message, MessageLink, OutboxMessage, Request

_MAY_ANSWER = (MessageKind.DEPARTMENT, MessageKind.REPLY)
_SHOWN = 280  # characters


def unsaid_answers(
    session: Session, homes: Sequence[int], waiting: Sequence[Forward]
) -> Mapping[int, UnsaidAnswer]:
    """By forward: the newest mail, shown with these cases, that may answer it.

    ``waiting`` are the forwards of these cases that nobody answered. A mail belongs to the newest of them
    whose own mail it answers; where a relay wrote another Message-ID, what a department wrote belongs to the
    newest that was sent before. What somebody wrote who told us of it is word on the problem.
    """
    if not waiting:
        return {}
    asked = sorted(waiting, key=lambda each: each.id, reverse=True)
    ids = _message_ids(session, {each.outbox_id for each in asked if each.outbox_id is not None})
    tellers = select(Message.contact_id).join(Request, Request.message_id == Message.id)
    tellers = tellers.where(Request.case_id.in_(homes), Message.contact_id.is_not(None))
    rows = session.scalars(
        select(Message)
        .join(MessageLink, MessageLink.message_id == Message.id)
        .where(
            MessageLink.case_id.in_(homes),
            MessageLink.withdrawn_at.is_(None),
            Message.kind.in_(_MAY_ANSWER),
            Message.received_at >= min(each.created_at for each in asked),
            func.coalesce(Message.contact_id, 0).not_in(tellers),
        )
        .order_by(Message.received_at, Message.id)
    )
    found: dict[int, UnsaidAnswer] = {}
    for mail in rows:
        named = {mail.in_reply_to, *(mail.references or ())}
        of = next((each for each in asked if named & ids.get(each.outbox_id or 0, frozenset())), None)
        if of is None and mail.kind is MessageKind.DEPARTMENT:
            of = next((each for each in asked if each.created_at <= mail.received_at), None)
        if of is not None:
            words = " ".join(mail.text.split())[:_SHOWN]
            sender = mail.sender_name or mail.sender_address
            found[of.id] = UnsaidAnswer(mail.id, words, mail.received_at, sender)
    return found


def unanswered_forwards(session: Session, homes: Sequence[int]) -> Sequence[Forward]:
    """The standing forwards of these cases that nobody answered."""
    asked = Forward.case_id.in_(homes), Forward.answered_at.is_(None), Forward.withdrawn_at.is_(None)
    return session.scalars(select(Forward).where(*asked)).all()


def still_together(session: Session, outbox_ids: Collection[int], hidden: Collection[int]) -> dict[int, int]:
    """By mail: how many of the problems it is about nobody has answered, but for ``hidden`` cases."""
    rows = session.execute(
        select(Forward.outbox_id, func.count())
        .where(
            Forward.outbox_id.in_(outbox_ids),
            Forward.withdrawn_at.is_(None),
            Forward.answered_at.is_(None),
            Forward.case_id.not_in(hidden),
        )
        .group_by(Forward.outbox_id)
    )
    return {outbox_id: count for outbox_id, count in rows if outbox_id is not None}


def _message_ids(session: Session, outbox_ids: Collection[int]) -> dict[int, frozenset[str]]:
    rows = session.execute(
        select(OutboxMessage.id, OutboxMessage.message_id, OutboxMessage.copy_id).where(
            OutboxMessage.id.in_(outbox_ids)
        )
    )
    return {each: frozenset({mine, copy} - {""}) for each, mine, copy in rows}
