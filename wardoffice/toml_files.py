"""Reads the TOML files that people keep: words, weights and profiles, ours and an office's own."""

from pathlib import Path
from typing import TypeVar

import msgspec

from wardoffice.domain.errors import SettingsError
from wardoffice.language import text

Shape = TypeVar("Shape", bound=msgspec.Struct)


def read_toml(path: Path, shape: type[Shape]) -> Shape:
    """What stands in a file, in its shape; raises SettingsError if it cannot be read or does not fit."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=shape)
    except (OSError, UnicodeError, msgspec.MsgspecError) as trouble:
        raise unusable(path, str(trouble)) from trouble


def unusable(path: Path, detail: str) -> SettingsError:
    """The error for a file that cannot be used; ``detail`` says what is amiss in it."""
    return SettingsError(
        text("The file {name} cannot be used: {detail}.", name=path.name, detail=detail),
        text("Nothing was changed."),
        text("Mend the file, or install the program again."),
    )
