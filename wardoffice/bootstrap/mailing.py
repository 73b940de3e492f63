"""Wires what the office writes: mails to departments and residents, and the way out. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wardoffice.bootstrap.departments import DepartmentJobs, make_departments
from wardoffice.bootstrap.forwarding import ForwardJobs, make_forwarding
from wardoffice.bootstrap.mailboxes import MailAccount
from wardoffice.bootstrap.sending import SendingJobs, make_sending
from wardoffice.domain.map_layers import MapLayers
from wardoffice.domain.outgoing_mail import OfficeAddress
from wardoffice.domain.places import Box
from wardoffice.domain.ports import Secrets
from wardoffice.language import text
from wardoffice.office.case_pane import CasePane
from wardoffice.office.department_letters import DepartmentLetters
from wardoffice.office.expected_time import ExpectedTimes
from wardoffice.office.incident_updates import IncidentUpdates
from wardoffice.office.incidents import Incidents
from wardoffice.office.letter_templates import LetterTemplates
from wardoffice.office.letter_texts import LetterTexts
from wardoffice.office.mail_writing import MailWriting
from wardoffice.office.number_telling import NumberTelling
from wardoffice.office.replying import Replying
from wardoffice.office.settings import Settings
from wardoffice.open311.cities import CityProfile
from wardoffice.store.store import Store
from wardoffice.system.pool import ParsingPool


@dataclass(frozen=True, slots=True)
class Mailing:
    """The jobs of what the office writes."""

    writing: MailWriting
    texts: LetterTexts
    replying: Replying
    updates: IncidentUpdates
    numbers: NumberTelling
    departments: DepartmentJobs
    sending: SendingJobs
    forwarding: ForwardJobs


def make_mailing(
    settings: Settings,
    profile: CityProfile,
    store: Store,
    *,
    cases: CasePane,
    incidents: Incidents,
    expecting: ExpectedTimes,
    accounts: Sequence[MailAccount],
    secrets: Secrets,
    pool: ParsingPool,
    around: Callable[[Box], MapLayers],
) -> Mailing:
    """The jobs of what the office writes; ``around`` reads the map of a box."""
    writing, texts = MailWriting(store, _office_address(settings)), LetterTexts(store)
    sending = make_sending(settings, store, accounts, secrets)
    letterhead = {"office": _office_name(settings), "office_phone": settings.office.phone}
    letters = DepartmentLetters(
        writing, LetterTemplates(texts.own), letterhead, store, sending.door.size_limit
    )
    departments = make_departments(settings, profile, store, letters, cases=cases, pool=pool)
    return Mailing(
        writing=writing,
        texts=texts,
        replying=Replying(
            store,
            cases,
            LetterTemplates(texts.own),
            writing,
            expecting.for_case,
            languages=texts.usable,
            letterhead=letterhead,
            zone=profile.zone(),
        ),
        updates=IncidentUpdates(
            store,
            incidents,
            LetterTemplates(texts.own),
            writing,
            languages=texts.usable,
            letterhead=letterhead,
        ),
        numbers=NumberTelling(store, cases, texts, writing, letterhead=letterhead, zone=profile.zone()),
        departments=departments,
        sending=sending,
        forwarding=make_forwarding(
            store,
            pool,
            cases=cases,
            writing=writing,
            letters=LetterTemplates(texts.own),
            departments=departments,
            letterhead=letterhead,
            zone=profile.zone(),
            around=around,
            size_limit=sending.door.size_limit,
        ),
    )


def _office_address(settings: Settings) -> OfficeAddress | None:
    office = settings.office
    address = settings.sending.address or office.email
    if not address:
        return None
    return OfficeAddress(address, _office_name(settings), office.ward)


def _office_name(settings: Settings) -> str:
    office = settings.office
    return office.name or (text("Ward {ward}", ward=office.ward) if office.ward else "")
