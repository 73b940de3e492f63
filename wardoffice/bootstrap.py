"""The composition root: the one place where the parts are wired together.

Nothing here imports Qt until a window is asked for.
"""

import getpass
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from wardoffice.demo.pictures import city_picture
from wardoffice.demo.practice_ward import PracticeWard
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.ports import Cancelled, City, Clock, Secrets
from wardoffice.geo.address_finding import find_address
from wardoffice.geo.addresses import normalise
from wardoffice.geo.wards import WardMap
from wardoffice.language import text, use_language
from wardoffice.mail.imap import ImapMailbox
from wardoffice.office.attaching import Attaching
from wardoffice.office.case_pane import CasePane
from wardoffice.office.city_sync import CityFiling, CitySync, WardPlacing
from wardoffice.office.duplicates import Duplicates
from wardoffice.office.importing import AnswerReading, Importing
from wardoffice.office.mail_check import MailCheck
from wardoffice.office.mail_intake import MailIntake, MailReading
from wardoffice.office.map_page import write_map_page
from wardoffice.office.merging import Merging
from wardoffice.office.message_filing import MessageFiling, Placing
from wardoffice.office.queue import Queue
from wardoffice.office.settings import (
    FILE_NAME,
    CitySettings,
    MailSettings,
    OfficeSettings,
    Settings,
    SyncSettings,
    load_settings,
    save_settings,
)
from wardoffice.office.splitting import Splitting
from wardoffice.office.staff import Staff, first_manager
from wardoffice.office.sync import Sync
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.open311.cities import CityProfile, load_city
from wardoffice.open311.client import Open311Client
from wardoffice.open311.requests_wire import read_requests
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.migrate import migrate
from wardoffice.store.store import Store
from wardoffice.system.folders import default_data_folder, make_data_folder, require_room
from wardoffice.system.pool import ParsingPool
from wardoffice.system.qt_libraries import has_display
from wardoffice.system.secrets import KeyringSecrets, MemorySecrets, city_secret, mailbox_secret
from wardoffice.system.window_lock import window_lock

if TYPE_CHECKING:
    from wardoffice.gui.notify import Notifier
    from wardoffice.gui.office_window import OfficeWindow
    from wardoffice.gui.tasks import Tasks

DATABASE = "office.sqlite"
WARDS = "wards.geojson"
_CITY_BREATH_SECONDS = 20.0
_NOON = 12
_PRACTICE_STAFF = {"Joe B.": Role.STAFF, "Ana L.": Role.VOLUNTEER, "Ald. Okafor": Role.ALDERMAN}
_WORKERS = 2
_SECONDS_PER_MAIL = 60.0
_WORKER_MEMORY = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Office:
    """An opened office: its jobs, handed out singly to whoever needs them."""

    folder: Path
    settings: Settings
    profile: CityProfile
    wards: WardMap | None
    actor: Actor
    store: Store
    queue: Queue
    cases: CasePane
    triage: Triage
    splitting: Splitting
    merging: Merging
    duplicates: Duplicates
    attaching: Attaching
    undoing: Undoing
    sync: Sync
    check: MailCheck
    importing: Importing
    staff: Staff


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
        files = FileStore(folder)
        store = Store(url, files, clock or _now)
        stack.callback(store.close)
        pool = ParsingPool(_WORKERS, _SECONDS_PER_MAIL, _WORKER_MEMORY)
        stack.callback(pool.close)
        yield _wire(
            folder,
            settings,
            store,
            pool=pool,
            secrets=secrets or KeyringSecrets(),
            user=user or getpass.getuser(),
        )


