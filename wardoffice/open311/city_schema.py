"""Writes ``schemas/city.json`` from the profile type: ``python -m wardoffice.open311.city_schema [FILE]``."""

import json
import sys
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from wardoffice.assets import resource
from wardoffice.open311.cities import CityProfile


def city_schema() -> str:
    """The JSON Schema (draft 2020-12) of a city file, as text that ends with a line feed."""
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ward Office city profile",
        **msgspec.json.schema(CityProfile),
    }
    profile = schema["$defs"]["CityProfile"]
    profile["description"] = cleandoc(profile["description"])  # Python 3.13 and later have done that already
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> None:
    """Write the schema to the given file, or to its place beside the resources."""
    path = Path(arguments[0]) if arguments else resource("cities").parent.parent / "schemas" / "city.json"
    path.write_text(city_schema(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
