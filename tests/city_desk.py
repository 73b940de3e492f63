"""A city's desk in memory that takes, loses and refuses requests, and an office that submits to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec

from tests.builders import OfficeBuilder
from tests.gathering import CITY, HERE, WARD, FakeCity, city_filing, city_sync, never, no_progress, ward_of
from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CityRefusedError, CityTooMuchError, CityUnreachableError, SecretsError
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import (
    CityStatus,
    RequestPage,
    ServiceDefinition,
    ServiceRequest,
    ServiceType,
    Window,
)
from wardoffice.domain.submissions import (
    FormContact,
    FormValues,
    Receipt,
    SubmissionForm,
    SubmissionView,
)
from wardoffice.geo.addresses import normalise
from wardoffice.office.case_pane import CasePane
from wardoffice.office.city_looking import CityLooking
from wardoffice.office.linking import Linking
from wardoffice.office.merging import Merging
from wardoffice.office.numbers_typed import NumbersTyped
from wardoffice.office.outbox import Outbox
from wardoffice.office.sending import Sending
from wardoffice.office.sent_report import SentReport
from wardoffice.office.submitting import Submitting, SubmittingPlace
from wardoffice.office.undoing import Undoing
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.submitting_profile import SubmittingProfile
from wardoffice.store.service_types import store_service_types
from wardoffice.store.store import Store

POTHOLE = ServiceType("PHF", "Pothole in Street", answer_kind="realtime")
PROGRAM = Actor.program("sender")


@dataclass
class FakeDesk:
    """Implements CityDesk. A POST makes a request at ``HERE``-like places with a number, or a token first.

    ``troubles`` are raised by the next POSTs: with ``keeps`` the request is made all the same, and only its
    answer is lost.
    """

    now: Callable[[], datetime]
    posts: list[dict[str, str]] = field(default_factory=list)
    made: list[ServiceRequest] = field(default_factory=list)
    troubles: list[tuple[Exception, bool]] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)
    gives_tokens: bool = False
    receipt: Receipt | None = None
    numbers: bool = True
    down: bool = False
    has_more: bool = False
    types: tuple[ServiceType, ...] = (POTHOLE,)
    definitions: dict[str, ServiceDefinition] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    on_post: Callable[[], None] = lambda: None

    def services(self) -> tuple[ServiceType, ...]:
        self._ask("services")
        return self.types

    def definition(self, code: str) -> ServiceDefinition:
        self._ask(f"definition {code}")
        if code not in self.definitions:
            raise CityRefusedError("There is none.", 404)
        return self.definitions[code]

    def request(self, number: str) -> ServiceRequest:
        self._ask(f"request {number}")
        found = next((each for each in self.made if each.number == number), None)
        if found is None:
            raise CityRefusedError("There is none.", 404)
        return found

    def number_for(self, token: str) -> str:
        self._ask(f"token {token}")
        return self.tokens.get(token, "")

    def like(self, code: str, window: Window, *, whole: bool = False) -> tuple[RequestPage, ...]:
        self._ask(f"like {code}")
        if whole and self.has_more:
            raise CityTooMuchError("There are more than can be read.")
        told = tuple(
            each
            for each in self.made
            if each.service_code == code
            and each.requested_at is not None
            and window.start <= each.requested_at <= window.end
        )
        return (RequestPage(told, (), {}, len(told)),)

    def submit(self, fields: Sequence[tuple[str, str]], *, expects_answer: bool = True) -> Receipt:
        self.on_post()
        given = dict(fields)
        trouble, keeps = self.troubles.pop(0) if self.troubles else (None, True)
        if trouble is not None and not keeps:
            raise trouble
        self.posts.append(given)
        number = f"SR26-{len(self.posts):08d}"
        self.make(number, given)
        if trouble is not None:
            raise trouble
        if not expects_answer:
            return Receipt("", "")
        if self.receipt is not None:
            return self.receipt
        return Receipt("", f"T{len(self.posts)}", "Soon", "A7") if self.gives_tokens else Receipt(number, "")

    def make(self, number: str, given: dict[str, str]) -> ServiceRequest:
        """A request as the city keeps it."""
        now = self.now()
        self.made.append(
            ServiceRequest(
                CITY,
                number,
                CityStatus.OPEN,
                service_code=given.get("service_code", "PHF"),
                service_name=POTHOLE.name,
                requested_at=now,
                updated_at=now,
                address=given.get("address_string", ""),
                point=Point(float(given["lat"]), float(given["long"])) if "lat" in given else None,
                description=given.get("description", ""),
            )
        )
        return self.made[-1]

    def close(self) -> None:
        """Nothing is open."""

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.down:
            raise CityUnreachableError("There is no answer.")


def profile(**submitting: object) -> CityProfile:
    """The fake city's profile."""
    fields: dict[str, object] = {"numbers": "chicago", **submitting}
    return CityProfile(
        key=CITY,
        name="Loopback",
        base_url="http://127.0.0.1/open311/v2",
        timezone="America/Chicago",
        submitting=msgspec.convert(fields, SubmittingProfile),
    )


