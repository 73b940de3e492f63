"""Notices of 311 that came before the city's record of what they are about."""

from collections.abc import Iterable

from sqlalchemy import select

from wardoffice.domain.cases import LinkReason
from wardoffice.domain.tracking_numbers import spellings
from wardoffice.store.among import among
from wardoffice.store.tables import Attachment, Message, MessageLink
from wardoffice.store.unit_of_work import UnitOfWork


def join_notices(work: UnitOfWork, homes: Iterable[tuple[str, int]]) -> None:
    """Link waiting notices to the cases of new records; ``homes`` are their numbers and cases."""
    by_spelling = {each: case_id for number, case_id in homes for each in spellings(number)}
    linked = select(MessageLink.id).where(MessageLink.message_id == Message.id)
    waiting = select(Message).where(among(Message.tracking_number, list(by_spelling)), ~linked.exists())
    for message in work.session.scalars(waiting):
        case_id = by_spelling[message.tracking_number]
        work.add(
            MessageLink(
                message_id=message.id,
                case_id=case_id,
                reason=LinkReason.TRACKING_NUMBER,
                created_at=work.now,
            )
        )
        for file in work.session.scalars(
            select(Attachment).where(Attachment.message_id == message.id, Attachment.case_id.is_(None))
        ):
            file.case_id = case_id
