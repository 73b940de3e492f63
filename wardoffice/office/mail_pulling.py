"""Books what a folder of a mailbox holds, and keeps the bytes of what is new (P1, P3).

Nothing is understood here: once its bytes are kept and the row that says so is committed, a mail can no
longer be lost. While one batch is written and synced, the next one is fetched. A large mail comes in pieces,
each as safe as a mail, so that a broken connection or a killed program goes on where it was.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from wardoffice.domain.errors import CancelledError, MailboxError, MailboxUnreachableError
from wardoffice.domain.mailboxes import is_same_folder
from wardoffice.domain.ports import PART_BYTES, Cancelled, FetchedMail, MailFacts, MailSession, TidyWish
from wardoffice.language import text
from wardoffice.mail.identity import header_digest
from wardoffice.mail.stand_in import stands_in
from wardoffice.office.mail_asking import in_flight, suspects_last, together
from wardoffice.store.batches import batches
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
    came_and_went,
    keep_raws,
    note_facts,
    note_folders_read,
    note_got,
    note_on_server,
    note_reason,
    note_vain_try,
    open_generation,
    settle_gone,
    settle_withheld,
    stranded_mails,
    unbooked_uids,
    waiting_mails,
)
from wardoffice.store.server_tidying import tidied, tidy_due
from wardoffice.store.store import Store

LARGE_BYTES = 25 * 1024 * 1024
"""A larger mail is fetched in pieces."""

_BREAKS = 3
"""A mail at which the connection breaks so often, the last time alone, is withheld for a while."""


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

    def read_only(self, held: HeldLease, folders: Collection[str]) -> None:
        """Only these are read: what other folders brought in leaves the equation, and stays listed."""
        with self._store.writing() as rows:
            held.beat(rows)
            note_folders_read(rows, self._account, folders)

    def open(self, held: HeldLease, session: MailSession, folder: str, *, sent: bool = False) -> OpenedFolder:
        """Book every mail the folder holds. Raises MailboxError.

        One that holds what the office ``sent`` is told apart from here on, and never tidied; nor is the one
        that mail is moved to. Booked is a batch at a time, each a short transaction: killed in between, the
        next start books the rest.
        """
        state = session.open_folder(folder)
        now = self._store.now()
        with self._store.writing() as rows:
            held.beat(rows)
            row = open_generation(rows, self._account, folder, state.uid_validity)
            row.sent = sent
            folder_id = row.id
            ask_again(rows, folder_id, state.uids, now)
        self._book(held, folder_id, state.uids, tidy=not sent and self._tidies(folder))
        with self._store.reading() as rows:
            return OpenedFolder(
                folder,
                folder_id,
                state.uid_validity,
                tuple(waiting_mails(rows, folder_id)),
                stranded_mails(rows, self._account, folder),
            )

    def _book(self, held: HeldLease, folder_id: int, uids: Sequence[int], *, tidy: bool) -> None:
        with self._store.reading() as rows:
            fresh = unbooked_uids(rows, folder_id, uids)
            came, went = came_and_went(rows, folder_id, uids)
        for some in batches(fresh):
            with self._store.writing() as rows:
                held.beat(rows)
                book_uids(rows, folder_id, some, self._store.now(), tidy_due=tidy)
        for moved, there in ((came, True), (went, False)):
            for some in batches(moved):
                with self._store.writing() as rows:
                    held.beat(rows)
                    note_on_server(rows, folder_id, some, there=there)

    def _tidies(self, folder: str) -> bool:
        """A mail moved to where it is would come as a new one, for ever."""
        return self._wish.wants_anything and not is_same_folder(folder, self._wish.move_to)

    def pull(
        self, held: HeldLease, session: MailSession, opened: OpenedFolder, cancelled: Cancelled
    ) -> Iterator[tuple[WaitingMail, ...]]:
        """Keep every waiting mail whose bytes are not kept; yields them in batches, each already safe.

        Raises MailboxError or CancelledError; what came until then is kept and was yielded.
        """
        to_fetch = {mail.uid: mail for mail in opened.waiting if not mail.raw_sha256}
        facts = self._measured(held, session, opened, to_fetch)
        small = {uid: told for uid, told in facts.items() if told.size <= LARGE_BYTES}
        ids = {uid: to_fetch[uid].ledger_id for uid in facts}
        came: set[int] = set()
        for group in suspects_last(small, to_fetch):
            try:
                for fetched in self._fetched(held, session, group, ids):
                    came |= {mail.uid for mail in fetched}
                    kept = tuple(mail for mail in fetched if mail.raw_sha256)
                    if kept:
                        yield kept
            except MailboxError as trouble:
                if not (isinstance(trouble, MailboxUnreachableError) and trouble.wait_seconds):
                    self._suspect(held, [to_fetch[uid] for uid in in_flight(group, came)])
                raise
        self._book_gone(opened.folder_id, small.keys() - came)
        for uid in facts.keys() - small.keys():
            large = self._in_parts(
                held, session, opened.folder_id, to_fetch[uid], cancelled, told_bytes=facts[uid].size
            )
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
            due = tidy_due(rows, opened.folder_id) if self._tidies(opened.folder) else []
            left = set(self._store.files.parts())
            wanted = {str(mail.ledger_id) for mail in waiting_mails(rows)} if left else set()
        for name in left - wanted:
            self._store.files.drop_parts(name)
        if due:
            session.tidy(opened.folder, opened.uid_validity, due, self._wish)
            for some in batches(due):
                with self._store.writing() as rows:
                    held.beat(rows)
                    tidied(rows, opened.folder_id, some)

    def book_gone(self, folder_id: int, mails: Iterable[WaitingMail]) -> None:
        """These were shown and can no longer be fetched."""
        self._book_gone(folder_id, {mail.uid for mail in mails})

    def _measured(
        self,
        held: HeldLease,
        session: MailSession,
        opened: OpenedFolder,
        to_fetch: Mapping[int, WaitingMail],
    ) -> dict[int, MailFacts]:
        """What is there and must be fetched; what is recognised or gone is booked so, a batch at a time."""
        if not to_fetch:
            return {}
        facts = session.measure(sorted(to_fetch))
        self._book_gone(opened.folder_id, to_fetch.keys() - facts.keys())
        known: set[int] = set()
        for some in batches(facts):
            names = {uid: facts[uid].remote_id for uid in some}
            with self._store.writing() as rows:
                held.beat(rows)
                note_facts(rows, opened.folder_id, {uid: facts[uid] for uid in some})
                known |= settle_by_remote_id(rows, self._account, opened.folder_id, names, self._store.now())
        with self._store.reading() as rows:
            anew = was_numbered_anew(rows, self._account, opened.folder)
            sizes = sizes_kept(rows, self._account, {told.size for told in facts.values()}) if anew else set()
        alike = [uid for uid, told in facts.items() if told.size in sizes and uid not in known]
        if alike:
            sizes_alike = {uid: facts[uid].size for uid in alike}
            known |= self._known_by_header(held, session, opened, sizes_alike)
        return {uid: told for uid, told in facts.items() if uid not in known}

    def _known_by_header(
        self, held: HeldLease, session: MailSession, opened: OpenedFolder, sizes: Mapping[int, int]
    ) -> set[int]:
        headers = session.headers(tuple(sizes))
        known: set[int] = set()
        for some in batches(headers):
            digests = {uid: (header_digest(headers[uid]), sizes[uid]) for uid in some}
            with self._store.writing() as rows:
                held.beat(rows)
                known |= settle_by_header(rows, self._account, opened.folder_id, digests, self._store.now())
        return known

    def _fetched(
        self, held: HeldLease, session: MailSession, facts: Mapping[int, MailFacts], ids: Mapping[int, int]
    ) -> Iterator[tuple[WaitingMail, ...]]:
        """All that came, batch by batch; what was withheld has no bytes."""
        with ThreadPoolExecutor(1, "mail-keep") as keeper:
            ahead: _Ahead | None = None
            try:
                for batch in together(session.fetch(facts)):
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
        *,
        told_bytes: int,
    ) -> WaitingMail | None:
        """All of a large mail. Servers cut pieces shorter than asked, and tell sizes that are not exact.

        So a short piece is the last only where all that was told of is here, else an empty one is.
        """
        files, name = self._store.files, str(mail.ledger_id)
        # The row says what was synced; a file that is shorter lost what the row counts on.
        offset = mail.got_bytes if files.part_size(name) >= mail.got_bytes else 0
        while True:
            if cancelled():
                raise CancelledError
            piece = session.fetch_part(mail.uid, offset)
            if piece is None or not (piece or offset):
                self._book_without_bytes(session, folder_id, mail)
                return None
            if not piece:
                break
            files.keep_part(name, offset, piece)
            offset += len(piece)
            with self._store.writing() as rows:
                held.beat(rows)
                note_got(rows, mail.ledger_id, offset)
            if len(piece) < PART_BYTES and offset >= told_bytes:
                break
        kept = files.join_parts(name)
        with files.path(kept.sha256).open("rb") as file:
            digest = header_digest(file.read(PART_BYTES))
        with self._store.writing() as rows:
            held.beat(rows)
            keep_raws(rows, {mail.ledger_id: (kept, digest)}, self._store.now())
            if offset < told_bytes:
                note_reason(rows, mail.ledger_id, _gave_less(offset, told_bytes))
        return WaitingMail(mail.ledger_id, mail.uid, kept.sha256)

    def _book_without_bytes(self, session: MailSession, folder_id: int, mail: WaitingMail) -> None:
        if mail.uid in session.measure([mail.uid]):
            self._withhold(session, mail.ledger_id, FetchedMail(mail.uid, None))
        else:
            self._book_gone(folder_id, {mail.uid})

    def _suspect(self, held: HeldLease, mails: Sequence[WaitingMail]) -> None:
        """The connection broke while these were fetched; one that does it each time must stop no other."""
        why = text("The connection broke each time this mail was fetched. Open it in your mail program.")
        with self._store.writing() as rows:
            held.beat(rows)
            if len(mails) == 1 and mails[0].tries + 1 >= _BREAKS:
                (mail,) = mails
                now = self._store.now()
                settle_withheld(rows, mail.ledger_id, now, reason=why, subject="", sender="")
            else:
                note_vain_try(rows, [mail.ledger_id for mail in mails])

    def _withhold(self, session: MailSession, ledger_id: int, mail: FetchedMail) -> WaitingMail:
        try:
            subject, sender = session.about(mail.uid)
        except MailboxError:  # it is the next command's matter that the line is broken
            subject, sender = "", ""
        reason = (
            text("The mail server would not hand over this mail. Open it in your mail program.")
            if not (mail.raw or b"").strip()
            else text("Exchange sent an excuse in place of this mail. Open this one in Outlook.")
        )
        now = self._store.now()
        with self._store.writing() as rows:
            settle_withheld(rows, ledger_id, now, reason=reason, subject=subject, sender=sender)
        return WaitingMail(ledger_id, mail.uid, None)

    def _book_gone(self, folder_id: int, uids: Iterable[int]) -> None:
        why = text("the server no longer had it when we came to fetch it")
        for some in batches(set(uids)):
            with self._store.writing() as rows:
                settle_gone(rows, folder_id, some, self._store.now(), why)


def _is_mail(mail: FetchedMail) -> bool:
    return mail.raw is not None and mail.raw.strip() != b"" and not stands_in(mail.raw)


def _gave_less(got: int, told: int) -> str:
    return text(
        "the mail server told of {told:,} bytes and gave {got:,}: your mail program may show more of it",
        told=told,
        got=got,
    )


def _keep(files: FileStore, bodies: Sequence[bytes]) -> list[tuple[KeptFile, str]]:
    return list(zip(files.keep_all(bodies), map(header_digest, bodies), strict=True))
