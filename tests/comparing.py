"""What compares duplicates in tests: the program's own model, kinds and spelling of addresses."""

from functools import lru_cache
from zoneinfo import ZoneInfo

from wardoffice.geo.addresses import normalise, unit_of
from wardoffice.office.comparing import Comparing, duplicate_model
from wardoffice.office.service_families import service_families

CHICAGO = ZoneInfo("America/Chicago")


def comparing() -> Comparing:
    """As the program compares."""
    return Comparing(
        lru_cache(maxsize=20_000)(normalise), unit_of, service_families(), duplicate_model(), CHICAGO
    )
