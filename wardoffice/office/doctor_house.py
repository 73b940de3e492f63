"""The check-up of what is on this machine: folder, settings, keyring, data, maps of wards."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from wardoffice.domain.errors import DiskFullError, SecretsError
from wardoffice.domain.health import Finding, ok, problem, warning
from wardoffice.domain.ports import Secrets
from wardoffice.language import plural, text
from wardoffice.mail.form_profiles import FORMS_FOLDER, broken_profiles
from wardoffice.office.mail_settings import MailSettings
from wardoffice.office.settings import Settings
from wardoffice.office.settings_check import numbered
from wardoffice.office.ward_files import read_wards
from wardoffice.open311.cities import CityProfile
from wardoffice.store.checkup import Schema, StoreHealth, store_health
from wardoffice.system.folders import make_data_folder, require_room
from wardoffice.system.secrets import city_secret, mailbox_secret, sign_in_secret

_COMFORTABLE = 2_000_000_000


def check_folder(folder: Path) -> Iterator[Finding]:
    """Whether the data folder is there, can be written, and has room; a missing one is not made."""
    if not folder.exists():
        yield warning(
            "folder",
            text("The data folder {folder} is not there yet.", folder=folder),
            text("It is made when the program first opens; or name another one with --data-dir."),
        )
        return
    make_data_folder(folder)
    yield ok("folder", text("The data folder {folder} can be written.", folder=folder))
    require_room(folder)
    try:
        require_room(folder, _COMFORTABLE)
    except DiskFullError as tight:
        yield warning("disk", tight.happened, text("Free some space soon: photo mail needs it."))
    else:
        yield ok("disk", text("The disk has room."))


def check_settings(settings: Settings) -> Iterator[Finding]:
    """What is set up, and what is not."""
    yield ok("settings", text("The settings can be read: the city is {city}.", city=settings.city.key))
    if not settings.office.ward:
        yield warning(
            "settings",
            text("No ward is chosen, so 311 is not read."),
            text("Say which one: wardoffice config set office.ward 25"),
        )
    if not settings.mailboxes:
        yield warning(
            "settings",
            text("No mailbox is set up, so no mail is read."),
            text("Say where it is: wardoffice config set mail.host, mail.user and mail.password"),
        )
    for mail in settings.mailboxes:
        if mail.sign_in != "password" and not mail.client_id:
            key = numbered("mail.client_id", settings.mail.index(mail))
            yield problem(
                "settings",
                text("The settings name no app by which to sign in to {account}.", account=mail.account),
                text("Register one at the provider and say its id: wardoffice config set {key} ID", key=key),
            )


def check_forms(folder: Path) -> Iterator[Finding]:
    """Whether the office's own form profiles in its data folder can be used."""
    broken = broken_profiles(folder / FORMS_FOLDER)
    for each in broken:
        yield problem(
            "forms",
            each.happened,
            text("Mend it as CONTRIBUTING shows; until then mail is read without it, and nothing is lost."),
        )
    if not broken:
        yield ok("forms", text("The profiles of website forms can be used."))


def check_secrets(settings: Settings, profile: CityProfile | None, secrets: Secrets) -> Iterator[Finding]:
    """Whether the keyring works and holds what is needed. Never what it holds."""
    wanted = bool(settings.mailboxes) or bool(profile and profile.key_for_reading)
    try:
        key = secrets.get(city_secret(settings.city.key))
        unknown = [mail for mail in settings.mailboxes if not secrets.get(_sign_in_secret(mail))]
    except SecretsError as trouble:
        make = problem if wanted else warning
        yield make("keyring", f"{trouble.happened} {trouble.safe}", trouble.next_step)
        return
    yield ok("keyring", text("The keyring can be read."))
    for mail in unknown:
        number = settings.mail.index(mail)
        if mail.sign_in == "password":
            yield problem(
                "keyring",
                text("The keyring holds no password for the mailbox {account}.", account=mail.account),
                text("Put it there: wardoffice config set {key}", key=numbered("mail.password", number)),
            )
        else:
            yield problem(
                "keyring",
                text("Nobody has signed in to the mailbox {account} yet.", account=mail.account),
                text("Sign in: wardoffice sign-in {number}", number=number + 1),
            )
    if profile is not None and profile.key_for_reading and not key:
        yield problem(
            "keyring",
            text("{city} wants an API key for reading too, and the keyring holds none.", city=profile.name),
            text("Put it there: wardoffice config set city.api_key"),
        )
    elif not key:
        yield ok("keyring", text("There is no API key: requests are made in the city's own program."))


def _sign_in_secret(mail: MailSettings) -> str:
    name = mailbox_secret if mail.sign_in == "password" else sign_in_secret
    return name(mail.user, mail.host)


def check_store(url: str, file: Path | None, folder: Path) -> Iterator[Finding]:
    """Whether the data fits this program and is sound; ``file`` is SQLite's own."""
    health = store_health(url, file, folder / "files")
    yield _schema_finding(health)
    if health.schema is not Schema.SAME:
        return
    if health.damage:
        yield problem(
            "data",
            text("The data is damaged: {words}.", words="; ".join(health.damage)),
            text("Close the program, copy the whole data folder aside, and restore the last backup."),
        )
    else:
        yield ok("data", text("The data is sound."))
    if health.lost:
        yield problem(
            "files",
            plural(
                "{count} file of {all:,} is not there, or not whole.",
                "{count} files of {all:,} are not there, or not whole.",
                health.lost,
                all=health.files,
            ),
            text("Restore the folder “files” from a backup; do not empty it by hand."),
        )
    else:
        yield ok("files", plural("{count} file is there.", "All {count} files are there.", health.files))


def check_boundaries(folder: Path, ward: int, today: date) -> Iterator[Finding]:
    """Which map of wards is in force today; raises UnreadableError for one that cannot be used."""
    history = read_wards(folder)
    wards = history.in_force(today)
    import_it = text("Import one: wardoffice import wards.geojson")
    if wards is None:
        yield warning("wards", text("There is no map of wards in force today."), import_it)
        return
    since = history.begin_of(today)
    count = len(wards.wards)
    yield ok(
        "wards",
        text("A map of {count} wards is in force, since {day}.", count=count, day=since.isoformat())
        if since
        else text("A map of {count} wards is in force; nobody said since when.", count=count),
    )
    if ward and ward not in wards.wards:
        yield problem("wards", text("The map of wards has no ward {ward}.", ward=ward), import_it)


def _schema_finding(health: StoreHealth) -> Finding:
    match health.schema:
        case Schema.NONE:
            return ok("data", text("There is no data yet; it begins when the program first opens."))
        case Schema.SAME:
            return ok(
                "data", text("The data fits this version (schema {revision}).", revision=health.revision)
            )
        case Schema.OLDER:
            return warning(
                "data",
                text("The data is of an older version (schema {revision}).", revision=health.revision),
                text("Open the program: it copies the data aside and brings it up to date."),
            )
        case Schema.NEWER:
            return problem(
                "data",
                text("The data was written by a newer version of Ward Office."),
                text("Install the newer version on this machine too."),
            )
