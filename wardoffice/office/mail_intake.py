"""Brings the office inbox into the store: every mail booked, kept raw, then understood (P1, P3).

Three steps, each safe to be killed in: the folder's UIDs are booked; the bytes of each mail are kept (file
synced, row committed); what is kept and not settled is read in worker processes and filed, each mail in one
transaction. Starting again goes on with whatever is not settled.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.books import LedgerState, MailBooks
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CancelledError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import MessageKind, ReadMail
from wardoffice.domain.ports import Cancelled, Mailbox, MailSession, Progress
from wardoffice.language import text
from wardoffice.office.message_filing import KeptPart, MessageFiling, keep_parts
from wardoffice.office.reading import ReadingJob, read_mail_with_pictures
from wardoffice.store.files import KeptFile
from wardoffice.store.leases import HeldLease, lease
from wardoffice.store.ledger import (
    WaitingMail,
    book_uids,
    keep_raw,
    mail_books,
    open_generation,
    settle,
    settle_gone,
    settled_already,
    stranded_mails,
    waiting_mails,
)
from wardoffice.store.message_reading import case_of_message, known_message
from wardoffice.store.store import Store
from wardoffice.system.pool import Done, Failed, ParsingPool

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
    """Understands mails whose bytes are kept; shared by the intake, the import and a retry by hand."""

    def __init__(self, store: Store, pool: ParsingPool, filing: MessageFiling) -> None:
        self._store = store
        self._pool = pool
        self._filing = filing

    def settle_all(self, mails: Sequence[WaitingMail], cancelled: Cancelled) -> dict[int, Understood]:
        """Read and file these mails; returns what became of each by ledger id. All must be kept already.

        Safe beside another who settles the same mails: each is filed once.
        """
        with self._store.files.scratch() as folder:
            jobs = [
                ReadingJob(self._store.files.path(mail.raw_sha256 or ""), folder / str(mail.ledger_id))
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
        with self._store.reading() as session:
            known = known_message(session, raw.sha256, read.message_id, read.fingerprint) is not None
        parts: tuple[KeptPart, ...] = () if known else keep_parts(self._store.files, read)
        with self._store.unit_of_work(Actor.program(text("mailbox")), ActionKind.MAIL_INTAKE) as work:
            settled = settled_already(work.session, mail.ledger_id)
            if settled is not None:
                return Understood(*settled)
            # Asked again inside the transaction: the same mail may have come by another way meanwhile.
            twin = known_message(work.session, raw.sha256, read.message_id, read.fingerprint)
            if twin is not None:
                reason = text("the same mail is here already")
                understood, message_id = Understood(LedgerState.KNOWN, reason), twin.id
            else:
                message = self._filing.file(work, read, raw, parts)
                opened = int(message.kind is MessageKind.PROBLEM)
                understood = Understood(LedgerState.IMPORTED, files=len(parts), requests=opened)
                message_id = message.id
                if message.kind is MessageKind.REPLY and case_of_message(work.session, message_id) is None:
                    reason = text("It answers a mail we do not have.")
                    understood = replace(understood, state=LedgerState.LEFT_ALONE, reason=reason)
            settle(
                work.session,
                mail.ledger_id,
                understood.state,
                work.now,
                reason=understood.reason,
                message_id=message_id,
            )
        return replace(understood, changes=work.changes)

    def _quarantine(self, mail: WaitingMail, reason: str) -> Understood:
        with self._store.writing() as session:
            settled = settled_already(session, mail.ledger_id)
            if settled is not None:
                return Understood(*settled)
            settle(session, mail.ledger_id, LedgerState.UNREADABLE, self._store.now(), reason=reason)
        return Understood(LedgerState.UNREADABLE, reason)


class MailIntake:
    """Reads the folders of one mailbox."""

    def __init__(self, store: Store, mailbox: Mailbox, folders: Sequence[str], reading: MailReading) -> None:
        self._store = store
        self._mailbox = mailbox
        self._folders = tuple(folders)
        self._reading = reading

    def run(self, actor: Actor, progress: Progress, cancelled: Cancelled) -> MailBooks:
        """Bring in everything new.

        Raises MailboxError, LeaseHeldError, or CancelledError; what was brought in until then is kept.
        """
        require(actor, Doing.SYNC)
        with (
            lease(self._store, f"mailbox {self._mailbox.account}") as held,
            self._mailbox.connect() as session,
        ):
            for folder in self._folders:
                self._read_folder(held, session, folder, progress, cancelled)
        with self._store.reading() as reading:
            return mail_books(reading)

    def abort(self) -> None:
        """From any thread: end the talk with the server now."""
        self._mailbox.abort()

    def _read_folder(
        self, held: HeldLease, session: MailSession, folder: str, progress: Progress, cancelled: Cancelled
    ) -> None:
        state = session.open_folder(folder)
        with self._store.writing() as rows:
            held.beat(rows)
            opened = open_generation(rows, self._mailbox.account, folder, state.uid_validity)
            book_uids(rows, opened.id, state.uids, self._store.now())
            folder_id = opened.id
            waiting = waiting_mails(rows, folder_id)
            stranded = stranded_mails(rows, self._mailbox.account, folder)
        self._settle_stranded(stranded, held, cancelled)
        total, done = len(waiting), 0
        self._settle_kept([mail for mail in waiting if mail.raw_sha256], held, cancelled)
        to_fetch = {mail.uid: mail.ledger_id for mail in waiting if not mail.raw_sha256}
        sizes = session.sizes(sorted(to_fetch)) if to_fetch else {}
        self._book_gone(folder_id, to_fetch.keys() - sizes.keys())
        fetched = session.fetch([uid for uid in sorted(to_fetch) if uid in sizes])
        while batch := list(islice(fetched, _READ_TOGETHER)):
            kept = []
            for mail in batch:
                ledger_id = to_fetch.pop(mail.uid, None)
                if ledger_id is None:
                    continue
                if mail.raw is None:
                    self._book_refused(ledger_id)
                else:
                    kept.append(self._keep(held, ledger_id, mail.uid, mail.raw))
            self._settle_kept(kept, held, cancelled)
            done += len(batch)
            progress(done, total)
            if cancelled():
                raise CancelledError
        self._book_gone(folder_id, to_fetch.keys() & sizes.keys())
        with self._store.writing() as rows:
            held.beat(rows)
            open_generation(
                rows, self._mailbox.account, folder, state.uid_validity
            ).read_at = self._store.now()

    def _keep(self, held: HeldLease, ledger_id: int, uid: int, raw: bytes) -> WaitingMail:
        kept = self._store.files.keep(raw)
        with self._store.writing() as rows:
            held.beat(rows)
            keep_raw(rows, ledger_id, kept, self._store.now())
        return WaitingMail(ledger_id, uid, kept.sha256)

    def _settle_kept(self, mails: Sequence[WaitingMail], held: HeldLease, cancelled: Cancelled) -> None:
        for start in range(0, len(mails), _READ_TOGETHER):
            self._reading.settle_all(mails[start : start + _READ_TOGETHER], cancelled)
            with self._store.writing() as rows:
                held.beat(rows)

    def _settle_stranded(
        self, stranded: Mapping[int, Sequence[WaitingMail]], held: HeldLease, cancelled: Cancelled
    ) -> None:
        """Mails booked under numbers that the server has given up: it shows those it still has anew."""
        for folder_id, mails in stranded.items():
            self._settle_kept([mail for mail in mails if mail.raw_sha256], held, cancelled)
            self._book_gone(folder_id, {mail.uid for mail in mails if not mail.raw_sha256})

    def _book_gone(self, folder_id: int, uids: set[int]) -> None:
        if uids:
            with self._store.writing() as rows:
                settle_gone(
                    rows,
                    folder_id,
                    uids,
                    self._store.now(),
                    text("the server no longer had it when we came to fetch it"),
                )

    def _book_refused(self, ledger_id: int) -> None:
        with self._store.writing() as rows:
            settle(
                rows,
                ledger_id,
                LedgerState.UNREADABLE,
                self._store.now(),
                reason=text("The mail server would not hand over this mail. Open it in your mail program."),
            )
