"""Wires an office: its store, its connections, its jobs. No Qt."""

import getpass
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path

from wardoffice.bootstrap.mailboxes import mail_accounts, make_mailboxes
from wardoffice.bootstrap.maps import MapJobs, make_maps
from wardoffice.bootstrap.personal import Personal, make_personal
from wardoffice.bootstrap.submissions import Submissions, make_submissions
from wardoffice.bootstrap.wards import Wards, make_wards
from wardoffice.bootstrap.watching import make_watching
from wardoffice.bootstrap.working import Working, make_working
from wardoffice.bootstrap.year import make_year
from wardoffice.domain.actor import Actor
from wardoffice.domain.left_out import LeftOutTypes
from wardoffice.domain.places import Box
from wardoffice.domain.ports import Cancelled, Clock, Secrets
from wardoffice.domain.safety import Dangers
from wardoffice.domain.service_requests import RequestPage
from wardoffice.geo.address_finding import find_address
from wardoffice.geo.addresses import normalise, unit_of
from wardoffice.geo.wards import WardMap
from wardoffice.language import text, use_language
from wardoffice.mail.form_profiles import FORMS_FOLDER
from wardoffice.office.attaching import Attaching
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.business_calendar import is_holiday
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
from wardoffice.office.importing import AnswerReading, Importing, WardFiles
from wardoffice.office.incident_calls import IncidentCalls
from wardoffice.office.incidents import Incidents
from wardoffice.office.mail_check import MailCheck
from wardoffice.office.mail_intake import MailReading
from wardoffice.office.mail_sorting import MailSorting
from wardoffice.office.mail_words import mail_words
from wardoffice.office.merging import Merging
from wardoffice.office.message_filing import MessageFiling
from wardoffice.office.online_lookup import OnlineLookup
from wardoffice.office.photo_doubts import PhotoDoubts
from wardoffice.office.photo_editing import PhotoEditing
from wardoffice.office.placing import AddressBook, Placing
from wardoffice.office.portal_import import PortalImport, PortalPlace
from wardoffice.office.problems_told import ProblemsTold
from wardoffice.office.queue import Queue
from wardoffice.office.record_placing import WardPlacing
from wardoffice.office.searching import Searching
from wardoffice.office.sent_filing import SentFiling
from wardoffice.office.service_families import service_families
from wardoffice.office.service_list import ServiceList
from wardoffice.office.settings import (
    FILE_NAME,
    Settings,
    load_settings,
    own_addresses,
)
from wardoffice.office.signing_in import SigningIn
from wardoffice.office.split_proposing import SplitProposing
from wardoffice.office.splitting import Splitting
from wardoffice.office.staff import Staff, seat
from wardoffice.office.streets import Streets
from wardoffice.office.sync import Sync
from wardoffice.office.table_import import TableImport
from wardoffice.office.triage import Triage
from wardoffice.office.two_sources import TwoSources
from wardoffice.office.type_suggesting import TypeSuggesting
from wardoffice.office.undoing import Undoing
from wardoffice.office.watching import Watching
from wardoffice.open311.bulk_csv import read_bulk
from wardoffice.open311.census_geocoder import CensusGeocoder
from wardoffice.open311.cities import CityProfile, load_city
from wardoffice.open311.client import Open311Client
from wardoffice.open311.courtesy import Courtesy
from wardoffice.open311.media import CityMedia
from wardoffice.open311.pacing import Pace
from wardoffice.open311.requests_wire import read_requests
from wardoffice.store.city.parquet import CityParquet
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.migrate import migrate
from wardoffice.store.safety_words import dangers
from wardoffice.store.store import Store
from wardoffice.system.folders import default_data_folder, make_data_folder, require_room
from wardoffice.system.log_file import log_file
from wardoffice.system.pool import ParsingPool
from wardoffice.system.secrets import KeyringSecrets, city_secret

DATABASE = "office.sqlite"
WARDS = "wards.geojson"
CITY_FOLDER = "city"
_LEFT_BEHIND_SECONDS = 86_400.0
_WORKERS = 2
_ADDRESSES_KEPT = 20_000
_SECONDS_PER_MAIL = 30.0
_WORKER_MEMORY = 1_500_000_000


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


@contextmanager
def open_office(
    data_dir: Path | None,
    *,
    secrets: Secrets | None = None,
    clock: Clock | None = None,
    user: str | None = None,
) -> Iterator[Office]:
    """Open the office in ``data_dir`` (default: this user's own), bringing its data up to date first.

    Raises StoreError, SettingsError, or UnreadableError for a broken map of wards.
    """
    folder = make_data_folder(data_dir or default_data_folder())
    require_room(folder)
    settings = load_settings(folder / FILE_NAME)
    use_language(settings.office.language)
    url = settings.store.url or sqlite_url(folder / DATABASE)
    migrate(url, folder / "backups")
    with ExitStack() as stack:
        stack.enter_context(log_file(folder))
        files = FileStore(folder)
        files.sweep(older_than=_LEFT_BEHIND_SECONDS)
        now = clock or _now
        profile = city_profile(settings)
        boundaries = Boundaries(folder, lambda: now().astimezone(profile.zone()).date())
        store = Store(url, files, now, places_of=boundaries.places_of)
        stack.callback(store.close)
        pool = ParsingPool(_WORKERS, _SECONDS_PER_MAIL, _WORKER_MEMORY)
        stack.callback(pool.close)
        yield _wire(
            folder,
            settings,
            store,
            boundaries=boundaries,
            pool=pool,
            secrets=secrets or KeyringSecrets(),
            user=user or _signed_in(),
        )


