"""How the office's way out stands: what left last, what waits, and what keeps it. Times are aware UTC."""

from dataclasses import dataclass
from datetime import datetime

from wardoffice.domain.outgoing import OutboxHeld


@dataclass(frozen=True, slots=True)
class WayOutBooks:
    """What goes one way, by mail or to 311.

    ``left_at`` is when something was last taken over there, ``waiting`` how many have not left or wait for
    some of their recipients, ``in_doubt`` how many may or may not have arrived. ``next_at`` is when the next
    is tried or looked for; ``trouble`` is what kept the newest of those that wait, "" for nothing.
    """

    left_at: datetime | None = None
    waiting: int = 0
    in_doubt: int = 0
    next_at: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class SendingState:
    """Both ways out. ``host`` is the server that sends mail, "" where none is set up.

    ``account`` is whose sign-in it takes; ``refused`` is what it said when it let nobody in, "" where it
    does. ``need_person`` counts what somebody has to look at in the outbox.
    """

    mail: WayOutBooks
    city: WayOutBooks
    host: str = ""
    account: str = ""
    refused: str = ""
    held: OutboxHeld | None = None
    need_person: int = 0
