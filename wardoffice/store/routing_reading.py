"""Reads the rules of who gets what, and what staff chose against them."""

from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.routing import LOOKED_AT
from wardoffice.store.tables import Case, Department, Forward, RoutingRule, Staff

Reading = Session
"""A read of one state of the data, for whoever asks several things of it."""

_CHOSEN = (MailPurpose.FORWARD, MailPurpose.REFER_OUT)


def rules_of(session: Session, service_code: str | None = None) -> list[tuple[RoutingRule, str]]:
    """The rules that stand or are proposed, of one type or all, the newest first, with who made each."""
    asked = (
        select(RoutingRule, func.coalesce(Staff.name, ""))
        .outerjoin(Staff, Staff.id == RoutingRule.staff_id)
        .join(Department, Department.id == RoutingRule.department_id)
        .where(
            RoutingRule.withdrawn_at.is_(None),
            RoutingRule.refused_at.is_(None),
            Department.withdrawn_at.is_(None),
        )
        .order_by(RoutingRule.accepted_at.desc(), RoutingRule.id.desc())
    )
    if service_code is not None:
        asked = asked.where(RoutingRule.service_code == service_code)
    return [(row, by) for row, by in session.execute(asked)]


def refused_rules(session: Session) -> frozenset[tuple[str, int]]:
    """Type and department of the proposals that a manager did not want."""
    rows = session.execute(
        select(RoutingRule.service_code, RoutingRule.department_id).where(
            RoutingRule.withdrawn_at.is_(None), RoutingRule.refused_at.is_not(None)
        )
    )
    return frozenset((code, department_id) for code, department_id in rows)


def last_chosen(session: Session) -> dict[str, list[int]]:
    """Where the last forwards of each type went, the newest first; a chase chooses nothing."""
    ranked = (
        select(
            Case.service_code,
            Forward.department_id,
            func.row_number().over(partition_by=Case.service_code, order_by=Forward.id.desc()).label("place"),
        )
        .join(Case, Case.id == Forward.case_id)
        .join(Department, Department.id == Forward.department_id)
        .where(
            Case.service_code != "",
            Forward.withdrawn_at.is_(None),
            Forward.chase_of_id.is_(None),
            Forward.purpose.in_(_CHOSEN),
            Department.withdrawn_at.is_(None),
        )
        .subquery()
    )
    found: dict[str, list[int]] = defaultdict(list)
    rows = session.execute(
        select(ranked.c.service_code, ranked.c.department_id)
        .where(ranked.c.place <= LOOKED_AT)
        .order_by(ranked.c.service_code, ranked.c.place)
    )
    for code, department_id in rows:
        found[code].append(department_id)
    return found
