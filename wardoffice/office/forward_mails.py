"""Makes the mails of a forward: text, pictures packed to what the server takes, what does not fit said."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.forward_wish import wish_values
from wardoffice.domain.forwarding import (
    ForwardFile,
    ForwardMail,
    ForwardPart,
    ForwardWish,
    PictureThatGoes,
    Receiver,
    may_tell_place,
)
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, FilledLetter, LetterKey
from wardoffice.domain.outgoing_mail import Addressee, EnclosedFile, MailPurpose, OutgoingMail
from wardoffice.domain.outgoing_photos import PackedPhotos, over_the_line
from wardoffice.domain.places import Point
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.language import text
from wardoffice.office.forward_map import ForwardMaps
from wardoffice.office.letter_templates import LetterTemplates, Value
from wardoffice.office.mail_rendering import DraftedMail
from wardoffice.office.mail_writing import MailWriting, RenderedMail
from wardoffice.office.outgoing_photos import OutgoingPhotos, PhotosWanted
from wardoffice.store.files import KeptFile
from wardoffice.store.store import Store
from wardoffice.system.pool import ParsingPool

Doubts = Callable[[Actor, Collection[str]], Mapping[str, tuple[str, ...]]]
"""What is odd of each of these addresses, in sentences."""

_PNG, _JPEG = "image/png", "image/jpeg"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A problem that goes: to whom, its section's fields, and the photos and files that go along."""

    view: CaseView
    receiver: Receiver
    values: dict[str, Value]
    photo_ids: tuple[int, ...]
    files: tuple[ForwardFile, ...]
    part: ForwardPart


@dataclass(slots=True)
class _Enclosed:
    """What hangs on a mail, in its order; ``sizes`` are the bytes of each."""

    files: list[EnclosedFile] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    pictures: list[PictureThatGoes] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Written:
    """A mail before its bytes are made: ``gaps`` are the fields its text lacks."""

    group: Sequence[Chosen]
    mail: OutgoingMail
    enclosed: _Enclosed
    photos: PackedPhotos
    gaps: tuple[str, ...]


