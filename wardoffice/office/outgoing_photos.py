"""Makes the copies of photos that go out by mail, and packs them to what the server takes.

Copies are made in the worker pool and kept in the file store. The originals stay with the problem, and are
never sent: they say where and with whose telephone they were taken (P9).
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from wardoffice.domain.actor import Actor
from wardoffice.domain.outgoing_photos import (
    STEPS,
    CopyStep,
    LeftBehind,
    OutgoingPhoto,
    PackedPhotos,
    budget,
    fitting,
    over_the_line,
)
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.language import text
from wardoffice.photos.outgoing import CopyJob, PictureCopy, make_copy
from wardoffice.store.picture_reading import ShownPicture, shown_pictures
from wardoffice.store.store import Store
from wardoffice.system.pool import Done, Failed, ParsingPool

_AT_ONCE = 16
"""Photos in one batch of the pool: whoever asks is told how far it is after each."""
_REMEMBERED = 2_000


@dataclass(frozen=True, slots=True)
class PhotosWanted:
    """The photos of one mail, the most wanted first, and what its other files take over the line."""

    attachment_ids: tuple[int, ...]
    beside: int = 0


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy in the file store, or why there is none."""

    sha256: str = ""
    size: int = 0
    width: int = 0
    height: int = 0
    note: str = ""
    trouble: str = ""


class OutgoingPhotos:
    """Copies that were made once are remembered while the program runs, by original and step."""

    def __init__(self, store: Store, pool: ParsingPool) -> None:
        self._store = store
        self._pool = pool
        self._made: OrderedDict[tuple[str, CopyStep], _Copy] = OrderedDict()
        self._lock = Lock()

    def prepare(
        self,
        actor: Actor,
        attachment_ids: Sequence[int],
        size_limit: int | None,
        progress: Progress = lambda _done, _total: None,
        cancelled: Cancelled = lambda: False,
    ) -> PackedPhotos:
        """The photos of one mail; ``size_limit`` is the most bytes its server takes, None for not known."""
        wanted = PhotosWanted(tuple(attachment_ids))
        return self.prepare_all(actor, [wanted], size_limit, progress, cancelled)[0]

    def prepare_all(
        self,
        actor: Actor,
        wanted: Sequence[PhotosWanted],
        size_limit: int | None,
        progress: Progress = lambda _done, _total: None,
        cancelled: Cancelled = lambda: False,
    ) -> list[PackedPhotos]:
        """The photos of many mails at once, in their order.

        All photos of a mail are made smaller alike, until they fit. What does not fit then, cannot be read,
        or is none of a problem the actor may see, is left out and said.
        """
        with self._store.reading() as session:
            shown = shown_pictures(session, actor, {one for mail in wanted for one in mail.attachment_ids})
        packed: dict[int, PackedPhotos] = {}
        for step in STEPS:
            left = [number for number in range(len(wanted)) if number not in packed]
            asked = [wanted[number] for number in left]
            pictures = [shown[one] for mail in asked for one in mail.attachment_ids if one in shown]
            copies = self._copies(pictures, step, progress, cancelled)
            for number in left:
                mail = _pack(wanted[number], shown, copies, step, budget(size_limit))
                if mail is not None:
                    packed[number] = mail
        return [packed[number] for number in range(len(wanted))]

    def path(self, photo: OutgoingPhoto) -> Path:
        """Where the copy is, to show it as it goes."""
        return self._store.files.path(photo.sha256)

    def _copies(
        self,
        pictures: Sequence[ShownPicture],
        step: CopyStep,
        progress: Progress,
        cancelled: Cancelled,
    ) -> dict[str, _Copy]:
        """The copies of these pictures by the SHA-256 of their originals; several are made at once."""
        copies: dict[str, _Copy] = {}
        missing: list[str] = []
        for each in dict.fromkeys(picture.sha256 for picture in pictures):
            copy = self._remembered(each, step)
            if copy is None:
                missing.append(each)
            else:
                copies[each] = copy
        files = self._store.files
        for start in range(0, len(missing), _AT_ONCE):
            batch = missing[start : start + _AT_ONCE]
            results = self._pool.run(
                make_copy, [CopyJob(files.path(each), step) for each in batch], cancelled
            )
            kept = iter(files.keep_all([each.value.content for each in results if isinstance(each, Done)]))
            for digest, result in zip(batch, results, strict=True):
                if isinstance(result, Failed):
                    copies[digest] = _Copy(trouble=str(result.error))
                else:
                    copies[digest] = _copy(result.value, next(kept).sha256)
                    self._remember(digest, step, copies[digest])
            progress(start + len(batch), len(missing))
        return copies

    def _remembered(self, digest: str, step: CopyStep) -> _Copy | None:
        with self._lock:
            copy = self._made.get((digest, step))
        return copy if copy is not None and self._store.files.path(copy.sha256).exists() else None

    def _remember(self, digest: str, step: CopyStep, copy: _Copy) -> None:
        with self._lock:
            self._made[digest, step] = copy
            while len(self._made) > _REMEMBERED:
                self._made.popitem(last=False)


def _pack(
    wanted: PhotosWanted,
    shown: dict[int, ShownPicture],
    copies: dict[str, _Copy],
    step: CopyStep,
    room: int,
) -> PackedPhotos | None:
    """The photos at this step; None where they do not fit and are to be made smaller."""
    photos: list[OutgoingPhoto] = []
    left: list[LeftBehind] = []
    for attachment_id in wanted.attachment_ids:
        picture = shown.get(attachment_id)
        if picture is None:
            left.append(LeftBehind(attachment_id, text("A photo"), text("It is not there any more.")))
            continue
        copy = copies[picture.sha256]
        if copy.trouble:
            left.append(LeftBehind(attachment_id, picture.filename, copy.trouble))
            continue
        photos.append(
            OutgoingPhoto(
                attachment_id,
                copy.sha256,
                picture.filename,
                copy.width,
                copy.height,
                copy.size,
                copy.note,
            )
        )
    go, stay = fitting(photos, room - wanted.beside)
    if stay and step != STEPS[-1]:
        return None
    taken = sum(over_the_line(each.size) for each in go)
    return PackedPhotos(tuple(go), (*left, *stay), step, taken)


def _copy(made: PictureCopy, digest: str) -> _Copy:
    return _Copy(digest, len(made.content), made.width, made.height, made.note)
