"""The places that a message of several problems tells of, so that each of them is looked around."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.split_proposal import Telling
from wardoffice.store.tables import Request, ToldPlace


def keep_told_places(session: Session, request_id: int, parts: Sequence[Telling]) -> None:
    """Keep where each of the problems lies that a request tells of; those without a point are left out."""
    session.add_all(
        ToldPlace(
            request_id=request_id,
            lat=part.point.lat,
            long=part.point.long,
            address=part.address,
            words=part.words,
        )
        for part in parts
        if part.point is not None
    )


def still_whole() -> ColumnElement[bool]:
    """The condition on a request that its message was not split since: its places are told there alone."""
    other = aliased(Request)
    parted = (
        select(other.id)
        .where(other.message_id == Request.message_id, other.id != Request.id, other.withdrawn_at.is_(None))
        .exists()
    )
    return and_(Request.withdrawn_at.is_(None), ~parted)
