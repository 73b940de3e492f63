"""How the mails of website forms are read: ``resources/forms/*.toml`` and an office's own, validated.

A profile says whose mails it fits (``senders``: domains; ``marks``: words that stand in them) and by what
labels its lines tell each field. Labels are compared without case, accents, marks and parentheses.
"""

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from wardoffice.assets import resource
from wardoffice.domain.errors import SettingsError
from wardoffice.language import text
from wardoffice.toml_files import read_toml

Words = list[Annotated[str, Meta(min_length=1, max_length=80)]]

FORMS_FOLDER = "forms"
"""Where in its data folder an office keeps profiles of its own."""

_IN_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_MARKS = re.compile(r"^[\W_]+|[\W_]+$")
_UNDECOMPOSED = str.maketrans("łŁ", "lL")


class Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The labels of each field; ``other`` are labels that end a field and tell nothing of the problem."""

    person: Words = []
    first_name: Words = []
    last_name: Words = []
    email: Words = []
    phone: Words = []
    topic: Words = []
    subject: Words = []
    words: Words = []
    address: Words = []
    latitude: Words = []
    longitude: Words = []
    other: Words = []


class FormProfile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One form. ``least`` fields must be told, those of ``needs`` among them.

    ``other_person``: it fits only where the person in it is not the mail's sender. ``nothing`` are values
    that mean none was given. ``unknown_are_words``: where a person and a way to reach her are told and no
    label of words is, what stands under labels nobody knows is what she says.
    """

    name: Annotated[str, Meta(min_length=1, max_length=60)]
    order: int
    senders: Words
    marks: Words
    needs: Annotated[list[str], Meta(min_length=1)]
    nothing: Words
    labels: Labels
    least: Annotated[int, Meta(ge=2)] = 2
    other_person: bool = False
    unknown_are_words: bool = False

    def __post_init__(self) -> None:
        """Fields are needed by their names, and a label tells one field."""
        known = set(Labels.__struct_fields__) - {"other"}
        if set(self.needs) - known:
            raise ValueError(text("needs names a field that no form has"))
        labels = [
            plain_label(each) for field in Labels.__struct_fields__ for each in getattr(self.labels, field)
        ]
        if len(set(labels)) < len(labels):
            raise ValueError(text("one label stands under two fields"))

    def field_of(self) -> dict[str, str]:
        """From each plain label the field it tells."""
        return {
            plain_label(label): field
            for field in Labels.__struct_fields__
            for label in getattr(self.labels, field)
        }


def plain_label(written: str) -> str:
    """A label as it is compared: ``* Your Name (required)`` is ``your name``."""
    bare = _MARKS.sub("", _IN_PARENTHESES.sub(" ", written.translate(_UNDECOMPOSED)))
    letters = unicodedata.normalize("NFKD", bare.casefold())
    return " ".join("".join(each for each in letters if not unicodedata.combining(each)).split())


def read_profile(path: Path) -> FormProfile:
    """One profile; raises SettingsError for a file that cannot be used."""
    return read_toml(path, FormProfile)


@cache
def form_profiles() -> tuple[FormProfile, ...]:
    """The profiles that come with the program, in the order they are tried."""
    found = [read_profile(path) for path in sorted(resource("forms").glob("*.toml"))]
    return tuple(sorted(found, key=lambda profile: profile.order))


def all_profiles(folder: Path | None) -> tuple[FormProfile, ...]:
    """Those of the program and an office's own in ``folder``, which come first where ``order`` is the same.

    One that cannot be used is passed over: ``broken_profiles`` says why, and mail is read all the same.
    """
    own, _ = _own_profiles(_state_of(folder))
    return tuple(sorted((*own, *form_profiles()), key=lambda profile: profile.order))


def broken_profiles(folder: Path) -> tuple[SettingsError, ...]:
    """What is amiss with an office's own profiles, one error a file."""
    return _own_profiles(_state_of(folder))[1]


def _state_of(folder: Path | None) -> tuple[tuple[Path, int, int], ...]:
    """The files as they are now: one that is mended is read anew by a worker that already runs."""
    found = []
    for path in sorted(folder.glob("*.toml")) if folder is not None else ():
        try:
            told = path.stat()
        except OSError:
            found.append((path, 0, 0))  # reading it says what is amiss
        else:
            found.append((path, told.st_mtime_ns, told.st_size))
    return tuple(found)


@lru_cache(maxsize=4)
def _own_profiles(
    files: tuple[tuple[Path, int, int], ...],
) -> tuple[tuple[FormProfile, ...], tuple[SettingsError, ...]]:
    usable: list[FormProfile] = []
    broken: list[SettingsError] = []
    for path, _, _ in files:
        try:
            usable.append(read_profile(path))
        except SettingsError as trouble:
            broken.append(trouble)
    return tuple(usable), tuple(broken)
