"""A city, a mailbox and a reader of mails in memory, which misbehave as told; and the folder of an office."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from tests.portal_files import LEFT_OUT
from tests.ward_lookups import OneMap
from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import (
    CancelledError,
    CityAnswerError,
    CityError,
    CityRefusedError,
    MailboxUnreachableError,
    UnreadableError,
)
from wardoffice.domain.own_addresses import OwnAddresses
from wardoffice.domain.places import Point
from wardoffice.domain.ports import (
    PART_BYTES,
    FetchedMail,
    FolderState,
    Listed,
    ListedFolder,
    Mailbox,
    MailFacts,
    MailSession,
    TidyWish,
)
from wardoffice.domain.service_requests import (
    CityStatus,
    Refusal,
    RequestPage,
    RequestUpdate,
    ServiceRequest,
    ServiceType,
    UpdatePage,
    Window,
)
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.geo.address_finding import find_address
from wardoffice.geo.addresses import normalise
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.office.business_calendar import is_holiday
from wardoffice.office.city_sync import CityFiling, CitySync
from wardoffice.office.closings import Closings
from wardoffice.office.exporting import Exporting
from wardoffice.office.mail_intake import NO_WISH, MailIntake, MailReading
from wardoffice.office.mail_settings import MailSettings
from wardoffice.office.mail_sorting import MailSorting
from wardoffice.office.mail_words import mail_words
from wardoffice.office.mailboxes import Mailboxes
from wardoffice.office.message_filing import MessageFiling
from wardoffice.office.placing import Placing
from wardoffice.office.portal_import import PortalImport, PortalPlace
from wardoffice.office.problems_told import ProblemsTold
from wardoffice.office.record_placing import WardPlacing
from wardoffice.office.sent_filing import SentFiling
from wardoffice.office.service_families import service_families
from wardoffice.office.settings import (
    FILE_NAME,
    CitySettings,
    OfficeSettings,
    Settings,
    save_settings,
)
from wardoffice.office.table_import import TableImport
from wardoffice.open311.bulk_csv import read_bulk
from wardoffice.open311.context import WireContext
from wardoffice.store.city.parquet import CityParquet
from wardoffice.store.store import Store
from wardoffice.system.pool import Done, Failed, ParsingPool

T = TypeVar("T")
NO_PLACES = PlaceFinder(())
R = TypeVar("R")

PROGRAM = Actor.program("gathering")
WARD = 47
NOW = datetime(2026, 7, 1, 14, tzinfo=UTC)
HERE = Point(41.95, -87.68)
"""In ward 47 of ``ward_of`` and ``write_wards``; 48 is north of it, and south of it there is no ward."""

NORTH = Point(42.02, -87.68)
NOWHERE = Point(41.0, -87.68)
CITY = "loopback"
CHICAGO = CityNumbers("chicago", chicago=True)


def ward_of(point: Point) -> int | None:
    """Two wards, one above the other."""
    if not -87.8 <= point.long <= -87.6:
        return None
    return 47 if 41.9 <= point.lat < 42 else 48 if 42 <= point.lat < 42.1 else None


def write_wards(path: Path) -> None:
    """The same two wards as a map."""

    def square(ward: int, south: float) -> dict[str, Any]:
        ring = [(-87.8, south), (-87.6, south), (-87.6, south + 0.1), (-87.8, south + 0.1), (-87.8, south)]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "properties": {"ward": ward}, "geometry": geometry}

    features = [square(47, 41.9), square(48, 42.0)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def write_office(
    folder: Path,
    *,
    city_url: str = "",
    city: str = "generic",
    ward: int = WARD,
    mail: tuple[str, int, str] | None = None,
) -> Path:
    """The settings and the map of an office; ``mail`` is host, port and user. Returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    host, port, user = mail or ("", 993, "")
    save_settings(
        folder / FILE_NAME,
        Settings(
            office=OfficeSettings(ward=ward if city_url else 0),
            city=CitySettings(key=city, base_url=city_url),
            mail=(MailSettings(host=host, port=port, tls=False, user=user),) if host else (),
        ),
    )
    write_wards(folder / "wards.geojson")
    return folder


