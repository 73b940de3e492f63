"""The books of what came in: every mail and every city record accounted for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from pathlib import Path


@unique
class LedgerState(StrEnum):
    """Where one mail of the server stands; the parts of promise P1's equation."""

    IMPORTED = "imported"
    KNOWN = "known already"
    LEFT_ALONE = "left alone"
    UNREADABLE = "could not be read"
    GONE = "gone before we could"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class MailBooks:
    """P1's equation: ``shown`` is the sum of all but ``on_server``, which is what the server holds now."""

    imported: int = 0
    known: int = 0
    left_alone: int = 0
    unreadable: int = 0
    gone: int = 0
    waiting: int = 0
    on_server: int = 0

    @property
    def shown(self) -> int:
        """Every mail the server ever showed us."""
        return self.imported + self.known + self.left_alone + self.unreadable + self.gone + self.waiting


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One mail in the books; ``reason`` says in words why it stands where it stands."""

    ledger_id: int
    folder: str
    uid: int
    state: LedgerState
    subject: str
    sender: str
    at: datetime | None
    reason: str
    raw: Path | None
    message_id: int | None
    case_id: int | None


@dataclass(frozen=True, slots=True)
class GapLine:
    """A part of the city's feed that could not be read yet; times are aware UTC."""

    gap_id: int
    start: datetime
    end: datetime
    page: int
    reason: str
    tries: int


@dataclass(frozen=True, slots=True)
class CityBooks:
    """What the city's feed held since all its days were last read anew, at least once a day (P2).

    Every record is inside the ward, outside, or of unknown place; ``refused`` are those that cannot be used.
    ``gaps`` are open, whenever they began.
    """

    received: int = 0
    inside: int = 0
    outside: int = 0
    place_unknown: int = 0
    ward_differs: int = 0
    refused: int = 0
    gaps: tuple[GapLine, ...] = ()
