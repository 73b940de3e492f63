"""Wires the check-up. It opens no office: it must be able to say why one cannot be opened. No Qt."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from wardoffice.bootstrap.city import city_profile
from wardoffice.bootstrap.mailboxes import mail_accounts
from wardoffice.bootstrap.opening import DATABASE
from wardoffice.bootstrap.sending import make_sender, way_out_of
from wardoffice.bootstrap.watching import endpoints_of
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.health import Finding
from wardoffice.domain.ports import Cancelled, Clock, Endpoint, Secrets
from wardoffice.domain.watching import EndpointKind
from wardoffice.geo.ward_files import read_areas
from wardoffice.language import use_language
from wardoffice.office.city_file import check_city_file
from wardoffice.office.doctor import Check, Doctor, trouble_found
from wardoffice.office.doctor_city import CityCheck
from wardoffice.office.doctor_history import Watched, check_history
from wardoffice.office.doctor_house import (
    check_boundaries,
    check_folder,
    check_forms,
    check_secrets,
    check_settings,
    check_store,
)
from wardoffice.office.doctor_portal import PortalCheck
from wardoffice.office.doctor_sending import check_sending
from wardoffice.office.doctor_sources import check_mailbox, check_portal
from wardoffice.office.settings import FILE_NAME, Settings, load_settings
from wardoffice.open311.cities import CityProfile
from wardoffice.store.engine import sqlite_url
from wardoffice.system.certificates import look_at_certificate
from wardoffice.system.secrets import city_secret

_SOURCES = {EndpointKind.MAIL: check_mailbox, EndpointKind.PORTAL: check_portal}


def make_doctor(folder: Path, city_file: Path | None, secrets: Secrets, clock: Clock | None = None) -> Doctor:
    """The check-up of the office in ``folder``, or of a city's file alone."""
    now = clock or _now
    checks = _of_file(city_file, secrets, now) if city_file is not None else _of_office(folder, secrets, now)
    return Doctor(checks)


def _of_file(path: Path, secrets: Secrets, clock: Clock) -> list[tuple[str, Check]]:
    profile, found = check_city_file(path)
    checks: list[tuple[str, Check]] = [("city file", _said(found))]
    if profile is not None:
        checks.append(("311", _city_check(profile, secrets, clock)))
        if profile.portal is not None:
            portal = PortalCheck(profile, profile.portal, clock, look_at_certificate, read_areas)
            checks.append(("portal", portal))
    return checks


def _of_office(folder: Path, secrets: Secrets, clock: Clock) -> list[tuple[str, Check]]:
    checks: list[tuple[str, Check]] = [("folder", _plain(partial(check_folder, folder)))]
    try:
        settings = load_settings(folder / FILE_NAME)
        use_language(settings.office.language)
        profile = city_profile(settings)
    except WardOfficeError as trouble:
        # Without settings nobody knows what else to look at.
        return [*checks, ("settings", _said([trouble_found("settings", trouble)]))]
    file = None if settings.store.url else folder / DATABASE
    url = settings.store.url or sqlite_url(folder / DATABASE)
    today = clock().astimezone(profile.zone()).date()
    accounts = mail_accounts(settings, secrets)
    endpoints = endpoints_of(settings, profile, secrets, clock, accounts)
    watched = _watched(settings, profile, endpoints)
    checks += [
        ("settings", _plain(partial(check_settings, settings))),
        ("forms", _plain(partial(check_forms, folder))),
        ("keyring", _plain(partial(check_secrets, settings, profile, secrets))),
        ("data", _plain(partial(check_store, url, file, folder))),
        ("wards", _plain(partial(check_boundaries, folder, settings.office.ward, today))),
        ("history", _plain(partial(check_history, url, file, watched, clock()))),
        ("311", _city_check(profile, secrets, clock)),
    ]
    if settings.sending.host:
        sender = make_sender(settings.sending, way_out_of(settings, accounts, secrets))
        checks.append(("sending", partial(check_sending, sender)))
    return checks + _sources(endpoints, clock)


def _watched(settings: Settings, profile: CityProfile, endpoints: Sequence[Endpoint]) -> Watched:
    addresses = tuple(each.address for each in endpoints)
    return Watched(addresses, profile.key if settings.office.ward else None, profile.zone())


def _sources(endpoints: Sequence[Endpoint], clock: Clock) -> list[tuple[str, Check]]:
    def check(endpoint: Endpoint, cancelled: Cancelled) -> Iterator[Finding]:
        return _SOURCES[endpoint.address.kind](endpoint, look_at_certificate, clock, cancelled)

    return [
        (endpoint.address.kind.value, partial(check, endpoint))
        for endpoint in endpoints
        if endpoint.address.kind in _SOURCES
    ]


def _city_check(profile: CityProfile, secrets: Secrets, clock: Clock) -> Check:
    return CityCheck(profile, lambda: secrets.get(city_secret(profile.key)), clock, look_at_certificate)


def _plain(check: Callable[[], Iterable[Finding]]) -> Check:
    return lambda _cancelled: check()


def _said(found: list[Finding]) -> Check:
    return lambda _cancelled: found


def _now() -> datetime:
    return datetime.now(UTC)
