"""Reads the outbox as people see it: what waits, is being sent, has gone, was refused, may not have gone."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.outgoing import (
    OUTBOX_PAGE,
    WAITING,
    OutboxCounts,
    OutboxDoing,
    OutboxLine,
    OutboxState,
    state_words,
)
from wardoffice.domain.submissions import SubmissionState
from wardoffice.domain.tracking_numbers import spellings
from wardoffice.language import text
from wardoffice.store.batches import batches
from wardoffice.store.mail_outbox_reading import count_ended_mails, count_mails_in_need, mail_lines
from wardoffice.store.service_types import service_names
from wardoffice.store.submissions import submission_view
from wardoffice.store.tables import (
    Case,
    Contact,
    OutboxMessage,
    QueueEntry,
    Request,
    ServiceRecord,
    Staff,
    Submission,
)
from wardoffice.store.visibility import visible


def outbox_lines(
    session: Session,
    actor: Actor,
    states: Collection[OutboxState] | None = None,
    outbox_ids: Collection[int] | None = None,
    ended: int = OUTBOX_PAGE,
) -> tuple[OutboxLine, ...]:
    """The messages of the outbox the actor may see, those that need a person first, then the newest.

    All that move or that a person has to look at; of those at their end the newest ``ended`` submissions and
    as many mails. ``states`` and ``outbox_ids`` narrow them.
    """
    lines = _submission_lines(session, actor, states, outbox_ids, ended=ended)
    lines += mail_lines(session, actor, states, outbox_ids, ended)
    return tuple(sorted(lines, key=lambda line: (not line.needs_person, -line.outbox_id)))


def _submission_lines(
    session: Session,
    actor: Actor,
    states: Collection[OutboxState] | None = None,
    outbox_ids: Collection[int] | None = None,
    *,
    ended: int,
) -> list[OutboxLine]:
    root = aliased(Case)
    statement = (
        select(OutboxMessage, Submission, root, ServiceRecord.number, Staff.name, Contact.name)
        .join(Submission, Submission.outbox_id == OutboxMessage.id)
        .join(Case, Case.id == Submission.case_id)
        .join(root, root.id == Case.root_id)
        .join(QueueEntry, QueueEntry.case_id == root.id)
        .outerjoin(ServiceRecord, ServiceRecord.id == Submission.service_record_id)
        .outerjoin(Staff, Staff.id == Submission.staff_id)
        .outerjoin(Contact, Contact.id == Submission.contact_id)
        .where(visible(actor))
        .order_by(OutboxMessage.id.desc())
    )
    if states is not None:
        statement = statement.where(OutboxMessage.state.in_(states))
    if outbox_ids is not None:
        statement = statement.where(OutboxMessage.id.in_(outbox_ids))
    names = service_names(session)
    rows = list(session.execute(statement.where(_is_open())))
    rows += session.execute(statement.where(not_(_is_open())).limit(ended)) if ended else ()
    taken_up = _taken_up(session, [submission.id for _, submission, *_ in rows])
    linked = _linked(session, {submission.duplicate_of for _, submission, *_ in rows} - {""})
    lines = []
    for sent, submission, case, number, staff, resident in rows:
        view = submission_view(submission, sent, number, staff, resident, names=names)
        is_linked = (submission.city, submission.duplicate_of, case.id) in linked
        handled = submission.id in taken_up or is_linked
        lines.append(
            OutboxLine(
                outbox_id=sent.id,
                kind=sent.kind,
                state=sent.state,
                case_id=case.id,
                case_number=case.number,
                submission_id=submission.id,
                what=view.service_name or sent.subject,
                where=submission.address or case.address,
                by=view.by,
                since=sent.created_at,
                next_at=view.next_at,
                words=_words(sent, submission, view.words, handled=handled, linked=is_linked),
                trouble=sent.trouble,
                next_step=view.next_step,
                number=view.number,
                token=submission.token,
                duplicate_of=submission.duplicate_of,
                looked=submission.looked,
                needs_person=not handled and _needs_person(sent, submission, view.state),
                may=_may(sent, submission, handled=handled),
            )
        )
    return lines


def outbox_counts(session: Session, actor: Actor) -> OutboxCounts:
    """How many messages need a person, and how many are at their end."""
    looked_at = (OutboxState.UNKNOWN, OutboxState.REFUSED, OutboxState.SENT)
    need = sum(line.needs_person for line in _submission_lines(session, actor, looked_at, ended=0))
    need += count_mails_in_need(session, actor)
    return OutboxCounts(need, count_ended_mails(session, actor), _count_ended(session, actor))


def _is_open() -> ColumnElement[bool]:
    """Moves, waits for its number, or may need a person; what another takes the place of is at its end."""
    later = aliased(Submission)
    taken_up = select(later.again_of_id).where(later.again_of_id.is_not(None), later.withdrawn_at.is_(None))
    has_number = or_(Submission.number != "", Submission.service_record_id.is_not(None))
    settled = and_(OutboxMessage.state == OutboxState.SENT, has_number, ~Submission.probable)
    return and_(Submission.withdrawn_at.is_(None), Submission.id.not_in(taken_up), not_(settled))


def _count_ended(session: Session, actor: Actor) -> int:
    statement = (
        select(func.count(Submission.id))
        .join(OutboxMessage, OutboxMessage.id == Submission.outbox_id)
        .join(Case, Case.id == Submission.case_id)
        .join(QueueEntry, QueueEntry.case_id == Case.root_id)
        .where(visible(actor), not_(_is_open()))
    )
    return session.scalar(statement) or 0


def _needs_person(sent: OutboxMessage, submission: Submission, state: SubmissionState) -> bool:
    if submission.withdrawn_at is not None:
        return False
    if sent.state is OutboxState.UNKNOWN:
        return bool(submission.looked)
    no_number = state is SubmissionState.NO_NUMBER and bool(submission.token)
    return sent.state is OutboxState.REFUSED or submission.probable or no_number


def _may(sent: OutboxMessage, submission: Submission, *, handled: bool) -> frozenset[OutboxDoing]:
    if submission.withdrawn_at is not None or handled:
        return frozenset()
    if sent.state in WAITING:
        again = {OutboxDoing.SEND_NOW} if sent.state is OutboxState.RETRY else set()
        return frozenset(again | {OutboxDoing.WITHDRAW})
    if sent.state is OutboxState.UNKNOWN:
        doings = {OutboxDoing.LOOK_AGAIN, OutboxDoing.IT_WENT}
        return frozenset(doings | ({OutboxDoing.SEND_AGAIN} if submission.looked_at is not None else set()))
    if sent.state is OutboxState.REFUSED:
        doings = {OutboxDoing.CORRECT, OutboxDoing.WITHDRAW}
        return frozenset(doings | ({OutboxDoing.LINK} if submission.duplicate_of else set()))
    return frozenset()


def _words(sent: OutboxMessage, submission: Submission, words: str, *, handled: bool, linked: bool) -> str:
    if linked:
        return text("311 had it as {number}: both are one problem now.", number=submission.duplicate_of)
    if handled:
        return text("{state}; it was sent once more.", state=state_words(sent.state).capitalize())
    if sent.state is OutboxState.REFUSED and submission.duplicate_of:
        return text("311 has it already as {number}.", number=submission.duplicate_of)
    return words


def _taken_up(session: Session, submission_ids: Collection[int]) -> set[int]:
    """Those that a later submission takes the place of."""
    found: set[int] = set()
    for part in batches(submission_ids):
        later = select(Submission.again_of_id).where(
            Submission.again_of_id.in_(part), Submission.withdrawn_at.is_(None)
        )
        found |= {each for each in session.scalars(later) if each is not None}
    return found


def _linked(session: Session, numbers: Collection[str]) -> set[tuple[str, str, int]]:
    """City, number in each spelling, and root of the requests with these numbers."""
    rows = session.execute(
        select(ServiceRecord.city, ServiceRecord.number, Case.root_id)
        .join(Request, Request.service_record_id == ServiceRecord.id)
        .join(Case, Case.id == Request.case_id)
        .where(ServiceRecord.number.in_({each for number in numbers for each in spellings(number)}))
    )
    return {(city, each, root_id or 0) for city, number, root_id in rows for each in spellings(number)}
