"""Reads where else a picture came: the same bytes, or one that looks alike."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.picture_hashes import ALIKE_BITS, bands, bits_apart
from wardoffice.domain.pictures import PictureFacts, Rank, SamePicture
from wardoffice.store.point_reading import point_of
from wardoffice.store.tables import Attachment, Case, Message, PictureBand, QueueEntry, StoredFile
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.visibility import may_see, visible

_MOST_PICTURES = 60
_MOST_TWINS = 500
_MOST_COMPARED = 20_000
_OFTEN_ENOUGH = 50
_CAME = or_(Attachment.message_id.is_not(None), Attachment.source_url != "")


@dataclass(frozen=True, slots=True)
class Sightings:
    """Who sent these bytes by mail (None: nobody known), and in which messages."""

    senders: frozenset[int | None]
    mails: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Mine:
    """``came`` says that somebody outside sent it, or the city: not that staff attached it here."""

    sha256: str
    dhash: str
    contact_id: int | None
    came: bool


@dataclass(frozen=True, slots=True)
class _Twin:
    sha256: str
    dhash: str
    contact_id: int | None
    came: bool
    root_id: int
    number: str
    status: CaseStatus


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture of a case; ``taken_at`` by its camera's own clock."""

    sha256: str
    filename: str
    media_type: str
    taken_at: datetime | None


def shown_picture(session: Session, actor: Actor, attachment_id: int) -> ShownPicture | None:
    """The picture, if it is filed in a case this actor may see."""
    return shown_pictures(session, actor, [attachment_id]).get(attachment_id)


def shown_pictures(
    session: Session, actor: Actor, attachment_ids: Collection[int]
) -> dict[int, ShownPicture]:
    """Those of these pictures that are filed in a case this actor may see, by two questions for most."""
    rows = session.execute(
        select(Attachment, StoredFile, Case)
        .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
        .join(Case, Case.id == Attachment.case_id)
        .where(Attachment.id.in_(attachment_ids), Attachment.withdrawn_at.is_(None))
    ).all()
    sees_all = may_see(session, actor, *{row.Case for row in rows})
    return {
        row.Attachment.id: ShownPicture(
            row.StoredFile.sha256, row.Attachment.filename, row.StoredFile.media_type, row.StoredFile.taken_at
        )
        for row in rows
        if sees_all or may_see(session, actor, row.Case)
    }


def sightings(session: Session, sha256: str) -> Sightings:
    """Where a file came by mail lately."""
    rows = session.execute(
        select(Message.contact_id, Message.id)
        .join(Attachment, Attachment.message_id == Message.id)
        .where(Attachment.sha256 == sha256, Attachment.withdrawn_at.is_(None))
        .order_by(Message.id.desc())
        .limit(_OFTEN_ENOUGH)
    ).all()
    return Sightings(frozenset(who for who, _ in rows), frozenset(message_id for _, message_id in rows))


def sent_photos(session: Session, sha256: str) -> Sequence[Attachment]:
    """The attachments of mails that show these bytes as a photo."""
    return session.scalars(
        select(Attachment).where(
            Attachment.sha256 == sha256,
            Attachment.message_id.is_not(None),
            Attachment.rank == Rank.PHOTO,
            Attachment.withdrawn_at.is_(None),
        )
    ).all()


def located_pictures(session: Session, attachment_ids: Sequence[int]) -> list[tuple[Rank, PictureFacts]]:
    """Those of these attachments that say where they were taken, in their order."""
    rows = session.execute(
        select(Attachment.rank, StoredFile)
        .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
        .where(Attachment.id.in_(attachment_ids), StoredFile.lat.is_not(None))
        .order_by(Attachment.position, Attachment.id)
    )
    return [
        (rank, PictureFacts(file.media_type, file.width or 0, file.height or 0, point=point))
        for rank, file in rows
        if (point := point_of(file.lat, file.long)) is not None
    ]


def keep_bands(work: UnitOfWork, sha256: str, dhash: str) -> None:
    """Make a picture findable by what it looks like; once is enough."""
    known = set(work.session.scalars(select(PictureBand.band).where(PictureBand.sha256 == sha256)))
    for band, value in enumerate(bands(dhash)):
        if band not in known:
            work.session.add(PictureBand(band=band, value=value, sha256=sha256))


