"""Reads what of a problem was sent on to whom, and what became of it."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.following_up import ForwardView
from wardoffice.domain.outgoing import MAYBE_THERE, WAITING, RecipientState, state_words
from wardoffice.store.tables import Forward, Message, OutboxMessage, OutboxRecipient, Staff

_ANSWER_SHOWN = 280  # characters
_NOT_TAKEN = (RecipientState.REFUSED, RecipientState.BOUNCED)


def forwards_of(session: Session, case_ids: Sequence[int]) -> tuple[ForwardView, ...]:
    """Everything these cases, as homes, were sent on for and stands, the newest first."""
    rows = session.execute(
        select(Forward, OutboxMessage, func.coalesce(Staff.name, ""), func.coalesce(Message.text, ""))
        .outerjoin(OutboxMessage, OutboxMessage.id == Forward.outbox_id)
        .outerjoin(Staff, Staff.id == Forward.staff_id)
        .outerjoin(Message, Message.id == Forward.answer_message_id)
        .where(Forward.case_id.in_(case_ids), Forward.withdrawn_at.is_(None))
        .order_by(Forward.created_at.desc(), Forward.id.desc())
    ).all()
    lost = dict(
        session.execute(
            select(OutboxRecipient.outbox_id, func.max(OutboxRecipient.answer))
            .where(
                OutboxRecipient.outbox_id.in_([mail.id for _, mail, _, _ in rows if mail is not None]),
                OutboxRecipient.state.in_(_NOT_TAKEN),
            )
            .group_by(OutboxRecipient.outbox_id)
        ).all()
    )
    return tuple(
        ForwardView(
            forward_id=row.id,
            case_id=row.case_id,
            department=row.department,
            purpose=row.purpose,
            way=row.way,
            at=row.created_at,
            by=by,
            standing=state_words(mail.state) if mail is not None else "",
            trouble=(mail.trouble or lost.get(mail.id, "")) if mail is not None else "",
            words=row.words,
            due_at=row.due_at,
            answered_at=row.answered_at,
            answer=" ".join(answer.split())[:_ANSWER_SHOWN],
            outbox_id=row.outbox_id,
            can_withdraw=mail is not None and mail.state in WAITING,
            left=mail is None or mail.state in MAYBE_THERE,
        )
        for row, mail, by, answer in rows
    )
