"""Finds out what became of a mail of unknown fate, and keeps copies where the provider keeps none.

A mail that went lies in the folder of sent mail where the provider files what it sends: it is looked for
there for ten minutes. Found, it is sent; not found, it did not arrive and is sent again. Where the provider
keeps no copies, or nobody can look, a person is asked: nothing is ever sent again blindly (P3).
"""

from datetime import timedelta

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CancelledError, CannotDoError, MailboxError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.mail_retry import is_decided, next_look
from wardoffice.domain.outgoing import OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import SentCopy
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.sending_ports import SentCopies
from wardoffice.language import text
from wardoffice.mail.stopping import aborting_when
from wardoffice.office.mail_fate import mail_arrived
from wardoffice.office.sent_report import MailSentReport
from wardoffice.store.fitting import fit
from wardoffice.store.leases import HeldLease
from wardoffice.store.mail_outbox import ClaimedMail, copies_wanted, read_mail, recipients_in, unknown_mails
from wardoffice.store.store import Store
from wardoffice.store.tables import OutboxMessage
from wardoffice.store.unit_of_work import UnitOfWork

_CANNOT_LOOK_AFTER = timedelta(hours=1)


class SentLooking:
    """Looks into the folders of sent mail; ``copies`` is None where no mailbox is set up.

    ``provider_keeps`` says that the provider files by itself what it sends.
    """

    def __init__(self, store: Store, copies: SentCopies | None, *, provider_keeps: bool) -> None:
        self._store = store
        self._copies = copies
        self._provider_keeps = provider_keeps

    @property
    def puts_copies(self) -> bool:
        """Whether copies of what is sent are put into the folder of sent mail by us."""
        return self._copies is not None and not self._provider_keeps

    def wants_copies(self) -> bool:
        """Whether there are copies still to be put there."""
        if not self.puts_copies:
            return False
        with self._store.reading() as session:
            return bool(copies_wanted(session))

    def begin(self, work: UnitOfWork, outbox_id: int, why: str) -> None:
        """It is of unknown fate from now on, and looked for in a few seconds."""
        sent = work.session.get_one(OutboxMessage, outbox_id)
        sent.state, sent.trouble = OutboxState.UNKNOWN, why
        sent.finishing_at = sent.finishing_at or work.now
        sent.looked, sent.looked_at = "", None
        sent.not_before = next_look(sent.finishing_at, work.now)
        if self._copies is None:
            sent.looked = text("The program reads no mailbox in which it could look for it.")
        elif recipients_in(work.session, outbox_id, RecipientState.ACCEPTED):
            sent.looked = text("Others got it before, so that a copy in the sent mail would tell nothing.")
        fit(sent)

    def run(self, held: HeldLease, cancelled: Cancelled, report: MailSentReport) -> None:
        """Look for all that are due, and put copies where they are wanted. Trouble only makes it later."""
        if self._copies is None:
            return
        with self._store.reading() as session:
            due = [read_mail(session, each) for each in unknown_mails(session, self._store.now())]
            wanted = copies_wanted(session) if self.puts_copies else []
        if not due and not wanted:
            return
        with aborting_when(cancelled, self._copies.abort):
            if due:
                self._look(self._copies, due, report)
            for outbox_id in wanted:
                if cancelled() or not self._keep(held, self._copies, outbox_id):
                    return

    def look_now(self, outbox_id: int, cancelled: Cancelled) -> Changes:
        """Look at once; raises CannotDoError where nobody can, MailboxError or CancelledError."""
        if self._copies is None:
            raise CannotDoError(
                text("The program reads no mailbox in which it could look for it."),
                text("Nothing was changed."),
                text("Look into the sent mail of your mail program, then say whether it went."),
            )
        with self._store.reading() as session:
            mail = read_mail(session, outbox_id)
        with aborting_when(cancelled, self._copies.abort):
            found = self._copies.look([mail.message_id])
        report = MailSentReport()
        self._decide(mail, found, report)
        return report.changes

    def _look(self, copies: SentCopies, due: list[ClaimedMail], report: MailSentReport) -> None:
        try:
            found = copies.look([each.message_id for each in due])
        except CancelledError:
            raise
        except MailboxError as trouble:
            for mail in due:
                self._later(mail, trouble)
            return
        for mail in due:
            self._decide(mail, found, report)

    def _decide(self, mail: ClaimedMail, found: frozenset[str] | None, report: MailSentReport) -> None:
        if found is not None and mail.message_id not in found and self._look_again(mail):
            return
        with self._store.unit_of_work(
            Actor.program(text("mailbox")), ActionKind.DELIVERY, outcome=text("not sure it went")
        ) as work:
            sent = work.session.get_one(OutboxMessage, mail.outbox_id)
            if sent.state is not OutboxState.UNKNOWN:
                return  # a person, or the reading of the mailbox, was quicker
            sent.looked_at = work.now
            if found is None:
                sent.looked = text("No folder of sent mail is known in which it could be looked for.")
            elif mail.message_id in found:
                mail_arrived(work, sent)
                sent.sent_copy = SentCopy.THERE
            elif recipients_in(work.session, sent.id, RecipientState.BOUNCED):
                mail_arrived(work, sent)  # what came back had gone
            elif self._provider_keeps and not recipients_in(work.session, sent.id, RecipientState.ACCEPTED):
                sent.state, sent.not_before = OutboxState.RETRY, work.now
                sent.trouble = text("It was not in the sent mail after ten minutes: it did not arrive.")
                work.details["outcome"] = text("did not arrive, is sent again")
            else:
                sent.looked = text("It is not in the folder of sent mail.")
            counted = {OutboxState.SENT: "sent", OutboxState.RETRY: "retry"}.get(sent.state)
        report.add(work.changes, **({counted: 1} if counted else {}))

    def _look_again(self, mail: ClaimedMail) -> bool:
        """Not found, and it may show yet: looked for again a little later. False where it is decided."""
        with self._store.writing() as session:
            sent, now = session.get_one(OutboxMessage, mail.outbox_id), self._store.now()
            began = sent.finishing_at or now
            if sent.state is OutboxState.UNKNOWN and is_decided(began, now):
                return False
            sent.looked_at, sent.not_before = now, next_look(began, now)
        return True

    def _later(self, mail: ClaimedMail, trouble: MailboxError) -> None:
        with self._store.writing() as session:
            sent, now = session.get_one(OutboxMessage, mail.outbox_id), self._store.now()
            began = sent.finishing_at or now
            if now - began > _CANNOT_LOOK_AFTER:
                sent.looked = text("The sent mail cannot be looked into: {why}", why=trouble.happened)
            else:
                sent.not_before = next_look(began, now)
            fit(sent)

    def _keep(self, held: HeldLease, copies: SentCopies, outbox_id: int) -> bool:
        """Put one copy there; False where it did not work, to be tried again later."""
        with self._store.reading() as session:
            sent = session.get_one(OutboxMessage, outbox_id)
            message_id, sha256, at = sent.message_id, sent.rendered_sha256, sent.settled_at or sent.created_at
        if sha256 is None:
            return True
        try:
            kept = copies.keep(self._store.files.path(sha256).read_bytes(), message_id, at)
        except CancelledError:
            raise
        except MailboxError:
            return False
        with self._store.writing() as session:
            held.beat(session)
            session.get_one(OutboxMessage, outbox_id).sent_copy = SentCopy.THERE if kept else None
        return True
