"""Wires what the office writes: mails to departments and residents, and the way out. No Qt."""

from dataclasses import dataclass

from wardoffice.bootstrap.departments import DepartmentJobs, make_departments
from wardoffice.domain.outgoing_mail import OfficeAddress
from wardoffice.language import text
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.settings import Settings
from wardoffice.open311.cities import CityProfile
from wardoffice.store.store import Store


@dataclass(frozen=True, slots=True)
class Mailing:
    """The jobs of what the office writes."""

    writing: MailWriting
    departments: DepartmentJobs


def make_mailing(settings: Settings, profile: CityProfile, store: Store) -> Mailing:
    """The jobs of what the office writes."""
    return Mailing(
        writing=MailWriting(store, _office_address(settings)),
        departments=make_departments(settings, profile, store),
    )


def _office_address(settings: Settings) -> OfficeAddress | None:
    office = settings.office
    address = settings.sending.address or office.email
    if not address:
        return None
    name = office.name or (text("Ward {ward}", ward=office.ward) if office.ward else "")
    return OfficeAddress(address, name, office.ward)