def never() -> bool:
    """Nobody stops it."""
    return False


def no_progress(_done: int, _total: int | None) -> None:
    """Nobody watches."""


def record(number: str, point: Point | None = HERE, **more: Any) -> ServiceRequest:  # noqa: ANN401 - any field
    """An open pothole of yesterday in the ward."""
    fields: dict[str, Any] = {
        "status": CityStatus.OPEN,
        "service_code": "PHF",
        "service_name": "Pothole in Street",
        "requested_at": NOW - timedelta(days=1),
        "updated_at": NOW - timedelta(days=1),
    }
    return ServiceRequest(CITY, number, point=point, **{**fields, **more})


@dataclass
class FakeCity:
    """Implements City over a list. A page that holds one of ``bad`` fails; a city that is ``down`` always.

    ``singles`` are what it answers to single numbers where that is not the list, ``renamed`` the new numbers
    it answers old ones with.
    """

    records: list[ServiceRequest] = field(default_factory=list)
    refusals: dict[int, tuple[Refusal, ...]] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)
    down: bool = False
    ignores_page: bool = False
    max_page_size: int = 8
    max_span_days: int = 90
    tells_updates: bool | None = True
    has_pages: bool = True
    key: str = CITY
    asked: list[tuple[Window, int, int, bool]] = field(default_factory=list)
    types: tuple[ServiceType, ...] = (ServiceType("PHF", "Pothole in Street"),)
    types_trouble: CityError | None = None
    singles: list[ServiceRequest] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    asked_for: list[str] = field(default_factory=list)
    repairs: dict[str, int] = field(default_factory=dict)
    happened: list[RequestUpdate] = field(default_factory=list)
    trouble: Callable[[], CityError] = lambda: CityAnswerError("The answer cannot be read.")

    @property
    def page_size(self) -> int:
        return self.max_page_size

    @property
    def tells_steps(self) -> bool:
        return bool(self.happened)

    def steps(self, window: Window) -> UpdatePage:
        inside = [each for each in self.happened if each.at and window.start <= each.at <= window.end]
        return UpdatePage(tuple(inside), records=len(inside))

    def services(self) -> tuple[ServiceType, ...]:
        return self.types

    def services_since(self, version: tuple[str, str]) -> Listed | None:
        if self.types_trouble is not None:
            raise self.types_trouble
        listed = Listed(self.types, (str(hash(self.types)), ""))
        return None if version == listed.version else listed

    def request(self, number: str) -> ServiceRequest:
        self.asked_for.append(number)
        number = self.renamed.get(number, number)
        found = next((each for each in self.singles or self.records if each.number == number), None)
        if found is None:
            raise CityRefusedError("There is no such request.", 404)
        return found

    def close(self) -> None:
        """Nothing is open."""

    def requests(self, window: Window, page: int, page_size: int, *, by_update: bool) -> RequestPage:
        self.asked.append((window, page, page_size, by_update))
        if self.down:
            raise self.trouble()
        inside = [each for each in self.records if _within(each, window, by_update=by_update)]
        found = tuple(inside if self.ignores_page else inside[(page - 1) * page_size : page * page_size])
        if self.bad & {each.number for each in found}:
            raise self.trouble()
        refusals = self.refusals.get(0 if self.ignores_page else page, ())
        return RequestPage(found, refusals, {}, len(found) + len(refusals))


def _within(each: ServiceRequest, window: Window, *, by_update: bool) -> bool:
    at = each.updated_at if by_update else each.requested_at
    return at is not None and window.start <= at <= window.end


def ward_placing(*, ward_map: bool = True) -> WardPlacing:
    lookup = OneMap(ward_of if ward_map else None)
    return WardPlacing(WARD, lookup, normalise, ZoneInfo("America/Chicago"))


def city_filing(store: Store, *, ward_map: bool = True) -> CityFiling:
    return CityFiling(store, ward_placing(ward_map=ward_map), LEFT_OUT)


