"""One open session in a mailbox: list, measure and fetch mail without changing a flag.

EXAMINE and ``BODY.PEEK[]`` only (RFC 3501 sections 6.3.2 and 6.4.5). A mail counts as fetched only when the
whole command was answered OK and its body came as bytes: Dovecot and Exchange answer OK with nothing for
mail that is gone or that they cannot render, and those two are told apart by asking.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from imapclient import imap_utf7
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError
from imapclient.response_types import Envelope

from wardoffice.domain.errors import MailboxUnreachableError
from wardoffice.domain.ports import PART_BYTES, FetchedMail, FolderState, ListedFolder, MailFacts, TidyWish
from wardoffice.language import text
from wardoffice.mail.headers import header_words
from wardoffice.mail.idling import wait_for_news
from wardoffice.mail.line import (
    ODD_ANSWERS,
    Line,
    is_servers_fault,
    says_no_such_folder,
    says_not_now,
    servers_words,
)
from wardoffice.mail.putting import append_mail, holds_mail
from wardoffice.mail.tidying import tidy_mails

MEGABYTE = 1024 * 1024
BATCH_BYTES = 8 * MEGABYTE
BATCH_MAILS = 500
_LAST_UID = 2**32 - 1  # RFC 3501, section 2.3.1.1
_UNBELIEVABLE = 2**40  # bytes; what is told as larger says nothing
_UIDS_A_LINE = 50_000  # imaplib refuses answer lines over 1,000,000 bytes; a UID takes up to 11


class ImapSession:
    """Implements the MailSession port. Use it from one thread."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def folders(self) -> tuple[ListedFolder, ...]:
        """Every folder of the mailbox with what the server says of its use; names are plain text.

        Some servers send names such as ``Q&A`` as they are: one odd name must not hide all the others.
        """
        client = self._line.client
        with self._line.translated():
            encoded, client.folder_encode = client.folder_encode, False
            try:
                listed = client.list_folders()
            finally:
                client.folder_encode = encoded
        return tuple(
            ListedFolder(
                _folder_name(name),
                frozenset(flag.decode("ascii", "replace").lower() for flag in flags),
                (delimiter or b"").decode("ascii", "replace"),
            )
            for flags, delimiter, name in listed
        )

    def open_folder(self, folder: str) -> FolderState:
        """EXAMINE the folder and list its UIDs; MailboxUnreachableError where it is not opened."""
        with self._line.translated():
            try:
                answer = self._line.client.select_folder(folder, readonly=True)
            except IMAPClientError as error:
                if isinstance(error, IMAPClientAbortError) or is_servers_fault(error):
                    raise
                missing = says_no_such_folder(error)
                raise (self._no_folder(folder) if missing else self._shut(folder, error)) from error
        validity = answer.get(b"UIDVALIDITY")
        if not isinstance(validity, int) or not 0 < validity <= _LAST_UID:
            raise self._no_numbers()
        return FolderState(validity, tuple(self._listed(int(answer.get(b"EXISTS", 0)))))

    @property
    def can_wait(self) -> bool:
        """Whether the server knows IDLE."""
        with self._line.translated():
            return bool(self._line.client.has_capability("IDLE"))

    def measure(self, uids: Sequence[int]) -> dict[int, MailFacts]:
        """Size and the server's own name of each mail, in the order asked; a UID missing here is gone."""
        found: dict[int, MailFacts] = {}
        for start in range(0, len(uids), BATCH_MAILS):
            found.update(self._measured(list(uids[start : start + BATCH_MAILS])))
        return {uid: found[uid] for uid in uids if uid in found}

    def headers(self, uids: Sequence[int]) -> dict[int, bytes]:
        """BODY.PEEK[HEADER] of each mail; one the server will not say it of is left out."""
        found: dict[int, bytes] = {}
        for start in range(0, len(uids), BATCH_MAILS):
            answer = self._answer(list(uids[start : start + BATCH_MAILS]), ["BODY.PEEK[HEADER]"])
            for uid, data in (answer or {}).items():
                if isinstance(header := data.get(b"BODY[HEADER]"), bytes):
                    found[uid] = header
        return found

    def about(self, uid: int) -> tuple[str, str]:
        """Subject and sender from ENVELOPE, which servers often still know of a mail they cannot render."""
        envelope = ((self._answer([uid], ["ENVELOPE"]) or {}).get(uid) or {}).get(b"ENVELOPE")
        if not isinstance(envelope, Envelope):
            return "", ""
        sender = next(iter(envelope.from_ or ()), None)
        if sender is None:
            return _plain(envelope.subject), ""
        address = f"{_plain(sender.mailbox)}@{_plain(sender.host)}" if sender.host else ""
        return _plain(envelope.subject), _plain(sender.name) or address

    def fetch(self, mails: Mapping[int, MailFacts]) -> Iterator[FetchedMail]:
        """Every mail whole, in the order given, never more than about BATCH_BYTES in memory at a time.

        A UID that is gone is left out; ``raw`` is None for one that is there and was not handed over.
        """
        for batch in batches(tuple(mails), {uid: facts.size for uid, facts in mails.items()}):
            yield from self._whole(batch)

    def fetch_part(self, uid: int, offset: int) -> bytes | None:
        """``BODY.PEEK[]<offset.PART_BYTES>``; None where the mail is gone or is not handed over."""
        answer = self._answer([uid], [f"BODY.PEEK[]<{offset}.{PART_BYTES}>"])
        for key, body in (answer or {}).get(uid, {}).items():
            # Dovecot answers BODY[]<offset>, others BODY[]<offset.length>.
            if key.startswith(b"BODY[]<") and isinstance(body, bytes) and (body or offset):
                return body
        return None

    def wait_for_news(self, seconds: float) -> bool:
        """IDLE for so long; whether the server told of a change in the open folder."""
        return wait_for_news(self._line, seconds)

    def tidy(self, folder: str, uid_validity: int, uids: Sequence[int], wish: TidyWish) -> None:
        """Opens the folder for writing: the one place that does, and only where the office wants it."""
        tidy_mails(self._line, folder, uid_validity, uids, wish)

    def holds(self, folder: str, message_id: str) -> bool:
        """Whether a mail with this Message-ID lies in the folder; see ``mail.putting``."""
        return holds_mail(self._line, folder, message_id)

    def append(self, folder: str, raw: bytes, at: datetime) -> None:
        """Put a mail into the folder, as seen; see ``mail.putting``."""
        append_mail(self._line, folder, raw, at)

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
            found = set(self._line.client.search(["UID", uid_set]))
        return sorted(uid for uid in found if 0 < uid <= _LAST_UID)

    def _still_there(self, uids: Sequence[int]) -> set[int]:
        return set(self._searched(",".join(map(str, uids)))) & set(uids) if uids else set()

    def _measured(self, uids: list[int]) -> dict[int, MailFacts]:
        name = self._remote_name()
        answer = self._answer(uids, ["RFC822.SIZE", *([name] if name else ())])
        if answer is None and len(uids) > 1:
            half = len(uids) // 2
            return self._measured(uids[:half]) | self._measured(uids[half:])
        found = {
            uid: MailFacts(size, _remote_id(data.get(name.encode())))
            for uid, data in (answer or {}).items()
            if isinstance(size := data.get(b"RFC822.SIZE"), int) and 0 <= size < _UNBELIEVABLE
        }
        silent = [uid for uid in uids if uid not in found]
        return found | dict.fromkeys(self._still_there(silent), MailFacts(0))

    def _remote_name(self) -> str:
        """What this server calls its own name of a mail; "" where it has none."""
        with self._line.translated():
            if self._line.client.has_capability("X-GM-EXT-1"):
                return "X-GM-MSGID"
            return "EMAILID" if self._line.client.has_capability("OBJECTID") else ""

    def _whole(self, uids: list[int]) -> Iterator[FetchedMail]:
        bodies = self._bodies(uids)
        for uid in uids:
            raw = bodies.pop(uid, None)
            if raw is not None:
                yield FetchedMail(uid, raw)
            elif self._still_there([uid]):
                yield FetchedMail(uid, self._bodies([uid]).get(uid))

    def _bodies(self, uids: list[int]) -> dict[int, bytes]:
        answer = self._answer(uids, ["BODY.PEEK[]"])
        if answer is None and len(uids) > 1:  # one bad mail must not hold back the others
            return {uid: raw for each in uids for uid, raw in self._bodies([each]).items()}
        return {
            uid: body
            for uid, data in (answer or {}).items()
            # An empty body is no mail: Exchange and others answer so what they cannot render.
            if isinstance(body := data.get(b"BODY[]"), bytes) and body.strip()
        }

    def _answer(self, uids: list[int], items: list[str]) -> dict[int, dict[bytes, object]] | None:
        """What the server answers to a FETCH, or None where it refuses exactly this, or cannot say it."""
        with self._line.translated():
            try:
                answer: dict[int, dict[bytes, object]] = self._line.client.fetch(uids, items)
            except IMAPClientError as error:
                if isinstance(error, IMAPClientAbortError) or says_not_now(error):
                    raise
                return None
            except OSError:  # some of them are ValueErrors too
                raise
            except ODD_ANSWERS:
                return None
        return answer

    def _no_folder(self, folder: str) -> MailboxUnreachableError:
        return MailboxUnreachableError(
            text("There is no mail folder named {folder} at {host}.", folder=folder, host=self._line.host),
            text("No mail is lost or changed."),
            text("Choose another folder in the settings."),
        )

    def _shut(self, folder: str, error: Exception) -> MailboxUnreachableError:
        return MailboxUnreachableError(
            text(
                "The mail server {host} does not open the folder {folder}.",
                folder=folder,
                host=self._line.host,
            ),
            text("No mail was read or changed."),
            text(
                "The program tries again by itself. If that does not help, choose another folder in the "
                "settings. {reason}",
                reason=servers_words(error),
            ).strip(),
        )

    def _no_numbers(self) -> MailboxUnreachableError:
        return MailboxUnreachableError(
            text("The mail server {host} does not number its mail for good.", host=self._line.host),
            text("No mail of that folder was read, since none could be told from mail already read."),
            text("Ask the office's mail provider whether IMAP is fully switched on."),
        )


def batches(uids: Sequence[int], sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """The UIDs in order, in batches of at most BATCH_MAILS and BATCH_BYTES; a larger one is alone."""
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


def _remote_id(told: object) -> str:
    """EMAILID comes in parentheses (RFC 8474), X-GM-MSGID as a number."""
    if isinstance(told, tuple) and len(told) == 1:
        told = told[0]
    if isinstance(told, bytes):
        return told.decode("ascii", "replace")
    return str(told) if isinstance(told, int) else ""


def _plain(told: object) -> str:
    """A subject that is a number comes as one."""
    words = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told or "")
    return header_words(words)


def _folder_name(told: object) -> str:
    """The name in plain text (modified UTF-7, RFC 3501 section 5.1.3); as it is where it is no such thing."""
    if not isinstance(told, bytes):
        return str(told)
    try:
        name: str = imap_utf7.decode(told)
        name.encode()  # half a character is no name either
    except ValueError:
        name = told.decode("utf-8", "replace")
    return name
