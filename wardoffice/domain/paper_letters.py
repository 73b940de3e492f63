"""Answers that go on paper: written, then printed and posted by a person. Times are aware UTC."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """A letter that was not posted yet; ``address`` is where it goes, as it is known now."""

    letter_id: int
    case_id: int
    case_number: str
    contact_id: int
    name: str
    address: str
    language: str
    subject: str
    body: str
    by: str
    written_at: datetime
