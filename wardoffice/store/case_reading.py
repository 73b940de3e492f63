"""Reads one case with everything that was put together with it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import (
    AbsorbedView,
    AttachmentView,
    CaseView,
    MessageView,
    NoteView,
    PersonView,
    RequestView,
)
from wardoffice.domain.cases import LinkReason
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.people import FollowUpKind, PointKind
from wardoffice.domain.places import Place
from wardoffice.store.answers_under_way import under_way_by_person
from wardoffice.store.city_reading import city_views
from wardoffice.store.files import FileStore
from wardoffice.store.forwards_of_case import forwards_of
from wardoffice.store.history_reading import case_history
from wardoffice.store.incident_names import incident_names
from wardoffice.store.point_reading import point_of
from wardoffice.store.sent_reading import departments_at
from wardoffice.store.service_types import service_names
from wardoffice.store.submissions import submissions_of
from wardoffice.store.tables import (
    Attachment,
    Case,
    Contact,
    ContactPoint,
    FollowUp,
    Message,
    MessageLink,
    Note,
    QueueEntry,
    Request,
    ServiceRecord,
    Staff,
    StoredFile,
)
from wardoffice.store.tag_reading import tags_of
from wardoffice.store.visibility import may_see, visible


def read_case(session: Session, files: FileStore, actor: Actor, case_id: int) -> CaseView | None:
    """The root this case stands under, with all filed below it; None where the actor may not see it."""
    asked = session.get(Case, case_id)
    if asked is None or asked.withdrawn_at is not None or not may_see(session, actor, asked):
        return None
    root = session.get_one(Case, asked.root_id or asked.id)
    entry = session.get(QueueEntry, root.id)
    homes = session.scalars(
        select(Case).where(Case.root_id == root.id, Case.withdrawn_at.is_(None)).order_by(Case.opened_at)
    ).all()
    home_ids = [home.id for home in homes]
    names = service_names(session)
    requests = _requests(session, home_ids)
    messages = _messages(session, files, actor, home_ids, requests)
    assignee = session.get(Staff, root.assignee_id) if root.assignee_id else None
    return CaseView(
        case_id=root.id,
        number=root.number,
        title=names.get(root.service_code) or root.title,
        kind=root.kind,
        status=root.status,
        finish_reason=root.finish_reason,
        finished_at=root.finished_at,
        service_code=root.service_code,
        service_name=names.get(root.service_code, ""),
        place=Place(
            point_of(root.lat, root.long),
            root.address,
            root.place_source,
            root.place_metres,
            tuple(root.place_others),
            root.place_apart,
        ),
        ward=root.ward,
        ours=bool(entry and entry.ours),
        safety=bool(entry and entry.safety),
        safety_words=", ".join(dict.fromkeys(home.safety_words for home in homes if home.safety_words)),
        safety_since=min(
            (home.safety_at or home.opened_at for home in homes if home.safety_words), default=None
        ),
        restricted=any(home.restricted for home in homes),
        assignee_id=root.assignee_id,
        assignee=assignee.name if assignee else "",
        opened_at=root.opened_at,
        due_at=entry.due_at if entry else None,
        messages=messages,
        requests=requests,
        attachments=_attachments(session, files, home_ids),
        city=city_views(session, actor, home_ids),
        people=_people(session, actor, home_ids, messages),
        notes=_notes(session, home_ids),
        absorbed=tuple(
            AbsorbedView(
                home.id,
                home.number,
                names.get(home.service_code) or home.title,
                home.address,
                home.merged_into,
            )
            for home in homes
            if home.merged_into is not None
        ),
        history=case_history(session, actor, home_ids),
        border_ward=root.border_ward,
        incident=incident_names(session, actor, [root.id]).get(root.id),
        border_metres=root.border_metres,
        ward_before=root.ward_before,
        handed_to=root.handed_to,
        urgent=root.urgent,
        tags=tags_of(session, [root.id]).get(root.id, ()),
        snoozed_until=entry.snoozed_until if entry else None,
        submissions=submissions_of(session, home_ids),
        forwards=forwards_of(session, actor, home_ids),
    )


def _requests(session: Session, homes: Sequence[int]) -> tuple[RequestView, ...]:
    rows = session.execute(
        select(Request, ServiceRecord.number)
        .outerjoin(ServiceRecord, ServiceRecord.id == Request.service_record_id)
        .where(Request.case_id.in_(homes), Request.withdrawn_at.is_(None))
        .order_by(Request.created_at, Request.position)
    )
    return tuple(
        RequestView(row.id, row.case_id, row.message_id, number or "", row.description)
        for row, number in rows
    )


def _messages(
    session: Session,
    files: FileStore,
    actor: Actor,
    homes: Sequence[int],
    requests: Sequence[RequestView],
) -> tuple[MessageView, ...]:
    told = {each.message_id for each in requests if each.message_id is not None}
    links: dict[int, LinkReason] = dict(
        session.execute(
            select(MessageLink.message_id, MessageLink.reason).where(
                MessageLink.case_id.in_(homes), MessageLink.withdrawn_at.is_(None)
            )
        ).all()
    )
    yielded: dict[int, list[RequestView]] = defaultdict(list)
    for row in session.scalars(
        select(Request)
        .join(Case, Case.id == Request.case_id)
        .join(QueueEntry, QueueEntry.case_id == Case.root_id)
        .where(Request.message_id.in_(told), Request.withdrawn_at.is_(None), visible(actor))
        .order_by(Request.position)
    ):
        yielded[row.message_id or 0].append(
            RequestView(row.id, row.case_id, row.message_id, "", row.description)
        )
    found = session.scalars(
        select(Message).where(Message.id.in_(told | set(links))).order_by(Message.received_at, Message.id)
    ).all()
    departments = departments_at(session, [address for row in found for _, address in row.recipients])
    return tuple(
        MessageView(
            message_id=row.id,
            channel=row.channel,
            kind=row.kind,
            kind_reason=row.kind_reason,
            sender_doubt=row.sender_doubt,
            link_reason=LinkReason.REQUEST if row.id in told else links[row.id],
            contact_id=row.contact_id,
            sender_name=row.sender_name,
            sender_address=row.sender_address,
            at=row.received_at,
            subject=row.subject,
            text=row.text,
            whole_text=row.whole_text,
            requests=tuple(yielded[row.id]),
            raw=files.path(row.raw_sha256) if row.raw_sha256 else None,
            troubles=tuple(row.troubles),
            recipients=tuple(name or address for name, address in row.recipients),
            departments=tuple(departments[each] for _, each in row.recipients if each in departments),
            program=row.program,
            sent_on_by=row.sent_on_by,
            instruction=row.instruction,
            form_name=row.form_name,
            form_lines=tuple((name, value) for name, value in row.form_lines),
        )
        for row in found
    )


def _attachments(session: Session, files: FileStore, homes: Sequence[int]) -> tuple[AttachmentView, ...]:
    rows = session.execute(
        select(Attachment, StoredFile, Message.received_at, Message.kind)
        .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
        .outerjoin(Message, Message.id == Attachment.message_id)
        .where(Attachment.case_id.in_(homes), Attachment.withdrawn_at.is_(None))
        .order_by(Attachment.created_at, Attachment.position, Attachment.id)
    )
    return _copies_behind(
        AttachmentView(
            attachment_id=row.id,
            case_id=row.case_id or 0,
            message_id=row.message_id,
            path=files.path(row.sha256),
            thumbnail=files.thumbnail(row.sha256) if file.width else None,
            filename=row.filename,
            media_type=file.media_type,
            size=file.size,
            rank=row.rank,
            taken_at=file.taken_at,
            trouble=file.trouble,
            source_url=row.source_url,
            point=point_of(file.lat, file.long),
            came_at=came_at or row.created_at,
            doubts=tuple(file.doubts),
            made_from_id=row.made_from_id,
            from_department=kind is MessageKind.DEPARTMENT,
        )
        for row, file, came_at, kind in rows
    )


def _copies_behind(attachments: Iterable[AttachmentView]) -> tuple[AttachmentView, ...]:
    """Each edited copy behind what it was made from, where that is shown too."""
    listed: list[AttachmentView] = []
    for each in attachments:
        found = (
            at
            for at, other in enumerate(listed, 1)
            if each.made_from_id is not None
            and each.made_from_id in {other.attachment_id, other.made_from_id}
        )
        listed.insert(max(found, default=len(listed)), each)
    return tuple(listed)


def _people(
    session: Session, actor: Actor, homes: Sequence[int], messages: Sequence[MessageView]
) -> tuple[PersonView, ...]:
    written = {each.contact_id for each in messages if each.contact_id is not None}
    told = [each.message_id for each in messages if each.link_reason is LinkReason.REQUEST]
    read = session.execute(
        select(FollowUp, func.coalesce(Staff.name, Message.sender_name, ""))
        .outerjoin(Staff, Staff.id == FollowUp.staff_id)
        .outerjoin(Message, Message.id == FollowUp.message_id)
        .where(
            FollowUp.withdrawn_at.is_(None),
            or_(FollowUp.case_id.in_(homes), FollowUp.message_id.in_(told)),
        )
        .order_by(FollowUp.created_at)
    ).all()
    exchanges, by_whom = [row for row, _ in read], {row.id: who for row, who in read}
    by_contact: dict[int, list[FollowUp]] = defaultdict(list)
    for each in exchanges:
        by_contact[each.contact_id or 0].append(each)
    ids = written | {each.contact_id for each in exchanges if each.contact_id is not None}
    points: dict[int, dict[PointKind, str]] = defaultdict(dict)
    for point in session.scalars(select(ContactPoint).where(ContactPoint.contact_id.in_(ids))):
        points[point.contact_id].setdefault(point.kind, point.shown)
    elsewhere = _cases_of_people(session, actor, ids, homes)
    contacts = session.scalars(select(Contact).where(Contact.id.in_(ids)).order_by(Contact.created_at))
    under_way = under_way_by_person(session, homes)  # the root is one of them
    return tuple(
        replace(
            _person(row, points[row.id], by_contact[row.id], by_whom, elsewhere.get(row.id, 0)),
            under_way=under_way.get(row.id),
        )
        for row in contacts
    )


def _person(
    row: Contact,
    points: dict[PointKind, str],
    exchanges: Sequence[FollowUp],
    by_whom: dict[int, str],
    other_cases: int,
) -> PersonView:
    owed: list[datetime] = [
        each.created_at for each in exchanges if each.kind is not FollowUpKind.ANSWER and each.done_at is None
    ]
    answers = [each for each in exchanges if each.kind is FollowUpKind.ANSWER]
    promises = [each for each in exchanges if each.kind is FollowUpKind.PROMISE and each.done_at is None]
    return PersonView(
        contact_id=row.id,
        name=row.name,
        email=points.get(PointKind.EMAIL, ""),
        phone=points.get(PointKind.PHONE, ""),
        language=row.language,
        owed_since=min(owed, default=None),
        answered_at=answers[-1].created_at if answers else None,
        answered_how=answers[-1].way if answers else None,
        answered_by=by_whom[answers[-1].id] if answers else "",
        other_cases=other_cases,
        promised=", ".join(dict.fromkeys(each.words for each in promises if each.words)),
    )


def _cases_of_people(
    session: Session, actor: Actor, contact_ids: set[int], homes: Sequence[int]
) -> dict[int, int]:
    """How many other problems, of those the actor may see, each of these people told us of."""
    counted = session.execute(
        select(Message.contact_id, func.count(func.distinct(Case.root_id)))
        .join(Request, Request.message_id == Message.id)
        .join(Case, Case.id == Request.case_id)
        .join(QueueEntry, QueueEntry.case_id == Case.root_id)
        .where(Message.contact_id.in_(contact_ids), Case.id.not_in(homes), Request.withdrawn_at.is_(None))
        .where(visible(actor))
        .group_by(Message.contact_id)
    )
    return {contact_id: count for contact_id, count in counted if contact_id is not None}


def _notes(session: Session, homes: Sequence[int]) -> tuple[NoteView, ...]:
    rows = session.scalars(
        select(Note)
        .where(Note.case_id.in_(homes), Note.withdrawn_at.is_(None))
        .order_by(Note.created_at, Note.id)
    )
    return tuple(NoteView(row.case_id, row.text, row.by, row.created_at) for row in rows)
