"""Reads the office's own wordings of its texts, and who approved which."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wardoffice.domain.letter_texts import LetterKey
from wardoffice.store.tables import LetterApproval, LetterWording


def wordings_of(session: Session, key: LetterKey, language: str) -> Sequence[LetterWording]:
    """The office's own wordings of a text that stand, the one that holds first."""
    return session.scalars(
        select(LetterWording)
        .where(
            LetterWording.key == key,
            LetterWording.language == language,
            LetterWording.withdrawn_at.is_(None),
        )
        .order_by(LetterWording.id.desc())
    ).all()


def approvals(session: Session) -> dict[tuple[LetterKey, str, str], tuple[str, datetime]]:
    """Who approved a text last and when, by its key, language and digest."""
    rows = session.scalars(
        select(LetterApproval).where(LetterApproval.withdrawn_at.is_(None)).order_by(LetterApproval.id)
    )
    return {(row.key, row.language, row.digest): (row.speaker, row.created_at) for row in rows}
