"""Writes ``schemas/closings.json`` from its types: ``python -m wardoffice.store.closings_schema [FILE]``."""

import json
import sys
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from wardoffice.assets import resource
from wardoffice.store.closing_words import ClosingsFile


def closings_schema() -> str:
    """The JSON Schema (draft 2020-12) of the file of closing words, as text that ends with a line feed."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ward Office: how cities say why they closed a request",
        **msgspec.json.schema(ClosingsFile),
    }
    for part in schema["$defs"].values():
        part["description"] = cleandoc(part["description"])  # Python 3.13 and later have done that already
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> None:
    """Write the schema to the given file, or to its place beside the resources."""
    place = resource("cities").parent.parent / "schemas" / "closings.json"
    (Path(arguments[0]) if arguments else place).write_text(closings_schema(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
