"""Wires what goes to the city: the form, the outbox and its sender, and numbers typed elsewhere. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from wardoffice.domain.changes import Changes
from wardoffice.domain.places import Point
from wardoffice.domain.ports import Cancelled, CityDesk, Secrets
from wardoffice.domain.submissions import FormContact
from wardoffice.geo.addresses import normalise
from wardoffice.language import text
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.city_looking import CityLooking
from wardoffice.office.city_sync import CityFiling
from wardoffice.office.linking import Linking
from wardoffice.office.numbers_typed import NumbersTyped
from wardoffice.office.outbox import Outbox
from wardoffice.office.sending import Sending
from wardoffice.office.settings import Settings
from wardoffice.office.submitting import Submitting, SubmittingPlace
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.desk_client import DeskClient
from wardoffice.store.store import Store
from wardoffice.system.secrets import city_secret


@dataclass(frozen=True, slots=True)
class Submissions:
    """The jobs of what goes to the city."""

    submitting: Submitting
    sending: Sending
    outbox: Outbox
    numbers: NumbersTyped
    contact: FormContact
    """The office's own, as 311 gets it."""


def make_submissions(
    settings: Settings,
    profile: CityProfile,
    store: Store,
    secrets: Secrets,
    *,
    boundaries: Boundaries,
    cities: CityFiling,
    between: Callable[[Point, str], tuple[str, ...]],
    tell_numbers: Callable[[], Changes],
) -> Submissions:
    """The jobs of what goes to the city; the api key is asked for when a connection is made.

    ``tell_numbers`` sends numbers that came on to who was promised them.
    """

    def connect(cancelled: Cancelled) -> CityDesk:
        return DeskClient(profile, secrets.get(city_secret(profile.key)), store.now, cancelled=cancelled)

    office = settings.office
    name = office.name or (text("Ward {ward}", ward=office.ward) if office.ward else "")
    contact = FormContact(None, name, office.email, office.phone)
    place = SubmittingPlace(
        profile,
        office.ward,
        boundaries.ward_of,
        contact,
        lambda: bool(secrets.get(city_secret(profile.key))),
        normalise,
        between,
    )
    looking = CityLooking(store, profile.key, cities, profile.zone(), normalise)
    return Submissions(
        Submitting(store, place, connect),
        Sending(
            store,
            profile.key,
            connect,
            looking,
            profile.submitting.token_days,
            chicago=profile.numbers().chicago,
            tell_numbers=tell_numbers,
        ),
        Outbox(store, connect, looking, Linking(store, profile.key, connect, cities)),
        NumbersTyped(store, profile, connect, normalise),
        contact,
    )
