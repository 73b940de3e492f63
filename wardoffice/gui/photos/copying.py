"""Copies of the office's files for outside: onto a disk, into another program."""

from contextlib import suppress
from pathlib import Path
from shutil import copyfile
from uuid import uuid4

from wardoffice.domain.errors import CannotDoError
from wardoffice.language import text


def copy_out(source: Path, place: Path, *, make_folder: bool = False) -> Path:
    """Copy a file to ``place``, in the place of what is there, and return that; half a copy is never there.

    ``make_folder`` makes the folder it goes into, not those above. Raises CannotDoError where the file cannot
    be read, or cannot be written there.
    """
    half: Path | None = None
    try:
        if make_folder:
            place.parent.mkdir(exist_ok=True)
        half = place.with_name(f".{uuid4().hex}")  # nobody's file stands there
        copyfile(source, half)
        return half.replace(place)
    except OSError as trouble:
        if half is not None:
            with suppress(OSError):
                half.unlink()
        raise _not_copied(source, place.name, trouble) from trouble


def _not_copied(source: Path, name: str, trouble: OSError) -> CannotDoError:
    reason = trouble.strerror or trouble
    if trouble.filename == str(source) and trouble.filename2 is None:  # writing names both
        return CannotDoError(
            text("{name} could not be read: {reason}.", name=name, reason=reason),
            text("Everything else is as it was."),
            text("Look whether a virus scanner took it away, or bring it back from a backup."),
        )
    return CannotDoError(
        text("{name} could not be saved: {reason}.", name=name, reason=reason),
        text("The original is kept as it was."),
        text("Choose another folder."),
    )
