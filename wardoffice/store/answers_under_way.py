"""Reads which answers were written and have not reached anybody: in the outbox, or a letter to post."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, cast, null, select
from sqlalchemy.orm import Session

from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.under_way import AnswerUnderWay, UnderWay, most_telling
from wardoffice.store.columns import UtcTime, Word
from wardoffice.store.outbox_hold import outbox_held
from wardoffice.store.tables import Case, FollowUp, Letter, OutboxMessage

_WHERE = {
    OutboxState.QUEUED: UnderWay.IN_OUTBOX,
    OutboxState.RETRY: UnderWay.IN_OUTBOX,
    OutboxState.SENDING: UnderWay.BEING_SENT,
    OutboxState.FINISHING: UnderWay.BEING_SENT,
    OutboxState.UNKNOWN: UnderWay.UNSURE,
}
_MAILS = (
    select(Case.root_id, FollowUp.contact_id, OutboxMessage.state, OutboxMessage.not_before.label("at"))
    .join(FollowUp, FollowUp.case_id == Case.id)
    .join(OutboxMessage, OutboxMessage.id == FollowUp.outbox_id)
    .where(FollowUp.withdrawn_at.is_(None), OutboxMessage.state.in_(tuple(_WHERE)))
)
_LETTERS = (
    select(Case.root_id, Letter.contact_id, cast(null(), Word(OutboxState)), cast(null(), UtcTime))
    .join(Letter, Letter.case_id == Case.id)
    .where(Letter.posted_at.is_(None), Letter.withdrawn_at.is_(None))
)
_OF_THESE = Case.root_id.in_(bindparam("ids", expanding=True))
_UNDER_WAY = _MAILS.where(_OF_THESE).union_all(_LETTERS.where(_OF_THESE))


def under_way_by_person(session: Session, root_ids: Collection[int]) -> Mapping[int, AnswerUnderWay]:
    """By contact what is under way to them about these roots; who has nothing coming is not among them."""
    found: dict[int | None, list[AnswerUnderWay]] = defaultdict(list)
    for _root, contact_id, answer in _answers(session, root_ids):
        found[contact_id].append(answer)
    return {contact_id: most_telling(some) for contact_id, some in found.items() if contact_id}


def under_way_by_root(session: Session, root_ids: Collection[int]) -> Mapping[int, AnswerUnderWay]:
    """By root what is under way to anybody about it."""
    found: dict[int | None, list[AnswerUnderWay]] = defaultdict(list)
    for root_id, _contact, answer in _answers(session, root_ids):
        found[root_id].append(answer)
    return {root_id: most_telling(some) for root_id, some in found.items() if root_id}


def _answers(
    session: Session, root_ids: Collection[int]
) -> list[tuple[int | None, int | None, AnswerUnderWay]]:
    """Root, contact and what is under way; while everything is held, nothing leaves at any hour."""
    rows = session.execute(_UNDER_WAY, {"ids": list(root_ids)}).all()
    is_held = bool(rows) and outbox_held(session) is not None
    return [(root, contact, _answer(state, None if is_held else at)) for root, contact, state, at in rows]


def _answer(state: OutboxState | None, at: datetime | None) -> AnswerUnderWay:
    where = _WHERE[state] if state is not None else UnderWay.LETTER
    return AnswerUnderWay(where, at if where is UnderWay.IN_OUTBOX else None)
