"""Writes on a mail of ours that it did not arrive, and finds whose case that is."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.messages import Bounce
from wardoffice.domain.outgoing import OutboxKind, RecipientState
from wardoffice.store.tables import OutboxMessage, OutboxRecipient

_COMES_BACK_WITHIN = timedelta(days=7)


def bounced_mail(session: Session, bounce: Bounce, now: datetime) -> OutboxMessage | None:
    """The mail of ours that a bounce is about.

    By its Message-ID; servers that leave that out are believed where only one mail went to that address in
    the week before.
    """
    ours = select(OutboxMessage).where(
        OutboxMessage.kind == OutboxKind.MAIL, OutboxMessage.withdrawn_at.is_(None)
    )
    if bounce.returned_id:
        return session.scalar(ours.where(OutboxMessage.message_id == bounce.returned_id).limit(1))
    found = session.scalars(
        ours.join(OutboxRecipient, OutboxRecipient.outbox_id == OutboxMessage.id)
        .where(
            OutboxRecipient.address.in_([each.recipient for each in bounce.recipients]),
            OutboxMessage.created_at > now - _COMES_BACK_WITHIN,
        )
        .distinct()
        .limit(2)
    ).all()
    return found[0] if len(found) == 1 else None


def mark_bounced(session: Session, mail: OutboxMessage, bounce: Bounce) -> Collection[str]:
    """Set the recipients it did not reach to *bounced*; returns their addresses.

    A delay ("4.x.x") is only noted: the server goes on trying.
    """
    told = {each.recipient: each for each in bounce.recipients}
    failed = []
    for row in session.scalars(select(OutboxRecipient).where(OutboxRecipient.outbox_id == mail.id)):
        found = told.get(row.address.casefold())
        if found is None:
            continue
        row.answer = found.answer or row.answer
        if found.permanent:
            row.state = RecipientState.BOUNCED
            failed.append(row.address)
    return failed