def city_sync(store: Store, city: FakeCity, *, ward_map: bool = True) -> CitySync:
    """A sync of the fake city into a store."""
    return CitySync(store, CITY, lambda _cancelled: city, city_filing(store, ward_map=ward_map))


def table_import(store: Store, folder: Path) -> TableImport:
    """The import of CSV files of the city, with the map of the two wards."""
    zone = ZoneInfo("America/Chicago")
    place = PortalPlace(CITY, zone, WARD, (Point(41.9, -87.8), Point(42.0, -87.6)))
    filing = city_filing(store)
    return TableImport(
        PortalImport(store, CityParquet(folder, LEFT_OUT), filing, place),
        filing,
        CITY,
        lambda path: read_bulk(path, WireContext(CITY, zone)),
    )


class InlinePool(ParsingPool):
    """Reads in this process: quicker than workers, for what does not depend on them."""

    def __init__(self) -> None:
        super().__init__(1, 60, 1 << 31)

    def run(
        self, work: Callable[[T], R], items: Sequence[T], cancelled: Callable[[], bool] = never
    ) -> list[Done[R] | Failed]:
        results: list[Done[R] | Failed] = []
        for item in items:
            if cancelled():
                raise CancelledError
            try:
                results.append(Done(work(item)))
            except UnreadableError as error:
                results.append(Failed(error))
        return results


@dataclass
class FakeMailbox:
    """Implements Mailbox over mails by UID, which are added, taken away and renumbered as a test goes on.

    ``refused`` UIDs are not handed over, ``gone_later`` ones vanish after they were listed, and the
    connection breaks after ``breaks_after`` mails, and whenever one of ``poison`` is asked for. ``sent`` are
    those of its Sent folder, which it has once there are any, ``others`` those of other folders.
    ``told_bytes`` is the size it tells of every mail where that is not true, ``cut`` how long a piece of a
    large mail is at most.
    """

    mails: dict[int, bytes] = field(default_factory=dict)
    sent: dict[int, bytes] = field(default_factory=dict)
    others: dict[str, dict[int, bytes]] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    will_not_list: bool = False
    told_bytes: int = 0
    cut: int = PART_BYTES
    uid_validity: int = 1
    refused: set[int] = field(default_factory=set)
    poison: set[int] = field(default_factory=set)
    gone_later: set[int] = field(default_factory=set)
    breaks_after: int | None = None
    account: str = "office@mail.example"
    aborted: bool = False
    remote_ids: dict[int, str] = field(default_factory=dict)
    fetched: list[int] = field(default_factory=list)
    parts_asked: list[tuple[int, int]] = field(default_factory=list)
    tidied: list[tuple[str, int, tuple[int, ...], TidyWish]] = field(default_factory=list)
    will_not_tidy: bool = False
    can_idle: bool = True
    waiting: Callable[[float], bool] = lambda _seconds: False

    @contextmanager
    def connect(self) -> Iterator[MailSession]:
        yield _FakeSession(self)

    def abort(self) -> None:
        self.aborted = True

    def deliver(self, *mails: bytes) -> None:
        for raw in mails:
            self.mails[max(self.mails, default=0) + 1] = raw

    def send(self, *mails: bytes) -> None:
        """Somebody answers in a mail program, which files it."""
        for raw in mails:
            self.sent[max(self.sent, default=0) + 1] = raw

    def renumber(self) -> None:
        """The server starts its numbers anew, as after a restore from backup."""
        self.uid_validity += 1
        self.mails = {uid + 100: raw for uid, raw in self.mails.items()}
        self.remote_ids = {uid + 100: name for uid, name in self.remote_ids.items()}


