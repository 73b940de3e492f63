"""Checks a file of settings against its types, key by key, and says in words what is wrong with which key."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo, fields

from wardoffice.language import text

Table = dict[str, Any]
Value = bool | int | str | tuple[str, ...]
Shape = TypeVar("Shape", bound=msgspec.Struct)

_WORDS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class WrongValueError(Exception):
    """What is wrong, in half a sentence (``detail``), and what would mend it, in a whole one (``hint``)."""

    def __init__(self, detail: str, hint: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.hint = hint


def fields_of(shape: type[msgspec.Struct]) -> dict[str, tuple[str, FieldInfo]]:
    """The section and field of every dotted key, in the order of the types.

    A section is a field of ``shape`` that is itself a struct, or a list of them; ``version`` and the like are
    not settings.
    """
    return {
        f"{section.name}.{field.name}": (section.name, field)
        for section in _sections(shape)
        for field in fields(section.type)
    }


def numbered(key: str, number: int) -> str:
    """The key in the so-many-th section of a list, counted from 0: ``mail.port``, then ``mail.2.port``."""
    section, dot, name = key.partition(".")
    return f"{section}.{number + 1}{dot}{name}" if number and section == "mail" else key


def checked(shape: type[Shape], tables: Table) -> Shape:
    """The tables as ``shape``, defaults filled in. Raises WrongValueError for the first thing amiss."""
    sections = {section.name: section for section in _sections(shape)}
    values: dict[str, object] = {}
    for name, table in tables.items():
        if name == "version":
            continue
        if name not in sections:
            raise WrongValueError(text("there is no section [{name}]", name=name), nearest(name, sections))
        values[name] = _section(sections[name], table)
    return shape(**values)


def _section(section: "_SectionType", table: object) -> object:
    if not section.many:
        return _filled(section, table, 0)
    if not isinstance(table, list):
        raise WrongValueError(
            text("{name} must be a list of sections, each written [[{name}]]", name=section.name)
        )
    return tuple(_filled(section, each, number) for number, each in enumerate(table))


def _filled(section: "_SectionType", table: object, number: int) -> object:
    if not isinstance(table, dict):
        raise WrongValueError(text("{name} must be a section, written [{name}]", name=section.name))
    known = {numbered(f"{section.name}.{field.name}", number): field for field in fields(section.type)}
    values = {}
    for name, value in table.items():
        key = numbered(f"{section.name}.{name}", number)
        if key not in known:
            raise WrongValueError(text("there is no setting {key}", key=key), nearest(key, known))
        values[name] = converted(key, known[key], value)
    return section.type(**values)


def converted(key: str, field: FieldInfo, value: object) -> Value:
    """The value as its field's type. Raises WrongValueError, naming the key and what is allowed."""
    try:
        good: Value = msgspec.convert(value, field.type)
    except msgspec.ValidationError as trouble:
        said = text(
            "{key} is {written}, but must be {allowed}",
            key=key,
            written=_shown(value),
            allowed=_allowed(field),
        )
        raise WrongValueError(said) from trouble
    return good


def understood(field: FieldInfo, written: str) -> object:
    """What a person wrote on a command line, as the kind of value the field takes, where it can be that."""
    kind = get_args(field.type)[0]
    plain = written.strip()
    if kind is bool:
        return _WORDS.get(plain.lower(), written)
    if kind is int:
        return int(plain) if plain.isascii() and plain.isdigit() else written
    if get_origin(kind) is tuple:
        return [part.strip() for part in written.split(",") if part.strip()]
    return written


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence that offers the name most like the unknown one, or all there are."""
    names = list(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return text("Did you mean {name}?", name=close[0])
    return text("Known are: {names}.", names=", ".join(names))


@dataclass(frozen=True, slots=True)
class _SectionType:
    name: str
    type: type[msgspec.Struct]
    many: bool


def _sections(shape: type[msgspec.Struct]) -> list[_SectionType]:
    found = []
    for field in fields(shape):
        many = get_origin(field.type) is tuple
        kind = get_args(field.type)[0] if many else field.type
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            found.append(_SectionType(field.name, kind, many))
    return found


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"“{value}”" if isinstance(value, str) else str(value)


def _allowed(field: FieldInfo) -> str:
    """What the field takes, in words, from the same annotations that check it."""
    kind, meta = get_args(field.type)
    if kind is bool:
        return text("true or false")
    if kind is int:
        return text(
            "a whole number from {low} to {high} ({what})",
            low=meta.ge,
            high=meta.le,
            what=text(meta.description),
        )
    if get_origin(kind) is tuple:
        return text("a list of names ({what})", what=text(meta.description))
    if kind is str:
        return text("text ({what})", what=text(meta.description))
    return text("one of {choices}", choices=", ".join(get_args(kind)))
