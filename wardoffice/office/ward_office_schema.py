"""Writes ``schemas/ward-office.json``: ``python -m wardoffice.office.ward_office_schema [FILE]``."""

import json
import sys
from pathlib import Path

import msgspec

from wardoffice.assets import resource
from wardoffice.office.ward_office_list import WardOfficeLine


def ward_office_schema() -> str:
    """The JSON Schema (draft 2020-12) of a row of ward offices, as text that ends with a line feed."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ward Office: a row of the list of ward offices, by the names of the CSV file's first row",
        **msgspec.json.schema(WardOfficeLine),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> None:
    """Write the schema to the given file, or to its place beside the resources."""
    place = resource("cities").parent.parent / "schemas" / "ward-office.json"
    (Path(arguments[0]) if arguments else place).write_text(ward_office_schema(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
