"""Checks a city file against ``schemas/city.json``, field by field, in sentences that name the field."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import FieldInfo, fields

from wardoffice.assets import schema
from wardoffice.domain.errors import SettingsError
from wardoffice.domain.health import Finding, ok, problem
from wardoffice.language import text
from wardoffice.office.settings_check import nearest
from wardoffice.open311.cities import CityProfile, load_city

_CHECK = "city file"
_PART = re.compile(r"\.?([A-Za-z_0-9]+|\.\.\.)")
_MISSING = re.compile(r"missing required field `([^`]*)`")
_UNKNOWN = re.compile(r"unknown field `([^`]*)`")


def check_city_file(path: Path) -> tuple[CityProfile | None, list[Finding]]:
    """The profile, or None and every field that is amiss."""
    try:
        amiss = list(_amiss(_read(path)))
        if amiss:
            return None, amiss
        profile = load_city(path)
    except SettingsError as trouble:
        return None, [problem(_CHECK, trouble.happened, trouble.next_step)]
    return profile, [ok(_CHECK, text("{name} fits the schema of city files.", name=path.name))]


def _read(path: Path) -> dict[str, Any]:
    name, unchanged = path.name, text("Nothing was changed.")
    try:
        written = json.loads(path.read_text("utf-8-sig"))
    except OSError as trouble:
        reason = trouble.strerror or str(trouble)
        raise SettingsError(
            text("{path} cannot be read: {reason}.", path=path, reason=reason),
            unchanged,
            text("Check its name and folder."),
        ) from trouble
    except json.JSONDecodeError as trouble:
        raise SettingsError(
            text(
                "{name} is no JSON: {reason} in line {line}, column {column}.",
                name=name,
                reason=trouble.msg,
                line=trouble.lineno,
                column=trouble.colno,
            ),
            unchanged,
            text("Mend it there and try again."),
        ) from trouble
    except (UnicodeError, RecursionError) as trouble:
        raise SettingsError(
            text("{name} is no JSON: {reason}.", name=name, reason=trouble),
            unchanged,
            text("Write it anew as UTF-8 text."),
        ) from trouble
    if not isinstance(written, dict):
        raise SettingsError(
            text("{name} must hold one object in braces.", name=name),
            unchanged,
            text("Begin with a copy of a city file that came with the program."),
        )
    return written


def _amiss(written: dict[str, Any]) -> Iterator[Finding]:
    known = {field.encode_name: field for field in fields(CityProfile)}
    for name in written.keys() - known.keys():
        yield problem(_CHECK, text("There is no field {name}.", name=name), nearest(name, known))
    for name, field in known.items():
        if name in written:
            yield from _wrong(name, field, written[name])
        elif field.required:
            missing = text("The field {name} is missing.", name=name)
            yield problem(_CHECK, missing, _needed(name, _told([name])))


def _wrong(name: str, field: FieldInfo, value: object) -> Iterator[Finding]:
    try:
        msgspec.convert(value, field.type, strict=True)
    except msgspec.ValidationError as trouble:
        # Within a field of several parts the message says at which: "... - at `$.dataset`".
        detail, _, inner = str(trouble).partition(" - at `$")
        path = [name, *_PART.findall(inner)]
        where, told = ".".join(path), _told(path)
        held = _held(value, path[1:])
        if missing := _MISSING.search(detail):
            where = f"{where}.{missing[1]}"
            yield problem(
                _CHECK,
                text("The field {name} is missing.", name=where),
                _needed(where, _told([*path, missing[1]])),
            )
        elif unknown := _UNKNOWN.search(detail):
            where = f"{where}.{unknown[1]}"
            known = told.get("properties", {})
            yield problem(_CHECK, text("There is no field {name}.", name=where), nearest(unknown[1], known))
        else:
            written = json.dumps(held, ensure_ascii=False)
            yield problem(
                _CHECK, text("{field} is {value}.", field=where, value=written), _needed(where, told)
            )


def _held(value: object, path: list[str]) -> object:
    """What stands at a path inside a value; a part in brackets is a place in a list, "..." any of them."""
    for part in path:
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
    return value


def _told(path: list[str]) -> dict[str, Any]:
    """What the schema says of a path of fields."""
    definitions = json.loads(schema("city.json").read_text("utf-8"))["$defs"]
    told: dict[str, Any] = {"$ref": "#/$defs/CityProfile"}
    for part in ["", *path]:
        if part.isdigit() or part == "...":
            told = told.get("items", {})
        elif part:
            told = told.get("properties", {}).get(part, {})
        described = told.get("description", "")
        options = [told, *told.get("anyOf", [])]
        reference = next((each["$ref"] for each in options if "$ref" in each), "")
        if reference:
            inner = definitions[reference.rpartition("/")[2]]
            told = {**inner, "description": described or inner.get("description", "")}
    return told


def _needed(where: str, told: dict[str, Any]) -> str:
    """What a field must be, from the schema."""
    what, allowed = told.get("description", ""), _allowed(told)
    if not what:
        return text("{field} must be {allowed}.", field=where, allowed=allowed)
    return text(
        "{field} must be {allowed}: {what}.",
        field=where,
        allowed=allowed,
        what=what.partition("\n")[0].rstrip("."),
    )


def _allowed(told: dict[str, Any]) -> str:
    if "enum" in told:
        return text("one of {choices}", choices=", ".join(json.dumps(each) for each in told["enum"]))
    if "anyOf" in told:
        return text("{one} or {other}", one=_allowed(told["anyOf"][0]), other=_allowed(told["anyOf"][-1]))
    kind = told.get("type", "object")
    if kind in {"integer", "number"}:
        return _allowed_number(told)
    if kind == "string" and "pattern" in told:
        if told["pattern"].startswith("^https?"):
            return text("a web address (http:// or https://) without a slash, a ? or a # at its end")
        return text("text that fits {pattern}", pattern=told["pattern"])
    return {
        "boolean": text("true or false"),
        "string": text("text, and not empty") if told.get("minLength") else text("text"),
        "array": text("a list in square brackets"),
        "null": text("null"),
        "object": text("an object in braces"),
    }[kind]


def _allowed_number(told: dict[str, Any]) -> str:
    low, high = told.get("minimum"), told.get("maximum")
    return text("a number") if low is None else text("a number from {low} to {high}", low=low, high=high)
