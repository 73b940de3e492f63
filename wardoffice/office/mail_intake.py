"""Brings the office inbox into the store: every mail booked, kept raw, then understood (P1, P3).

Three steps, each safe to be killed in: the folder's UIDs are booked; the bytes of each mail are kept (file
synced, row committed); what is kept and not settled is read in worker processes and filed, each mail in one
transaction. Starting again goes on with whatever is not settled.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from functools import partial
from pathlib import Path

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.books import LedgerState, MailBooks
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CancelledError, MailboxError, MailboxUnreachableError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import ReadMail
from wardoffice.domain.ports import Cancelled, Mailbox, MailSession, Progress, TidyWish
from wardoffice.language import text
from wardoffice.mail.folders import sent_folders
from wardoffice.office.mail_pulling import MailPulling
from wardoffice.office.mail_sorting import left_alone
from wardoffice.office.message_filing import KeptPart, MessageFiling, keep_parts
from wardoffice.office.reading import ReadingJob, read_mail_with_pictures
from wardoffice.office.sent_filing import SentFiling
from wardoffice.store.files import KeptFile
from wardoffice.store.known_mails import listed_as_unreadable
from wardoffice.store.leases import HeldLease, lease
from wardoffice.store.ledger import WaitingMail, settle, settled_already
from wardoffice.store.ledger_reading import mail_books
from wardoffice.store.message_reading import (
    case_of_message,
    known_message,
    requests_of_mail,
    shares_its_number,
)
from wardoffice.store.sent_reading import account_of, is_sent_mail
from wardoffice.store.server_tidying import tidy_as_its_bytes, tidy_as_its_message
from wardoffice.store.store import Store
from wardoffice.system.pool import Done, Failed, ParsingPool

NO_WISH = TidyWish()
_READ_TOGETHER = 8
"""Mails a batch of the pool: small enough to stop soon, large enough to keep the workers busy."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What became of one mail: ``requests`` and ``files`` count what is new from it."""

    state: LedgerState
    reason: str = ""
    changes: Changes = Changes()
    files: int = 0
    requests: int = 0


class MailReading:
    """Understands mails whose bytes are kept; shared by the intake, the import and a retry by hand.

    ``forms`` is the folder of the office's own form profiles, ``zone`` the city's.
    """

    def __init__(
        self,
        store: Store,
        pool: ParsingPool,
        filing: MessageFiling,
        sent: SentFiling,
        *,
        forms: Path | None = None,
        zone: tzinfo = UTC,
    ) -> None:
        self._forms = forms
        self._zone = zone
        self._store = store
        self._pool = pool
        self._filing = filing
        self._sent = sent

    def settle_all(self, mails: Sequence[WaitingMail], cancelled: Cancelled) -> dict[int, Understood]:
        """Read and file these mails; returns what became of each by ledger id. All must be kept already.

        Safe beside another who settles the same mails: each is filed once.
        """
        with self._store.files.scratch() as folder:
            jobs = [
                ReadingJob(
                    self._store.files.path(mail.raw_sha256 or ""),
                    folder / str(mail.ledger_id),
                    forms=self._forms,
                    zone=self._zone,
                )
                for mail in mails
            ]
            results = self._pool.run(read_mail_with_pictures, jobs, cancelled)
            return {
                mail.ledger_id: self._settle(mail, result)
                for mail, result in zip(mails, results, strict=True)
            }

    def _settle(self, mail: WaitingMail, result: Done[ReadMail] | Failed) -> Understood:
        path = self._store.files.path(mail.raw_sha256 or "")
        raw = KeptFile(mail.raw_sha256 or "", path.stat().st_size)
        if isinstance(result, Failed):
            return self._quarantine(mail, str(result.error))
        read = result.value
        known_in = partial(
            known_message,
            raw_sha256=raw.sha256,
            message_id=read.message_id,
            fingerprint=read.fingerprint,
            sender=read.sender.address,
            sent_at=read.sent_at,
        )
        with self._store.reading() as session:
            ours = is_sent_mail(session, mail.ledger_id) or self._filing.is_our_answer(
                read, account_of(session, mail.ledger_id)
            )
            known = known_in(session) is not None
        if ours:
            filed = self._sent.settle(mail, read, raw, to_others=self._filing.goes_out(read))
            return Understood(filed.state, filed.reason, filed.changes, filed.files)
        parts: tuple[KeptPart, ...] = () if known else keep_parts(self._store.files, read)
        with self._store.unit_of_work(Actor.program(text("mailbox")), ActionKind.MAIL_INTAKE) as work:
            settled = settled_already(work.session, mail.ledger_id)
            if settled is not None:
                return Understood(*settled)
            # Asked again inside the transaction: the same mail may have come by another way meanwhile.
            twin = known_in(work.session)
            if twin is not None:
                reason = text("the same mail is here already")
                understood, message_id = Understood(LedgerState.KNOWN, reason), twin.id
                tidy_as_its_message(work.session, mail.ledger_id, twin.id)
            else:
                message = self._filing.file(work, read, raw, parts)
                opened = requests_of_mail(work.session, raw.sha256)
                understood = Understood(LedgerState.IMPORTED, files=len(parts), requests=opened)
                message_id = message.id
                reason = left_alone(message, case_of_message(work.session, message_id))
                if reason:
                    understood = replace(understood, state=LedgerState.LEFT_ALONE, reason=reason)
                elif shares_its_number(work.session, message):
                    reason = text("another mail has the same number and other content: both are kept")
                    understood = replace(understood, reason=reason)
            settle(
                work.session,
                mail.ledger_id,
                understood.state,
                work.now,
                reason=understood.reason,
                message_id=message_id,
            )
        return replace(understood, changes=work.changes)

    def match_sent(self, cancelled: Cancelled) -> None:
        """Find the cases of mails of ours that were read before the mail they answer."""
        self._sent.match_later(cancelled)

    def _quarantine(self, mail: WaitingMail, reason: str) -> Understood:
        with self._store.writing() as session:
            settled = settled_already(session, mail.ledger_id)
            if settled is not None:
                return Understood(*settled)
            state = LedgerState.UNREADABLE
            if listed_as_unreadable(session, mail.ledger_id, mail.raw_sha256 or ""):
                state, reason = LedgerState.KNOWN, text("the same mail could not be read before")
                tidy_as_its_bytes(session, mail.ledger_id, mail.raw_sha256 or "")
            settle(session, mail.ledger_id, state, self._store.now(), reason=reason)
        return Understood(state, reason)


