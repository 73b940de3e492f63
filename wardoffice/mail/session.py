"""One open, read-only session in a mailbox: list, measure and fetch mail without changing a flag.

EXAMINE and ``BODY.PEEK[]`` only (RFC 3501 sections 6.3.2 and 6.4.5). A mail counts as fetched only when the
whole command was answered OK and its body came as bytes: Dovecot and Exchange answer OK with nothing for
mail that is gone or that they cannot render, and those two are told apart by asking.
"""

from collections.abc import Iterator, Sequence

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from wardoffice.domain.errors import MailboxUnreachableError
from wardoffice.domain.ports import FetchedMail, FolderState, ListedFolder
from wardoffice.language import text
from wardoffice.mail.line import Line, says_not_now

MEGABYTE = 1024 * 1024
BATCH_BYTES = 16 * MEGABYTE
BATCH_MAILS = 500
ALONE_BYTES = 25 * MEGABYTE
"""A larger mail is fetched alone, in parts of PART_BYTES."""

PART_BYTES = MEGABYTE
_UIDS_A_LINE = 50_000  # imaplib refuses answer lines over 1,000,000 bytes; a UID takes up to 11


class ImapSession:
    """Implements the MailSession port. Use it from one thread."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def folders(self) -> tuple[ListedFolder, ...]:
        """Every folder of the mailbox with what the server says of its use; names are plain text."""
        with self._line.translated():
            listed = self._line.client.list_folders()
        return tuple(
            ListedFolder(
                str(name),
                frozenset(flag.decode("ascii", "replace").lower() for flag in flags),
                (delimiter or b"").decode("ascii", "replace"),
            )
            for flags, delimiter, name in listed
        )

    def open_folder(self, folder: str) -> FolderState:
        """EXAMINE the folder and list its UIDs; MailboxUnreachableError where there is none of that name."""
        with self._line.translated():
            try:
                answer = self._line.client.select_folder(folder, readonly=True)
            except IMAPClientError as error:
                if isinstance(error, IMAPClientAbortError) or says_not_now(error):
                    raise
                raise self._no_folder(folder) from error
        validity = answer.get(b"UIDVALIDITY")
        if not isinstance(validity, int):
            raise self._no_numbers()
        return FolderState(validity, tuple(self._listed(int(answer.get(b"EXISTS", 0)))))

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """RFC822.SIZE in bytes by UID, 0 where the server will not say; a UID missing here is gone."""
        found: dict[int, int] = {}
        for start in range(0, len(uids), BATCH_MAILS):
            found.update(self._sizes(list(uids[start : start + BATCH_MAILS])))
        return found

    def fetch(self, uids: Sequence[int]) -> Iterator[FetchedMail]:
        """Every mail whole, in the order asked, never more than about BATCH_BYTES in memory at a time.

        A UID that is gone is left out; ``raw`` is None for one that is there and was not handed over.
        """
        wanted = list(dict.fromkeys(uids))
        sizes = self.sizes(wanted)
        for batch in batches(wanted, sizes):
            if sizes.get(batch[0], 0) > ALONE_BYTES:
                yield from self._in_parts(batch[0])
            else:
                yield from self._whole(batch)

    def _listed(self, exists: int) -> Iterator[int]:
        """UIDs in ascending order; in ranges where one answer line would grow too long."""
        low, left = 1, exists
        while left > _UIDS_A_LINE:
            found = self._searched(f"{low}:{low + _UIDS_A_LINE - 1}")
            yield from found
            low, left = low + _UIDS_A_LINE, left - len(found)
        if left > 0:
            # "*" is the last mail even when its UID is lower than the range begins.
            yield from (uid for uid in self._searched(f"{low}:*") if uid >= low)

    def _searched(self, uid_set: str) -> list[int]:
        with self._line.translated():
            return sorted(self._line.client.search(["UID", uid_set]))

    def _still_there(self, uids: Sequence[int]) -> set[int]:
        return set(self._searched(",".join(map(str, uids)))) & set(uids) if uids else set()

    def _sizes(self, uids: list[int]) -> dict[int, int]:
        answer = self._answer(uids, "RFC822.SIZE")
        if answer is None and len(uids) > 1:
            half = len(uids) // 2
            return self._sizes(uids[:half]) | self._sizes(uids[half:])
        found = {
            uid: size
            for uid, data in (answer or {}).items()
            if isinstance(size := data.get(b"RFC822.SIZE"), int)
        }
        silent = [uid for uid in uids if uid not in found]
        return found | dict.fromkeys(self._still_there(silent), 0)

    def _whole(self, uids: list[int]) -> Iterator[FetchedMail]:
        bodies = self._bodies(uids)
        for uid in uids:
            raw = bodies.pop(uid, None)
            if raw is not None:
                yield FetchedMail(uid, raw)
            elif self._still_there([uid]):
                yield FetchedMail(uid, self._bodies([uid]).get(uid))

    def _bodies(self, uids: list[int]) -> dict[int, bytes]:
        answer = self._answer(uids, "BODY.PEEK[]")
        if answer is None and len(uids) > 1:  # one bad mail must not hold back the others
            return {uid: raw for each in uids for uid, raw in self._bodies([each]).items()}
        return {
            uid: body
            for uid, data in (answer or {}).items()
            if isinstance(body := data.get(b"BODY[]"), bytes)
        }

    def _in_parts(self, uid: int) -> Iterator[FetchedMail]:
        parts: list[bytes] = []
        while not parts or len(parts[-1]) == PART_BYTES:
            part = self._part(uid, len(parts) * PART_BYTES)
            if part is None:
                if self._still_there([uid]):
                    yield FetchedMail(uid, None)
                return
            parts.append(part)
        yield FetchedMail(uid, b"".join(parts))

    def _part(self, uid: int, offset: int) -> bytes | None:
        answer = self._answer([uid], f"BODY.PEEK[]<{offset}.{PART_BYTES}>")
        for key, body in (answer or {}).get(uid, {}).items():
            # Dovecot answers BODY[]<offset>, others BODY[]<offset.length>.
            if key.startswith(b"BODY[]<") and isinstance(body, bytes):
                return body
        return None

    def _answer(self, uids: list[int], item: str) -> dict[int, dict[bytes, object]] | None:
        """What the server answers to a FETCH, or None where it refuses exactly this."""
        with self._line.translated():
            try:
                answer: dict[int, dict[bytes, object]] = self._line.client.fetch(uids, [item])
            except IMAPClientError as error:
                if isinstance(error, IMAPClientAbortError) or says_not_now(error):
                    raise
                return None
        return answer

    def _no_folder(self, folder: str) -> MailboxUnreachableError:
        return MailboxUnreachableError(
            text("There is no mail folder named {folder} at {host}.", folder=folder, host=self._line.host),
            text("No mail was read or changed."),
            text("Choose another folder in the settings."),
        )

    def _no_numbers(self) -> MailboxUnreachableError:
        return MailboxUnreachableError(
            text("The mail server {host} does not number its mail for good.", host=self._line.host),
            text("No mail was read, since none could be told from mail already read."),
            text("Ask the office's mail provider whether IMAP is fully switched on."),
        )


def batches(uids: Sequence[int], sizes: dict[int, int]) -> Iterator[list[int]]:
    """The UIDs in order, in batches of at most BATCH_BYTES and BATCH_MAILS; one over ALONE_BYTES is alone."""
    batch: list[int] = []
    total = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        if batch and (total + size > BATCH_BYTES or len(batch) >= BATCH_MAILS):
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch
