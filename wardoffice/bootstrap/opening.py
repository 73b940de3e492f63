"""Opens an office: its folder, settings, store and workers, and closes them again. No Qt."""

import getpass
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from wardoffice.bootstrap.city import city_profile
from wardoffice.bootstrap.office import Office, make_office
from wardoffice.domain.ports import Clock, Secrets
from wardoffice.language import text, use_language
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.settings import FILE_NAME, load_settings
from wardoffice.store.engine import sqlite_url
from wardoffice.store.files import FileStore
from wardoffice.store.migrate import migrate
from wardoffice.store.store import Store
from wardoffice.system.folders import default_data_folder, make_data_folder, require_room
from wardoffice.system.log_file import log_file
from wardoffice.system.pool import ParsingPool
from wardoffice.system.secrets import KeyringSecrets

DATABASE = "office.sqlite"
_LEFT_BEHIND_SECONDS = 86_400.0
_WORKERS = 2
_SECONDS_PER_MAIL = 30.0
_WORKER_MEMORY = 1_500_000_000


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
        office = make_office(
            folder,
            settings,
            store,
            boundaries=boundaries,
            pool=pool,
            secrets=secrets or KeyringSecrets(),
            user=user or _signed_in(),
        )
        office.mailing.departments.directory.take_listed()
        yield office


def _signed_in() -> str:
    """The name this person signed in to the machine with; containers may give them none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return text("Staff")


def _now() -> datetime:
    return datetime.now(UTC)
