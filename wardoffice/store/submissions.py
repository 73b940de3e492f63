"""Reads submissions as a case shows them, and what the form of the next one must know."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.outgoing import OutboxState, SubmissionWay
from wardoffice.domain.submissions import (
    SubmissionState,
    SubmissionView,
    contact_words,
    submission_state,
    submission_words,
)
from wardoffice.language import text
from wardoffice.store.service_types import service_names
from wardoffice.store.tables import (
    Contact,
    OutboxMessage,
    ServiceRecord,
    Staff,
    Submission,
)


def submissions_of(session: Session, case_ids: Collection[int]) -> tuple[SubmissionView, ...]:
    """The submissions filed in these cases, the newest first."""
    record = aliased(ServiceRecord)
    rows = session.execute(
        select(Submission, OutboxMessage, record.number, Staff.name, Contact.name)
        .outerjoin(OutboxMessage, OutboxMessage.id == Submission.outbox_id)
        .outerjoin(record, record.id == Submission.service_record_id)
        .outerjoin(Staff, Staff.id == Submission.staff_id)
        .outerjoin(Contact, Contact.id == Submission.contact_id)
        .where(Submission.case_id.in_(case_ids))
        .order_by(Submission.created_at.desc(), Submission.id.desc())
    ).all()
    names = service_names(session)
    return tuple(submission_view(*row, names=names) for row in rows)


def submission_view(
    row: Submission,
    sent: OutboxMessage | None,
    record_number: str | None,
    staff: str | None,
    resident: str | None,
    *,
    names: Mapping[str, str],
) -> SubmissionView:
    """A row as a case shows it."""
    known = row.number or (record_number or "")
    state = submission_state(
        sent.state if sent is not None else None,
        number=known,
        token=row.token,
        token_open=row.next_poll_at is not None,
        withdrawn=row.withdrawn_at is not None,
    )
    return SubmissionView(
        submission_id=row.id,
        case_id=row.case_id,
        outbox_id=row.outbox_id,
        way=row.way,
        state=state,
        service_code=row.service_code,
        service_name=names.get(row.service_code, row.service_code),
        number=known,
        token=row.token,
        by=staff or "",
        created_at=row.created_at,
        sent_at=row.sent_at,
        next_at=sent.not_before if sent and sent.state is OutboxState.RETRY else row.next_poll_at,
        words=_words(row, state, known),
        trouble=sent.trouble if sent is not None else "",
        next_step=next_step(row, state),
        probable_number=known if row.probable else "",
        duplicate_of=row.duplicate_of,
        contact=row.contact,
        contact_words=contact_words(row.contact, resident or ""),
        notice=row.notice,
        reason=row.reason,
        in_feed=row.service_record_id is not None,
    )


def next_step(row: Submission, state: SubmissionState) -> str:
    """What a person can do about it, "" for nothing."""
    if state is SubmissionState.UNKNOWN:
        return text("It is looked for in 311. If you know that it went, say so; else it can be sent again.")
    if state is SubmissionState.NO_NUMBER and row.token:
        return text(
            "Ask 311 for the number of {token}, or type the number when you have it.", token=row.token
        )
    return ""


def _words(row: Submission, state: SubmissionState, known: str) -> str:
    if row.probable:
        return (
            text("{number} is another type, place or problem: is the number right?", number=known)
            if row.way is SubmissionWay.TYPED
            else text("Probably {number}: the same type, place and time. Say whether it is.", number=known)
        )
    if state is SubmissionState.NO_NUMBER and row.token:
        return text("311 has it, but gave no number in the time it usually takes.")
    if state is SubmissionState.UNKNOWN and row.looked:
        return row.looked
    return submission_words(state)
