"""Makes the mails of a forward: text, pictures packed to what the server takes, what does not fit said."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import zip_longest

from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.forwarding import (
    ForwardFile,
    ForwardMail,
    ForwardPart,
    ForwardWish,
    PictureThatGoes,
    Receiver,
)
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, FilledLetter, LetterKey
from wardoffice.domain.outgoing_mail import EnclosedFile, MailPurpose, OutgoingMail
from wardoffice.domain.outgoing_photos import PackedPhotos, over_the_line
from wardoffice.domain.places import Point
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.language import text
from wardoffice.office.forward_map import ForwardMaps
from wardoffice.office.letter_templates import LetterTemplates, Value
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.outgoing_photos import OutgoingPhotos, PhotosWanted
from wardoffice.store.files import KeptFile
from wardoffice.store.store import Store

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
        photos: OutgoingPhotos,
        maps: ForwardMaps,
        letterhead: Mapping[str, str],
        size_limit: Callable[[], int | None] = lambda: None,
    ) -> None:
        self._store, self._writing, self._letters = store, writing, letters
        self._photos, self._maps = photos, maps
        self._letterhead, self._size_limit = letterhead, size_limit

    def make(
        self,
        actor: Actor,
        groups: Sequence[Sequence[Chosen]],
        wish: ForwardWish,
        progress: Progress,
        cancelled: Cancelled,
    ) -> Iterator[ForwardMail]:
        """A mail for each group of problems; their photos are made ready together, several at once."""
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
        for group, photos in zip(groups, packed, strict=True):
            enclosed = self._enclosed(group, photos, maps)
            letter = self._letter(actor, group, wish, photos)
            made = self._mail(group, letter, enclosed, photos, limit)
            begun = {**made.mail.wish, "what": wish.what, "instruction": wish.instruction}
            yield replace(made, mail=replace(made.mail, wish=begun))

    def _drawn(self, groups: Sequence[Sequence[Chosen]], cancelled: Cancelled) -> dict[Point, KeptFile]:
        places = [
            each.view.place.point for group in groups for each in group if each.view.place.point is not None
        ]
        drawn = self._maps.draw(places, cancelled)
        return dict(zip(drawn, self._store.files.keep_all(list(drawn.values())), strict=True))

    def _mail(
        self,
        group: Sequence[Chosen],
        letter: FilledLetter,
        enclosed: _Enclosed,
        photos: PackedPhotos,
        limit: int | None,
    ) -> ForwardMail:
        first = group[0]
        alone = len(group) == 1
        mail = OutgoingMail(
            purpose=MailPurpose.FORWARD,
            to=first.receiver.to,
            subject=letter.subject,
            text=letter.body,
            files=tuple(enclosed.files),
            case_id=first.view.case_id if alone else None,
            number=first.view.number if alone else "",
            wish={
                "case_ids": [each.view.case_id for each in group],
                "department": first.receiver.name,
                "address": first.receiver.to[0].address if first.receiver.department_id is None else "",
            },
        )
        # Megabytes of base64 are not made twice: what they take over the line is known without.
        raw = self._writing.draft(mail)
        size = len(raw) + sum(over_the_line(each) for each in enclosed.sizes)
        shown = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
        body = shown.get_body(("plain",))
        return ForwardMail(
            receiver=first.receiver,
            parts=tuple(each.part for each in group),
            mail=mail,
            sender=str(shown["From"]),
            to=str(shown["To"]),
            subject=str(shown["Subject"]),
            text=str(body.get_content()) if body is not None else "",
            pictures=tuple(enclosed.pictures),
            files=tuple(each.name for each in enclosed.files if each.media_type not in {_JPEG, _PNG}),
            left=photos.left,
            size=size,
            limit=limit,
            smaller=photos.smaller,
            gaps=letter.gaps,
        )

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


def _in_turn(photos: Sequence[Sequence[int]]) -> Iterator[int]:
    """The first photo of each problem, then the second of each: what does not fit is nobody's only one."""
    for some in zip_longest(*photos):
        yield from (each for each in some if each is not None)


def _map_of(each: Chosen, maps: dict[Point, KeptFile]) -> KeptFile | None:
    return maps.get(each.view.place.point) if each.view.place.point is not None else None


def _suffix(name: str) -> str:
    _, dot, suffix = name.rpartition(".")
    return f".{suffix.lower()}" if dot and suffix.isalnum() and len(suffix) <= 5 else ""  # noqa: PLR2004 - ".jpeg" has four letters