@dataclass
class SubmittingOffice:
    """An office with everything that goes to the city, over one store and one fake desk."""

    store: Store
    office: OfficeBuilder
    desk: FakeDesk
    profile: CityProfile = field(default_factory=profile)
    has_key: bool = True
    locked: bool = False
    name: str = "Ana"
    contact: FormContact = field(
        default_factory=lambda: FormContact(None, "Ward 47", "office@example.org", "312-555-0100")
    )

    def __post_init__(self) -> None:
        with self.store.writing() as session:
            store_service_types(session, CITY, self.desk.types, self.store.now())
        place = SubmittingPlace(self.profile, WARD, ward_of, self.contact, self._has_key, normalise)
        filing = city_filing(self.store)
        looking = CityLooking(self.store, CITY, filing, self.profile.zone(), normalise)
        self.submitting = Submitting(self.store, place, lambda _: self.desk)
        self.sending = Sending(
            self.store,
            CITY,
            lambda _: self.desk,
            looking,
            self.profile.submitting.token_days,
            chicago=self.profile.submitting.numbers == "chicago",
        )
        self.linking = Linking(self.store, CITY, lambda _: self.desk, filing)
        self.outbox = Outbox(self.store, lambda _: self.desk, looking, self.linking)
        self.numbers = NumbersTyped(self.store, self.profile, lambda _: self.desk, normalise)
        self.undoing = Undoing(self.store)
        self.merging = Merging(self.store)
        self.ana = self.office.staff(self.name)

    def _has_key(self) -> bool:
        if self.locked:
            raise SecretsError("The keyring is locked.")
        return self.has_key

    def told(self, words: str = "A deep hole", point: Point | None = HERE, **more: object) -> int:
        """A case that a resident told us of."""
        fields: dict[str, object] = {"address": "4801 N Damen Ave", "service_code": "PHF", **more}
        return self.office.mail(words, point=point, **fields).case_id  # type: ignore[arg-type]  # a test's own

    def form(self, case_id: int, **more: object) -> SubmissionForm:
        return self.submitting.prepare(self.ana, case_id, **more)  # type: ignore[arg-type]  # a test's own

    def submit(self, case_id: int, **changed: object) -> Changes:
        """Fill the form in as it comes, with these values changed, and send it."""
        form = self.form(case_id)
        return self.submitting.submit(self.ana, form, filled(form.values, **changed))

    def send(self) -> SentReport:
        return self.sending.run(PROGRAM, no_progress, never)

    def sync(self, *records: ServiceRequest) -> None:
        """Read the city's feed: what it made itself, unless other records are named."""
        city_sync(self.store, FakeCity(list(records or self.desk.made))).run(PROGRAM, no_progress, never)

    def view(self, case_id: int) -> SubmissionView:
        """The newest submission of a case, as the case shows it."""
        return self.views(case_id)[0]

    def views(self, case_id: int) -> tuple[SubmissionView, ...]:
        shown = CasePane(self.store, WARD).show(self.ana, case_id)
        assert shown is not None
        return shown.submissions

    def numbers_of(self, case_id: int) -> list[str]:
        """The 311 numbers shown in a case."""
        shown = CasePane(self.store, WARD).show(self.ana, case_id)
        assert shown is not None
        return [each.number for each in shown.city]


def lost(*, kept: bool) -> tuple[Exception, bool]:
    """A POST without an answer, whose request is there or not."""
    return CityUnreachableError("The connection broke."), kept


def refused(status: int, *words: str) -> tuple[Exception, bool]:
    """A POST the city says no to."""
    return CityRefusedError("No.", status, (str(status),), words=words), False


def filled(values: FormValues, **changed: object) -> FormValues:
    """The values of a form with some changed."""
    return replace(values, **changed)  # type: ignore[arg-type]  # a test's own
