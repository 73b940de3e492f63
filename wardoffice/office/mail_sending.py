"""Delivers the outbox's mails: each of its bytes once, and what became of them is written down (P3).

``SENDING`` is committed before anything is said to the server, ``FINISHING`` when all of a mail but its last
line is over there. Whoever dies before that commit leaves a mail that surely did not go; after it, one of
unknown fate, which ``office.sent_looking`` looks for. A refused sign-in stops the whole queue.
"""

from collections import deque
from collections.abc import Sequence
from datetime import timedelta

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import (
    CancelledError,
    FileLostError,
    MailboxError,
    MailFateUnknownError,
    MailNotSentError,
    MailRefusedError,
    SignInRefusedError,
    StoreError,
    WardOfficeError,
)
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.outgoing_mail import RecipientAnswer
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.domain.sending_ports import MailSender, SendSession
from wardoffice.language import text
from wardoffice.mail.envelope import envelope_sender
from wardoffice.mail.smtp_words import too_large
from wardoffice.mail.stopping import aborting_when
from wardoffice.office.mail_fate import given_up_words, refuse_mail, settle_mail
from wardoffice.office.sending_door import SendingDoor
from wardoffice.office.sent_looking import SentLooking
from wardoffice.office.sent_report import MailSentReport
from wardoffice.store.answered_mails import must_be_looked_for
from wardoffice.store.leases import HeldLease, lease
from wardoffice.store.mail_outbox import (
    ClaimedMail,
    claim_mail,
    due_mails,
    mails_left,
    next_mail_due,
    note_answers,
    note_finishing,
    put_off,
    read_mail,
    wait_again,
)
from wardoffice.store.outbox_hold import outbox_held
from wardoffice.store.store import Store

LEASE = "outbox mail"
_COPY_AGAIN = timedelta(minutes=5)


