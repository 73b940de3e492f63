"""Case numbers: the year and a count, such as 2026-04127."""

from datetime import datetime

from sqlalchemy.orm import Session

from wardoffice.store.tables import NumberSequence


def take_numbers(session: Session, now: datetime, count: int = 1) -> list[str]:
    """Reserve ``count`` case numbers; given back only if the transaction is."""
    sequence = session.get(NumberSequence, now.year)
    if sequence is None:
        sequence = NumberSequence(year=now.year, last=0)
        session.add(sequence)
    first = sequence.last + 1
    sequence.last += count
    session.flush()
    return [f"{now.year}-{number:05d}" for number in range(first, first + count)]
