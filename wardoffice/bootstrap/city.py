"""Wires the city: its profile, what connects to it, and what reads files of its records. No Qt."""

from collections.abc import Iterator
from pathlib import Path

from wardoffice.domain.ports import Cancelled, Clock, Secrets
from wardoffice.domain.service_requests import RequestPage
from wardoffice.geo.wards import WardMap
from wardoffice.office.city_sync import CityFiling
from wardoffice.office.importing import AnswerReading
from wardoffice.office.online_lookup import OnlineLookup
from wardoffice.office.placing import Placing
from wardoffice.office.portal_import import PortalImport, PortalPlace
from wardoffice.office.settings import Settings
from wardoffice.office.table_import import TableImport
from wardoffice.open311.bulk_csv import read_bulk
from wardoffice.open311.census_geocoder import CensusGeocoder
from wardoffice.open311.cities import CityProfile, load_city
from wardoffice.open311.client import Open311Client
from wardoffice.open311.courtesy import Courtesy
from wardoffice.open311.requests_wire import read_requests
from wardoffice.store.store import Store
from wardoffice.system.secrets import city_secret


def city_profile(settings: Settings) -> CityProfile:
    """The city of the settings, at the addresses they give; raises SettingsError."""
    profile = load_city(settings.city.key)
    if settings.city.portal_url:
        profile = profile.portal_at(settings.city.portal_url)
    return profile.at(settings.city.base_url) if settings.city.base_url else profile


def connect_city(
    profile: CityProfile, secrets: Secrets, clock: Clock, courtesy: Courtesy, cancelled: Cancelled
) -> Open311Client:
    """A connection for reading; with the office's key where the city asks for one."""
    key = secrets.get(city_secret(profile.key)) if profile.key_for_reading else None
    return Open311Client(profile, key, clock, cancelled=cancelled, courtesy=courtesy)


def make_answer_reading(profile: CityProfile, clock: Clock) -> AnswerReading:
    """What reads a saved answer of the city's 311 system."""

    def read(body: bytes, kind: str) -> RequestPage:
        return read_requests(body, kind, profile.context(clock()))

    return AnswerReading(profile.key, read)


def make_table_import(
    profile: CityProfile, store: Store, cities: CityFiling, rows: PortalImport
) -> TableImport:
    """What reads the tables a city publishes."""

    def read(path: Path) -> Iterator[RequestPage]:
        return read_bulk(path, profile.context(store.now()))

    return TableImport(rows, cities, profile.key, read)


def portal_place(profile: CityProfile, settings: Settings, wards: WardMap | None) -> PortalPlace:
    """Whose rows of the portal are filed."""
    ward = settings.office.ward
    box = wards.bounds(ward) if wards is not None and ward in wards.wards else None
    return PortalPlace(profile.key, profile.zone(), ward, box)


def make_lookup(
    settings: Settings, profile: CityProfile, store: Store, placing: Placing
) -> OnlineLookup | None:
    """What looks addresses up online; None where it is switched off or knows no addresses of this city."""
    if not settings.city.look_up_addresses or not profile.city_line:
        return None
    return OnlineLookup(store, CensusGeocoder(), placing, profile.city_line)
