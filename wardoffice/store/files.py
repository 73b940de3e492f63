"""The content-addressed file store: every file once, named by its SHA-256.

A file is written beside its place, synced, renamed into it, and the folder is synced: after ``keep``
returns, the file survives a power cut, and a half-written file is never found under a hash.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import mkstemp
from time import time

from wardoffice.domain.errors import DiskFullError, StoreError
from wardoffice.language import text


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the store: lower-case hex digest and size in bytes."""

    sha256: str
    size: int


class FileStore:
    """Files under ``root/files`` and their thumbnails under ``root/thumbnails``, which can be made again."""

    def __init__(self, root: Path) -> None:
        self._files = root / "files"
        self._thumbnails = root / "thumbnails"
        self._incoming = root / "incoming"
        with _file_errors():
            for folder in (self._files, self._thumbnails, self._incoming):
                folder.mkdir(parents=True, exist_ok=True)

    def path(self, digest: str) -> Path:
        """Where a file with this digest is, or would be."""
        return self._files / digest[:2] / digest[2:]

    def thumbnail(self, digest: str) -> Path:
        """Where the thumbnail of a picture is, or would be."""
        return self._thumbnails / digest[:2] / f"{digest[2:]}.jpg"

    def keep(self, content: bytes) -> KeptFile:
        """Keep these bytes; keeping the same again changes nothing. Raises DiskFullError."""
        kept = KeptFile(sha256(content).hexdigest(), len(content))
        if not self.path(kept.sha256).exists():
            with _file_errors():
                handle, name = mkstemp(dir=self._incoming)
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                self._move_in(Path(name), kept.sha256)
        return kept

    def keep_file(self, source: Path) -> KeptFile:
        """Keep a copy of the file at ``source``."""
        with _file_errors():
            handle, name = mkstemp(dir=self._incoming)
            with source.open("rb") as original, os.fdopen(handle, "wb") as file:
                shutil.copyfileobj(original, file, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
            with Path(name).open("rb") as copy:
                digest = file_digest(copy, "sha256").hexdigest()
            kept = KeptFile(digest, Path(name).stat().st_size)
            if self.path(digest).exists():
                Path(name).unlink()
            else:
                self._move_in(Path(name), digest)
        return kept

    def keep_thumbnail(self, digest: str, source: Path) -> None:
        """Keep the thumbnail made for a picture. It can be made again, so it is not synced."""
        with _file_errors():
            place = self.thumbnail(digest)
            place.parent.mkdir(exist_ok=True)
            handle, name = mkstemp(dir=self._incoming)
            os.close(handle)
            shutil.copyfile(source, name)
            Path(name).replace(place)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder beside the store for work in progress, removed afterwards."""
        from tempfile import TemporaryDirectory

        with TemporaryDirectory(dir=self._incoming, ignore_cleanup_errors=True) as name:
            yield Path(name)

    def sweep(self, older_than: float = 0) -> int:
        """Remove what killed programs left in progress; returns how many.

        Only what is older than so many seconds: another program may be at work in the same folder.
        """
        before = time() - older_than
        left = [each for each in self._incoming.iterdir() if each.stat().st_mtime <= before]
        for each in left:
            shutil.rmtree(each, ignore_errors=True) if each.is_dir() else each.unlink(missing_ok=True)
        return len(left)

    def _move_in(self, ready: Path, digest: str) -> None:
        place = self.path(digest)
        place.parent.mkdir(exist_ok=True)
        ready.replace(place)
        _sync_folder(place.parent)
        _sync_folder(place.parent.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no folder handles to sync; NTFS journals the rename
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _file_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError(
                text("The disk is full."),
                text("What was saved before is safe."),
                text("Free some space on the disk and do it again."),
            ) from error
        raise StoreError(
            text(
                "A file of the office's data could not be written: {reason}", reason=error.strerror or error
            ),
            text("What was saved before is safe."),
            text("Check that the data folder can be written, and do it again."),
        ) from error
