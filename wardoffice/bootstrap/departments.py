"""Wires the directory of departments and what is done with departments. No Qt."""

from dataclasses import dataclass

from wardoffice.office.departments import Departments
from wardoffice.office.routing import Routing
from wardoffice.office.settings import Settings, own_addresses
from wardoffice.open311.cities import CityProfile
from wardoffice.store.store import Store


@dataclass(frozen=True, slots=True)
class DepartmentJobs:
    """The list of departments, and what the office does with them."""

    directory: Departments
    routing: Routing


def make_departments(settings: Settings, profile: CityProfile, store: Store) -> DepartmentJobs:
    """The jobs of departments."""
    listed = profile.listed_departments()
    return DepartmentJobs(
        directory=Departments(store, listed, own_addresses(settings)),
        routing=Routing(store, listed, profile.zone(), settings.office.ward),
    )
