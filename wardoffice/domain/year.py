"""How far the reading of the year before the first sync is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique


@unique
class YearSource(StrEnum):
    """Where the year is read from."""

    PORTAL = "portal"
    CITY = "311"


@unique
class YearStep(StrEnum):
    """What the reading does now: whole windows, then what is old and still open by its number."""

    NOT_BEGUN = "not begun"
    WINDOWS = "reading back"
    ASKING = "asking for what is open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class YearState:
    """How far it is; times are aware UTC.

    All from ``back_to`` on is read; it began at ``begun_at`` and goes back to ``start``. Of ``records`` read
    ``new`` were not known; ``left_out`` counts those that are no ward's work, by the code of their type.
    ``asked`` requests were asked for by number, ``answered`` of them 311 knew. ``trouble`` is what stopped
    it last, a whole text, after ``failures`` in a row; ``gaps`` are its parts that could not be read.
    """

    step: YearStep = YearStep.NOT_BEGUN
    source: YearSource | None = None
    begun_at: datetime | None = None
    start: datetime | None = None
    back_to: datetime | None = None
    records: int = 0
    new: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    asked: int = 0
    answered: int = 0
    failures: int = 0
    trouble: str = ""
    done_at: datetime | None = None
    fresh_at: datetime | None = None
    gaps: int = 0

    @property
    def share(self) -> float:
        """How much of the span is read, from 0 to 1."""
        if self.step in (YearStep.ASKING, YearStep.DONE):
            return 1.0
        if self.begun_at is None or self.start is None or self.back_to is None:
            return 0.0
        return (self.begun_at - self.back_to) / (self.begun_at - self.start)
