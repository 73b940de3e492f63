"""Writes ``schemas/city.json`` from the profile type: ``python -m wardoffice.open311.city_schema [FILE]``."""

import sys

from wardoffice.open311.cities import CityProfile
from wardoffice.schema_files import schema_of, write_schema


def city_schema() -> str:
    """The schema of a city file."""
    return schema_of("Ward Office city profile", CityProfile)


if __name__ == "__main__":
    write_schema("city.json", city_schema(), sys.argv[1:])
