"""Finds the letter that says nearly the same as another, by their marks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.letters import Letter, letter_of
from wardoffice.domain.messages import MessageKind
from wardoffice.store.among import among_given
from wardoffice.store.casework import with_copies
from wardoffice.store.tables import (
    Attachment,
    Case,
    FollowUp,
    LetterMark,
    Message,
    QueueEntry,
    Request,
)
from wardoffice.store.visibility import visible

_STILL_ON = timedelta(days=120)
"""How long after the last of its letters a campaign is taken to go on."""
_MOST_LOOKED_AT = 8
_LETTERS_OF = (
    select(Message.id, Message.text)
    .join(Request, Request.message_id == Message.id)
    .join(Case, Case.id == Request.case_id)
    .where(
        Case.root_id == bindparam("root_id"),
        Request.withdrawn_at.is_(None),
        Message.id.in_(select(LetterMark.message_id)),
    )
    .order_by(Message.id)
    .limit(_MOST_LOOKED_AT)
)
"""The letters that tell of a problem."""


@dataclass(frozen=True, slots=True)
class SameLetter:
    """An earlier letter that says nearly the same, and the case it is filed in."""

    message: Message
    case_id: int


def keep_marks(session: Session, message_id: int, letter: Letter) -> None:
    """Let later letters find this one."""
    session.add_all(LetterMark(mark=mark, message_id=message_id) for mark in letter.marks)


def same_letter(session: Session, letter: Letter, at: datetime) -> SameLetter | None:
    """The letter that says nearly the same and shares most marks with it, written not long before."""
    shared = (
        select(LetterMark.message_id, func.count().label("marks"))
        .where(LetterMark.mark.in_(letter.marks))
        .group_by(LetterMark.message_id)
        .subquery()
    )
    rows = session.execute(
        select(Message, Case.root_id)
        .join(shared, shared.c.message_id == Message.id)
        .join(Request, Request.message_id == Message.id)
        .join(Case, Case.id == Request.case_id)
        .where(
            Message.kind.in_((MessageKind.PROBLEM, MessageKind.SAME_LETTER)),
            Message.received_at > at - _STILL_ON,
            Request.withdrawn_at.is_(None),
            Case.withdrawn_at.is_(None),
        )
        # One that somebody took out of the others draws none of those that follow.
        .order_by(Message.kind == MessageKind.PROBLEM, shared.c.marks.desc(), Message.id)
        .limit(_MOST_LOOKED_AT)
    )
    for message, root_id in rows:
        other = letter_of(message.text)
        if root_id is not None and other is not None and letter.is_like(other):
            return SameLetter(message, root_id)
    return None


def people_writing(session: Session, case_id: int) -> int:
    """How many people's messages told of the problems under a root."""
    counted = session.scalar(
        select(func.count(func.distinct(Message.contact_id)))
        .join(Request, Request.message_id == Message.id)
        .join(Case, Case.id == Request.case_id)
        .where(Case.root_id == case_id, Request.withdrawn_at.is_(None))
    )
    return counted or 0


def letter_among_others(session: Session, message_id: int) -> tuple[Request | None, list[Request]]:
    """The request of one of the same letters, and those of the other letters in its case, the first first."""
    mine = session.scalar(
        select(Request)
        .join(Message, Message.id == Request.message_id)
        .where(
            Message.id == message_id,
            Message.kind == MessageKind.SAME_LETTER,
            Request.withdrawn_at.is_(None),
        )
    )
    if mine is None:
        return None, []
    others = (
        select(Request)
        .join(Message, Message.id == Request.message_id)
        .where(
            Request.case_id == mine.case_id,
            Request.id != mine.id,
            Message.kind == MessageKind.SAME_LETTER,
            Request.withdrawn_at.is_(None),
        )
        .order_by(Request.id)
    )
    return mine, list(session.scalars(others))


def move_message(session: Session, message_id: int, from_id: int, to_id: int) -> list[int]:
    """Let the files of a message, and what is owed for it, stand under another case; the ids of the files."""
    owed = select(FollowUp).where(FollowUp.message_id == message_id, FollowUp.case_id == from_id)
    files = select(Attachment).where(Attachment.message_id == message_id, Attachment.case_id == from_id)
    moved = list(session.scalars(files))
    for row in (*session.scalars(owed), *with_copies(session, moved)):
        row.case_id = to_id
    return [row.id for row in moved]


def same_letters(session: Session, actor: Actor, root_id: int) -> set[int]:
    """The other roots that this actor may see and that somebody told of in nearly the same letter."""
    mine = session.execute(_LETTERS_OF, {"root_id": root_id}).all()
    if not mine:
        return set()
    ids = [message_id for message_id, _ in mine]
    rows = session.execute(_like_any(actor), {"root_id": root_id, "message_ids": ids})
    letters = [letter for _, said in mine if (letter := letter_of(said)) is not None]
    return {
        found
        for found, said in rows
        if found is not None
        and (letter := letter_of(said)) is not None
        and any(each.is_like(letter) for each in letters)
    }


@lru_cache(maxsize=64)
def _like_any(actor: Actor) -> Select[int | None, str]:
    """Made once for each person: to make it takes longer than to answer it."""
    one, other = aliased(LetterMark), aliased(LetterMark)
    return (
        select(Case.root_id, Message.text)
        .join(Request, Request.case_id == Case.id)
        .join(Message, Message.id == Request.message_id)
        .join(other, other.message_id == Message.id)
        .join(one, one.mark == other.mark)
        .join(QueueEntry, QueueEntry.case_id == Case.root_id)
        .where(
            among_given(one.message_id, "message_ids"),
            Case.root_id != bindparam("root_id"),
            Request.withdrawn_at.is_(None),
            visible(actor),
        )
        .group_by(Case.root_id, Message.id, Message.text)
        .order_by(func.count().desc(), Message.id)
        .limit(_MOST_LOOKED_AT)
    )
