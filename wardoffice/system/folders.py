"""The office's data folder: where it is, making it, room on its disk, and replacing a file in it whole."""

import errno
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import platformdirs

from wardoffice.domain.errors import DiskFullError, StoreError
from wardoffice.language import text

NAME = "Ward Office"
LEAST_FREE = 200_000_000
"""Bytes that must be free before the office is opened: a day's photo mail and the database's own journal."""


def default_data_folder() -> Path:
    """The user's own data folder of this program, as the system places it; it need not exist yet."""
    return platformdirs.user_data_path(NAME, appauthor=False, roaming=False)


def make_data_folder(folder: Path) -> Path:
    """Make the folder (readable by its owner only) where it is missing, and see that we may write in it.

    Returns the absolute path. Raises StoreError where it cannot be made or written, DiskFullError where
    the disk is full.
    """
    absolute = folder.expanduser().absolute()
    try:
        absolute.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=absolute):
            pass
    except OSError as trouble:
        raise _unusable(absolute, trouble) from trouble
    return absolute


def require_room(folder: Path, least: int = LEAST_FREE) -> None:
    """Raise DiskFullError where less than ``least`` bytes are free on the disk, StoreError where unknown."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError as trouble:
        raise _unusable(folder, trouble) from trouble
    if free < least:
        raise DiskFullError(
            text(
                "The disk with {folder} has only {free} MB left.",
                folder=folder,
                free=f"{free // 1_000_000:,}",
            ),
            text("Everything in the office is as it was."),
            text("Free at least {least} MB on that disk, then try again.", least=f"{least // 1_000_000:,}"),
        )


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a reader, or a crash at any instant, finds the old or the new one.

    The folder is made where it is missing. Raises OSError; the old file is then untouched.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _unusable(folder: Path, trouble: OSError) -> StoreError:
    if trouble.errno == errno.ENOSPC:
        return DiskFullError(
            text("The disk with {folder} is full.", folder=folder),
            text("Everything in the office is as it was."),
            text("Free some space on that disk, then try again."),
        )
    return StoreError(
        text(
            "The data folder {folder} cannot be used: {reason}.",
            folder=folder,
            reason=trouble.strerror or trouble,
        ),
        text("Nothing was changed."),
        text("Choose a folder you may write in with --data-dir, or ask whoever looks after this computer."),
    )