def same_pictures(session: Session, actor: Actor, root_id: int) -> dict[int, SamePicture]:
    """By root: the other cases that have a photo of this one, or one that looks alike; the surest of each.

    Only photos count: a signature's logo is in everybody's mail. The very file that staff attached to one of
    them says nothing: it is there because they put it there. What the actor may not see is left out.
    """
    mine = _photos_of(session, root_id)
    if not mine:
        return {}
    best: dict[int, tuple[int, SamePicture]] = {}
    for each, twin in _twins(session, actor, root_id, mine):
        exact = each.sha256 == twin.sha256
        if exact and not (each.came and twin.came):
            continue
        bits = 0 if exact else bits_apart(each.dhash, twin.dhash)
        order = bits + (not exact)
        if bits > ALIKE_BITS or (twin.root_id in best and order >= best[twin.root_id][0]):
            continue
        known = each.contact_id is not None and twin.contact_id is not None
        shared = SamePicture(
            exact=exact,
            somebody_else=each.contact_id != twin.contact_id if known else None,
            number=twin.number,
            finished=twin.status is CaseStatus.FINISHED,
        )
        best[twin.root_id] = (order, shared)
    return {root: shared for root, (_, shared) in best.items()}


# Questions are made once: to make one takes longer than to answer it.
_ROOT = aliased(Case)
_PHOTOS = (
    select(Attachment.sha256, StoredFile.dhash, Message.contact_id, _CAME)
    .join(Case, Case.id == Attachment.case_id)
    .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
    .outerjoin(Message, Message.id == Attachment.message_id)
    .where(
        Case.root_id == bindparam("root_id"),
        Case.withdrawn_at.is_(None),
        Attachment.rank == Rank.PHOTO,
        Attachment.withdrawn_at.is_(None),
    )
    .order_by(Attachment.id)
    .limit(_MOST_PICTURES)
)
_ONE, _OTHER = aliased(PictureBand), aliased(PictureBand)
_LOOK_ALIKES = (
    select(_ONE.sha256, _OTHER.sha256, StoredFile.dhash)
    .join(_OTHER, (_OTHER.band == _ONE.band) & (_OTHER.value == _ONE.value) & (_OTHER.sha256 != _ONE.sha256))
    .join(StoredFile, StoredFile.sha256 == _OTHER.sha256)
    .where(_ONE.sha256.in_(bindparam("files", expanding=True)))
    .limit(_MOST_COMPARED)
)


@lru_cache(maxsize=64)
def _with_these(actor: Actor) -> Select[Any]:
    return (
        select(  # type: ignore[return-value]  # 7 columns of mixed types
            Attachment.sha256,
            StoredFile.dhash,
            Message.contact_id,
            _CAME,
            _ROOT.id,
            _ROOT.number,
            _ROOT.status,
        )
        .join(Case, Case.id == Attachment.case_id)
        .join(_ROOT, _ROOT.id == Case.root_id)
        .join(QueueEntry, QueueEntry.case_id == _ROOT.id)
        .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
        .outerjoin(Message, Message.id == Attachment.message_id)
        .where(
            Attachment.sha256.in_(bindparam("files", expanding=True)),
            Attachment.rank == Rank.PHOTO,
            Attachment.withdrawn_at.is_(None),
            Case.withdrawn_at.is_(None),
            _ROOT.id != bindparam("root_id"),
            visible(actor),
        )
        .order_by(Attachment.id.desc())
        .limit(_MOST_TWINS)
    )


def _photos_of(session: Session, root_id: int) -> list[_Mine]:
    return [_Mine(*row) for row in session.execute(_PHOTOS, {"root_id": root_id})]


def _look_alikes(session: Session, mine: Sequence[_Mine]) -> list[tuple[_Mine, str]]:
    """Each photo with the files that look like it, found by the quarters of its hash."""
    by_sha256 = {each.sha256: each for each in mine}
    found = {
        (sha256, twin): by_sha256[sha256]
        for sha256, twin, dhash in session.execute(_LOOK_ALIKES, {"files": list(by_sha256)})
        if bits_apart(by_sha256[sha256].dhash, dhash) <= ALIKE_BITS
    }
    return [(each, twin) for (_, twin), each in found.items()][:_MOST_TWINS]


def _twins(session: Session, actor: Actor, root_id: int, mine: Sequence[_Mine]) -> list[tuple[_Mine, _Twin]]:
    """Each photo of this case with those of others that have its bytes, or a quarter of its hash."""
    alike: dict[str, list[_Mine]] = {each.sha256: [] for each in mine}
    for each in mine:
        alike[each.sha256].append(each)
    for each, twin in _look_alikes(session, mine):
        alike.setdefault(twin, []).append(each)
    rows = session.execute(_with_these(actor), {"files": list(alike), "root_id": root_id}).all()
    return [(each, _Twin(*row)) for row in rows for each in alike[row.sha256]]
