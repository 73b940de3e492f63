"""The office's mailboxes: how each is signed in to, and how it stands."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

from wardoffice.domain.books import MailBooks


@unique
class SignInWay(StrEnum):
    """How a person signs in to a mailbox: with a password, or on the provider's own page in the browser."""

    PASSWORD = "password"  # noqa: S105 - the name of a way, not a password
    MICROSOFT = "microsoft"
    GOOGLE = "google"


def is_same_folder(one: str, other: str) -> bool:
    """Whether two names are one folder: INBOX is written in any case (RFC 3501 section 5.1)."""
    return one == other or one.upper() == other.upper() == "INBOX"


@dataclass(frozen=True, slots=True)
class MailboxState:
    """How one mailbox stands. ``account`` is its key in the books: user@host.

    ``read_at`` is when all of its folders were last read to the end (aware UTC). ``trouble`` is a whole text
    or ""; ``wants_sign_in`` says that it is for want of a sign-in, which no mail is to blame for.
    """

    account: str
    way: SignInWay
    folders: tuple[str, ...]
    books: MailBooks = field(default_factory=MailBooks)
    read_at: datetime | None = None
    trouble: str = ""
    wants_sign_in: bool = False
