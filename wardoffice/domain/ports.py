"""What the outside must look like to the office: implemented by the edge packages, by fakes in tests."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wardoffice.domain.places import AddressPoint
from wardoffice.domain.portal import PortalPage
from wardoffice.domain.printing import PrintedPage
from wardoffice.domain.service_requests import (
    RequestPage,
    ServiceDefinition,
    ServiceRequest,
    ServiceType,
    UpdatePage,
    Window,
)
from wardoffice.domain.submissions import Receipt
from wardoffice.domain.watching import Answered, EndpointAddress

Progress = Callable[[int, int | None], None]
"""``progress(done, total)``; ``total`` is None while unknown."""

Cancelled = Callable[[], bool]
"""Whether a person asked the job to stop."""

Clock = Callable[[], datetime]
"""The time now, aware UTC."""


class Secrets(Protocol):
    """Where passwords and keys live: the system keyring, or memory for tests and the practice ward."""

    def get(self, name: str) -> str | None:
        """The secret, or None; raises SecretsError where there is no keyring."""
        ...

    def put(self, name: str, secret: str) -> None:
        """Keep a secret; raises SecretsError where there is no keyring."""
        ...

    def remove(self, name: str) -> None:
        """Forget a secret; forgetting an unknown one is fine."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """The Service List and its version (ETag, Last-Modified): what to ask about the next time."""

    types: tuple[ServiceType, ...]
    version: tuple[str, str] = ("", "")


class MediaSource(Protocol):
    """Where the city's own pictures are fetched from."""

    def fetch(self, url: str, cancelled: Cancelled) -> bytes:
        """What is at a web address, within limits; raises a CityError on trouble."""
        ...


class Geocoder(Protocol):
    """A service on the network that knows where addresses are."""

    def find(self, address: str, cancelled: Cancelled) -> tuple[AddressPoint, ...]:
        """The places of an address with city and state, the likeliest first; raises a CityError."""
        ...


