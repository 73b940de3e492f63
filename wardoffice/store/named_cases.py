"""Which problems a mail's subject names by number, where nobody knows its sender there."""

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.store.tables import Case, Message, NotSame, QueueEntry, Request
from wardoffice.store.visibility import visible

_HERE, _NAMED = aliased(Case), aliased(Case)
_THEIRS = aliased(Request)
_PAIRS = (
    select(_HERE.root_id, _NAMED.root_id)
    .select_from(Message)
    .join(Request, and_(Request.message_id == Message.id, Request.withdrawn_at.is_(None)))
    .join(_HERE, _HERE.id == Request.case_id)
    .join(_NAMED, _NAMED.id == Message.named_case_id)
    .where(
        Message.named_case_id.is_not(None),
        _HERE.root_id != _NAMED.root_id,
        _HERE.withdrawn_at.is_(None),
        _NAMED.withdrawn_at.is_(None),
    )
)
"""The root a mail told of, and the other root that its subject names."""
_EITHER = union_all(*(_PAIRS.where(each.root_id == bindparam("root_id")) for each in (_HERE, _NAMED)))
"""One question each: one with "or" between them would look at every message."""
_ANSWERED = (
    select(NotSame.id)
    .join(_THEIRS, or_(_THEIRS.id == NotSame.request_id, _THEIRS.id == NotSame.other_id))
    .join(Case, Case.id == _THEIRS.case_id)
    .where(
        or_(NotSame.request_id == Request.id, NotSame.other_id == Request.id),
        Case.root_id == _NAMED.root_id,
        NotSame.withdrawn_at.is_(None),
    )
    .correlate(Request, _NAMED)
)
"""That a person said they are not the same."""
_NUMBERS = (
    _PAIRS.add_columns(Case.number)
    .join(Case, Case.id == _NAMED.root_id)
    .join(QueueEntry, QueueEntry.case_id == _NAMED.root_id)
    .where(_HERE.root_id.in_(bindparam("ids", expanding=True)), ~_ANSWERED.exists())
    .order_by(Message.id.desc())
)


def named_roots(session: Session, root_id: int) -> set[int]:
    """The roots that mails of this problem name, and those whose mails name this one."""
    found = session.execute(_EITHER, {"root_id": root_id})
    return {each for pair in found for each in pair if each is not None} - {root_id}


def numbers_named(session: Session, actor: Actor, root_ids: Sequence[int]) -> dict[int, str]:
    """By root, the number of the problem its mail names, until a person says whether they are the same."""
    rows = session.execute(_NUMBERS.where(visible(actor)), {"ids": list(root_ids)})
    return {root_id: number for root_id, _, number in rows if root_id is not None}