def _wire(
    folder: Path,
    settings: Settings,
    store: Store,
    *,
    boundaries: Boundaries,
    pool: ParsingPool,
    secrets: Secrets,
    user: str,
) -> Office:
    profile, ward, ward_of = city_profile(settings), settings.office.ward, boundaries.ward_of
    box = Box(*profile.bounds) if profile.bounds is not None else None
    metres_outside = partial(boundaries.metres_outside, otherwise=box)
    left_out = LeftOutTypes(() if settings.city.take_everything else profile.left_out_types())
    book = AddressBook(store)
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
        own_addresses(settings),
    )
    # The addresses around one are compared with it again and again.
    comparing = Comparing(
        lru_cache(maxsize=_ADDRESSES_KEPT)(normalise), unit_of, service_families(), duplicate_model()
    )
    filing = MessageFiling(placing, problems, sorting, own_addresses(settings))
    reading = MailReading(store, pool, filing, SentFiling(store, profile.numbers()), folder / FORMS_FOLDER)
    cities = CityFiling(
        store,
        WardPlacing(ward, boundaries, normalise, profile.zone()),
        left_out,
    )
    # One for all that read this endpoint: they take turns, and share answers that still hold.
    courtesy = Courtesy(Pace(profile.seconds_between))
    connect = partial(_connect, profile, secrets, store.now, courtesy)
    city = CitySync(store, profile.key, connect, cities) if settings.office.ward else None
    accounts = mail_accounts(settings, secrets)
    mailboxes = make_mailboxes(accounts, store, reading)
    watching = make_watching(settings, profile, store, secrets, accounts)
    rows = PortalImport(
        store,
        CityParquet(folder / CITY_FOLDER, left_out),
        cities,
        _portal_place(profile, settings, boundaries.wards),
    )
    wards = make_wards(settings, profile, store, boundaries, secrets)
    year = make_year(
        settings, profile, store, secrets, connect=connect, by_number=connect, cities=cities, rows=rows
    )
    closings = Closings(store, profile.key, profile.zone())
    submissions = make_submissions(
        settings,
        profile,
        store,
        secrets,
        boundaries=boundaries,
        cities=cities,
        between=book.between_at_hand,
    )
    cases = CasePane(
        store,
        ward,
        PhotoDoubts(metres_outside, profile.zone()),
        _dangers(settings, profile.key),
        book.between,
    )
    streets = Streets(folder, book.finder)
    queue = Queue(store, ward, Searching(store.now, profile.zone(), placing.looked_for))
    return Office(
        folder=folder,
        settings=settings,
        profile=profile,
        boundaries=boundaries,
        wards=wards,
        actor=seat(store, user),
        store=store,
        queue=queue,
        personal=make_personal(store, queue),
        cases=cases,
        triage=Triage(store, placing),
        lookup=_lookup(settings, profile, store, placing),
        splitting=Splitting(store, placing),
        proposing=SplitProposing(store, problems, service_families(), cases),
        merging=Merging(store),
        incidents=Incidents(store, placing),
        calls=IncidentCalls(store),
        duplicates=Duplicates(store, comparing),
        pairing=DuplicatePairs(store, comparing, cases),
        attaching=Attaching(store, pool),
        photo_editing=PhotoEditing(store, pool),
        city_photos=CityPhotos(store, pool, CityMedia()),
        undoing=Undoing(store),
        working=make_working(store, profile.zone()),
        types=TypeSuggesting(store, service_families()),
        expecting=ExpectedTimes(store, profile.key),
        submissions=submissions,
        sync=Sync(
            store,
            city,
            profile.key,
            mailboxes,
            watching.probe,
            year=year,
            send=submissions.sending.run if ward else None,
        ),
        signing_in=SigningIn(mailboxes, [each.door for each in accounts], secrets),
        check=MailCheck(store, profile.key, reading, filing),
        importing=Importing(
            store,
            reading,
            cities,
            _answers(profile, store.now),
            _tables(profile, store, cities, rows),
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


def _lookup(settings: Settings, profile: CityProfile, store: Store, placing: Placing) -> OnlineLookup | None:
    if not settings.city.look_up_addresses or not profile.city_line:
        return None
    return OnlineLookup(store, CensusGeocoder(), placing, profile.city_line)


def city_profile(settings: Settings) -> CityProfile:
    """The city of the settings, at the addresses they give; raises SettingsError."""
    profile = load_city(settings.city.key)
    if settings.city.portal_url:
        profile = profile.portal_at(settings.city.portal_url)
    return profile.at(settings.city.base_url) if settings.city.base_url else profile


def _connect(
    profile: CityProfile, secrets: Secrets, clock: Clock, courtesy: Courtesy, cancelled: Cancelled
) -> Open311Client:
    key = secrets.get(city_secret(profile.key)) if profile.key_for_reading else None
    return Open311Client(profile, key, clock, cancelled=cancelled, courtesy=courtesy)


def _answers(profile: CityProfile, clock: Clock) -> AnswerReading:
    def read(body: bytes, kind: str) -> RequestPage:
        return read_requests(body, kind, profile.context(clock()))

    return AnswerReading(profile.key, read)


def _tables(profile: CityProfile, store: Store, cities: CityFiling, rows: PortalImport) -> TableImport:
    def read(path: Path) -> Iterator[RequestPage]:
        return read_bulk(path, profile.context(store.now()))

    return TableImport(rows, cities, profile.key, read)


def _portal_place(profile: CityProfile, settings: Settings, wards: WardMap | None) -> PortalPlace:
    ward = settings.office.ward
    box = wards.bounds(ward) if wards is not None and ward in wards.wards else None
    return PortalPlace(profile.key, profile.zone(), ward, box)


def _signed_in() -> str:
    """The name this person signed in to the machine with; containers may give them none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return text("Staff")


def _now() -> datetime:
    return datetime.now(UTC)
