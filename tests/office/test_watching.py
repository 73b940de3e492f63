"""Looking at the endpoints: politely, honestly, and only as often as it is due."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.builders_queue import MARIA
from tests.builders_watching import CHICAGO, CITY, DOWN, MAILBOX, UP
from tests.databases import Clock
from wardoffice.domain.errors import (
    CancelledError,
    CityUnreachableError,
    SecretsError,
    SettingsError,
    WardOfficeError,
)
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.service_requests import ServiceAttribute, ServiceDefinition, ServiceType
from wardoffice.domain.watching import Answered, Certificate, EndpointAddress, Outcome
from wardoffice.office.service_list import ServiceList
from wardoffice.office.watching import Watching
from wardoffice.store.service_definitions import kept_definition
from wardoffice.store.service_types import store_service_types
from wardoffice.store.store import Store

REFUSED = Answered(Outcome.ERRORS, 1, 1, trouble="The mail server does not accept the password.")


@dataclass
class MadeUpEndpoint:
    """Answers as told; the last answer stays."""

    address: EndpointAddress
    answers: Sequence[Answered | WardOfficeError] = (UP,)
    tls: tuple[str, int] | None = None
    looks: int = 0

    def look(self, cancelled: Cancelled) -> Answered:
        if cancelled():
            raise CancelledError
        self.looks += 1
        answer = self.answers[min(self.looks, len(self.answers)) - 1]
        if isinstance(answer, WardOfficeError):
            raise answer
        return answer


def _never() -> bool:
    return False


@dataclass
class Certificates:
    """Shows one certificate, and counts who asked."""

    seen: Certificate | None = None
    asked: int = 0

    def __call__(self, _host: str, _port: int, _cancelled: Cancelled) -> Certificate | None:
        self.asked += 1
        return self.seen


def _watching(store: Store, *endpoints: MadeUpEndpoint, certificates: Certificates | None = None) -> Watching:
    return Watching(store, endpoints, CHICAGO, certificates or Certificates())


@pytest.fixture
def clock(store: Store) -> Clock:
    assert isinstance(store.now, Clock)
    return store.now


def test_uptime_is_that_of_the_time_we_watched(store: Store, clock: Clock) -> None:
    """P7: two hours watched are two hours, whatever the other 46 were like."""
    city = MadeUpEndpoint(CITY, [UP] * 6 + [DOWN] * 3 + [UP])
    watching = _watching(store, city)
    for _ in range(13):
        watching.probe(MARIA, _never)
        clock.forward(minutes=10)
    (seen,) = watching.endpoints(MARIA)
    assert seen.two_days.share is not None
    assert 0.74 < seen.two_days.share < 0.78
    assert timedelta(hours=2) <= seen.two_days.watched <= timedelta(hours=2, minutes=15)
    assert (seen.questions, seen.failed) == (26, 6)
    assert seen.last is not None
    assert seen.last.up
    assert seen.month.watched == seen.two_days.watched


def test_a_month_of_looks_says_the_same_after_its_days_were_put_in_lines(store: Store, clock: Clock) -> None:
    watching = _watching(store, MadeUpEndpoint(CITY, [DOWN] + [UP] * 40 + [DOWN] + [UP]))
    for _ in range(6 * 24):
        watching.probe(MARIA, _never)
        clock.forward(minutes=60)
    (seen,) = watching.endpoints(MARIA)
    assert len(seen.days) == 30
    assert sum(bool(each.watched) for each in seen.days) in {6, 7}
    assert timedelta(hours=47) < seen.month.watched <= timedelta(minutes=20) * 144, "20 minutes for each look"
    assert seen.month.up < seen.month.watched


def test_what_was_looked_at_just_now_is_passed_over_unless_a_person_asks(store: Store, clock: Clock) -> None:
    city = MadeUpEndpoint(CITY)
    watching = _watching(store, city)
    watching.probe(MARIA, _never)
    clock.forward(seconds=20)
    assert watching.probe(MARIA, _never) == ()
    assert len(watching.probe(MARIA, _never, asked=True)) == 1
    clock.forward(minutes=10)
    watching.probe(MARIA, _never)
    assert city.looks == 3


def test_a_mailbox_that_refused_us_is_left_alone_for_an_hour(store: Store, clock: Clock) -> None:
    box = MadeUpEndpoint(MAILBOX, [REFUSED])
    watching = _watching(store, box)
    for _ in range(6):
        watching.probe(MARIA, _never)
        clock.forward(minutes=9)
    assert box.looks == 1, "some servers lock an account after a few wrong passwords"
    clock.forward(minutes=10)
    watching.probe(MARIA, _never)
    assert box.looks == 2


@pytest.mark.parametrize(
    "trouble", [SecretsError("There is no keyring."), SettingsError("There is no client id.")]
)
def test_a_mailbox_nobody_can_sign_in_to_is_unknown_and_the_others_are_looked_at(
    store: Store, trouble: WardOfficeError
) -> None:
    box = MadeUpEndpoint(MAILBOX, [trouble])
    city = MadeUpEndpoint(CITY)
    watching = _watching(store, box, city)
    assert [each.endpoint for each in watching.probe(MARIA, _never)] == [CITY.key]
    unknown, known = watching.endpoints(MARIA)
    assert unknown.last is None
    assert unknown.two_days.share is None
    assert known.last is not None


def test_a_look_that_is_stopped_leaves_nothing_behind(store: Store) -> None:
    watching = _watching(store, MadeUpEndpoint(CITY))
    with pytest.raises(CancelledError):
        watching.probe(MARIA, lambda: True)
    assert watching.endpoints(MARIA)[0].last is None


def test_a_certificate_is_looked_at_now_and_then_and_shown_all_the_time(store: Store, clock: Clock) -> None:
    shown = Certificate(trusted=True, ends_at=store.now() + timedelta(days=90))
    certificates = Certificates(shown)
    watching = _watching(
        store, MadeUpEndpoint(MAILBOX, tls=("imap.example.org", 993)), certificates=certificates
    )
    for _ in range(12):
        watching.probe(MARIA, _never)
        clock.forward(minutes=60)
    assert certificates.asked == 2
    assert watching.endpoints(MARIA)[0].certificate == shown


@dataclass
class MadeUpCity:
    """Tells the definitions it has; asked for ``silent`` it does not answer at all."""

    attributes: dict[str, tuple[ServiceAttribute, ...]]
    silent: bool = False
    asked: list[str] = field(default_factory=list)

    def definition(self, code: str) -> ServiceDefinition:
        self.asked.append(code)
        if self.silent:
            raise CityUnreachableError("No answer.")
        return ServiceDefinition("", self.attributes[code])

    def close(self) -> None:
        """Nothing is open."""


def _with_types(store: Store, count: int) -> None:
    types = [ServiceType(f"T{number:02}", f"Type {number}", has_definition=True) for number in range(count)]
    with store.writing() as session:
        store_service_types(session, "chicago", types, store.now())


def test_definitions_are_read_a_few_at_a_time_and_none_twice(store: Store, clock: Clock) -> None:
    _with_types(store, 12)
    city = MadeUpCity({f"T{number:02}": (ServiceAttribute("A", "string"),) for number in range(12)})
    services = ServiceList(store, "chicago", lambda _cancelled: city)
    assert [services.read_definitions(MARIA, _never) for _ in range(4)] == [5, 5, 2, 0]
    assert sorted(city.asked) == [f"T{number:02}" for number in range(12)]
    clock.forward(days=8)
    city.attributes["T03"] = (ServiceAttribute("A", "number"),)
    assert sum(services.read_definitions(MARIA, _never) for _ in range(3)) == 12
    news = services.news(MARIA)
    assert [(each.change.code, each.change.name) for each in news.lines] == [("T03", "Type 3")]
    assert (news.count, news.unseen) == (1, 1)
    services.mark_seen(MARIA, news.lines[0].change_id)
    assert services.news(MARIA).unseen == 0


def test_a_definition_is_kept_under_the_code_of_the_list(store: Store) -> None:
    _with_types(store, 1)
    city = MadeUpCity({"T00": (ServiceAttribute("A", "string"),)})
    ServiceList(store, "chicago", lambda _cancelled: city).read_definitions(MARIA, _never)
    with store.reading() as session:
        kept = kept_definition(session, "chicago", "T00")
    assert kept is not None
    assert kept.definition.attributes == city.attributes["T00"]


def test_a_city_that_does_not_answer_is_asked_once_and_left_alone(store: Store) -> None:
    _with_types(store, 5)
    city = MadeUpCity({}, silent=True)
    assert ServiceList(store, "chicago", lambda _cancelled: city).read_definitions(MARIA, _never) == 0
    assert city.asked == ["T00"]


def test_without_a_city_nothing_is_asked(store: Store) -> None:
    _with_types(store, 1)
    assert ServiceList(store, "chicago", None).read_definitions(MARIA, _never) == 0
