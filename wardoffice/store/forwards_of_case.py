"""Reads what of a problem was sent on to whom, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.following_up import ForwardView
from wardoffice.domain.outgoing import MAYBE_THERE, OutboxState, RecipientState, state_words
from wardoffice.language import text
from wardoffice.store.tables import Forward, Message, OutboxMessage, OutboxRecipient, Staff
from wardoffice.store.typed_addresses import unlisted_addresses
from wardoffice.store.unsaid_answers import still_together, unsaid_answers
from wardoffice.store.visibility import hidden_cases

_ANSWER_SHOWN = 280  # characters
_NOT_TAKEN = (RecipientState.REFUSED, RecipientState.BOUNCED)


def forwards_of(session: Session, actor: Actor, case_ids: Sequence[int]) -> tuple[ForwardView, ...]:
    """Everything these cases, as homes, were sent on for and stands, the newest first."""
    rows = session.execute(
        select(Forward, OutboxMessage, func.coalesce(Staff.name, ""), func.coalesce(Message.text, ""))
        .outerjoin(OutboxMessage, OutboxMessage.id == Forward.outbox_id)
        .outerjoin(Staff, Staff.id == Forward.staff_id)
        .outerjoin(Message, Message.id == Forward.answer_message_id)
        .where(Forward.case_id.in_(case_ids), Forward.withdrawn_at.is_(None))
        .order_by(Forward.created_at.desc(), Forward.id.desc())
    ).all()
    lost = _lost(session, [mail.id for _, mail, _, _ in rows if mail is not None])
    typed = unlisted_addresses(session, [row.outbox_id for row, _, _, _ in rows if row.department_id is None])
    waiting = [row for row, _, _, _ in rows if row.answered_at is None]
    unsaid = unsaid_answers(session, case_ids, waiting)
    mails = {row.outbox_id for row in waiting if row.outbox_id is not None}
    together = still_together(session, mails, hidden_cases(session, actor)) if mails else {}
    return tuple(
        ForwardView(
            forward_id=row.id,
            case_id=row.case_id,
            department=row.department,
            purpose=row.purpose,
            way=row.way,
            at=row.created_at,
            by=by,
            standing=_standing(mail, lost) if mail is not None else "",
            trouble=(mail.trouble or lost.get(mail.id, _NONE_LOST).said) if mail is not None else "",
            words=row.words,
            due_at=row.due_at,
            answered_at=row.answered_at,
            answer=" ".join(answer.split())[:_ANSWER_SHOWN],
            left=mail is None or mail.state in MAYBE_THERE,
            typed_to=typed.get(row.outbox_id, "") if row.department_id is None else "",
            unsaid=unsaid.get(row.id),
            together=together.get(row.outbox_id or 0, 1),
        )
        for row, mail, by, answer in rows
    )


@dataclass(frozen=True, slots=True)
class _Lost:
    """What came of a mail that some did not get: the server's words, and how many have it."""

    said: str
    reached: int


_NONE_LOST = _Lost("", 0)


def _lost(session: Session, outbox_ids: Sequence[int]) -> dict[int, _Lost]:
    not_taken = OutboxRecipient.state.in_(_NOT_TAKEN)
    rows = session.execute(
        select(
            OutboxRecipient.outbox_id,
            func.max(OutboxRecipient.answer).filter(not_taken),
            func.count().filter(OutboxRecipient.state == RecipientState.ACCEPTED),
        )
        .where(OutboxRecipient.outbox_id.in_(outbox_ids))
        .group_by(OutboxRecipient.outbox_id)
        .having(func.count().filter(not_taken) > 0)
    )
    return {outbox_id: _Lost(said or "", reached) for outbox_id, said, reached in rows}


def _standing(mail: OutboxMessage, lost: dict[int, _Lost]) -> str:
    """How a mail stands, in the outbox's own words."""
    if mail.state is OutboxState.SENT and mail.id in lost:
        return text("sent to some of them") if lost[mail.id].reached else text("came back")
    return state_words(mail.state)
