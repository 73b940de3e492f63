"""Look-ups that the actions of the office work with, inside their unit of work."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.cases import MergeCandidate
from wardoffice.domain.people import FollowUpKind
from wardoffice.store.batches import batches
from wardoffice.store.tables import (
    Attachment,
    Case,
    CaseViewer,
    FollowUp,
    Message,
    MessageLink,
    QueueEntry,
    Request,
    Staff,
)


def homes_of(session: Session, root_id: int) -> list[int]:
    """The ids of all cases that stand under a root, itself among them."""
    return list(session.scalars(select(Case.id).where(Case.root_id == root_id, Case.withdrawn_at.is_(None))))


def requests_in(session: Session, case_ids: Collection[int]) -> list[Request]:
    """The live requests filed in these cases."""
    return list(
        session.scalars(
            select(Request)
            .where(Request.case_id.in_(case_ids), Request.withdrawn_at.is_(None))
            .order_by(Request.id)
        )
    )


def cases_told_in(session: Session, message_ids: Collection[int]) -> set[int]:
    """The cases, as homes, that these messages told of or were linked to."""
    found: set[int] = set()
    for some in batches(message_ids):
        for source in (Request, MessageLink):
            found.update(session.scalars(select(source.case_id).where(source.message_id.in_(some))))
    return found


def cases_told_by(session: Session, contact_ids: Collection[int]) -> set[int]:
    """The cases, as homes, that these people told of or wrote about."""
    found: set[int] = set()
    for some in batches(contact_ids):
        for source in (Request, MessageLink):
            found.update(
                session.scalars(
                    select(source.case_id)
                    .join(Message, Message.id == source.message_id)
                    .where(Message.contact_id.in_(some))
                )
            )
    return found


def owed_in(session: Session, case_ids: Collection[int], contact_ids: Collection[int]) -> list[FollowUp]:
    """The answers owed and promises open to these people about these cases."""
    told = [each.message_id for each in requests_in(session, case_ids) if each.message_id is not None]
    return list(
        session.scalars(
            select(FollowUp).where(
                or_(FollowUp.case_id.in_(case_ids), FollowUp.message_id.in_(told)),
                FollowUp.contact_id.in_(contact_ids),
                FollowUp.kind != FollowUpKind.ANSWER,
                FollowUp.done_at.is_(None),
                FollowUp.withdrawn_at.is_(None),
            )
        )
    )


def home_of_person(session: Session, root_id: int, homes: Collection[int], contact_id: int) -> int:
    """Which of these cases a person told of: the root where it is among them or none is, else the first."""
    told = set(
        session.scalars(
            select(Request.case_id)
            .join(Message, Message.id == Request.message_id)
            .where(
                Message.contact_id == contact_id,
                Request.case_id.in_(homes),
                Request.withdrawn_at.is_(None),
            )
        )
    )
    return root_id if root_id in told or not told else min(told)


def unseen_links(
    session: Session, case_ids: Collection[int], contact_ids: Collection[int] | None = None
) -> list[MessageLink]:
    """Messages that came to these cases and nobody dealt with yet; only from these people where named."""
    statement = select(MessageLink).where(
        MessageLink.case_id.in_(case_ids),
        MessageLink.seen_at.is_(None),
        MessageLink.withdrawn_at.is_(None),
    )
    if contact_ids is not None:
        statement = statement.join(Message, Message.id == MessageLink.message_id).where(
            Message.contact_id.in_(contact_ids)
        )
    return list(session.scalars(statement))


def links_dealt_with_by(session: Session, answer_id: int) -> list[MessageLink]:
    """The messages that an answer dealt with."""
    return list(
        session.scalars(
            select(MessageLink).where(MessageLink.seen_by_id == answer_id, MessageLink.withdrawn_at.is_(None))
        )
    )


def attachments_by_id(session: Session, ids: Collection[int]) -> list[Attachment]:
    """Live attachments by id."""
    return list(
        session.scalars(select(Attachment).where(Attachment.id.in_(ids), Attachment.withdrawn_at.is_(None)))
    )


def files_shown(session: Session, case_ids: Collection[int]) -> dict[str, int]:
    """The files that stand under these cases: by SHA-256, the first attachment that is each."""
    rows = session.execute(
        select(Attachment.sha256, func.min(Attachment.id).label("first"))
        .where(Attachment.case_id.in_(case_ids), Attachment.withdrawn_at.is_(None))
        .group_by(Attachment.sha256)
    )
    return {each.sha256: each.first for each in rows}


def with_copies(session: Session, attachments: Iterable[Attachment]) -> list[Attachment]:
    """These, and the edited copies that were made of them where they hang, which go wherever they go.

    So do copies that were taken back: made again, they must stand beside their original.
    """
    found = {each.id: each for each in attachments}
    made: Sequence[Attachment] = tuple(found.values())
    while made:
        homes = {each.case_id for each in made}
        rows = session.scalars(
            select(Attachment).where(
                Attachment.made_from_id.in_([each.id for each in made]),
                Attachment.case_id.in_(homes),
            )
        ).all()
        made = [each for each in rows if each.id not in found]
        found.update((each.id, each) for each in made)
    return list(found.values())


def copies_made(session: Session, digests: Collection[str]) -> list[tuple[str, str]]:
    """Which files are known as edited copies of which, of those where either is among these: by SHA-256."""
    original = aliased(Attachment)
    rows = session.execute(
        select(Attachment.sha256, original.sha256)
        .join(original, original.id == Attachment.made_from_id)
        .where(or_(Attachment.sha256.in_(digests), original.sha256.in_(digests)))
        .distinct()
    )
    return [(copy, made_from) for copy, made_from in rows]


def merge_candidates(session: Session, cases: Sequence[Case]) -> list[MergeCandidate]:
    """What the choice of a root needs to know of these cases."""
    ids = [case.id for case in cases]
    ours = set(
        session.scalars(select(QueueEntry.case_id).where(QueueEntry.case_id.in_(ids), QueueEntry.ours))
    )
    in_city = set(
        session.scalars(
            select(Case.root_id)
            .join(Request, Request.case_id == Case.id)
            .where(
                Case.root_id.in_(ids),
                Request.service_record_id.is_not(None),
                Request.withdrawn_at.is_(None),
            )
        )
    )
    return [
        MergeCandidate(
            case.id,
            case.number,
            case.merged_into is None,
            case.id in ours,
            case.id in in_city,
            case.opened_at,
        )
        for case in cases
    ]


def copy_viewers(session: Session, from_id: int, to_id: int) -> None:
    """Let whoever may see one restricted case see another too."""
    known = {row.staff_id: row for row in _viewers(session, to_id)}
    for row in _viewers(session, from_id):
        if row.withdrawn_at is None:
            _name_viewer(session, to_id, row.staff_id, known.get(row.staff_id))


def file_attachments(session: Session, message_id: int, case_id: int) -> None:
    """Show the files of a message under a case."""
    for row in session.scalars(
        select(Attachment).where(Attachment.message_id == message_id, Attachment.case_id.is_(None))
    ):
        row.case_id = case_id


def former_member(session: Session, name: str) -> Staff | None:
    """Somebody of that name who was on the staff list before."""
    return session.scalar(select(Staff).where(func.lower(Staff.name) == name.lower(), ~Staff.active))


def name_viewers(session: Session, case_id: int, staff_ids: Collection[int], at: datetime) -> None:
    """Name exactly these people as who may see a restricted case."""
    known = {row.staff_id: row for row in _viewers(session, case_id)}
    for row in known.values():
        if row.staff_id not in staff_ids and row.withdrawn_at is None:
            row.withdrawn_at = at
    for staff_id in dict.fromkeys(staff_ids):
        _name_viewer(session, case_id, staff_id, known.get(staff_id))


def _viewers(session: Session, case_id: int) -> list[CaseViewer]:
    return list(session.scalars(select(CaseViewer).where(CaseViewer.case_id == case_id)))


def _name_viewer(session: Session, case_id: int, staff_id: int, known: CaseViewer | None) -> None:
    if known is None:
        session.add(CaseViewer(case_id=case_id, staff_id=staff_id))
    else:
        known.withdrawn_at = None
