"""Tries a city's endpoint, reading only: what it answers, how, and whether its city file is right.

About a dozen small questions, with the pause between them that the city file asks for.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import TypeVar

from wardoffice.domain.errors import CancelledError
from wardoffice.domain.health import Finding, ok, problem, warning
from wardoffice.domain.ports import Cancelled, Clock
from wardoffice.domain.service_requests import RequestPage, ServiceType, Window
from wardoffice.language import plural, text
from wardoffice.office.city_dialect import heeds_updates, turns_pages
from wardoffice.office.city_findings import (
    CHECK,
    page_finding,
    points_findings,
    reason_of,
    services_finding,
    ward_finding,
    zone_finding,
)
from wardoffice.office.doctor_line import LookAtCertificate, line_findings
from wardoffice.open311.answers import Discovery
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.questions import Questions, Reply
from wardoffice.open311.repairs import Repair

Value = TypeVar("Value")

_FEW = 5
_DAYS = (3, 14, 60)
"""Windows to look for requests in, until one holds enough to judge by."""
_ENOUGH = 2 * _FEW
_STEP_SECONDS = 0.05
_FORMS = ("json", "xml")


class CityCheck:
    """Asks one endpoint and tells what it found; ``api_key`` is asked for where the city wants it to read."""

    def __init__(
        self,
        profile: CityProfile,
        api_key: Callable[[], str | None],
        clock: Clock,
        look_at_certificate: LookAtCertificate,
    ) -> None:
        self._profile = profile
        self._api_key = api_key
        self._clock = clock
        self._look_at_certificate = look_at_certificate

    def __call__(self, cancelled: Cancelled) -> Iterator[Finding]:
        """Everything that was found; where it does not answer at all, only that."""
        profile = self._profile
        yield from line_findings(CHECK, profile.base_url, self._look_at_certificate, cancelled, self._clock())
        key = self._api_key() if profile.key_for_reading else None
        questions = _Polite(Questions(profile, key, self._clock, cancelled), profile, cancelled)
        try:
            listed = questions.ask(lambda asked: asked.services())
            yield services_finding(profile, listed)
            if listed.status is None:
                return
            yield from self._discovery(questions)
            yield from self._other_form(questions)
            if listed.value is not None:
                yield from self._definition(questions, listed.value)
            yield from self._requests(questions)
        finally:
            questions.close()

    def _discovery(self, questions: "_Polite") -> Iterator[Finding]:
        base = self._profile.base_url
        parent = base.rpartition("/")[0]
        for url in (f"{parent}/discovery.{self._profile.format}", f"{base}/discovery.{self._profile.format}"):
            reply = questions.ask(partial(_discovery, url))
            if reply.value is not None:
                yield ok(CHECK, text("It has a discovery document at {url}.", url=url))
                return
        yield ok(CHECK, text("It has no discovery document where one would be expected; none is needed."))

    def _other_form(self, questions: "_Polite") -> Iterator[Finding]:
        other = next(each for each in _FORMS if each != self._profile.format)
        reply = questions.ask(lambda asked: asked.services(other))
        if reply.value is not None:
            yield ok(CHECK, text("It answers in {form} too.", form=other.upper()))
        else:
            yield ok(
                CHECK,
                text(
                    "It answers in {form}, and not in {other}.",
                    form=self._profile.format.upper(),
                    other=other.upper(),
                ),
            )

    def _definition(self, questions: "_Polite", services: tuple[ServiceType, ...]) -> Iterator[Finding]:
        with_questions = next((each for each in services if each.has_definition), None)
        if with_questions is None:
            yield ok(CHECK, text("It asks no questions for any type."))
            return
        reply = questions.ask(lambda asked: asked.definition(with_questions.code))
        if reply.value is None:
            yield warning(
                CHECK,
                text(
                    "It says that it has questions for {name}, and does not tell them: {reason}",
                    name=with_questions.name,
                    reason=reason_of(reply),
                ),
                text("Requests of such a type can only be made in the city's own program."),
            )
            return
        yield ok(
            CHECK,
            plural(
                "It tells its questions: {count} for {name}.",
                "It tells its questions: {count} for {name}.",
                len(reply.value.attributes),
                name=with_questions.name,
            ),
        )

    def _requests(self, questions: "_Polite") -> Iterator[Finding]:
        profile, now = self._profile, self._clock()
        pages = {"page": "1", "page_size": str(max(_ENOUGH, min(profile.page_size, 50)))}
        reply: Reply[RequestPage] = Reply(0)
        window = Window(now, now)
        for days in _DAYS:
            window = Window(now - timedelta(days=min(days, profile.max_span_days)), now)
            reply = questions.ask(partial(_listed, window, pages if profile.paging else {}))
            if reply.value is None or len(reply.value.requests) >= _ENOUGH:
                break
        page = reply.value
        if page is None:
            yield problem(
                CHECK,
                text("Its list of requests cannot be read: {reason}", reason=reason_of(reply)),
                text("Check format, date_style and jurisdiction_id in the city file."),
            )
            return
        yield page_finding(page, _DAYS[-1], reply.milliseconds, self._clock())
        if page.requests:
            yield from self._paging(questions, window)
            yield from self._updates(questions, page)
            yield from self._dialect(page, reply.body)

    def _paging(self, questions: "_Polite", window: Window) -> Iterator[Finding]:
        first, second = (
            questions.ask(partial(_listed, window, {"page": str(number), "page_size": str(_FEW)}))
            for number in (1, 2)
        )
        works = turns_pages(first.value, second.value, _FEW)
        if works is None:
            yield ok(CHECK, text("There are too few requests to see whether it turns pages."))
        elif works == self._profile.paging:
            yield ok(
                CHECK, text("It turns pages.") if works else text("It has no pages, as its city file says.")
            )
        elif works:
            yield warning(
                CHECK,
                text("It turns pages, and its city file says it does not."),
                text("Set paging to true."),
            )
        else:
            yield problem(
                CHECK,
                text("It does not turn pages, and its city file says it does."),
                text("Set paging to false."),
            )

    def _updates(self, questions: "_Polite", page: RequestPage) -> Iterator[Finding]:
        since = self._clock() - timedelta(days=1)
        window = Window(since, self._clock())
        reply = questions.ask(lambda asked: asked.requests(window, {}, by_update=True))
        works = heeds_updates(reply.value, page, since)
        said = self._profile.updated_after
        if works is None:
            yield ok(CHECK, text("Nothing shows whether it can be asked for what changed."))
        elif said is None or works == said:
            yield ok(
                CHECK,
                text("It tells what changed since a time.")
                if works
                else text("It does not heed the question what changed; days are read anew instead."),
            )
        else:
            value = "true" if works else "false"
            yield warning(
                CHECK,
                text("Its city file is wrong about updated_after."),
                text("Set updated_after to {value}.", value=value),
            )

    def _dialect(self, page: RequestPage, body: bytes) -> Iterator[Finding]:
        profile, repairs = self._profile, page.repairs
        if profile.extensions:
            seen = b"extended_attributes" in body or any(each.notes for each in page.requests)
            yield (
                ok(CHECK, text("It tells more than the standard when asked for extensions."))
                if seen
                else ok(CHECK, text("It was not seen to tell more than the standard."))
            )
        yield zone_finding(repairs.get(Repair.DATE_NO_ZONE.value, 0), profile.timezone)
        if profile.bounds is not None:
            yield from points_findings(page)
        if profile.ward_field:
            yield ward_finding(page.requests, profile.ward_field)
        departures = Counter({kind: count for kind, count in repairs.items() if count})
        for kind, count in departures.most_common():
            yield ok(
                "repairs",
                plural(
                    "Mended {count} time on one page: {kind}.",
                    "Mended {count} times on one page: {kind}.",
                    count,
                    kind=text(kind),
                ),
            )
        for refusal in page.refusals[:_FEW]:
            yield warning("repairs", text("A request could not be used: {reason}", reason=refusal.reason))


class _Polite:
    """Asks one question after the other, with the pause the city file asks for."""

    def __init__(self, questions: Questions, profile: CityProfile, cancelled: Cancelled) -> None:
        self._questions = questions
        self._pause = profile.seconds_between
        self._cancelled = cancelled

    def ask(self, question: Callable[[Questions], Reply[Value]]) -> Reply[Value]:
        """The reply to one question, after the pause."""
        waiting, left = threading.Event(), self._pause
        while left > 0:
            waiting.wait(min(left, _STEP_SECONDS))
            left -= _STEP_SECONDS
            if self._cancelled():
                raise CancelledError
        return question(self._questions)

    def close(self) -> None:
        self._questions.close()


def _discovery(url: str, questions: Questions) -> Reply[Discovery]:
    return questions.discovery(url)


def _listed(window: Window, more: Mapping[str, str], questions: Questions) -> Reply[RequestPage]:
    return questions.requests(window, more)
