"""Reads the letters on paper that wait to be posted."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.paper_letters import WaitingLetter
from wardoffice.domain.people import FollowUpKind
from wardoffice.store.tables import Case, Contact, FollowUp, Letter, QueueEntry, Staff
from wardoffice.store.visibility import visible


def lock_letters(session: Session, letter_ids: Collection[int]) -> None:
    """Nobody else posts these or takes them back until we commit."""
    session.execute(select(Letter.id).where(Letter.id.in_(letter_ids)).order_by(Letter.id).with_for_update())


def promises_of(session: Session, letter: Letter) -> list[FollowUp]:
    """The promises that stand which were made with a letter, in the same moment."""
    return list(
        session.scalars(
            select(FollowUp).where(
                FollowUp.contact_id == letter.contact_id,
                FollowUp.kind == FollowUpKind.PROMISE,
                FollowUp.created_at == letter.created_at,
                FollowUp.done_at.is_(None),
                FollowUp.withdrawn_at.is_(None),
            )
        )
    )


def waiting_letters(
    session: Session, actor: Actor, letter_ids: Collection[int] | None = None
) -> tuple[WaitingLetter, ...]:
    """Those the actor may see, the oldest first; ``letter_ids`` narrow them."""
    root = aliased(Case)
    statement = (
        select(Letter, root, Contact.name, Contact.address, Staff.name)
        .join(Case, Case.id == Letter.case_id)
        .join(root, root.id == Case.root_id)
        .join(QueueEntry, QueueEntry.case_id == root.id)
        .join(Contact, Contact.id == Letter.contact_id)
        .outerjoin(Staff, Staff.id == Letter.staff_id)
        .where(Letter.posted_at.is_(None), Letter.withdrawn_at.is_(None), visible(actor))
        .order_by(Letter.created_at, Letter.id)
    )
    if letter_ids is not None:
        statement = statement.where(Letter.id.in_(letter_ids))
    return tuple(
        WaitingLetter(
            letter_id=row.id,
            case_id=case.id,
            case_number=case.number,
            contact_id=row.contact_id,
            name=name,
            address=address,
            language=row.language,
            subject=row.subject,
            body=row.body,
            by=staff or "",
            written_at=row.created_at,
        )
        for row, case, name, address, staff in session.execute(statement)
    )
