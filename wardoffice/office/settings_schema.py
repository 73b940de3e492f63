"""Writes ``schemas/settings.json`` from its types: ``python -m wardoffice.office.settings_schema [FILE]``."""

import sys

from wardoffice.office.settings import Settings
from wardoffice.schema_files import schema_of, write_schema


def settings_schema() -> str:
    """The schema of a settings file."""
    return schema_of("Ward Office settings", Settings)


if __name__ == "__main__":
    write_schema("settings.json", settings_schema(), sys.argv[1:])
