"""The office's settings: one versioned TOML file in the data folder, checked key by key.

Passwords and API keys are not settings: they live in the keyring (P9), under the names that
``settings_keys.secret_name`` gives.
"""

import errno
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
import tomli_w
from msgspec import Meta

from wardoffice.domain.errors import DiskFullError, SettingsError
from wardoffice.domain.mailboxes import is_same_folder
from wardoffice.domain.own_addresses import OwnAddresses
from wardoffice.language import text
from wardoffice.office.mail_settings import MailSettings, SendingSettings
from wardoffice.office.settings_check import Table, WrongValueError, checked
from wardoffice.office.settings_section import Section
from wardoffice.system.folders import replace_file

FILE_NAME = "settings.toml"
VERSION: Literal[2] = 2
LONGEST_ACCOUNT = 320
"""Characters of user@host, as the books keep them."""

Upgrade = Callable[[Table], Table]


def _several_mailboxes(tables: Table) -> Table:
    """Version 1 had one mailbox, in a section; version 2 has a list of them."""
    mail = tables.get("mail")
    return {**tables, "mail": [mail] if mail else []} if isinstance(mail, dict) else tables


UPGRADES: Mapping[int, Upgrade] = MappingProxyType({1: _several_mailboxes})
"""From each older version, the function that makes its tables those of the next version."""


OwnAddress = Annotated[str, Meta(pattern="^[^\\s@]*@[^\\s@]+$", max_length=320)]


class OfficeSettings(Section, frozen=True):
    """Whose office this is."""

    ward: Annotated[int, Meta(ge=0, le=999, description="the ward's number; 0 until it is chosen")] = 0
    name: Annotated[str, Meta(max_length=200, description="the office's name, as letters show it")] = ""
    office_holder_title: Annotated[
        Literal["alderman", "alderwoman", "alderperson"],
        Meta(description="how letters call the office-holder, before the name in the list of ward offices"),
    ] = "alderperson"
    email: Annotated[
        str,
        Meta(
            pattern="^$|^[^\\s@]+@[^\\s@]+$", max_length=320, description="where 311 may write to the office"
        ),
    ] = ""
    phone: Annotated[str, Meta(max_length=40, description="the office's phone number, given to 311")] = ""
    gas_line: Annotated[
        str,
        Meta(
            max_length=200,
            description="whom to call where gas is smelled, as staff read it out; empty: what comes with us",
        ),
    ] = ""
    power_line: Annotated[
        str,
        Meta(
            max_length=200,
            description="whom to call where a wire is down, as staff read it out; empty: what comes with us",
        ),
    ] = ""
    own_addresses: Annotated[
        tuple[OwnAddress, ...],
        Meta(
            description="mail addresses of the office's people, who send on what residents wrote to them; "
            "@example.org is everybody there"
        ),
    ] = ()
    language: Annotated[
        str, Meta(pattern="^(en|pseudo)$", description="en; or pseudo, which marks every text")
    ] = "en"


class CitySettings(Section, frozen=True):
    """The 311 system."""

    key: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,39}$", description="the city profile's key")] = (
        "chicago"
    )
    base_url: Annotated[
        str,
        Meta(
            pattern="^$|^https?://[^/?#@\\s]+[^?#@\\s]*$",
            description="an http address; empty: the city file's own",
        ),
    ] = ""
    portal_url: Annotated[
        str,
        Meta(
            pattern="^$|^https?://[^/?#@\\s]+[^?#@\\s]*$",
            description="the city's data portal: an http address; empty: the city file's own",
        ),
    ] = ""
    look_up_addresses: Annotated[
        bool,
        Meta(
            description="whether a person may have an address looked up online, at the US Census Bureau; "
            "nothing but the address is sent"
        ),
    ] = False
    take_everything: Annotated[
        bool,
        Meta(description="whether what is nothing to do for a ward is taken in too, such as aircraft noise"),
    ] = False


class SyncSettings(Section, frozen=True):
    """When the city and the mailbox are read."""

    minutes: Annotated[int, Meta(ge=1, le=1440, description="minutes between two readings")] = 15
    old_after_hours: Annotated[
        int, Meta(ge=1, le=720, description="hours after which the queue says that 311 is old")
    ] = 24


class WindowSettings(Section, frozen=True):
    """How the window looks."""

    theme: Annotated[Literal["system", "light", "dark"], Meta(description="light or dark")] = "system"
    map_tiles: Annotated[bool, Meta(description="whether the map loads pictures from the network")] = False
    map_tiles_url: Annotated[
        str,
        Meta(
            pattern="^https?://[^/\\s]+/\\S*\\{z\\}\\S*$",
            max_length=300,
            description="where the pictures are, with {z}, {x} and {y} for zoom, column and row",
        ),
    ] = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    map_tiles_credit: Annotated[
        str, Meta(min_length=1, max_length=200, description="whose the pictures are, as they want it said")
    ] = "© OpenStreetMap contributors"
    map_tiles_user_agent: Annotated[
        str,
        Meta(
            min_length=1, max_length=200, description="how the program names itself to who gives the pictures"
        ),
    ] = "WardOffice/0.1 (desktop program of a ward office)"
    map_tiles_referer: Annotated[
        str,
        Meta(
            pattern="^$|^https?://\\S+$",
            max_length=200,
            description="the web address they ask to be told (Referer); empty: none",
        ),
    ] = ""


