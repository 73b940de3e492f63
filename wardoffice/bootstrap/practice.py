"""Wires the practice ward: a made-up city, an office on it, and the tour of its window."""

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from wardoffice.bootstrap.office import WARDS, Office, open_office
from wardoffice.demo.pictures import city_picture
from wardoffice.demo.practice_ward import PracticeWard
from wardoffice.domain.actor import Role
from wardoffice.language import text
from wardoffice.office.settings import (
    FILE_NAME,
    CitySettings,
    MailSettings,
    OfficeSettings,
    Settings,
    SyncSettings,
    save_settings,
)
from wardoffice.system.folders import make_data_folder
from wardoffice.system.qt_libraries import has_display
from wardoffice.system.secrets import MemorySecrets, mailbox_secret

_CITY_BREATH_SECONDS = 20.0
_CITY_BREATHS = 90
_CITY_LAG = timedelta(days=1)
_NOON = 12
_PRACTICE_STAFF = {"Joe B.": Role.STAFF, "Ana L.": Role.VOLUNTEER, "Ald. Okafor": Role.ALDERMAN}


def run(data_dir: Path | None, screenshots: Path | None, seed: int) -> int:
    """Open the practice ward: its window where there is a display, else the tour of it.

    ``screenshots`` asks for the tour anywhere, with a picture of every screen in that folder. The practice
    ward has a data folder of its own (under ``data_dir``, else one that is removed at the end), and its
    secrets stay in memory.
    """
    from wardoffice.bootstrap.window import show

    with ExitStack() as stack:
        parent = data_dir or Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
        folder = make_data_folder(parent / "practice ward")
        _say(text("The practice ward is being built ..."))
        practice = stack.enter_context(PracticeWard(seed, lambda: _now() - _CITY_LAG))
        office = stack.enter_context(open_practice(folder, practice))
        stack.enter_context(_living(practice))
        if screenshots is None and has_display():
            return show(office)
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


def _tour(office: Office, shots: Path) -> int:
    from wardoffice.bootstrap.window import window_parts
    from wardoffice.gui.app import make_application
    from wardoffice.gui.tour.play import Tour

    app = make_application(sys.argv[:1], dark=False)
    tasks, make = window_parts(office)
    photo = office.folder / "IMG_0412.jpg"
    photo.write_bytes(city_picture("tour", "", _NOON))
    return Tour(app, tasks, make, photo=photo, shots=shots, say=_say).play()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _now() -> datetime:
    return datetime.now(UTC)