class ForwardMails:
    """``letterhead`` are the fields by which the office signs.

    ``size_limit`` is the most bytes the office's mail server takes, None while nobody knows.
    """

    def __init__(
        self,
        store: Store,
        writing: MailWriting,
        letters: LetterTemplates,
        *,
        pool: ParsingPool,
        photos: OutgoingPhotos,
        maps: ForwardMaps,
        letterhead: Mapping[str, str],
        size_limit: Callable[[], int | None] = lambda: None,
        doubts: Doubts = lambda _actor, _addresses: {},
    ) -> None:
        self._store, self._writing, self._letters = store, writing, letters
        self._doubts = doubts
        self._pool, self._photos, self._maps = pool, photos, maps
        self._letterhead, self._size_limit = letterhead, size_limit

    def make(
        self,
        actor: Actor,
        groups: Sequence[Sequence[Chosen]],
        wish: ForwardWish,
        progress: Progress,
        cancelled: Cancelled,
    ) -> tuple[ForwardMail, ...]:
        """A mail for each group of problems; photos and mails are made in the workers, several at once."""
        maps = self._drawn(groups, cancelled) if wish.with_map else {}
        limit = self._size_limit()
        wanted = [
            PhotosWanted(
                tuple(_in_turn([each.photo_ids for each in group])),
                sum(over_the_line(file.size) for each in group for file in each.files)
                + sum(over_the_line(kept.size) for each in group if (kept := _map_of(each, maps))),
            )
            for group in groups
        ]
        packed = self._photos.prepare_all(actor, wanted, limit, progress, cancelled)
        made = [
            self._written(actor, group, wish, photos, maps)
            for group, photos in zip(groups, packed, strict=True)
        ]
        drafts = self._writing.draft_all([each.mail for each in made], self._pool, cancelled)
        odd = self._doubts(actor, {one.address for each in made for one in each.mail.to})
        return tuple(_shown(each, drafted, limit, odd) for each, drafted in zip(made, drafts, strict=True))

    def render(self, mails: Sequence[ForwardMail]) -> list[RenderedMail]:
        """Their bytes, kept; outside of any transaction."""
        return self._writing.render_all([each.mail for each in mails], self._pool)

    def _drawn(self, groups: Sequence[Sequence[Chosen]], cancelled: Cancelled) -> dict[Point, KeptFile]:
        places = [
            each.view.place.point for group in groups for each in group if each.view.place.point is not None
        ]
        drawn = self._maps.draw(places, cancelled)
        return dict(zip(drawn, self._store.files.keep_all(list(drawn.values())), strict=True))

    def _written(
        self,
        actor: Actor,
        group: Sequence[Chosen],
        wish: ForwardWish,
        photos: PackedPhotos,
        maps: dict[Point, KeptFile],
    ) -> _Written:
        first = group[0]
        alone = len(group) == 1
        letter = self._letter(actor, group, wish, photos)
        enclosed = self._enclosed(group, photos, maps)
        mail = OutgoingMail(
            purpose=MailPurpose.FORWARD,
            to=first.receiver.to,
            subject=letter.subject,
            text=letter.body,
            files=tuple(enclosed.files),
            case_id=first.view.case_id if alone else None,
            number=first.view.number,
            wish=wish_values(
                wish,
                first.receiver,
                [each.view.case_id for each in group],
                [photo_id for each in group for photo_id in each.photo_ids],
                [file.attachment_id for each in group for file in each.files],
            ),
        )
        return _Written(group, mail, enclosed, photos, letter.gaps)

    def _letter(
        self, actor: Actor, group: Sequence[Chosen], wish: ForwardWish, photos: PackedPhotos
    ) -> FilledLetter:
        """The text; what a section lacks is lacking in the whole."""
        sections = [
            self._letters.fill(LetterKey.FORWARD_SECTION, STAFF_LANGUAGE, each.values) for each in group
        ]
        first = group[0]
        values: dict[str, Value] = {
            "department": first.receiver.name,
            "instruction": wish.instruction.strip(),
            "photos": str(len(photos.photos)) if photos.photos else "",
            "left_out": str(photos.did_not_fit) if photos.did_not_fit else "",
            "sender": actor.name,
            **self._letterhead,
        }
        if len(group) == 1:
            named = {key: first.values.get(key, "") for key in ("type", "place")}
            values |= {**named, "section": sections[0].body.strip()}
            letter = self._letters.fill(LetterKey.FORWARD, STAFF_LANGUAGE, values)
        else:
            values |= {
                "count": len(group),
                "problems": [
                    {"position": str(position), "number": each.view.number, "section": section.body.strip()}
                    for position, (each, section) in enumerate(zip(group, sections, strict=True), start=1)
                ],
            }
            letter = self._letters.fill(LetterKey.FORWARD_MANY, STAFF_LANGUAGE, values)
        gaps = dict.fromkeys((*(gap for each in sections for gap in each.gaps), *letter.gaps))
        return FilledLetter(letter.subject, letter.body, tuple(gaps))

    def _enclosed(
        self, group: Sequence[Chosen], photos: PackedPhotos, maps: dict[Point, KeptFile]
    ) -> _Enclosed:
        """Photos, maps and files, named by us: what residents call their files may name them (P9)."""
        found = _Enclosed()
        ready = {each.attachment_id: each for each in photos.photos}
        for each in group:
            before = "" if len(group) == 1 else f"{each.view.number}-"
            gone = [ready[one] for one in each.photo_ids if one in ready]
            for position, photo in enumerate(gone, start=1):
                name = f"{before}photo-{position}.jpg"
                found.files.append(EnclosedFile(photo.sha256, name, _JPEG))
                found.sizes.append(photo.size)
                path = self._photos.path(photo)
                found.pictures.append(
                    PictureThatGoes(name, path, photo.width, photo.height, photo.size, photo.note)
                )
            if (kept := _map_of(each, maps)) is not None:
                name = f"{before}map.png"
                found.files.append(EnclosedFile(kept.sha256, name, _PNG))
                found.sizes.append(kept.size)
                path = self._store.files.path(kept.sha256)
                found.pictures.append(PictureThatGoes(name, path, 0, 0, kept.size, text("The map.")))
            for position, file in enumerate(each.files, start=1):
                suffix = _suffix(file.name)
                found.files.append(
                    EnclosedFile(file.sha256, f"{before}file-{position}{suffix}", file.media_type)
                )
                found.sizes.append(file.size)
        return found


def _shown(
    made: _Written, drafted: DraftedMail, limit: int | None, odd: Mapping[str, tuple[str, ...]]
) -> ForwardMail:
    enclosed, photos = made.enclosed, made.photos
    return ForwardMail(
        receiver=made.group[0].receiver,
        parts=tuple(each.part for each in made.group),
        mail=made.mail,
        sender=drafted.sender,
        to=drafted.to,
        subject=drafted.subject,
        text=drafted.text,
        pictures=tuple(enclosed.pictures),
        files=tuple(each.name for each in enclosed.files if each.media_type not in {_JPEG, _PNG}),
        left=photos.left,
        # Megabytes of base64 are not made twice: what they take over the line is known without.
        size=drafted.size + sum(over_the_line(each) for each in enclosed.sizes),
        limit=limit,
        smaller=photos.smaller,
        gaps=made.gaps,
        doubts=tuple(_doubts(made.mail.to, odd)),
        placed=tuple(each.name for each in enclosed.files if may_tell_place(each.media_type, each.name)),
    )


def _doubts(to: Sequence[Addressee], odd: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """A line for each address that is odd; of several, with which it is."""
    for each in to:
        said = " ".join(odd.get(each.address, ()))
        if said:
            yield said if len(to) == 1 else f"{each.address}: {said}"


def _in_turn(photos: Sequence[Sequence[int]]) -> Iterator[int]:
    """The first photo of each problem, then the second of each: what does not fit is nobody's only one."""
    for some in zip_longest(*photos):
        yield from (each for each in some if each is not None)


def _map_of(each: Chosen, maps: dict[Point, KeptFile]) -> KeptFile | None:
    return maps.get(each.view.place.point) if each.view.place.point is not None else None


def _suffix(name: str) -> str:
    _, dot, suffix = name.rpartition(".")
    return f".{suffix.lower()}" if dot and suffix.isalnum() and len(suffix) <= 5 else ""  # noqa: PLR2004 - ".jpeg" has four letters
