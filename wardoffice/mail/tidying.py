"""Does to mails on the server what the office asked for: marks them seen, labels them, moves them.

Everything goes by UID and may be done twice without harm. Nothing is ever expunged: a move is the server's
own (RFC 6851), and a server without it moves nothing.
"""

from collections.abc import Sequence

from imapclient import SEEN
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from wardoffice.domain.errors import MailboxUnreachableError
from wardoffice.domain.ports import TidyWish
from wardoffice.language import text
from wardoffice.mail.line import Line, says_not_now

_AT_ONCE = 500


def tidy_mails(line: Line, folder: str, uid_validity: int, uids: Sequence[int], wish: TidyWish) -> None:
    """Do it; where the folder was numbered anew since, nothing: these numbers may be other mails now.

    Raises MailboxUnreachableError where the server refuses, or has no safe way of doing it.
    """
    if not (uids and wish.wants_anything):
        return
    with line.translated():
        answer = line.client.select_folder(folder)
    if answer.get(b"UIDVALIDITY") != uid_validity:
        return
    flags = _flags(line, wish, answer.get(b"PERMANENTFLAGS", ()))
    if wish.move_to and not _knows(line, "MOVE"):
        raise _cannot(line, text("It cannot move mail safely."))
    for start in range(0, len(uids), _AT_ONCE):
        some = list(uids[start : start + _AT_ONCE])
        with line.translated():
            try:
                if flags:
                    line.client.add_flags(some, flags, silent=True)
                if wish.label and _is_gmail(line):
                    line.client.add_gmail_labels(some, [wish.label], silent=True)
                if wish.move_to:
                    line.client.move(some, wish.move_to)
            except IMAPClientError as error:
                if isinstance(error, IMAPClientAbortError) or says_not_now(error):
                    raise
                raise _cannot(line, str(error)) from error


def _flags(line: Line, wish: TidyWish, permanent: Sequence[bytes]) -> list[bytes]:
    """The flags to set; a keyword only where the server keeps it for good (RFC 3501, PERMANENTFLAGS)."""
    flags = [SEEN] if wish.mark_seen else []
    if wish.label and not _is_gmail(line):
        keyword = wish.label.encode("ascii")
        if b"\\*" not in permanent and keyword not in permanent:
            raise _cannot(line, text("It keeps no labels."))
        flags.append(keyword)
    return flags


def _is_gmail(line: Line) -> bool:
    return _knows(line, "X-GM-EXT-1")


def _knows(line: Line, capability: str) -> bool:
    with line.translated():
        return bool(line.client.has_capability(capability))


def _cannot(line: Line, reason: str) -> MailboxUnreachableError:
    return MailboxUnreachableError(
        text("The mail server {host} would not mark, label or move mail.", host=line.host),
        text("All mail of that folder is in, and none of it is lost."),
        text("Change what is done to mail in the settings. ({reason})", reason=reason),
    )