class _FakeSession:
    def __init__(self, mailbox: FakeMailbox) -> None:
        self._mailbox = mailbox
        self._mails = mailbox.mails

    def folders(self) -> tuple[ListedFolder, ...]:
        if self._mailbox.will_not_list:
            raise MailboxUnreachableError("It will not list its folders.")
        inbox = (ListedFolder("INBOX"), ListedFolder("Drafts"))
        return (*inbox, ListedFolder("Sent Items")) if self._mailbox.sent else inbox

    def open_folder(self, folder: str) -> FolderState:
        box = self._mailbox
        if folder in box.missing:
            raise MailboxUnreachableError(f"There is no mail folder named {folder}.")
        self._mails = box.sent if folder == "Sent Items" else box.others.get(folder, box.mails)
        state = FolderState(self._mailbox.uid_validity, tuple(self._mails))
        for uid in self._mailbox.gone_later & self._mails.keys():
            del self._mails[uid]
        return state

    @property
    def can_wait(self) -> bool:
        return self._mailbox.can_idle

    def measure(self, uids: Sequence[int]) -> dict[int, MailFacts]:
        box = self._mailbox
        return {
            uid: MailFacts(box.told_bytes or len(self._mails[uid]), box.remote_ids.get(uid, ""))
            for uid in uids
            if uid in self._mails
        }

    def headers(self, uids: Sequence[int]) -> dict[int, bytes]:
        return {uid: self._mails[uid].partition(b"\r\n\r\n")[0] + b"\r\n\r\n" for uid in uids}

    def about(self, uid: int) -> tuple[str, str]:
        return (f"Subject of {uid}", "Ana")

    def fetch(self, mails: Mapping[int, MailFacts]) -> Iterator[FetchedMail]:
        if self._mailbox.poison & mails.keys():
            raise MailboxUnreachableError("The connection broke.")
        for count, uid in enumerate(mails):
            if self._mailbox.breaks_after is not None and count >= self._mailbox.breaks_after:
                raise MailboxUnreachableError("The connection broke.")
            self._mailbox.fetched.append(uid)
            raw = None if uid in self._mailbox.refused else self._mails[uid]
            yield FetchedMail(uid, raw)

    def fetch_part(self, uid: int, offset: int) -> bytes | None:
        box = self._mailbox
        box.parts_asked.append((uid, offset))
        if box.breaks_after is not None and len(box.parts_asked) > box.breaks_after:
            raise MailboxUnreachableError("The connection broke.")
        raw = None if uid in box.refused else self._mails.get(uid)
        return None if raw is None else raw[offset : offset + box.cut]

    def wait_for_news(self, seconds: float) -> bool:
        return self._mailbox.waiting(seconds)

    def tidy(self, folder: str, uid_validity: int, uids: Sequence[int], wish: TidyWish) -> None:
        self._mailbox.tidied.append((folder, uid_validity, tuple(uids), wish))
        if self._mailbox.will_not_tidy:
            raise MailboxUnreachableError("The server would not.")


def closings(store: Store) -> Closings:
    """The closings of the fake city, by days of Chicago."""
    return Closings(store, CITY, ZoneInfo("America/Chicago"))


def exporting_from(store: Store) -> Exporting:
    """The export of a store."""
    return Exporting(store, closings(store))


def message_filing(finder: PlaceFinder = NO_PLACES) -> MessageFiling:
    placing = Placing(lambda: finder, find_address, normalise, ward_of, lambda point: ward_of(point) == WARD)
    own = OwnAddresses(["@ward47.example"])
    problems = ProblemsTold(placing, service_families())
    sorting = MailSorting(
        mail_words("chicago"),
        CHICAGO,
        ZoneInfo("America/Chicago"),
        is_holiday,
        problems.tells,
        ("mx.ward47.example",),
        own,
    )
    return MessageFiling(placing, problems, sorting, own)


def mail_reading(store: Store, pool: ParsingPool | None = None) -> MailReading:
    return MailReading(store, pool or InlinePool(), message_filing(), SentFiling(store, CHICAGO))


def mail_intake(
    store: Store, mailbox: Mailbox, pool: ParsingPool | None = None, wish: TidyWish = NO_WISH
) -> MailIntake:
    """An intake of a mailbox's INBOX into a store."""
    return MailIntake(store, mailbox, ("INBOX",), mail_reading(store, pool), wish)


def mailboxes(store: Store, *boxes: FakeMailbox) -> Mailboxes:
    """All of these mailboxes, each read by an intake of its own."""
    return Mailboxes(store, [mail_intake(store, each) for each in boxes])
