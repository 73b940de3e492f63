"""Writes ``schemas/settings.json`` from its types: ``python -m wardoffice.office.settings_schema [FILE]``."""

import json
import sys
from pathlib import Path

import msgspec

from wardoffice.assets import resource
from wardoffice.office.settings import Settings


def settings_schema() -> str:
    """The JSON Schema (draft 2020-12) of a settings file, as text that ends with a line feed."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ward Office settings",
        **msgspec.json.schema(Settings),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> None:
    """Write the schema to the given file, or to its place beside the resources."""
    place = resource("cities").parent.parent / "schemas" / "settings.json"
    (Path(arguments[0]) if arguments else place).write_text(settings_schema(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
