"""Writes ``schemas/ward-office.json``: ``python -m wardoffice.office.ward_office_schema [FILE]``."""

import sys

from wardoffice.office.ward_office_list import WardOfficeLine
from wardoffice.schema_files import schema_of, write_schema


def ward_office_schema() -> str:
    """The schema of a row of ward offices."""
    title = "Ward Office: a row of the list of ward offices, by the names of the CSV file's first row"
    return schema_of(title, WardOfficeLine)


if __name__ == "__main__":
    write_schema("ward-office.json", ward_office_schema(), sys.argv[1:])
