"""The JSON Schemas (draft 2020-12) of files that people keep, made of the types that read these."""

import json
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from wardoffice.assets import resource


def schema_of(title: str, shape: type[msgspec.Struct]) -> str:
    """The schema of a file of this shape, as text that ends with a line feed."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **msgspec.json.schema(shape),
    }
    for part in schema["$defs"].values():
        if "description" in part:
            part["description"] = cleandoc(part["description"])  # as Python 3.13 does itself
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write_schema(name: str, schema: str, arguments: list[str]) -> None:
    """Write a schema to the file that is given, or by this name to its place beside the resources."""
    place = resource("cities").parent.parent / "schemas" / name
    (Path(arguments[0]) if arguments else place).write_text(schema, encoding="utf-8")
