"""Wires what watches the endpoints. No Qt."""

from wardoffice.domain.ports import Clock, Endpoint, Secrets
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.probing import MailEndpoint
from wardoffice.office.settings import Settings
from wardoffice.office.watching import Watching
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.probing import CityEndpoint, PortalEndpoint
from wardoffice.store.store import Store
from wardoffice.system.certificates import look_at_certificate
from wardoffice.system.secrets import city_secret, mailbox_secret


def make_watching(settings: Settings, profile: CityProfile, store: Store, secrets: Secrets) -> Watching:
    """Watches what this office reads: each endpoint that is set up."""
    return Watching(
        store, endpoints_of(settings, profile, secrets, store.now), profile.zone(), look_at_certificate
    )


def endpoints_of(
    settings: Settings, profile: CityProfile, secrets: Secrets, clock: Clock
) -> tuple[Endpoint, ...]:
    """The endpoints this office has set up: 311, the mailbox, the city's data portal."""
    endpoints: list[Endpoint] = []
    if settings.office.ward:
        endpoints.append(CityEndpoint(profile, lambda: secrets.get(city_secret(profile.key)), clock))
    mail = settings.mail
    if mail.host:
        # A mailbox of its own: to stop a look must not hang up on the sync.
        mailbox = ImapMailbox(
            mail.host,
            mail.port,
            mail.user,
            lambda: secrets.get(mailbox_secret(mail.user, mail.host)) or "",
            tls=mail.tls,
        )
        endpoints.append(MailEndpoint(mailbox, mail.host, mail.port, tls=mail.tls))
    if settings.office.ward and profile.portal is not None:
        endpoints.append(PortalEndpoint(profile, profile.portal, clock))
    return tuple(endpoints)
