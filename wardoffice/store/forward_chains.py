"""Which forwards belong together: those of one mail, and one with all that asked about it again."""

from collections.abc import Collection

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from wardoffice.store.tables import Case, Forward, OutboxRecipient


def sent_together(session: Session, forward: Forward) -> list[Forward]:
    """The forwards of the same mail, in its order; the one alone where it was no mail."""
    if forward.outbox_id is None:
        return [forward]
    return list(
        session.scalars(
            select(Forward)
            .where(Forward.outbox_id == forward.outbox_id, Forward.withdrawn_at.is_(None))
            .order_by(Forward.id)
        )
    ) or [forward]


def asked_until(session: Session, forward: Forward) -> list[Forward]:
    """All that was sent to whom it was sent to about this problem until then, chases among it; itself too.

    An answer to the last is an answer to what was asked before. A chase stands for what it asks about again.
    """
    home = session.get_one(Case, forward.case_id)
    root_id = func.coalesce(Case.root_id, Case.id)
    sent = session.scalars(
        select(Forward)
        .join(Case, Case.id == Forward.case_id)
        .where(
            root_id == (home.root_id or home.id),
            Forward.department_id.is_not_distinct_from(forward.department_id),
            Forward.withdrawn_at.is_(None),
        )
        .where(or_(Forward.id <= forward.id, Forward.chase_of_id == (forward.chase_of_id or forward.id)))
        .order_by(Forward.id)
    ).all()
    if forward.department_id is not None:
        return list(sent) or [forward]
    to = first_addresses(session, [forward.outbox_id, *(each.outbox_id for each in sent)])

    def whom(each: Forward) -> str:
        return to.get(each.outbox_id, each.department)

    return [each for each in sent if whom(each) == whom(forward)] or [forward]


def first_addresses(session: Session, outbox_ids: Collection[int | None]) -> dict[int | None, str]:
    """Whom each of these mails is for: the first it goes to, in small letters.

    By that address whoever stands on no list is known, whatever name was typed beside it.
    """
    found: dict[int | None, str] = {}
    for outbox_id, address in session.execute(
        select(OutboxRecipient.outbox_id, OutboxRecipient.address)
        .where(OutboxRecipient.outbox_id.in_([each for each in outbox_ids if each is not None]))
        .order_by(OutboxRecipient.id)
    ):
        found.setdefault(outbox_id, address.casefold())
    return found


def lead_chases(session: Session, lost: Forward) -> None:
    """Let the first chase that stands be the head of what asked about a forward that is none any more."""
    chases = session.scalars(
        select(Forward)
        .where(Forward.chase_of_id == lost.id, Forward.withdrawn_at.is_(None))
        .order_by(Forward.id)
    ).all()
    for head, each in ((chases[0], each) for each in chases):
        each.chase_of_id = None if each is head else head.id
