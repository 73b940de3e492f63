"""Looks for a mail in a folder by its Message-ID, and puts one there: copies of what the office sent.

APPEND is RFC 3501, section 6.3.11. The look comes first: what was put there by a program that died before it
could say so is not put there twice.
"""

from datetime import datetime

from wardoffice.mail.line import Line


def holds_mail(line: Line, folder: str, message_id: str) -> bool:
    """Whether the folder holds a mail of this Message-ID; raises MailboxUnreachableError."""
    with line.translated():
        line.client.select_folder(folder, readonly=True)
        # Without its angle brackets: some servers search for words, and take those for none.
        return bool(line.client.search(["HEADER", "Message-ID", message_id.strip("<>")]))


def append_mail(line: Line, folder: str, raw: bytes, at: datetime) -> None:
    """Put a mail there, as seen, with the day it was sent; raises MailboxUnreachableError."""
    with line.translated():
        line.client.append(folder, raw, flags=[b"\\Seen"], msg_time=at)
