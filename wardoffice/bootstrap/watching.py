"""Wires what watches the endpoints. No Qt."""

from collections.abc import Sequence

from wardoffice.bootstrap.mailboxes import MailAccount
from wardoffice.domain.ports import Clock, Endpoint, Secrets
from wardoffice.mail.probing import MailEndpoint
from wardoffice.office.settings import Settings
from wardoffice.office.watching import Watching
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.probing import CityEndpoint, PortalEndpoint
from wardoffice.store.store import Store
from wardoffice.system.certificates import look_at_certificate
from wardoffice.system.secrets import city_secret


def make_watching(
    settings: Settings,
    profile: CityProfile,
    store: Store,
    secrets: Secrets,
    accounts: Sequence[MailAccount],
) -> Watching:
    """Watches what this office reads: each endpoint that is set up."""
    endpoints = endpoints_of(settings, profile, secrets, store.now, accounts)
    return Watching(store, endpoints, profile.zone(), look_at_certificate)


def endpoints_of(
    settings: Settings,
    profile: CityProfile,
    secrets: Secrets,
    clock: Clock,
    accounts: Sequence[MailAccount],
) -> tuple[Endpoint, ...]:
    """The endpoints this office has set up: 311, its mailboxes, the city's data portal."""
    endpoints: list[Endpoint] = []
    if settings.office.ward:
        endpoints.append(CityEndpoint(profile, lambda: secrets.get(city_secret(profile.key)), clock))
    endpoints += [
        MailEndpoint(each.mailbox(), each.mail.host, each.mail.port, tls=each.mail.tls) for each in accounts
    ]
    if settings.office.ward and profile.portal is not None:
        endpoints.append(PortalEndpoint(profile, profile.portal, clock))
    return tuple(endpoints)
