"""Wires the practice ward: a made-up city, an office on it, and the tour of its window."""

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.opening import open_office
from wardoffice.demo.mail_programs import OFFICE_HOLDER_ADDRESS
from wardoffice.demo.open311_desk import API_KEY
from wardoffice.demo.past_watch import plant_watching
from wardoffice.demo.pictures import city_picture
from wardoffice.demo.practice_ward import PracticeWard
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.places import Point
from wardoffice.language import text
from wardoffice.office.mail_settings import MailSettings, SendingSettings
from wardoffice.office.settings import (
    FILE_NAME,
    CitySettings,
    OfficeSettings,
    Settings,
    SyncSettings,
    save_settings,
)
from wardoffice.office.ward_files import map_without_day
from wardoffice.system.folders import make_data_folder
from wardoffice.system.qt_libraries import has_display
from wardoffice.system.secrets import MemorySecrets, city_secret, mailbox_secret, portal_secret
from wardoffice.system.window_lock import window_lock

_CITY_BREATH_SECONDS = 20.0
_CITY_BREATHS = 90
_CITY_LAG = timedelta(days=1)
_NOON = 12
_OFFICE_PHONE = "(773) 555-0151"
_PRACTICE_STAFF = {"Joe B.": Role.STAFF, "Ana L.": Role.VOLUNTEER, "Ald. Okafor": Role.ALDERMAN}


def run(data_dir: Path | None, screenshots: Path | None, seed: int) -> int:
    """Open the practice ward: its window where there is a display, else the tour of it.

    ``screenshots`` asks for the tour anywhere, with a picture of every screen in that folder. The practice
    ward has a data folder of its own (under ``data_dir``, else one that is removed at the end), and its
    secrets stay in memory.
    """
    from wardoffice.bootstrap.window import show

    if screenshots is not None:
        make_data_folder(screenshots)
    with ExitStack() as stack:
        parent = data_dir or Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        folder = make_data_folder(parent / f"practice ward {seed}")
        stack.enter_context(window_lock(folder))
        _say(text("The practice ward is being built ..."))
        began = _began(folder)
        practice = stack.enter_context(PracticeWard(seed, lambda: began))
        practice.live(max(began, _now() - _CITY_LAG))
        office = stack.enter_context(open_practice(folder, practice))
        watches = office.watching.endpoints(office.actor)
        plant_watching(office.store, office.profile.key, [each.address for each in watches])
        stack.enter_context(_living(practice))
        if screenshots is None and has_display():
            return show(office)
        shots = screenshots or Path(tempfile.mkdtemp(prefix="wardoffice-tour-"))
        return _tour(office, shots, practice.elsewhere)


def _began(folder: Path) -> datetime:
    """When this practice ward was first opened: opened again, it is the same city with the same mails."""
    kept = folder / "began.txt"
    if not kept.exists():
        kept.write_text((_now() - _CITY_LAG).isoformat(), encoding="ascii")
    return datetime.fromisoformat(kept.read_text(encoding="ascii"))


@contextmanager
def open_practice(folder: Path, practice: PracticeWard) -> Iterator[Office]:
    """Open an office on a running practice ward; its secrets stay in memory."""
    account = practice.imap
    save_settings(
        folder / FILE_NAME,
        Settings(
            office=OfficeSettings(
                ward=practice.ward,
                name=text("Practice Ward {ward}", ward=practice.ward),
                email=f"ward{practice.ward}@office.example",
                phone=_OFFICE_PHONE,
                own_addresses=(OFFICE_HOLDER_ADDRESS,),
            ),
            city=CitySettings(key="practice", base_url=practice.open311_url, portal_url=practice.portal_url),
            mail=(MailSettings(host=account.host, port=account.port, tls=False, user=account.user),),
            # The made-up city begins a day late and catches up; that is no word for a banner.
            sync=SyncSettings(minutes=1, old_after_hours=48),
            sending=SendingSettings(
                host=practice.smtp.host, port=practice.smtp.port, security="none", sign_in="none"
            ),
        ),
    )
    practice.wards_geojson(folder).replace(map_without_day(folder))
    secrets = MemorySecrets(
        {
            mailbox_secret(account.user, account.host): account.password,
            portal_secret("practice"): practice.portal_token,
            city_secret("practice"): API_KEY,
        }
    )
    with open_office(folder, secrets=secrets, user="Maria R.") as office:
        known = {member.name for member in office.staff.members(office.actor)}
        for name, role in _PRACTICE_STAFF.items():
            if name not in known:
                office.staff.add(office.actor, name, role)
        if not office.wards.offices.offices(office.actor):
            # By the program: a person's first undo must not take back what they never did.
            office.wards.offices.keep(Actor.program("practice"), practice.ward_offices())
        yield office


@contextmanager
def _living(practice: PracticeWard) -> Iterator[None]:
    """Let the made-up city go on while somebody practises: its last day passes within half an hour."""
    done = threading.Event()

    def live() -> None:
        city_now = _now() - _CITY_LAG
        while not done.wait(_CITY_BREATH_SECONDS):
            city_now = min(city_now + _CITY_LAG / _CITY_BREATHS, _now())
            practice.live(city_now)

    breath = threading.Thread(target=live, name="practice-city", daemon=True)
    breath.start()
    try:
        yield
    finally:
        done.set()
        breath.join()


def _tour(office: Office, shots: Path, elsewhere: Point) -> int:
    from wardoffice.bootstrap.window import window_parts
    from wardoffice.gui.app import make_application
    from wardoffice.gui.tour.play import Tour

    app = make_application(sys.argv[:1], dark=False)
    tasks, make = window_parts(office)
    photo = office.folder / "IMG_0412.jpg"
    photo.write_bytes(city_picture("tour", "", _NOON))
    return Tour(app, tasks, make, photo=photo, shots=shots, say=_say, elsewhere=elsewhere).play()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _now() -> datetime:
    return datetime.now(UTC)
