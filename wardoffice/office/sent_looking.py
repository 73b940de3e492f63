"""Finds out what became of a mail of unknown fate, and keeps copies where the provider keeps none.

A mail that went lies in the folder of sent mail where the provider files what it sends: it is looked for
there for ten minutes. Found, it is sent; not found, it did not arrive and is sent again. Where the provider
keeps no copies or writes Message-IDs of its own, none of ours was ever seen there, or nobody can look, a
person is asked: nothing is ever sent again blindly (P3). What a look did not find may have to wait after it,
and copies come late: it is looked for once more right before it goes.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CancelledError, CannotDoError, FileLostError, MailboxError, StoreError
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
from wardoffice.store.answered_mails import may_have_gone, must_be_looked_for, was_answered
from wardoffice.store.fitting import fit
from wardoffice.store.leases import HeldLease
from wardoffice.store.mail_again import is_in_doubt_alone
from wardoffice.store.mail_consequences import relay_writes_ids
from wardoffice.store.mail_outbox import ClaimedMail, copies_wanted, read_mail, recipients_in, unknown_mails
from wardoffice.store.shown_copies import ids_that_went, note_shown, shows_our_ids
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
        if self.puts_copies and sent.sent_copy is None:
            sent.sent_copy = SentCopy.WANTED  # put there once it is known to have gone, however that is known
        if self._copies is None:
            sent.looked = _nobody_looks()
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

    def look_once_more(self, due: Collection[int], cancelled: Cancelled, report: MailSentReport) -> None:
        """Look for those of ``due`` that may have gone after all, before they go again.

        Found, or answered, they went; where nobody can look just now they are in doubt again.
        """
        now = self._store.now()
        with self._store.reading() as session:
            doubted = [read_mail(session, each) for each in due if must_be_looked_for(session, each, now)]
        if not doubted:
            return
        found: frozenset[str] | None = None
        why = _nobody_looks()
        if self._copies is not None:
            why = _no_folder()
            with aborting_when(cancelled, self._copies.abort):
                try:
                    found = self._copies.look([each.message_id for each in doubted])
                except MailboxError as trouble:
                    why = trouble.happened
        for mail in doubted:
            self._decide_again(mail, found, why, report)

    def look_now(self, outbox_id: int, cancelled: Cancelled) -> Changes:
        """Look at once; raises CannotDoError where nobody can, MailboxError or CancelledError."""
        if self._copies is None:
            raise CannotDoError(
                _nobody_looks(),
                text("Nothing was changed."),
                text("Look into the sent mail of your mail program, then say whether it went."),
            )
        with self._store.reading() as session:
            mail = read_mail(session, outbox_id)
        with aborting_when(cancelled, self._copies.abort):
            found = self._found(self._copies, [mail])
        report = MailSentReport()
        self._decide(mail, found, report)
        return report.changes

    def _look(self, copies: SentCopies, due: list[ClaimedMail], report: MailSentReport) -> None:
        try:
            found = self._found(copies, due)
        except CancelledError:
            raise
        except MailboxError as trouble:
            for mail in due:
                self._later(mail, trouble)
            return
        for mail in due:
            self._decide(mail, found, report)

    def _found(self, copies: SentCopies, due: Sequence[ClaimedMail]) -> frozenset[str] | None:
        """Which of these stand there; None where there is no folder.

        Until one of ours was seen there, some that surely went are looked for as well: where they do not
        stand there under their ids either, not finding one tells nothing.
        """
        wanted = [each.message_id for each in due]
        with self._store.reading() as session:
            known = not self._provider_keeps or relay_writes_ids(session) or shows_our_ids(session)
            went = [] if known else ids_that_went(session)
        found = copies.look([*wanted, *went])
        if found and not known:
            with self._store.writing() as session:
                note_shown(session, self._store.now())
        return found

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
            there = found is not None and mail.message_id in found
            # What came back, or was answered, had gone.
            back = recipients_in(work.session, sent.id, RecipientState.BOUNCED)
            if there or back or was_answered(work.session, sent):
                mail_arrived(work, sent)
                sent.sent_copy = SentCopy.THERE if there else sent.sent_copy
            elif found is None:
                sent.looked = _no_folder()
            elif self._provider_keeps and relay_writes_ids(work.session):
                sent.looked = text(
                    "The mail provider marks mails in its own way: it may be in the sent mail."
                )
            elif self._provider_keeps and not shows_our_ids(work.session):
                sent.looked = text(
                    "It was not found in the sent mail, where none of ours was ever found: it may be there."
                )
            elif self._provider_keeps and is_in_doubt_alone(work.session, sent):
                sent.state, sent.not_before = OutboxState.RETRY, work.now
                sent.trouble = text("It was not in the sent mail after ten minutes: it did not arrive.")
                work.details["outcome"] = text("did not arrive, is sent again")
            else:
                sent.looked = text("It is not in the folder of sent mail.")
            counted = {OutboxState.SENT: "sent", OutboxState.RETRY: "retry"}.get(sent.state)
        report.add(work.changes, **({counted: 1} if counted else {}))

    def _decide_again(
        self, mail: ClaimedMail, found: frozenset[str] | None, why: str, report: MailSentReport
    ) -> None:
        """What a look tells of a mail that is to go again; ``found`` is None where nobody could look."""
        there = found is not None and mail.message_id in found
        with self._store.writing() as session:
            sent = session.get_one(OutboxMessage, mail.outbox_id)
            if not may_have_gone(sent):
                return  # a person, or the reading of the mailbox, was quicker
            if found is not None and not there and not was_answered(session, sent):
                sent.looked_at = self._store.now()
                return
        with self._store.unit_of_work(
            Actor.program(text("mailbox")), ActionKind.DELIVERY, outcome=text("not sure it went")
        ) as work:
            sent = work.session.get_one(OutboxMessage, mail.outbox_id)
            if not may_have_gone(sent):
                return
            if there or was_answered(work.session, sent):
                mail_arrived(work, sent)
                sent.sent_copy = SentCopy.THERE if there else sent.sent_copy
            else:
                self.begin(work, sent.id, why)
            counted = "sent" if sent.state is OutboxState.SENT else "unknown"
        report.add(work.changes, **{counted: 1})

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
            kept = copies.keep(self._store.files.read(sha256), message_id, at)
        except CancelledError:
            raise
        except FileLostError:
            kept = False  # there will never be one to put there
        except StoreError:
            return True  # later; those of other mails may be read
        except MailboxError:
            return False
        with self._store.writing() as session:
            held.beat(session)
            session.get_one(OutboxMessage, outbox_id).sent_copy = SentCopy.THERE if kept else None
        return True


def _nobody_looks() -> str:
    return text("The program reads no mailbox in which it could look for it.")


def _no_folder() -> str:
    return text("No folder of sent mail is known in which it could be looked for.")
