"""What people do with the outbox: look at it, take back, correct, say that it went, have it sent again."""

from collections.abc import Collection
from contextlib import AbstractContextManager, closing

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import (
    OUTBOX_PAGE,
    WAITING,
    OutboxCounts,
    OutboxKind,
    OutboxLine,
    OutboxState,
    SubmissionWay,
)
from wardoffice.domain.ports import Cancelled
from wardoffice.language import text
from wardoffice.office.city_looking import CityLooking
from wardoffice.office.linking import Linking
from wardoffice.office.record_parting import part_record_of
from wardoffice.office.sent_report import SentReport
from wardoffice.office.submission_writing import queue_message
from wardoffice.office.submitting import ConnectDesk
from wardoffice.store.city_joining import place_own_record
from wardoffice.store.outbox import Outgoing, is_taken_up, outgoing_of
from wardoffice.store.outbox_reading import outbox_counts, outbox_lines
from wardoffice.store.store import Store
from wardoffice.store.submission_records import keep_apart
from wardoffice.store.tables import OutboxMessage, ServiceRecord, Submission
from wardoffice.store.unit_of_work import UnitOfWork


class Outbox:
    """The outbox's list and its actions."""

    def __init__(self, store: Store, connect: ConnectDesk, looking: CityLooking, linking: Linking) -> None:
        self._store = store
        self._connect = connect
        self._looking = looking
        self._linking = linking

    def lines(
        self, actor: Actor, states: Collection[OutboxState] | None = None, *, ended: int = OUTBOX_PAGE
    ) -> tuple[OutboxLine, ...]:
        """What leaves the office, those that need a person first; of those at their end ``ended`` a kind."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return outbox_lines(session, actor, states, ended=ended)

    def counts(self, actor: Actor) -> OutboxCounts:
        """How many stand where, for the rail and the headings."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return outbox_counts(session, actor)

    def withdraw(self, actor: Actor, outbox_id: int) -> Changes:
        """Take back what waits, or put away what was refused; raises CannotDoError for what has left."""
        require(actor, Doing.SUBMIT)
        with self._settling(actor, text("taken back")) as work:
            sent, submission = _rows(work, outbox_id)
            if sent.state not in WAITING | {OutboxState.REFUSED}:
                raise _does_not_fit(text("This has left the office and cannot be taken back."))
            sent.state = OutboxState.WITHDRAWN
            sent.withdrawn_at = submission.withdrawn_at = work.now
        return work.changes

    def send_now(self, actor: Actor, outbox_id: int) -> Changes:
        """Try one again now that surely has not left; raises CannotDoError for any other."""
        require(actor, Doing.SUBMIT)
        with self._settling(actor, text("sent without waiting")) as work:
            sent, _ = _rows(work, outbox_id)
            if sent.state is not OutboxState.RETRY:
                raise _does_not_fit(text("This does not fit how it stands now."))
            sent.not_before = work.now
        return work.changes

    def send_all_now(self, actor: Actor) -> Changes:
        """Try all again now that surely have not left."""
        require(actor, Doing.SUBMIT)
        lines = self.lines(actor, {OutboxState.RETRY}, ended=0)
        waiting = [line.outbox_id for line in lines if line.kind is OutboxKind.SUBMISSION]
        if not waiting:
            return Changes()
        with self._settling(actor, text("all sent without waiting")) as work:
            for outbox_id in waiting:
                sent, _ = _rows(work, outbox_id)
                if sent.state is OutboxState.RETRY:
                    sent.not_before = work.now
        return work.changes

    def it_went(self, actor: Actor, outbox_id: int) -> Changes:
        """Say that one of unknown fate is in 311; it is looked for in the feed as before."""
        require(actor, Doing.SUBMIT)
        with self._settling(actor, text("it went")) as work:
            sent, _ = _rows(work, outbox_id)
            _require_unknown(sent)
            sent.state, sent.settled_at = OutboxState.SENT, work.now
        return work.changes

    def send_again(self, actor: Actor, outbox_id: int, reason: str) -> Changes:
        """Send one of unknown fate once more: a new submission, with the person's reason.

        Raises CannotDoError before 311 was read through for it, without a reason, and where that was done.
        """
        require(actor, Doing.SUBMIT)
        if not reason.strip():
            raise _does_not_fit(text("Write why it goes to 311 once more."))
        with self._settling(actor, text("sent once more")) as work:
            sent, before = _rows(work, outbox_id)
            _require_unknown(sent)
            if before.looked_at is None:
                raise _does_not_fit(text("It was not looked for in 311 yet."))
            if is_taken_up(work.session, before.id):
                raise _does_not_fit(text("It was sent once more already."))
            before.next_poll_at = None
            message = queue_message(work, sent.case_id or before.case_id, sent.subject)
            work.add(_copy_of(before, message.id, reason.strip(), work))
        return work.changes

    def look_again(self, actor: Actor, outbox_id: int, cancelled: Cancelled = lambda: False) -> Changes:
        """Look in 311 now for one of unknown fate; its line says afterwards what was found."""
        require(actor, Doing.SUBMIT)
        each = self._unknown(actor, outbox_id)
        report = SentReport()
        with closing(self._connect(cancelled)) as desk:
            self._looking.look(None, desk, each, report)
        return report.changes

    def link(self, actor: Actor, outbox_id: int, cancelled: Cancelled = lambda: False) -> Changes:
        """Put the request 311 has already together with the problem that was refused as its duplicate."""
        require(actor, Doing.SUBMIT)
        (line,) = self._line(actor, outbox_id)
        if not line.duplicate_of or line.case_id is None:
            raise _does_not_fit(text("It is not known which request 311 has."))
        return self._linking.link(actor, line.case_id, line.duplicate_of, cancelled)

    def confirm_record(self, actor: Actor, submission_id: int) -> Changes:
        """Say that a request that was only probably ours is."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.CONFIRM) as work:
            submission, record = _doubted(work, submission_id)
            work.details["number"] = record.number
            submission.probable = False
            submission.number = submission.number or record.number
            submission.answered_at = submission.answered_at or work.now
            submission.next_poll_at = None
            place_own_record(work, submission)
        return work.changes

    def part_record(self, actor: Actor, submission_id: int) -> Changes:
        """Say that a request that was only probably ours is not; it gets a problem of its own, for good (P4).

        A number that was typed wrongly is taken back with it; one sent by us is of unknown fate again.
        """
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.PART) as work:
            submission, record = _doubted(work, submission_id)
            work.details["number"] = record.number
            part_record_of(work, submission)
            keep_apart(work, submission, record.id)
            if submission.way is SubmissionWay.TYPED:
                submission.withdrawn_at = work.now
        return work.changes

    def _settling(self, actor: Actor, outcome: str) -> AbstractContextManager[UnitOfWork]:
        return self._store.unit_of_work(actor, ActionKind.SETTLE, outcome=outcome)

    def _line(self, actor: Actor, outbox_id: int) -> tuple[OutboxLine, ...]:
        with self._store.reading() as session:
            found = outbox_lines(session, actor, outbox_ids=[outbox_id])
        if not found:
            raise _does_not_fit(text("There is no such message."))
        return found

    def _unknown(self, actor: Actor, outbox_id: int) -> Outgoing:
        (line,) = self._line(actor, outbox_id)
        with self._store.reading() as session:
            each = outgoing_of(session, outbox_id)
        if each is None or line.state is not OutboxState.UNKNOWN:
            raise _does_not_fit(text("It is known what became of it."))
        return each


def _rows(work: UnitOfWork, outbox_id: int) -> tuple[OutboxMessage, Submission]:
    """The message and its submission, if the actor may see their case; raises CannotDoError."""
    sent = work.session.get(OutboxMessage, outbox_id)
    each = outgoing_of(work.session, outbox_id)
    if sent is None or each is None:
        raise _does_not_fit(text("There is no such message."))
    work.case(each.case_id)
    return sent, work.session.get_one(Submission, each.submission_id)


def _require_unknown(sent: OutboxMessage) -> None:
    if sent.state is not OutboxState.UNKNOWN:
        raise _does_not_fit(text("It is known what became of it."))


def _doubted(work: UnitOfWork, submission_id: int) -> tuple[Submission, ServiceRecord]:
    submission = work.session.get(Submission, submission_id)
    if submission is None or submission.service_record_id is None or not submission.probable:
        raise _does_not_fit(text("It is known whose request this is."))
    work.case(submission.case_id)
    return submission, work.session.get_one(ServiceRecord, submission.service_record_id)


def _copy_of(before: Submission, outbox_id: int, reason: str, work: UnitOfWork) -> Submission:
    return Submission(
        case_id=before.case_id,
        request_id=before.request_id,
        outbox_id=outbox_id,
        again_of_id=before.id,
        way=before.way,
        city=before.city,
        service_code=before.service_code,
        answer_kind=before.answer_kind,
        lat=before.lat,
        long=before.long,
        address=before.address,
        address_key=before.address_key,
        description=before.description,
        contact=before.contact,
        contact_id=before.contact_id,
        payload=dict(before.payload),
        reason=reason,
        staff_id=work.actor.staff_id,
        created_at=work.now,
    )


def _does_not_fit(happened: str) -> CannotDoError:
    return CannotDoError(happened, text("Nothing was changed."), text("Refresh the outbox."))
