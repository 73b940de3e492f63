"""Wires an office: its connections and its jobs, over a store that is open. No Qt."""

from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from wardoffice.bootstrap.city import (
    city_profile,
    connect_city,
    make_answer_reading,
    make_lookup,
    make_table_import,
    portal_place,
)
from wardoffice.bootstrap.intake import make_intake
from wardoffice.bootstrap.mailboxes import mail_accounts, make_mailboxes
from wardoffice.bootstrap.mailing import Mailing, make_mailing
from wardoffice.bootstrap.maps import MapJobs, make_maps
from wardoffice.bootstrap.personal import Personal, make_personal
from wardoffice.bootstrap.sending import make_signing_in
from wardoffice.bootstrap.submissions import Submissions, make_submissions
from wardoffice.bootstrap.wards import Wards, make_wards
from wardoffice.bootstrap.watching import make_watching
from wardoffice.bootstrap.working import Working, make_working
from wardoffice.bootstrap.year import make_year
from wardoffice.domain.actor import Actor
from wardoffice.domain.left_out import LeftOutTypes
from wardoffice.domain.places import Box
from wardoffice.domain.ports import Secrets
from wardoffice.domain.safety import Dangers
from wardoffice.geo.addresses import normalise, unit_of
from wardoffice.office.attaching import Attaching
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.case_pane import CasePane
from wardoffice.office.city_photos import CityPhotos
from wardoffice.office.city_sync import CityFiling, CitySync
from wardoffice.office.city_year import CityYear
from wardoffice.office.closings import Closings
from wardoffice.office.comparing import Comparing, duplicate_model
from wardoffice.office.duplicate_pairs import DuplicatePairs
from wardoffice.office.duplicates import Duplicates
from wardoffice.office.expected_time import ExpectedTimes
from wardoffice.office.exporting import Exporting
from wardoffice.office.importing import Importing, WardFiles
from wardoffice.office.incident_calls import IncidentCalls
from wardoffice.office.incidents import Incidents
from wardoffice.office.mail_check import MailCheck
from wardoffice.office.map_layers import Layers
from wardoffice.office.merging import Merging
from wardoffice.office.online_lookup import OnlineLookup
from wardoffice.office.photo_doubts import PhotoDoubts
from wardoffice.office.photo_editing import PhotoEditing
from wardoffice.office.placing import AddressBook
from wardoffice.office.portal_import import PortalImport
from wardoffice.office.queue import Queue
from wardoffice.office.record_placing import WardPlacing
from wardoffice.office.searching import Searching
from wardoffice.office.service_families import service_families
from wardoffice.office.service_list import ServiceList
from wardoffice.office.settings import (
    Settings,
)
from wardoffice.office.signing_in import SigningIn
from wardoffice.office.split_proposing import SplitProposing
from wardoffice.office.splitting import Splitting
from wardoffice.office.staff import Staff, seat
from wardoffice.office.streets import Streets
from wardoffice.office.sync import Sync
from wardoffice.office.triage import Triage
from wardoffice.office.two_sources import TwoSources
from wardoffice.office.type_suggesting import TypeSuggesting
from wardoffice.office.undoing import Undoing
from wardoffice.office.watching import Watching
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.courtesy import Courtesy
from wardoffice.open311.media import CityMedia
from wardoffice.open311.pacing import Pace
from wardoffice.store.city.parquet import CityParquet
from wardoffice.store.safety_words import dangers
from wardoffice.store.store import Store
from wardoffice.system.pool import ParsingPool

CITY_FOLDER = "city"
_ADDRESSES_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Office:
    """An opened office: its jobs, handed out singly to whoever needs them."""

    folder: Path
    settings: Settings
    profile: CityProfile
    boundaries: Boundaries
    wards: Wards
    actor: Actor
    store: Store
    queue: Queue
    cases: CasePane
    pane: CasePane
    """The same for who waits for it: what the book of addresses says is left out while there is none yet."""
    addresses: AddressBook
    triage: Triage
    lookup: OnlineLookup | None
    splitting: Splitting
    proposing: SplitProposing
    merging: Merging
    incidents: Incidents
    calls: IncidentCalls
    duplicates: Duplicates
    pairing: DuplicatePairs
    attaching: Attaching
    photo_editing: PhotoEditing
    city_photos: CityPhotos
    undoing: Undoing
    working: Working
    types: TypeSuggesting
    expecting: ExpectedTimes
    submissions: Submissions
    mailing: Mailing
    sync: Sync
    signing_in: SigningIn
    check: MailCheck
    importing: Importing
    exporting: Exporting
    staff: Staff
    year: CityYear | None
    sources: TwoSources
    closings: Closings
    watching: Watching
    services: ServiceList
    personal: Personal
    maps: MapJobs


