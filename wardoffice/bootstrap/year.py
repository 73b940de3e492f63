"""Wires the reading of the year before: the city's portal, its 311 system, and how both are asked."""

from functools import partial

from wardoffice.domain.errors import SecretsError
from wardoffice.domain.ports import Cancelled, Clock, Secrets
from wardoffice.office.city_sync import CityFiling, Connect
from wardoffice.office.city_year import CityYear
from wardoffice.office.portal_import import PortalImport
from wardoffice.office.settings import Settings
from wardoffice.office.year_reading import AskByNumber, ConnectByNumber, FeedYear, PortalYear
from wardoffice.office.year_words import YearTelling
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.courtesy import Courtesy
from wardoffice.open311.pacing import Pace
from wardoffice.open311.portal_client import PortalClient, PortalDataset
from wardoffice.store.store import Store
from wardoffice.system.secrets import portal_secret

_SECONDS_BETWEEN = 0.2
"""Between two questions to a portal: a year of a ward is some forty of them."""


def make_year(
    settings: Settings,
    profile: CityProfile,
    store: Store,
    secrets: Secrets,
    *,
    connect: Connect,
    by_number: ConnectByNumber,
    cities: CityFiling,
    rows: PortalImport,
) -> CityYear | None:
    """The year of the office's ward, or None before one is chosen."""
    ward = settings.office.ward
    if not ward:
        return None
    portal = None
    if profile.portal is not None:
        portal = PortalYear(
            partial(
                _connect_portal,
                profile,
                cities,
                secrets,
                clock=store.now,
                courtesy=Courtesy(Pace(_SECONDS_BETWEEN)),
            ),
            rows,
            cities,
            key=profile.key,
            ward=ward,
            zone=profile.zone(),
        )
    numbers = profile.numbers_at_once
    return CityYear(
        store,
        profile.key,
        ward,
        portal=portal,
        feed=FeedYear(store, profile.key, connect, cities),
        asking=AskByNumber(by_number, cities, profile.key, numbers) if numbers else None,
        telling=YearTelling(profile.zone(), profile.left_out_types()),
    )


def _connect_portal(
    profile: CityProfile,
    cities: CityFiling,
    secrets: Secrets,
    cancelled: Cancelled,
    *,
    clock: Clock,
    courtesy: Courtesy,
) -> PortalClient:
    portal = profile.portal
    if portal is None:
        raise ValueError(profile.key)
    dataset = PortalDataset(portal.url, portal.page_size, portal.ward_field, cities.left_out.types)

    def token() -> str | None:
        try:
            return secrets.get(portal_secret(profile.key))
        except SecretsError:
            return None  # it answers without one too, only less often: no reason to read nothing

    return PortalClient(dataset, profile.context, token, clock, cancelled, courtesy=courtesy)