def _wire(
    folder: Path, settings: Settings, store: Store, *, pool: ParsingPool, secrets: Secrets, user: str
) -> Office:
    profile = _profile(settings)
    wards = WardMap.read(folder / WARDS) if (folder / WARDS).exists() else None
    ward_of = wards.ward_of if wards is not None else _no_ward
    filing = MessageFiling(Placing(find_address, normalise, ward_of))
    reading = MailReading(store, pool, filing)
    cities = CityFiling(
        store, WardPlacing(settings.office.ward, wards.ward_of if wards is not None else None, normalise)
    )
    city = (
        CitySync(store, profile.key, partial(_connect, profile, secrets, store.now), cities)
        if settings.office.ward
        else None
    )
    return Office(
        folder=folder,
        settings=settings,
        profile=profile,
        wards=wards,
        actor=first_manager(store, user),
        store=store,
        queue=Queue(store),
        cases=CasePane(store),
        triage=Triage(store, ward_of),
        splitting=Splitting(store),
        merging=Merging(store),
        duplicates=Duplicates(store, normalise),
        attaching=Attaching(store, pool),
        undoing=Undoing(store),
        sync=Sync(store, city, profile.key, _intake(settings, store, secrets, reading)),
        check=MailCheck(store, profile.key, reading, filing),
        importing=Importing(store, reading, cities, _answers(profile, folder, store.now)),
        staff=Staff(store),
    )


def _profile(settings: Settings) -> CityProfile:
    profile = load_city(settings.city.key)
    return profile.at(settings.city.base_url) if settings.city.base_url else profile


def _connect(profile: CityProfile, secrets: Secrets, clock: Clock, cancelled: Cancelled) -> City:
    key = secrets.get(city_secret(profile.key)) if profile.key_for_reading else None
    return Open311Client(profile, key, clock, cancelled=cancelled)


def _intake(settings: Settings, store: Store, secrets: Secrets, reading: MailReading) -> MailIntake | None:
    mail = settings.mail
    if not mail.host:
        return None

    def password() -> str:
        return secrets.get(mailbox_secret(mail.user, mail.host)) or ""

    mailbox = ImapMailbox(mail.host, mail.port, mail.user, password, tls=mail.tls)
    return MailIntake(store, mailbox, mail.folders, reading)


def _answers(profile: CityProfile, folder: Path, clock: Clock) -> AnswerReading:
    def keep_wards(path: Path) -> None:
        WardMap.read(path)
        shutil.copyfile(path, folder / WARDS)

    return AnswerReading(lambda body, kind: read_requests(body, kind, profile.context(clock())), keep_wards)


def _no_ward(_point: object) -> None:
    return None


def _now() -> datetime:
    return datetime.now(UTC)


def _translations() -> Path | None:
    return None


def run_window(data_dir: Path | None) -> int:
    """Open the office's window and stay until it is closed; returns the exit code.

    Raises StoreError where another window is open on the same folder.
    """
    folder = make_data_folder(data_dir or default_data_folder())
    with window_lock(folder), open_office(folder) as office:
        return _show(office)


def run_demo(data_dir: Path | None, screenshots: Path | None, seed: int) -> int:
    """Open the practice ward: its window where there is a display, else the tour of it.

    ``screenshots`` asks for the tour anywhere, with a picture of every screen in that folder. The practice
    ward has a data folder of its own (under ``data_dir``, else one that is removed at the end), and its
    secrets stay in memory.
    """
    with ExitStack() as stack:
        parent = data_dir or Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        folder = make_data_folder(parent / "practice ward")
        _say(text("The practice ward is being built ..."))
        practice = stack.enter_context(PracticeWard(seed, _now))
        office = stack.enter_context(open_practice(folder, practice))
        stack.enter_context(_living(practice))
        if screenshots is None and has_display():
            return _show(office)
        shots = screenshots or Path(tempfile.mkdtemp(prefix="wardoffice-tour-"))
        return _tour(office, shots)


@contextmanager
def open_practice(folder: Path, practice: PracticeWard) -> Iterator[Office]:
    """Open an office on a running practice ward; its secrets stay in memory."""
    account = practice.imap
    save_settings(
        folder / FILE_NAME,
        Settings(
            office=OfficeSettings(ward=practice.ward, name=text("Practice Ward {ward}", ward=practice.ward)),
            city=CitySettings(key="practice", base_url=practice.open311_url),
            mail=MailSettings(host=account.host, port=account.port, tls=False, user=account.user),
            sync=SyncSettings(minutes=1),
        ),
    )
    practice.wards_geojson(folder).replace(folder / WARDS)
    secrets = MemorySecrets({mailbox_secret(account.user, account.host): account.password})
    with open_office(folder, secrets=secrets, user="Maria R.") as office:
        for name, role in (
            ("Joe B.", Role.STAFF),
            ("Ana L.", Role.VOLUNTEER),
            ("Ald. Okafor", Role.ALDERMAN),
        ):
            if name not in {member.name for member in office.staff.members(office.actor)}:
                office.staff.add(office.actor, name, role)
        yield office