class MailIntake:
    """Reads the folders of one mailbox. ``wish`` is what the office wants done to mail that is in.

    ``sent_folder`` is the one of what the office sent: "" finds it, None leaves it unread.
    """

    def __init__(
        self,
        store: Store,
        mailbox: Mailbox,
        folders: Sequence[str],
        reading: MailReading,
        wish: TidyWish = NO_WISH,
        *,
        sent_folder: str | None = "",
    ) -> None:
        self._store = store
        self._mailbox = mailbox
        self._folders = tuple(folders)
        self._sent_folder = sent_folder
        self._reading = reading
        self._pulling = MailPulling(store, mailbox.account, wish)

    def run(self, actor: Actor, progress: Progress, cancelled: Cancelled) -> MailBooks:
        """Bring in everything new.

        One folder that cannot be read keeps no other out. Raises MailboxError at the end where there was
        trouble, LeaseHeldError, or CancelledError; what was brought in is kept.
        """
        troubles: list[MailboxError] = []
        require(actor, Doing.SYNC)
        with (
            lease(self._store, f"mailbox {self._mailbox.account}") as held,
            self._mailbox.connect() as session,
        ):
            ours = self._sent_folders(session, troubles)
            if not troubles:
                self._pulling.read_only(held, (*self._folders, *ours))
            # What came in first, so that what answers it finds it.
            for folder in sorted(dict.fromkeys((*self._folders, *ours)), key=ours.__contains__):
                try:
                    self._read_folder(held, session, folder, progress, cancelled, sent=folder in ours)
                except MailboxUnreachableError as trouble:
                    troubles.append(trouble)
                    if trouble.wait_seconds:
                        break
        self._reading.match_sent(cancelled)
        if troubles:
            raise together(troubles)
        with self._store.reading() as reading:
            return mail_books(reading)

    @property
    def account(self) -> str:
        """The mailbox's key in the books: user@host."""
        return self._mailbox.account

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders it reads."""
        return self._folders

    def abort(self) -> None:
        """From any thread: end the talk with the server now."""
        self._mailbox.abort()

    def _sent_folders(self, session: MailSession, troubles: list[MailboxError]) -> tuple[str, ...]:
        if self._sent_folder is None:
            return ()
        if self._sent_folder:
            return (self._sent_folder,)
        try:
            return sent_folders(session.folders())
        except MailboxUnreachableError as trouble:
            troubles.append(trouble)
            return ()

    def _read_folder(
        self,
        held: HeldLease,
        session: MailSession,
        folder: str,
        progress: Progress,
        cancelled: Cancelled,
        *,
        sent: bool,
    ) -> None:
        opened = self._pulling.open(held, session, folder, sent=sent)
        for folder_id, mails in opened.stranded.items():
            # Booked under numbers that the server has given up: it shows those it still has anew.
            self._settle_kept([mail for mail in mails if mail.raw_sha256], held, cancelled)
            self._pulling.book_gone(folder_id, [mail for mail in mails if not mail.raw_sha256])
        done = 0

        def settle(mails: Sequence[WaitingMail]) -> None:
            nonlocal done
            for start in range(0, len(mails), _READ_TOGETHER):
                some = mails[start : start + _READ_TOGETHER]
                self._settle_kept(some, held, cancelled)
                done += len(some)
                progress(done, len(opened.waiting))
                if cancelled():
                    raise CancelledError

        settle([mail for mail in opened.waiting if mail.raw_sha256])
        for kept in self._pulling.pull(held, session, opened, cancelled):
            settle(kept)
        self._pulling.close(held, session, opened)

    def _settle_kept(self, mails: Sequence[WaitingMail], held: HeldLease, cancelled: Cancelled) -> None:
        for start in range(0, len(mails), _READ_TOGETHER):
            self._reading.settle_all(mails[start : start + _READ_TOGETHER], cancelled)
            with self._store.writing() as rows:
                held.beat(rows)


def together(troubles: Sequence[MailboxError]) -> MailboxError:
    """Several troubles as one, each sentence once; the longest wait that was asked for."""
    if len(troubles) == 1:
        return troubles[0]
    waits = [each.wait_seconds for each in troubles if isinstance(each, MailboxUnreachableError)]
    return MailboxUnreachableError(
        " ".join(dict.fromkeys(each.happened for each in troubles)),
        " ".join(dict.fromkeys(each.safe for each in troubles if each.safe)),
        " ".join(dict.fromkeys(each.next_step for each in troubles if each.next_step)),
        wait_seconds=max(waits, default=0),
    )
