"""Takes back what was made of a copy of our own mail, before it was known to be ours.

Somebody of the office puts the office itself on Cc: the copy in the inbox is read first, and looks like a
resident's mail. What it opened goes with it, unless a person or another mail has joined it since.
"""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from wardoffice.store.tables import (
    Attachment,
    Case,
    FollowUp,
    Forward,
    Message,
    MessageLink,
    Note,
    Request,
    Submission,
)
from wardoffice.store.unit_of_work import UnitOfWork


def take_back_what_it_opened(work: UnitOfWork, message: Message) -> bool:
    """Withdraw the problem and the answer owed that were made of this message; whether there was anything."""
    requests = list(
        work.session.scalars(
            select(Request).where(Request.message_id == message.id, Request.withdrawn_at.is_(None))
        )
    )
    owed = work.session.scalars(
        select(FollowUp).where(
            FollowUp.message_id == message.id, FollowUp.done_at.is_(None), FollowUp.withdrawn_at.is_(None)
        )
    )
    for each in owed:
        each.withdrawn_at = work.now
    for request in requests:
        request.withdrawn_at = work.now
        work.session.flush()
        if not _holds_more(work.session, request.case_id, message.id):
            work.session.get_one(Case, request.case_id).withdrawn_at = work.now
            _unfile(work.session, request.case_id, message.id)
    work.session.flush()
    return bool(requests)


def _holds_more(session: Session, case_id: int, message_id: int) -> bool:
    """Whether anything stands in the case besides what this message brought."""
    more = [
        exists().where(table.case_id == case_id, table.withdrawn_at.is_(None))
        for table in (Request, Note, Forward, Submission)
    ]
    joined = exists().where(Case.root_id == case_id, Case.id != case_id, Case.withdrawn_at.is_(None))
    merged = exists().where(Case.id == case_id, Case.merged_into.is_not(None))
    linked = exists().where(
        MessageLink.case_id == case_id,
        MessageLink.message_id != message_id,
        MessageLink.withdrawn_at.is_(None),
    )
    exchanged = exists().where(
        FollowUp.case_id == case_id,
        FollowUp.withdrawn_at.is_(None),
        or_(FollowUp.message_id.is_(None), FollowUp.message_id != message_id),
    )
    return bool(session.scalar(select(or_(*more, joined, merged, linked, exchanged))))


def _unfile(session: Session, case_id: int, message_id: int) -> None:
    """Its files stay with the message, and leave the case."""
    files = select(Attachment).where(Attachment.case_id == case_id, Attachment.message_id == message_id)
    for each in session.scalars(files):
        each.case_id = None
