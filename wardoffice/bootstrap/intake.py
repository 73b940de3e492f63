"""Wires what makes messages and problems of mail: places in it, what it tells, how it is filed. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wardoffice.domain.places import Point
from wardoffice.geo.address_finding import find_address
from wardoffice.geo.addresses import normalise
from wardoffice.mail.form_profiles import FORMS_FOLDER
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.business_calendar import is_holiday
from wardoffice.office.mail_intake import MailReading
from wardoffice.office.mail_sorting import MailSorting
from wardoffice.office.mail_words import mail_words
from wardoffice.office.message_filing import MessageFiling
from wardoffice.office.placing import AddressBook, Placing
from wardoffice.office.problems_told import ProblemsTold
from wardoffice.office.sent_filing import SentFiling
from wardoffice.office.service_families import service_families
from wardoffice.office.settings import Settings, own_addresses
from wardoffice.open311.cities import CityProfile
from wardoffice.store.store import Store
from wardoffice.system.pool import ParsingPool


@dataclass(frozen=True, slots=True)
class Intake:
    """The jobs that every way in shares."""

    placing: Placing
    problems: ProblemsTold
    filing: MessageFiling
    reading: MailReading


def make_intake(
    folder: Path,
    settings: Settings,
    profile: CityProfile,
    store: Store,
    *,
    boundaries: Boundaries,
    book: AddressBook,
    metres_outside: Callable[[Point], float],
    pool: ParsingPool,
) -> Intake:
    """The jobs of one office; ``metres_outside`` says how far a point lies outside its wards."""
    ward, ward_of, own = settings.office.ward, boundaries.ward_of, own_addresses(settings)
    placing = Placing(
        book.finder,
        find_address,
        normalise,
        ward_of,
        lambda point: ward_of(point) == ward,
        metres_outside,
    )
    problems = ProblemsTold(placing, service_families())
    sorting = MailSorting(
        mail_words(profile.key),
        profile.numbers(),
        profile.zone(),
        is_holiday,
        problems.tells,
        tuple(server for box in settings.mailboxes for server in box.trusted_servers),
        own,
    )
    filing = MessageFiling(placing, problems, sorting, own)
    sent = SentFiling(store, profile.numbers())
    reading = MailReading(store, pool, filing, sent, forms=folder / FORMS_FOLDER, zone=profile.zone())
    return Intake(placing, problems, filing, reading)
