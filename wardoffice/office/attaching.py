"""Attaching photos and files that staff have: dropped, pasted or chosen."""

from collections.abc import Sequence
from pathlib import Path

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, UnreadableError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.language import text
from wardoffice.office.message_filing import KeptPart, attach_part, keep_part
from wardoffice.office.reading import ReadingJob, read_picture_file
from wardoffice.store.store import Store
from wardoffice.system.pool import Failed, ParsingPool

_LARGEST = 100 * 1024 * 1024


class Attaching:
    """The action that attaches. Pictures are read in the worker pool, like those that come by mail."""

    def __init__(self, store: Store, pool: ParsingPool) -> None:
        self._store = store
        self._pool = pool

    def attach_files(
        self, actor: Actor, case_id: int, paths: Sequence[Path], progress: Progress, cancelled: Cancelled
    ) -> Changes:
        """Attach files from the disk; the originals stay where they are.

        Raises CannotDoError for none, a folder, or one over 100 MB; UnreadableError for one that cannot be
        opened.
        """
        require(actor, Doing.TRIAGE)
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
        with self._store.unit_of_work(actor, ActionKind.ATTACH, count=len(parts)) as work:
            case = work.root(case_id)
            for position, part in enumerate(parts):
                attach_part(work, part, message_id=None, case_id=case.id, position=position)
        return work.changes

    def attach_bytes(self, actor: Actor, case_id: int, content: bytes, filename: str) -> Changes:
        """Attach a pasted picture."""
        with self._store.files.scratch() as folder:
            pasted = folder / filename
            pasted.write_bytes(content)
            return self.attach_files(actor, case_id, [pasted], lambda _done, _total: None, lambda: False)


def _check(paths: Sequence[Path]) -> None:
    if not paths:
        raise CannotDoError(text("No file was chosen."), text("Nothing was changed."))
    for path in paths:
        if not path.is_file():
            raise CannotDoError(
                text("{name} is not a file.", name=path.name),
                text("Nothing was attached."),
                text("Choose single files; a folder cannot be attached."),
            )
        if path.stat().st_size > _LARGEST:
            raise CannotDoError(
                text("{name} is larger than 100 MB.", name=path.name),
                text("Nothing was attached."),
                text("Cut or shrink it first."),
            )