@contextmanager
def _living(practice: PracticeWard) -> Iterator[None]:
    """Let the made-up city go on with its day while somebody practises."""
    done = threading.Event()

    def live() -> None:
        while not done.wait(_CITY_BREATH_SECONDS):
            practice.live(_now())

    breath = threading.Thread(target=live, name="practice-city", daemon=True)
    breath.start()
    try:
        yield
    finally:
        done.set()
        breath.join()


def _show(office: Office) -> int:
    from wardoffice.gui.app import make_application, run_window

    app = make_application(sys.argv[:1], dark=_dark(office.settings))
    tasks, make = _window_parts(office)
    return run_window(app, tasks, make)


def _tour(office: Office, shots: Path) -> int:
    from wardoffice.gui.app import make_application
    from wardoffice.gui.tour import Tour

    app = make_application(sys.argv[:1], dark=False)
    tasks, make = _window_parts(office)
    photo = office.folder / "IMG_0412.jpg"
    photo.write_bytes(city_picture("tour", "", _NOON))
    return Tour(app, tasks, make, photo=photo, shots=shots, say=_say).play()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _window_parts(office: Office) -> "tuple[Tasks, Callable[[], OfficeWindow]]":
    """The lanes, and what makes the window on them; call on the GUI thread."""
    from wardoffice.gui.notify import Notifier
    from wardoffice.gui.tasks import Tasks

    notifier = Notifier()
    tasks = Tasks(notifier.error)
    return tasks, partial(_make_window, office, tasks, notifier)


def _make_window(office: Office, tasks: "Tasks", notifier: "Notifier") -> "OfficeWindow":
    from wardoffice.gui.case.moments import Moments
    from wardoffice.gui.check.view import CheckView
    from wardoffice.gui.desk import Desk
    from wardoffice.gui.main_window import Screen
    from wardoffice.gui.map.view import MapView
    from wardoffice.gui.office_window import CHECK, Maps, OfficeWindow, Place
    from wardoffice.gui.rail import RailItem
    from wardoffice.gui.tasks import Lane

    zone = office.profile.zone()
    small, large = MapView(), MapView()
    check = CheckView(
        office.actor,
        tasks,
        books=office.check,
        reads=office.sync,
        moments=Moments(zone, office.store.now),
    )
    window = OfficeWindow(
        Desk(
            queue=office.queue,
            points=office.queue,
            cases=office.cases,
            triage=office.triage,
            splitting=office.splitting,
            merging=office.merging,
            duplicates=office.duplicates,
            attaching=office.attaching,
            undoing=office.undoing,
        ),
        office.sync,
        actor=office.actor,
        place=Place(
            office_name=office.settings.office.name or text("Ward {ward}", ward=office.settings.office.ward),
            zone=zone,
            clock=office.store.now,
            window_file=office.folder / "window.ini",
            sync_minutes=office.settings.sync.minutes,
        ),
        tasks=tasks,
        notifier=notifier,
        maps=Maps(small, large),
        more_screens=(
            Screen(RailItem(CHECK, text("311 and mail"), "mdi6.check-network-outline", "Alt+3"), check),
        ),
    )
    check.case_asked.connect(window.open_case)
    check.changed.connect(window.refresh)
    check.sync_asked.connect(window.sync.run)
    window.sync.ended.connect(check.refresh)

    def load_maps(page: Path) -> None:
        small.load(page)
        large.load(page)

    tasks.submit(Lane.BACKGROUND, partial(_write_map, office), owner=window, done=load_maps)
    return window


def _write_map(office: Office) -> Path:
    wards, ward = office.wards, office.settings.office.ward
    outline = wards.outline(ward) if wards is not None and ward in wards.wards else {}
    return write_map_page(office.folder / "map", outline, dark=False, tiles=None)


def _dark(settings: Settings) -> bool | None:
    return {"light": False, "dark": True}.get(settings.window.theme)
