"""The content-addressed file store: every file once, named by its SHA-256.

A file is written beside its place, synced, renamed into it, and the folder is synced: after ``keep``
returns, the file survives a power cut, and a half-written file is never found under a hash.
"""

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import TemporaryDirectory, mkstemp
from time import time

from wardoffice.domain.errors import DiskFullError, FileLostError, StoreError
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
        self._parts = root / "parts"
        with _file_errors():
            for folder in (self._files, self._thumbnails, self._incoming, self._parts):
                folder.mkdir(parents=True, exist_ok=True)

    def path(self, digest: str) -> Path:
        """Where a file with this digest is, or would be."""
        return self._files / digest[:2] / digest[2:]

    def read(self, digest: str) -> bytes:
        """The content kept under this digest.

        Raises FileLostError where it is not there any more, StoreError where it cannot be read now.
        """
        try:
            return self.path(digest).read_bytes()
        except FileNotFoundError as error:
            raise FileLostError(
                text("A file of the office's data is not there any more: {name}", name=digest),
                text("Everything else is as it was."),
                text("Look whether a virus scanner took it away, or bring it back from a backup."),
            ) from error
        except OSError as error:
            raise StoreError(
                text(
                    "A file of the office's data could not be read: {reason}", reason=error.strerror or error
                ),
                text("Nothing was changed."),
                text("Check that the data folder can be read, and do it again."),
            ) from error

    def thumbnail(self, digest: str) -> Path:
        """Where the thumbnail of a picture is, or would be."""
        return self._thumbnails / digest[:2] / f"{digest[2:]}.jpg"

    def keep(self, content: bytes) -> KeptFile:
        """Keep these bytes; keeping the same again changes nothing. Raises DiskFullError."""
        return self.keep_all([content])[0]

    def keep_all(self, contents: Sequence[bytes]) -> list[KeptFile]:
        """Keep many at once, in this order, each as safe as by ``keep``: folders are synced once for all."""
        kept = [KeptFile(sha256(content).hexdigest(), len(content)) for content in contents]
        changed: set[Path] = set()
        with _file_errors():
            for content, each in zip(contents, kept, strict=True):
                if not self.path(each.sha256).exists():
                    changed.add(self._written(content, each.sha256))
            for folder in changed:
                _sync_folder(folder)
            if changed:
                _sync_folder(self._files)
        return kept

    def keep_part(self, name: str, offset: int, content: bytes) -> None:
        """Keep a piece of a file that comes bit by bit, from this byte on; what stood behind it goes."""
        with _file_errors():
            place = self._parts / name
            known = place.exists()
            with place.open("r+b" if known else "xb") as file:
                file.truncate(offset)
                file.seek(offset)
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            if not known:
                _sync_folder(self._parts)

    def part_size(self, name: str) -> int:
        """How many bytes of that file are there, in the pieces kept so far."""
        with _file_errors():
            try:
                return (self._parts / name).stat().st_size
            except FileNotFoundError:
                return 0

    def join_parts(self, name: str) -> KeptFile:
        """All pieces are there: keep what they make."""
        with _file_errors():
            place = self._parts / name
            with place.open("rb") as file:
                kept = KeptFile(file_digest(file, "sha256").hexdigest(), place.stat().st_size)
            folder = self._move_in(place, kept.sha256)
            _sync_folder(folder)
            _sync_folder(self._files)
        return kept

    def parts(self) -> tuple[str, ...]:
        """The names of the files that are not all there yet."""
        with _file_errors():
            return tuple(each.name for each in self._parts.iterdir())

    def drop_parts(self, name: str) -> None:
        """Forget the pieces of a file that will not be finished."""
        with _file_errors():
            (self._parts / name).unlink(missing_ok=True)

    def keep_file(self, source: Path) -> KeptFile:
        """Keep a copy of the file at ``source``."""
        with _file_errors(), self._incoming_file() as ready:
            with source.open("rb") as original, ready.open("wb") as file:
                shutil.copyfileobj(original, file, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
            with ready.open("rb") as copy:
                digest = file_digest(copy, "sha256").hexdigest()
            kept = KeptFile(digest, ready.stat().st_size)
            if not self.path(digest).exists():
                _sync_folder(self._move_in(ready, digest))
                _sync_folder(self._files)
        return kept

    def keep_thumbnail(self, digest: str, source: Path) -> None:
        """Keep the thumbnail made for a picture. It can be made again, so it is not synced."""
        with _file_errors(), self._incoming_file() as ready:
            place = self.thumbnail(digest)
            place.parent.mkdir(exist_ok=True)
            shutil.copyfile(source, ready)
            ready.replace(place)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder beside the store for work in progress, removed afterwards."""
        with TemporaryDirectory(dir=self._incoming, ignore_cleanup_errors=True) as name:
            yield Path(name)

    def sweep(self, older_than: float = 0) -> int:
        """Remove what killed programs left in progress; returns how many.

        Only what is older than so many seconds: another program may be at work in the same folder, and what
        it has renamed into its place before we looked at it is none of ours.
        """
        before, removed = time() - older_than, 0
        with _file_errors():
            for each in self._incoming.iterdir():
                with suppress(FileNotFoundError):
                    if each.stat().st_mtime > before:
                        continue
                    shutil.rmtree(each, ignore_errors=True) if each.is_dir() else each.unlink()
                    removed += 1
        return removed

    @contextmanager
    def _incoming_file(self) -> Iterator[Path]:
        """A new, empty file to write and rename into its place.

        What was not renamed is removed: left on a full disk, each try would fill it further.
        """
        handle, name = mkstemp(dir=self._incoming)
        os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def _written(self, content: bytes, digest: str) -> Path:
        """Write it to its place; returns the folder, which the caller syncs."""
        with self._incoming_file() as ready:
            with ready.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            return self._move_in(ready, digest)

    def _move_in(self, ready: Path, digest: str) -> Path:
        """Rename it to its place; returns the folder, which the caller syncs."""
        place = self.path(digest)
        place.parent.mkdir(exist_ok=True)
        ready.replace(place)
        return place.parent


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
