"""What people wrote and which service type the office chose for it: what suggestions learn from."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.store.tables import Case, Message, Request
from wardoffice.store.visibility import may_see

_NEWEST = 3000
"""Choices learned from: years of a ward's mail; types that are not chosen any more fade out of it."""


def told_in_case(session: Session, actor: Actor, case_id: int) -> str:
    """What people wrote in the problems under a case's root: subjects and words; "" where it is hidden."""
    case = session.get(Case, case_id)
    if case is None or not may_see(session, actor, case):
        return ""
    rows = session.execute(
        select(Message.subject, Request.description)
        .join(Request, Request.message_id == Message.id)
        .join(Case, Case.id == Request.case_id)
        .where(
            Case.root_id == (case.root_id or case.id),
            Case.withdrawn_at.is_(None),
            Request.withdrawn_at.is_(None),
        )
        .order_by(Request.id)
    )
    return "\n".join(part for row in rows for part in row if part)


def types_chosen(session: Session) -> list[tuple[str, str]]:
    """What somebody wrote and the type (code) it was given, the newest first; restricted matters left out."""
    rows = session.execute(
        select(Request.description, Case.service_code)
        .join(Case, Case.id == Request.case_id)
        .where(
            Request.message_id.is_not(None),
            Request.withdrawn_at.is_(None),
            Case.withdrawn_at.is_(None),
            Case.restricted.is_(False),
            Case.service_code != "",
        )
        .order_by(Request.id.desc())
        .limit(_NEWEST)
    )
    return [(said, code) for said, code in rows]
