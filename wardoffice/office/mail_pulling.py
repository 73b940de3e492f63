"""Books what a folder of a mailbox holds, and keeps the bytes of what is new (P1, P3).

Nothing is understood here: once its bytes are kept and the row that says so is committed, a mail can no
longer be lost. While one batch is written and synced, the next one is fetched. A large mail comes in pieces,
each as safe as a mail, so that a broken connection or a killed program goes on where it was.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from wardoffice.domain.errors import CancelledError, MailboxError
from wardoffice.domain.ports import PART_BYTES, Cancelled, FetchedMail, MailFacts, MailSession, TidyWish
from wardoffice.language import text
from wardoffice.mail.identity import header_digest
from wardoffice.mail.stand_in import stands_in
from wardoffice.store.files import FileStore, KeptFile
from wardoffice.store.known_mails import (
    settle_by_header,
    settle_by_remote_id,
    sizes_kept,
    was_numbered_anew,
)
from wardoffice.store.leases import HeldLease
from wardoffice.store.ledger import (
    WaitingMail,
    ask_again,
    book_uids,
    keep_raws,
    note_facts,
    note_got,
    open_generation,
    settle_gone,
    settle_withheld,
    stranded_mails,
    tidied,
    tidy_due,
    waiting_mails,
)
from wardoffice.store.store import Store

LARGE_BYTES = 25 * 1024 * 1024
"""A larger mail is fetched in pieces."""

_TOGETHER_BYTES = 4 * 1024 * 1024
_TOGETHER_MAILS = 500


@dataclass(frozen=True, slots=True)
class OpenedFolder:
    """A folder whose books are up to date; ``stranded`` are mails of earlier generations, by generation."""

    folder: str
    folder_id: int
    uid_validity: int
    waiting: tuple[WaitingMail, ...]
    stranded: Mapping[int, Sequence[WaitingMail]]


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Mails whose bytes are being kept, by ledger id and UID."""

    mails: tuple[tuple[int, int], ...]
    kept: Future[list[tuple[KeptFile, str]]]