def make_office(
    folder: Path,
    settings: Settings,
    store: Store,
    *,
    boundaries: Boundaries,
    pool: ParsingPool,
    secrets: Secrets,
    user: str,
) -> Office:
    """All jobs of one office over its store; ``user`` is the name of whoever sits here."""
    profile, ward = city_profile(settings), settings.office.ward
    box = Box(*profile.bounds) if profile.bounds is not None else None
    metres_outside = partial(boundaries.metres_outside, otherwise=box)
    left_out = LeftOutTypes(() if settings.city.take_everything else profile.left_out_types())
    book = AddressBook(store)
    intake = make_intake(
        folder,
        settings,
        profile,
        store,
        boundaries=boundaries,
        book=book,
        metres_outside=metres_outside,
        pool=pool,
    )
    placing, reading = intake.placing, intake.reading
    # The addresses around one are compared with it again and again.
    comparing = Comparing(
        lru_cache(maxsize=_ADDRESSES_KEPT)(normalise),
        unit_of,
        service_families(),
        duplicate_model(),
        profile.zone(),
    )
    cities = CityFiling(
        store,
        WardPlacing(ward, boundaries, normalise, profile.zone()),
        left_out,
    )
    # One for all that read this endpoint: they take turns, and share answers that still hold.
    courtesy = Courtesy(Pace(profile.seconds_between))
    connect = partial(connect_city, profile, secrets, store.now, courtesy)
    city = CitySync(store, profile.key, connect, cities) if settings.office.ward else None
    accounts = mail_accounts(settings, secrets)
    mailboxes = make_mailboxes(accounts, store, reading)
    watching = make_watching(settings, profile, store, secrets, accounts)
    rows = PortalImport(
        store,
        CityParquet(folder / CITY_FOLDER, left_out),
        cities,
        portal_place(profile, settings, boundaries.wards),
    )
    wards = make_wards(settings, profile, store, boundaries, secrets)
    year = make_year(
        settings, profile, store, secrets, connect=connect, by_number=connect, cities=cities, rows=rows
    )
    closings = Closings(store, profile.key, profile.zone())
    show_case = partial(
        CasePane,
        store,
        ward,
        PhotoDoubts(metres_outside, profile.zone()),
        _dangers(settings, profile.key),
    )
    cases = show_case(book.between)
    streets = Streets(folder, book.finder)
    queue = Queue(store, ward, Searching(store.now, profile.zone(), placing.looked_for))
    expecting = ExpectedTimes(store, profile.key)
    incidents = Incidents(store, placing)
    mailing = make_mailing(
        settings,
        profile,
        store,
        cases=cases,
        incidents=incidents,
        expecting=expecting,
        accounts=accounts,
        secrets=secrets,
        pool=pool,
        around=Layers(boundaries, streets, ward).around,
    )
    submissions = make_submissions(
        settings,
        profile,
        store,
        secrets,
        boundaries=boundaries,
        cities=cities,
        between=book.between_at_hand,
        tell_numbers=mailing.numbers.tell,
    )
    return Office(
        folder=folder,
        settings=settings,
        profile=profile,
        boundaries=boundaries,
        wards=wards,
        actor=seat(store, user),
        store=store,
        queue=queue,
        personal=make_personal(store, queue, profile.zone()),
        cases=cases,
        pane=show_case(book.between_at_hand),
        addresses=book,
        triage=Triage(store, placing),
        lookup=make_lookup(settings, profile, store, placing),
        splitting=Splitting(store, placing),
        proposing=SplitProposing(store, intake.problems, service_families(), cases),
        merging=Merging(store),
        incidents=incidents,
        calls=IncidentCalls(store),
        duplicates=Duplicates(store, comparing),
        pairing=DuplicatePairs(store, comparing, cases),
        attaching=Attaching(store, pool),
        photo_editing=PhotoEditing(store, pool),
        city_photos=CityPhotos(store, pool, CityMedia()),
        undoing=Undoing(store),
        working=make_working(store, profile.zone(), cases, mailing.departments.routing),
        types=TypeSuggesting(store, service_families()),
        expecting=expecting,
        submissions=submissions,
        mailing=mailing,
        sync=Sync(
            store,
            city,
            profile.key,
            mailboxes,
            watching.probe,
            year=year,
            send=submissions.sending.run if ward else None,
            send_mail=mailing.sending.sending.run,
            way_out=mailing.sending.door.state,
        ),
        signing_in=make_signing_in(mailboxes, accounts, mailing.sending, secrets),
        check=MailCheck(store, profile.key, reading, intake.filing),
        importing=Importing(
            store,
            reading,
            cities,
            make_answer_reading(profile, store.now),
            make_table_import(profile, store, cities, rows),
            wards=WardFiles(wards.boundaries, wards.offices, streets),
        ),
        exporting=Exporting(store, closings),
        staff=Staff(store),
        watching=watching,
        year=year,
        sources=TwoSources(store, profile.key),
        closings=closings,
        services=ServiceList(
            store,
            profile.key,
            connect if settings.office.ward else None,
        ),
        maps=make_maps(store, boundaries, streets, ward=ward, queue=queue, cases=cases, finder=book.finder),
    )


def _dangers(settings: Settings, city: str) -> Dangers:
    """What is dangerous, with whom to call as the office says it."""
    own = {"gas": settings.office.gas_line, "power": settings.office.power_line}
    return dangers(city).with_lines(own)
