"""Finds whether what a mail was to be was written anew since, so that no mail of ours goes twice."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, and_, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.outgoing import OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.people import FollowUpKind
from wardoffice.store.batches import batches
from wardoffice.store.replying_reading import ACKNOWLEDGED_FOR, acknowledged_since
from wardoffice.store.tables import Case, Event, FollowUp, Forward, OutboxMessage, OutboxRecipient

_REFUSED = f'"{OutboxState.REFUSED.value}"'
"""The state as the history keeps it, in JSON."""


def is_sent_anew(session: Session, mail: OutboxMessage, event: Event) -> bool:
    """Whether a forward or an answer like one of this mail's was made after ``event``, and stands."""
    return any(
        session.scalar(each.limit(1)) is not None
        for each in (_forwards_like([mail.id], event.id), _answers_like([mail.id], event.id))
    )


def sent_anew_since_refused(session: Session, outbox_ids: Collection[int]) -> set[int]:
    """Those of these mails of which one forward or answer was made anew since the mail was refused."""
    found: set[int] = set()
    for part in batches(outbox_ids):
        for like in (_forwards_like, _answers_like):
            found.update(each for each in session.scalars(like(part)) if each is not None)
    return found


def forwarded_problems(session: Session, outbox_id: int) -> list[Case]:
    """The problems that a mail forwards or forwarded, each as what it is part of now."""
    of_mail = select(Forward.case_id).where(Forward.outbox_id == outbox_id)
    roots = select(Case.root_id).where(Case.id.in_(of_mail))
    return list(session.scalars(select(Case).where(Case.id.in_(roots)).order_by(Case.id)))


def _forwards_like(outbox_ids: Collection[int], after: int | None = None) -> Select[Any]:
    of_mail, sent = aliased(Forward), aliased(Forward)
    alike = and_(of_mail.case_id == sent.case_id, of_mail.purpose == sent.purpose)
    to_same = or_(of_mail.department_id == sent.department_id, _to_same(of_mail, sent))
    return (
        select(of_mail.outbox_id)
        .join(sent, and_(alike, to_same))
        .where(of_mail.outbox_id.in_(outbox_ids), sent.withdrawn_at.is_(None))
        .where(or_(sent.outbox_id != of_mail.outbox_id, sent.outbox_id.is_(None)))
        .where(_made_after(sent, _refusal_of(of_mail) if after is None else after))
    )


def _answers_like(outbox_ids: Collection[int], after: int | None = None) -> Select[Any]:
    to_give, given = aliased(FollowUp), aliased(FollowUp)
    same = and_(to_give.case_id == given.case_id, to_give.contact_id == given.contact_id)
    return (
        select(to_give.outbox_id)
        .join(given, same)
        .where(to_give.outbox_id.in_(outbox_ids))
        .where(given.kind == FollowUpKind.ANSWER, given.withdrawn_at.is_(None))
        .where(or_(given.outbox_id != to_give.outbox_id, given.outbox_id.is_(None)))
        .where(_made_after(given, _refusal_of(to_give) if after is None else after))
    )


def _to_same(of_mail: type[Forward], sent: type[Forward]) -> ColumnElement[bool]:
    """Whether both go to somebody by mail who is the same: others may be told besides."""
    to, reached = aliased(OutboxRecipient), aliased(OutboxRecipient)
    same = func.lower(to.address) == func.lower(reached.address)
    return (
        select(to.id)
        .join(reached, same)
        .where(to.outbox_id == of_mail.outbox_id, reached.outbox_id == sent.outbox_id)
        .exists()
    )


def _made_after(
    row: type[Forward] | type[FollowUp], event_id: int | ScalarSelect[Any]
) -> ColumnElement[bool]:
    made = aliased(Event)
    return (
        select(made.id)
        .where(made.entity == row.__tablename__, made.entity_id == row.id, made.field == "")
        .where(made.id > event_id)
        .exists()
    )


def _refusal_of(row: type[Forward] | type[FollowUp]) -> ScalarSelect[Any]:
    """The event that tells that the row's mail was refused first: taking it back may have been undone."""
    told = aliased(Event)
    return (
        select(func.min(told.id))
        .where(told.entity == OutboxMessage.__tablename__, told.entity_id == row.outbox_id)
        .where(told.field == "state", cast(told.after, String) == _REFUSED)
        .correlate(row)
        .scalar_subquery()
    )


def acknowledged_by_others(session: Session, mail: OutboxMessage, now: datetime) -> set[str]:
    """Whom an acknowledgement would thank twice within a day: another mail than those it stands for did.

    Of any other mail nobody.
    """
    if mail.purpose is not MailPurpose.ACKNOWLEDGEMENT:
        return set()
    to = session.scalars(
        select(OutboxRecipient.address).where(
            OutboxRecipient.outbox_id == mail.id, OutboxRecipient.state != RecipientState.ACCEPTED
        )
    ).all()
    stands_for = [mail.id]
    while mail.again_of_id is not None:
        mail = session.get_one(OutboxMessage, mail.again_of_id)
        stands_for.append(mail.id)
    return acknowledged_since(session, to, now - ACKNOWLEDGED_FOR, besides=stands_for)
