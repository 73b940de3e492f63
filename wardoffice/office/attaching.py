"""Attaching photos and files that staff have: dropped, pasted or chosen."""

import stat
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, UnreadableError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.language import text
from wardoffice.office.message_filing import KeptPart, attach_part, keep_part
from wardoffice.office.reading import ReadingJob, read_picture_file
from wardoffice.store.casework import copies_made, files_shown, homes_of
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.system.pool import Failed, ParsingPool

_LARGEST = 100 * 1024 * 1024
_MOST = 500
_OF_SYSTEMS = frozenset(
    {
        "thumbs.db",
        "ehthumbs.db",
        "ehthumbs_vista.db",
        "desktop.ini",
        "__macosx",
        "$recycle.bin",
        "system volume information",
    }
)
"""Files and folders that Windows and macOS put among a person's own without a dot."""


class Attaching:
    """The action that attaches. Pictures are read in the worker pool, like those that come by mail."""

    def __init__(self, store: Store, pool: ParsingPool) -> None:
        self._store = store
        self._pool = pool

    def attach_files(
        self, actor: Actor, case_id: int, paths: Sequence[Path], progress: Progress, cancelled: Cancelled
    ) -> Changes:
        """Attach files from the disk, and all that are in folders; the originals stay where they are.

        What hangs there already is passed over. Raises CannotDoError for none, for more than 500, for one
        over 100 MB, and where all of it hangs there already; UnreadableError for one that cannot be opened.
        """
        require(actor, Doing.TRIAGE)
        paths = _files_of(paths)
        _check(paths)
        with self._store.files.scratch() as folder:
            jobs = [ReadingJob(path, folder / str(number), path.name) for number, path in enumerate(paths)]
            results = self._pool.run(read_picture_file, jobs, cancelled)
            parts = []
            for done, (path, result) in enumerate(zip(paths, results, strict=True), start=1):
                if isinstance(result, Failed):
                    raise UnreadableError(
                        text("{name} could not be read: {reason}", name=path.name, reason=result.error),
                        text("Nothing was attached; the file is where it was."),
                        text("Open the file in another program to see whether it is whole."),
                    )
                parts.append(KeptPart(result.value, keep_part(self._store.files, result.value)))
                progress(done, len(paths))
        with self._store.unit_of_work(actor, ActionKind.ATTACH) as work:
            case = work.root(case_id)
            here = files_shown(work.session, homes_of(work.session, case.id))
            new = {part.kept.sha256: part for part in parts if part.kept.sha256 not in here}
            if not new:
                raise hangs_here()
            work.details["count"] = len(new)
            for position, part in enumerate(new.values()):
                attach_part(work, part, message_id=None, case_id=case.id, position=position)
        return work.changes

    def attach_from(self, actor: Actor, case_id: int, attachment_ids: Sequence[int]) -> Changes:
        """Attach what hangs on other problems to this one as well; there it stays.

        An edited copy goes on standing for its original where that is attached too, so that no face is sent
        on beside its blur. Raises CannotDoError for what is gone or may not be seen, and where all of it
        hangs here already.
        """
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.ATTACH) as work:
            home = work.root(case_id)
            here = files_shown(work.session, homes_of(work.session, home.id))
            rows = {each.sha256: each for each in (shown_attachment(work, each) for each in attachment_ids)}
            added = {
                row.sha256: work.add(hung_again(row, home.id, work.now))
                for row in rows.values()
                if row.sha256 not in here
            }
            if not added:
                raise hangs_here()
            work.details["count"] = len(added)
            work.session.flush()
            here |= {digest: each.id for digest, each in added.items()}
            for copy, original in copies_made(work.session, added):
                if copy in here and original in here:
                    made = work.session.get_one(Attachment, here[copy])
                    made.made_from_id = made.made_from_id or here[original]
        return work.changes

    def attach_bytes(self, actor: Actor, case_id: int, content: bytes, filename: str) -> Changes:
        """Attach a pasted picture."""
        with self._store.files.scratch() as folder:
            pasted = folder / filename
            pasted.write_bytes(content)
            return self.attach_files(actor, case_id, [pasted], lambda _done, _total: None, lambda: False)


def hung_again(row: Attachment, case_id: int, now: datetime) -> Attachment:
    """The same file on another case as well."""
    return Attachment(
        sha256=row.sha256,
        case_id=case_id,
        filename=row.filename,
        source_url=row.source_url,
        rank=row.rank,
        position=row.position,
        created_at=now,
    )


def shown_attachment(work: UnitOfWork, attachment_id: int) -> Attachment:
    """An attachment of a problem the actor may see; raises CannotDoError for any other."""
    row = work.session.get(Attachment, attachment_id)
    if row is None or row.withdrawn_at is not None or row.case_id is None:
        raise attachment_gone()
    work.case(row.case_id)
    return row


def hangs_here() -> CannotDoError:
    """What to say where nothing new would be attached."""
    return CannotDoError(text("All of it hangs here already."), text("Nothing was changed."))


def attachment_gone() -> CannotDoError:
    """What to say of one that somebody took back."""
    return CannotDoError(
        text("This file is not there any more."),
        text("Nothing was changed."),
        text("Look at the problem again: somebody may have taken it back."),
    )


def _files_of(paths: Sequence[Path]) -> list[Path]:
    """The files themselves, and those in folders by name; what programs hide there is left out."""
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(each for each in path.rglob("*") if each.is_file())
        found += [each for each in inside if not _is_hidden(each, path)]
    return found


def _is_hidden(file: Path, folder: Path) -> bool:
    """Whether a file, or a folder around it within ``folder``, is a system's own or hidden by one."""
    parts = file.relative_to(folder).parts
    if any(part.startswith(".") or part.casefold() in _OF_SYSTEMS for part in parts):
        return True
    around = (file, *file.parents[: len(parts) - 1])
    return any(_attributes(each) & stat.FILE_ATTRIBUTE_HIDDEN for each in around)


def _attributes(file: Path) -> int:
    """What Windows keeps of a file; 0 elsewhere."""
    try:
        return getattr(file.stat(), "st_file_attributes", 0)
    except OSError:  # taken away meanwhile: attaching it says so
        return 0


def _check(paths: Sequence[Path]) -> None:
    if not paths:
        raise CannotDoError(
            text("There is no file to attach."),
            text("Nothing was changed."),
            text("Choose a file, or a folder with files in it."),
        )
    if len(paths) > _MOST:
        raise CannotDoError(
            text(
                "These are {count} files; at most {most} are attached at once.", count=len(paths), most=_MOST
            ),
            text("Nothing was attached."),
            text("Attach fewer at a time."),
        )
    for path in paths:
        if not path.is_file():
            raise CannotDoError(
                text("{name} is not a file.", name=path.name),
                text("Nothing was attached."),
                text("Choose files or folders of this machine."),
            )
        if path.stat().st_size > _LARGEST:
            raise CannotDoError(
                text("{name} is larger than 100 MB.", name=path.name),
                text("Nothing was attached."),
                text("Cut or shrink it first."),
            )
