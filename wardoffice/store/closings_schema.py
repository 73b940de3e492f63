"""Writes ``schemas/closings.json`` from its types: ``python -m wardoffice.store.closings_schema [FILE]``."""

import sys

from wardoffice.schema_files import schema_of, write_schema
from wardoffice.store.closing_words import ClosingsFile


def closings_schema() -> str:
    """The schema of the file of closing words."""
    return schema_of("Ward Office: how cities say why they closed a request", ClosingsFile)


if __name__ == "__main__":
    write_schema("closings.json", closings_schema(), sys.argv[1:])
