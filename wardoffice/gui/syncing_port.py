"""What the window asks of the office to read the city and the mailbox, and to say how that stands.

``Syncing`` may raise a WardOfficeError and belongs on a lane; ``SyncFacts`` is a value.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from wardoffice.domain.actor import Actor
from wardoffice.domain.mailboxes import MailboxState
from wardoffice.domain.ports import Cancelled, Progress


class SyncFacts(Protocol):
    """When the city and the mailbox were last read (aware UTC), and what is wrong, in words."""

    @property
    def city_read_at(self) -> datetime | None:
        """When the city was last read to the end."""
        ...

    @property
    def city_trouble(self) -> str:
        """What is wrong with the city, or nothing."""
        ...

    @property
    def city_newest_at(self) -> datetime | None:
        """The newest moment the city itself told of."""
        ...

    @property
    def mail_read_at(self) -> datetime | None:
        """When the mailbox was last read to the end."""
        ...

    @property
    def mail_trouble(self) -> str:
        """What is wrong with the mailbox, or nothing."""
        ...

    @property
    def gaps(self) -> int:
        """How many parts of the city's feed could not be read yet."""
        ...

    @property
    def unreadable(self) -> int:
        """How many mails could not be read."""
        ...

    @property
    def left_alone(self) -> int:
        """How many mails no problem was made of, and a person should say whether one is."""
        ...

    @property
    def mailboxes(self) -> Sequence[MailboxState]:
        """How each mailbox stands; the mail was read when the last of them was."""
        ...

    @property
    def wants_sign_in(self) -> Sequence[MailboxState]:
        """Those among them that a person must sign in to again."""
        ...


class Syncing(Protocol):
    """Reading the city and the mailbox."""

    def read(self, part: str, actor: Actor, progress: Progress, cancelled: Cancelled) -> str:
        """Read one of them, "city" or "mail"; returns its trouble in words, or nothing."""
        ...

    def watch_mail(self, actor: Actor, news: Callable[[], None], cancelled: Cancelled) -> None:
        """Call ``news`` whenever mail should be read, until stopped or until nobody is let in."""
        ...

    def state(self, actor: Actor) -> SyncFacts:
        """How things stand."""
        ...