class City(Protocol):
    """A GeoReport v2 endpoint. Every call raises a CityError subclass on trouble."""

    @property
    def key(self) -> str:
        """The city profile's key, part of every record's identity."""
        ...

    @property
    def page_size(self) -> int:
        """How many records a full page holds."""
        ...

    def services(self) -> tuple[ServiceType, ...]:
        """The Service List."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...

    @property
    def max_page_size(self) -> int:
        """The most records the city gives on a page."""
        ...

    @property
    def max_span_days(self) -> int:
        """The longest window one listing may ask for, in days."""
        ...

    @property
    def has_pages(self) -> bool:
        """Whether it is said to take ``page`` and ``page_size``."""
        ...

    @property
    def tells_updates(self) -> bool | None:
        """Whether it can be asked for what was updated since a time, as is said of it; None: find out."""
        ...

    @property
    def repairs(self) -> Mapping[str, int]:
        """What was mended so far, by kind, in all answers but pages, which count it themselves."""
        ...

    def services_since(self, version: tuple[str, str]) -> Listed | None:
        """The Service List; None where the city says it is still the ``version`` that came with it before."""
        ...

    def request(self, number: str) -> ServiceRequest:
        """One request, maybe under a new number; raises CityRefusedError (404) where the city has none."""
        ...

    @property
    def tells_steps(self) -> bool:
        """Whether it tells what happened to requests apart from them (FixMyStreet's request updates)."""
        ...

    def steps(self, window: Window) -> UpdatePage:
        """What happened to requests in a window; only where it ``tells_steps``."""
        ...

    def requests(self, window: Window, page: int, page_size: int, *, by_update: bool) -> RequestPage:
        """Page ``page`` (from 1) of the requests of a window; ``by_update`` asks by update time."""
        ...


class CityDesk(Protocol):
    """A GeoReport v2 endpoint as whoever submits sees it. Every call raises a CityError on trouble."""

    def services(self) -> tuple[ServiceType, ...]:
        """The Service List."""
        ...

    def definition(self, code: str) -> ServiceDefinition:
        """The questions the city asks for a service type."""
        ...

    def request(self, number: str) -> ServiceRequest:
        """One service request; raises CityRefusedError (404) where the city does not know the number."""
        ...

    def number_for(self, token: str) -> str:
        """The number a token stands for by now, "" as long as the city has not given one."""
        ...

    def like(self, code: str, window: Window, *, whole: bool = False) -> tuple[RequestPage, ...]:
        """The requests of one type made within a window; others may be among them.

        There may be more than are read: where they are needed ``whole``, raises CityTooMuchError.
        """
        ...

    def submit(self, fields: Sequence[tuple[str, str]], *, expects_answer: bool = True) -> Receipt:
        """POST a request once; raises NotSentError where nothing can have left."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class CityByNumber(Protocol):
    """A 311 system that can be asked for requests by their numbers. Calls raise a CityError on trouble."""

    def requests_by_number(self, numbers: Sequence[str]) -> RequestPage:
        """Those of them it knows."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class Portal(Protocol):
    """The city's open-data portal: all requests, later. Calls raise a CityError on trouble."""

    def pages(
        self, window: Window, ward: int | None = None, *, by_update: bool = False
    ) -> Iterator[PortalPage]:
        """Every row made (or changed) in a window, of one ward where given."""
        ...

    def left_out(self, window: Window, ward: int | None = None) -> Mapping[str, int]:
        """How many requests made in a window are no ward's work and not given, by the code of their type."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


class MapSource(Protocol):
    """The city's data portal, data set by data set. Every call raises a CityError subclass on trouble."""

    def areas(self, dataset: str) -> bytes:
        """A data set of areas as GeoJSON."""
        ...

    def table(self, dataset: str) -> bytes:
        """A table as a JSON array of objects."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


PART_BYTES = 1024 * 1024
"""How much of a large mail is asked for at once."""


@dataclass(frozen=True, slots=True)
class FolderState:
    """What the server says of a folder opened read-only."""

    uid_validity: int
    uids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ListedFolder:
    """A folder as the server lists it; ``attributes`` in lower case, those of its use among them (RFC 6154).

    ``delimiter`` is what stands between a folder and those inside it, "" where the server has no such thing.
    """

    name: str
    attributes: frozenset[str] = frozenset()
    delimiter: str = "/"


@dataclass(frozen=True, slots=True)
class MailFacts:
    """What the server says of a mail before it is fetched.

    ``size`` is RFC822.SIZE in bytes: a hint, not a promise, and 0 where the server will not say.
    ``remote_id`` is the server's own name of the mail, the same in every folder and for good (EMAILID of
    RFC 8474, or Gmail's X-GM-MSGID), "" where it has none.
    """

    size: int
    remote_id: str = ""


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """The whole mail as the server gave it, or None where it would not hand it over."""

    uid: int
    raw: bytes | None


@dataclass(frozen=True, slots=True)
class TidyWish:
    """What an office wants done to a mail on the server once it is in; nothing of it unless switched on.

    ``move_to`` is a folder, ``label`` a keyword (a label at Gmail); "" for neither.
    """

    mark_seen: bool = False
    label: str = ""
    move_to: str = ""

    @property
    def wants_anything(self) -> bool:
        """Whether the office switched anything on."""
        return self.mark_seen or bool(self.label or self.move_to)


class MailSession(Protocol):
    """One open connection to a mailbox. Nothing here but ``tidy`` changes anything on the server."""

    @property
    def can_wait(self) -> bool:
        """Whether the server tells by itself that mail came (IDLE, RFC 2177)."""
        ...

    def folders(self) -> Sequence[ListedFolder]:
        """Every folder of the mailbox."""
        ...

    def open_folder(self, folder: str) -> FolderState:
        """EXAMINE the folder and list its UIDs."""
        ...

    def measure(self, uids: Sequence[int]) -> dict[int, MailFacts]:
        """What the server says of each. A UID missing here is gone."""
        ...

    def headers(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The header of each mail as it stands in it, with its last empty line, where the server gives it."""
        ...

    def about(self, uid: int) -> tuple[str, str]:
        """Subject and sender as the server lists them, each "" where it does not."""
        ...

    def fetch(self, mails: Mapping[int, MailFacts]) -> Iterator[FetchedMail]:
        """BODY.PEEK[] of each measured UID, in batches; one that is gone is left out."""
        ...

    def fetch_part(self, uid: int, offset: int) -> bytes | None:
        """A piece of a large mail from this byte on, at most PART_BYTES; an empty one is its end.

        None where the mail is gone, or the server will not hand it over.
        """
        ...

    def wait_for_news(self, seconds: float) -> bool:
        """Wait so long for the server to say that something changed in the open folder: a hint, no more."""
        ...

    def tidy(self, folder: str, uid_validity: int, uids: Sequence[int], wish: TidyWish) -> None:
        """Do to these mails what the office wants, by UID, and nothing to any other. Repeatable.

        Raises MailboxUnreachableError where the server has no safe way of doing it.
        """
        ...


class Mailbox(Protocol):
    """An account on a mail server."""

    @property
    def account(self) -> str:
        """The account's key in the ledger: user@host."""
        ...

    def connect(self) -> AbstractContextManager[MailSession]:
        """Sign in; raises MailboxUnreachableError or SignInRefusedError."""
        ...

    def abort(self) -> None:
        """From any thread: end what is under way, which then raises CancelledError. Never waits."""
        ...


class Printer(Protocol):
    """What draws pages for paper; safe from any thread, and never waits for the window."""

    def pdf(self, page: PrintedPage) -> bytes:
        """The page as a PDF."""
        ...


class Endpoint(Protocol):
    """Something outside that the office depends on, to look at now and then."""

    @property
    def address(self) -> EndpointAddress:
        """Which endpoint it is."""
        ...

    @property
    def tls(self) -> tuple[str, int] | None:
        """The host and port of its certificate, None where it has none."""
        ...

    def look(self, cancelled: Cancelled) -> Answered:
        """Ask it a little; raises CancelledError, or SecretsError where a secret it wants cannot be had."""
        ...