class MailSending:
    """The sender of the office's mail; ``sender`` is None where no server is set up, and then all waits."""

    def __init__(
        self, store: Store, sender: MailSender | None, looking: SentLooking, door: SendingDoor
    ) -> None:
        self._store = store
        self._sender = sender
        self._looking = looking
        self._door = door

    @property
    def has_server(self) -> bool:
        """Whether a server is set up that sends mail."""
        return self._sender is not None

    def run(self, actor: Actor, progress: Progress, cancelled: Cancelled) -> MailSentReport:
        """Send what is due, look for what is of unknown fate, put copies into the folder of sent mail.

        Raises LeaseHeldError where another program does it now, CancelledError, SignInRefusedError, or
        SecretsError; what was done until then is kept.
        """
        require(actor, Doing.SYNC)
        report = MailSentReport()
        with lease(self._store, LEASE) as held:
            self._recover(held, report)
            try:
                self._send_due(held, progress, cancelled, report)
            finally:
                if not cancelled():
                    self._looking.run(held, cancelled, report)
        self._say_when(report)
        return report

    def _say_when(self, report: MailSentReport) -> None:
        with self._store.reading() as session:
            report.next_at = next_mail_due(session)
            is_held = outbox_held(session) is not None
        if self._sender is None or is_held:
            report.next_at = None
        if self._looking.wants_copies():
            again = self._store.now() + _COPY_AGAIN
            report.next_at = min(report.next_at, again) if report.next_at is not None else again

    def _recover(self, held: HeldLease, report: MailSentReport) -> None:
        """The lease is ours, so whoever sent these is gone: they did not leave, or may have."""
        with self._store.writing() as session:
            held.beat(session)
            for outbox_id in mails_left(session, OutboxState.SENDING):
                wait_again(session, outbox_id, self._store.now())
            left = [read_mail(session, each) for each in mails_left(session, OutboxState.FINISHING)]
        for mail in left:
            self._unknown(mail, text("Sending it broke off at the last line of it."), report)

    def _send_due(
        self, held: HeldLease, progress: Progress, cancelled: Cancelled, report: MailSentReport
    ) -> None:
        if self._sender is None:
            return
        with self._store.reading() as session:
            due = deque(due_mails(session, self._store.now()))
            is_held = outbox_held(session) is not None
        if not is_held:
            self._looking.look_once_more(due, cancelled, report)
        total = len(due)
        with aborting_when(cancelled, self._sender.abort):
            if not due and not is_held:
                self._door.look(self._sender)
            while due:
                _stop_if(cancelled)
                progress(total - len(due), total)
                self._connect_and_send(self._sender, held, due, cancelled, report)

    def _connect_and_send(
        self,
        sender: MailSender,
        held: HeldLease,
        due: deque[int],
        cancelled: Cancelled,
        report: MailSentReport,
    ) -> None:
        """All that goes over one connection; it is made only once there is a mail that surely goes."""
        mail = self._claimed(held, due)
        if mail is None:
            return
        try:
            with sender.connect() as session:
                self._door.let_in()
                self._door.takes(session.size_limit)
                self._hand_over(held, session, mail, report)
                while not cancelled() and (following := self._claimed(held, due)) is not None:
                    mail = following
                    self._hand_over(held, session, mail, report)
        except _SettledError:
            return
        except MailboxError as trouble:
            self._not_connected(mail, due, trouble, report)
            if isinstance(trouble, SignInRefusedError):
                raise
        except WardOfficeError:
            self._wait_again(mail)
            raise

    def _claimed(self, held: HeldLease, due: deque[int]) -> ClaimedMail | None:
        """The next that may go, marked as being sent; None at the end, and once everything is held.

        One that must be looked for once more is left for the next run.
        """
        while due:
            with self._store.writing() as session:
                held.beat(session)
                if outbox_held(session) is not None:
                    due.clear()
                    return None
                outbox_id = due.popleft()
                if must_be_looked_for(session, outbox_id, self._store.now()):
                    continue
                mail = claim_mail(session, outbox_id)
            if mail is not None:
                return mail
        return None

    def _hand_over(
        self, held: HeldLease, session: SendSession, mail: ClaimedMail, report: MailSentReport
    ) -> None:
        """One mail on an open connection; raises _SettledError where the connection is of no more use."""
        raw = self._bytes_of(mail, report)
        if raw is None:
            return
        if session.size_limit is not None and len(raw) > session.size_limit:
            self._too_large(mail, too_large(self._door.host, len(raw), session.size_limit), report)
            return

        def finishing(answers: Sequence[RecipientAnswer]) -> None:
            with self._store.writing() as rows:
                held.beat(rows)
                note_finishing(rows, mail.outbox_id, answers, self._store.now())

        try:
            answers = session.hand_over(envelope_sender(raw), mail.to, raw, finishing)
        except MailRefusedError as refused:
            self._refused(mail, refused, report)
        except MailFateUnknownError as trouble:
            self._unknown(mail, trouble.happened, report)
        except MailNotSentError as trouble:
            if trouble.wait_seconds:
                raise
            self._put_off([mail.outbox_id], trouble, report)
        else:
            self._settle(mail, answers, report)
            return
        raise _SettledError

    def _bytes_of(self, mail: ClaimedMail, report: MailSentReport) -> bytes | None:
        """What goes; None where that is lost, and it is refused, or cannot be read now, and it is put off.

        Those behind it go all the same.
        """
        try:
            return self._store.files.read(mail.sha256)
        except FileLostError as lost:
            self._refuse(mail, f"{lost.happened} {lost.next_step}", report)
        except StoreError as trouble:
            self._put_off([mail.outbox_id], trouble, report)
        return None

    def _settle(self, mail: ClaimedMail, answers: Sequence[RecipientAnswer], report: MailSentReport) -> None:
        taken = any(each.accepted for each in answers)
        why = "" if taken else _all_refused(answers)
        with self._store.unit_of_work(Actor.program(text("mailbox")), ActionKind.DELIVERY) as work:
            if not taken:  # else they were kept before the last line went
                note_answers(work.session, mail.outbox_id, answers)
                work.session.flush()
            state = settle_mail(
                work, mail.outbox_id, taken=taken, wants_copy=self._looking.puts_copies, why=why
            )
        counted = {OutboxState.SENT: "sent", OutboxState.REFUSED: "refused"}.get(state, "retry")
        report.add(work.changes, **{counted: 1})

    def _too_large(self, mail: ClaimedMail, refused: MailRefusedError, report: MailSentReport) -> None:
        """It was packed before the server said so little; changed, it is packed to what is known now."""
        self._refuse(mail, f"{refused.happened} {refused.next_step}", report)

    def _refused(self, mail: ClaimedMail, refused: MailRefusedError, report: MailSentReport) -> None:
        self._refuse(mail, f"{refused.happened} ({refused.words})", report)

    def _refuse(self, mail: ClaimedMail, why: str, report: MailSentReport) -> None:
        with self._store.unit_of_work(Actor.program(text("mailbox")), ActionKind.DELIVERY) as work:
            refuse_mail(work, mail.outbox_id, why)
        report.add(work.changes, refused=1)

    def _unknown(self, mail: ClaimedMail, why: str, report: MailSentReport) -> None:
        with self._store.unit_of_work(
            Actor.program(text("mailbox")), ActionKind.DELIVERY, outcome=text("not sure it went")
        ) as work:
            self._looking.begin(work, mail.outbox_id, why)
        report.add(work.changes, unknown=1)

    def _put_off(
        self, outbox_ids: Sequence[int], trouble: MailboxError | StoreError, report: MailSentReport
    ) -> None:
        """They surely did not leave: tried again by the plan, and given up after a day."""
        now = self._store.now()
        wait = trouble.wait_seconds if isinstance(trouble, MailNotSentError) else 0
        at_least = now + timedelta(seconds=wait) if wait else None
        why = f"{trouble.happened} {trouble.next_step}".strip()
        with self._store.writing() as session:
            given_up = put_off(session, outbox_ids, why, now, at_least=at_least)
        for outbox_id in given_up:
            with self._store.unit_of_work(Actor.program(text("mailbox")), ActionKind.DELIVERY) as work:
                refuse_mail(work, outbox_id, f"{given_up_words()} {trouble.happened}")
            report.add(work.changes, refused=1)
        report.add(Changes(), retry=len(outbox_ids) - len(given_up))

    def _not_connected(
        self, mail: ClaimedMail, due: deque[int], trouble: MailboxError, report: MailSentReport
    ) -> None:
        """Nothing goes this way just now, or until somebody signed in."""
        if isinstance(trouble, SignInRefusedError):
            self._door.shut(trouble)
            with self._store.writing() as session:
                wait_again(session, mail.outbox_id, self._store.now(), trouble.happened, answered=True)
            return
        self._put_off([mail.outbox_id, *due], trouble, report)
        due.clear()

    def _wait_again(self, mail: ClaimedMail) -> None:
        with self._store.writing() as session:
            wait_again(session, mail.outbox_id, self._store.now())


def _stop_if(cancelled: Cancelled) -> None:
    if cancelled():
        raise CancelledError


class _SettledError(Exception):
    """What became of a mail is written down; the connection it went over is closed."""


def _all_refused(answers: Sequence[RecipientAnswer]) -> str:
    return "; ".join(f"{each.address}: {each.code} {each.words}" for each in answers)
