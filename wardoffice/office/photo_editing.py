"""Edited copies of photos, and what a picture is: a photo or a small picture of a signature."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, UnreadableError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.photo_edits import PhotoEdit, edit_words
from wardoffice.domain.pictures import Rank
from wardoffice.language import text
from wardoffice.office.attaching import attachment_gone, shown_attachment
from wardoffice.office.message_filing import KeptPart, attach_part, keep_part
from wardoffice.office.reading import ReadingJob, read_picture_file
from wardoffice.photos.editing import EditingJob, edit_picture
from wardoffice.store.casework import files_shown, homes_of
from wardoffice.store.picture_reading import shown_picture
from wardoffice.store.store import Store
from wardoffice.store.tables import StoredFile
from wardoffice.system.pool import Failed, ParsingPool

T = TypeVar("T")
R = TypeVar("R")

_PNG = "image/png"
_RANKED = {Rank.PHOTO: "a photo", Rank.LOGO: "a small picture, perhaps a logo"}


class PhotoEditing:
    """The original is kept and never changed; pictures are edited in the worker pool."""

    def __init__(self, store: Store, pool: ParsingPool) -> None:
        self._store = store
        self._pool = pool

    def save_copy(self, actor: Actor, attachment_id: int, edits: tuple[PhotoEdit, ...]) -> Changes:
        """Attach an edited copy of a photo to the very case the photo hangs on.

        They stay together through merges and splits: a face that was made unrecognisable is not sent on
        because its blur stayed elsewhere (P9).

        Raises CannotDoError where nothing is to be done or the photo is gone, UnreadableError for a picture
        that cannot be edited.
        """
        require(actor, Doing.TRIAGE)
        how = edit_words(edits)
        if not how:
            raise CannotDoError(
                text("Nothing was done to the photo yet."),
                text("No copy was made."),
                text("Turn it, crop it or blur a part of it first."),
            )
        with self._store.reading() as session:
            original = shown_picture(session, actor, attachment_id)
        if original is None:
            raise attachment_gone()
        suffix = ".png" if original.media_type == _PNG else ".jpg"
        name = text("{name} edited", name=Path(original.filename).stem) + suffix
        files = self._store.files
        with files.scratch() as folder:
            edited = folder / f"copy{suffix}"
            self._run(edit_picture, EditingJob(files.path(original.sha256), edits, edited))
            read = self._run(read_picture_file, ReadingJob(edited, folder / "read", name))
            part = KeptPart(read, keep_part(files, read))
        with self._store.unit_of_work(actor, ActionKind.EDIT_PHOTO, name=original.filename, how=how) as work:
            home = work.case(shown_attachment(work, attachment_id).case_id or 0)
            if part.kept.sha256 in files_shown(work.session, homes_of(work.session, home.root_id or home.id)):
                raise CannotDoError(
                    text("This very copy hangs here already."),
                    text("It was not attached a second time."),
                )
            copy = attach_part(work, part, message_id=None, case_id=home.id, made_from_id=attachment_id)
            work.session.get_one(StoredFile, copy.sha256).taken_at = original.taken_at
        return work.changes

    def set_rank(self, actor: Actor, attachment_id: int, rank: Rank) -> Changes:
        """Say that a picture is a photo, or only a signature's small picture, which is folded away."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.RANK_PHOTO, how=_RANKED[rank]) as work:
            row = shown_attachment(work, attachment_id)
            work.details["name"] = row.filename
            row.rank = rank
        return work.changes

    def _run(self, work: Callable[[T], R], item: T) -> R:
        (result,) = self._pool.run(work, [item])
        if isinstance(result, Failed):
            raise UnreadableError(
                text("The photo could not be edited: {reason}", reason=result.error),
                text("The original is kept, and no copy was made."),
                text("Open the original in another program, or try less at once."),
            )
        return result.value