class MailPulling:
    """Pulls the folders of one account. ``wish`` is what the office wants done on the server afterwards."""

    def __init__(self, store: Store, account: str, wish: TidyWish) -> None:
        self._store = store
        self._account = account
        self._wish = wish

    def open(self, held: HeldLease, session: MailSession, folder: str, *, sent: bool = False) -> OpenedFolder:
        """Book every mail the folder holds; one transaction. Raises MailboxError.

        One that holds what the office ``sent`` is told apart from here on, and never tidied.
        """
        state = session.open_folder(folder)
        now = self._store.now()
        with self._store.writing() as rows:
            held.beat(rows)
            row = open_generation(rows, self._account, folder, state.uid_validity)
            row.sent = sent
            tidy = self._wish.wants_anything and not sent
            book_uids(rows, row.id, state.uids, now, tidy_due=tidy)
            ask_again(rows, row.id, state.uids, now)
            rows.flush()
            return OpenedFolder(
                folder,
                row.id,
                state.uid_validity,
                tuple(waiting_mails(rows, row.id)),
                stranded_mails(rows, self._account, folder),
            )

    def pull(
        self, held: HeldLease, session: MailSession, opened: OpenedFolder, cancelled: Cancelled
    ) -> Iterator[tuple[WaitingMail, ...]]:
        """Keep every waiting mail whose bytes are not kept; yields them in batches, each already safe.

        Raises MailboxError or CancelledError; what came until then is kept and was yielded.
        """
        to_fetch = {mail.uid: mail for mail in opened.waiting if not mail.raw_sha256}
        facts = self._measured(session, opened, to_fetch)
        small = {uid: told for uid, told in facts.items() if told.size <= LARGE_BYTES}
        ids = {uid: to_fetch[uid].ledger_id for uid in facts}
        came: set[int] = set()
        for fetched in self._fetched(held, session, small, ids):
            came |= {mail.uid for mail in fetched}
            kept = tuple(mail for mail in fetched if mail.raw_sha256)
            if kept:
                yield kept
        self._book_gone(opened.folder_id, small.keys() - came)
        for uid in facts.keys() - small.keys():
            large = self._in_parts(held, session, opened.folder_id, to_fetch[uid], cancelled)
            if large is not None:
                yield (large,)

    def close(self, held: HeldLease, session: MailSession, opened: OpenedFolder) -> None:
        """The folder was read to its end: do on the server what the office wants, and say when it was read.

        Raises MailboxError where the server refuses that; all mail is in then.
        """
        with self._store.writing() as rows:
            held.beat(rows)
            row = open_generation(rows, self._account, opened.folder, opened.uid_validity)
            row.read_at = self._store.now()
            due = tidy_due(rows, opened.folder_id) if self._wish.wants_anything else []
            left = set(self._store.files.parts())
            wanted = {str(mail.ledger_id) for mail in waiting_mails(rows)} if left else set()
        for name in left - wanted:
            self._store.files.drop_parts(name)
        if due:
            session.tidy(opened.folder, opened.uid_validity, due, self._wish)
            with self._store.writing() as rows:
                tidied(rows, opened.folder_id, due)

    def book_gone(self, folder_id: int, mails: Iterable[WaitingMail]) -> None:
        """These were shown and can no longer be fetched."""
        self._book_gone(folder_id, {mail.uid for mail in mails})

    def _measured(
        self, session: MailSession, opened: OpenedFolder, to_fetch: Mapping[int, WaitingMail]
    ) -> dict[int, MailFacts]:
        """What is there and must be fetched; what is recognised or gone is booked so."""
        if not to_fetch:
            return {}
        facts = session.measure(sorted(to_fetch))
        self._book_gone(opened.folder_id, to_fetch.keys() - facts.keys())
        names = {uid: told.remote_id for uid, told in facts.items()}
        with self._store.writing() as rows:
            note_facts(rows, opened.folder_id, facts)
            known = settle_by_remote_id(rows, self._account, opened.folder_id, names, self._store.now())
            anew = was_numbered_anew(rows, self._account, opened.folder)
            sizes = sizes_kept(rows, self._account, {told.size for told in facts.values()}) if anew else set()
        alike = [uid for uid, told in facts.items() if told.size in sizes and uid not in known]
        if alike:
            known |= self._known_by_header(session, opened, {uid: facts[uid].size for uid in alike})
        return {uid: told for uid, told in facts.items() if uid not in known}

    def _known_by_header(
        self, session: MailSession, opened: OpenedFolder, sizes: Mapping[int, int]
    ) -> set[int]:
        headers = session.headers(tuple(sizes))
        digests = {uid: (header_digest(header), sizes[uid]) for uid, header in headers.items()}
        with self._store.writing() as rows:
            return settle_by_header(rows, self._account, opened.folder_id, digests, self._store.now())

    def _fetched(
        self, held: HeldLease, session: MailSession, facts: Mapping[int, MailFacts], ids: Mapping[int, int]
    ) -> Iterator[tuple[WaitingMail, ...]]:
        """All that came, batch by batch; what was withheld has no bytes."""
        with ThreadPoolExecutor(1, "mail-keep") as keeper:
            ahead: _Ahead | None = None
            try:
                for batch in _together(session.fetch(facts)):
                    bodies = [(mail.uid, mail.raw) for mail in batch if _is_mail(mail)]
                    withheld = tuple(
                        self._withhold(session, ids[mail.uid], mail) for mail in batch if not _is_mail(mail)
                    )
                    coming = _Ahead(
                        tuple((ids[uid], uid) for uid, _ in bodies),
                        keeper.submit(_keep, self._store.files, [raw or b"" for _, raw in bodies]),
                    )
                    if ahead is not None:
                        yield self._commit(held, ahead)
                    ahead = coming
                    if withheld:
                        yield withheld
            except MailboxError:
                if ahead is not None:
                    yield self._commit(held, ahead)
                raise
            if ahead is not None:
                yield self._commit(held, ahead)

    def _commit(self, held: HeldLease, ahead: _Ahead) -> tuple[WaitingMail, ...]:
        kept = ahead.kept.result()
        with self._store.writing() as rows:
            held.beat(rows)
            by_id = {ledger_id: each for (ledger_id, _), each in zip(ahead.mails, kept, strict=True)}
            keep_raws(rows, by_id, self._store.now())
        return tuple(
            WaitingMail(ledger_id, uid, file.sha256)
            for (ledger_id, uid), (file, _) in zip(ahead.mails, kept, strict=True)
        )

    def _in_parts(
        self,
        held: HeldLease,
        session: MailSession,
        folder_id: int,
        mail: WaitingMail,
        cancelled: Cancelled,
    ) -> WaitingMail | None:
        files, name = self._store.files, str(mail.ledger_id)
        # The row says what was synced; a file that is shorter lost what the row counts on.
        offset = mail.got_bytes if files.part_size(name) >= mail.got_bytes else 0
        while True:
            if cancelled():
                raise CancelledError
            piece = session.fetch_part(mail.uid, offset)
            if piece is None:
                self._book_without_bytes(session, folder_id, mail)
                return None
            files.keep_part(name, offset, piece)
            offset += len(piece)
            with self._store.writing() as rows:
                held.beat(rows)
                note_got(rows, mail.ledger_id, offset)
            if len(piece) < PART_BYTES:
                break
        kept = files.join_parts(name)
        with files.path(kept.sha256).open("rb") as file:
            digest = header_digest(file.read(PART_BYTES))
        with self._store.writing() as rows:
            held.beat(rows)
            keep_raws(rows, {mail.ledger_id: (kept, digest)}, self._store.now())
        return WaitingMail(mail.ledger_id, mail.uid, kept.sha256)

    def _book_without_bytes(self, session: MailSession, folder_id: int, mail: WaitingMail) -> None:
        if mail.uid in session.measure([mail.uid]):
            self._withhold(session, mail.ledger_id, FetchedMail(mail.uid, None))
        else:
            self._book_gone(folder_id, {mail.uid})

    def _withhold(self, session: MailSession, ledger_id: int, mail: FetchedMail) -> WaitingMail:
        try:
            subject, sender = session.about(mail.uid)
        except MailboxError:  # it is the next command's matter that the line is broken
            subject, sender = "", ""
        reason = (
            text("The mail server would not hand over this mail. Open it in your mail program.")
            if mail.raw is None
            else text("Exchange sent an excuse in place of this mail. Open this one in Outlook.")
        )
        now = self._store.now()
        with self._store.writing() as rows:
            settle_withheld(rows, ledger_id, now, reason=reason, subject=subject, sender=sender)
        return WaitingMail(ledger_id, mail.uid, None)

    def _book_gone(self, folder_id: int, uids: Iterable[int]) -> None:
        gone = set(uids)
        if not gone:
            return
        why = text("the server no longer had it when we came to fetch it")
        with self._store.writing() as rows:
            settle_gone(rows, folder_id, gone, self._store.now(), why)


def _is_mail(mail: FetchedMail) -> bool:
    return mail.raw is not None and not stands_in(mail.raw)


def _keep(files: FileStore, bodies: Sequence[bytes]) -> list[tuple[KeptFile, str]]:
    return list(zip(files.keep_all(bodies), map(header_digest, bodies), strict=True))


def _together(fetched: Iterator[FetchedMail]) -> Iterator[list[FetchedMail]]:
    """Batches to be kept at once; what came before the connection broke is handed on before the error."""
    batch: list[FetchedMail] = []
    size = 0
    try:
        for mail in fetched:
            batch.append(mail)
            size += len(mail.raw or b"")
            if size >= _TOGETHER_BYTES or len(batch) >= _TOGETHER_MAILS:
                yield batch
                batch, size = [], 0
    except MailboxError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