class StoreSettings(Section, frozen=True):
    """Where the office's data is kept."""

    url: Annotated[
        str,
        Meta(
            pattern="^$|^(sqlite|postgresql)(\\+[a-z]+)?://",
            description="an SQLite or PostgreSQL address; empty: the data folder",
        ),
    ] = ""


class Settings(Section, frozen=True):
    """Everything an office can set. Every field has a default, so that an empty folder works."""

    version: Literal[2] = VERSION
    office: OfficeSettings = OfficeSettings()
    city: CitySettings = CitySettings()
    mail: tuple[MailSettings, ...] = ()
    sending: SendingSettings = SendingSettings()
    sync: SyncSettings = SyncSettings()
    window: WindowSettings = WindowSettings()
    store: StoreSettings = StoreSettings()

    @property
    def mailboxes(self) -> tuple[MailSettings, ...]:
        """Those that are read: the ones with a host."""
        return tuple(mail for mail in self.mail if mail.host)


def own_addresses(settings: Settings) -> OwnAddresses:
    """Whose mails are the office's own: those the settings name, and its mailboxes."""
    users = (mail.user for mail in settings.mail if "@" in mail.user)
    return OwnAddresses((*settings.office.own_addresses, settings.office.email, *users))


def load_settings(path: Path) -> Settings:
    """The settings in the file, or the defaults where there is none.

    Raises SettingsError, naming the key and what is allowed there; the file stays as it is.
    """
    try:
        tables = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeError, tomllib.TOMLDecodeError, RecursionError) as trouble:
        raise _unusable(
            path, WrongValueError(text("it cannot be read ({reason})", reason=trouble))
        ) from trouble
    try:
        return sound(checked(Settings, upgraded(tables)))
    except WrongValueError as wrong:
        raise _unusable(path, wrong) from wrong


def save_settings(path: Path, settings: Settings) -> None:
    """Write the settings whole or not at all. Raises SettingsError or DiskFullError."""
    content = tomli_w.dumps(msgspec.to_builtins(settings)).encode()
    try:
        replace_file(path, content)
    except OSError as trouble:
        kept = text("The settings are as they were.")
        if trouble.errno == errno.ENOSPC:
            raise DiskFullError(
                text("The disk is full."), kept, text("Free some space on the disk and do it again.")
            ) from trouble
        raise SettingsError(
            text(
                "The settings could not be written to {path}: {reason}.", path=path, reason=trouble.strerror
            ),
            kept,
            text("Check that you may write in that folder, then try again."),
        ) from trouble


def upgraded(tables: Table, upgrades: Mapping[int, Upgrade] = UPGRADES, newest: int = VERSION) -> Table:
    """The tables of a settings file of any older version as those of the newest.

    A file that names no version is of the first. Raises WrongValueError for what is no version, or newer.
    """
    version = tables.get("version", 1)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise WrongValueError(text("version is {written}, which is no version", written=repr(version)))
    if version > newest:
        raise WrongValueError(
            text("a newer Ward Office wrote it (version {version} of the file)", version=version),
            text("Install the newest Ward Office on this computer."),
        )
    for step in range(version, newest):
        tables = {**upgrades[step](tables), "version": step + 1}
    return tables


def sound(settings: Settings) -> Settings:
    """The settings, if their parts fit together; raises WrongValueError where they do not.

    A database address may name a user, never a password: settings are not a place for secrets (P9). One
    account is one mailbox, with one set of books.
    """
    try:
        secret = urlsplit(settings.store.url).password
    except ValueError as trouble:
        raise WrongValueError(text("store.url is not the address of a database")) from trouble
    if secret is not None:
        raise WrongValueError(
            text("store.url has a password in it"),
            text("Keep it in PostgreSQL's own password file (.pgpass) instead."),
        )
    accounts = [mail.account.lower() for mail in settings.mailboxes]
    for number, mail in enumerate(settings.mailboxes):
        if len(mail.account) > LONGEST_ACCOUNT:
            raise WrongValueError(text("the name of the mailbox {account} is too long", account=mail.account))
        if mail.account.lower() in accounts[:number]:
            raise WrongValueError(
                text("the mailbox {account} is there twice", account=mail.account),
                text("Name all of its folders in one of them, with commas between."),
            )
        if any(is_same_folder(mail.move_to, folder) for folder in mail.folders):
            raise WrongValueError(
                text("mail.move_to names {folder}, a folder that is read", folder=mail.move_to),
                text("Move mail to a folder that is not read, or take that one out of mail.folders."),
            )
    return settings


def _unusable(path: Path, wrong: WrongValueError) -> SettingsError:
    mend = wrong.hint or text("Mend the file, or move it away to start with fresh settings.")
    return SettingsError(
        text("The settings file {path} cannot be used: {detail}.", path=path, detail=wrong.detail),
        text("The file was left as it is."),
        mend,
    )
