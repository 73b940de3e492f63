"""A whole city's endpoint on loopback: honest as long as nobody tells it to misbehave.

with HostileCity(records) as city:
    city.wrong = bad_record("SR5")
    ...                       # a sync that meets it
    city.wrong = honest
    ...                       # and one that does not
"""

import gzip
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests.open311.city_server import Behaviour, CityServer, Exchange, Question, cut, redirect, reply
from wardoffice.domain.service_requests import ServiceRequest

Wrong = Callable[["HostileCity", Question], Behaviour | None]
"""How a listing is answered; None for honestly."""

DEFAULT_SIZE = 50
LISTING = "/requests.json"
SERVICES = [{"service_code": "PHF", "service_name": "Pothole in Street"}]


class HostileCity(CityServer):
    """Serves ``records``, the newest request first; ``largest`` is the most it gives on a page."""

    def __init__(self, records: Iterable[ServiceRequest] = (), largest: int = 8) -> None:
        super().__init__()
        self.records = list(records)
        self.largest = largest
        self.wrong: Wrong = honest
        self.pages_asked = 0

    def found(self, question: Question) -> list[ServiceRequest]:
        """What a listing asks for, on all pages."""
        asked = question.arguments
        by_update = "updated_after" in asked
        start, end = ("updated_after", "updated_before") if by_update else ("start_date", "end_date")
        first, last = datetime.fromisoformat(asked[start]), datetime.fromisoformat(asked[end])

        def at(each: ServiceRequest) -> datetime:
            told = each.updated_at if by_update else each.requested_at
            assert told is not None
            return told

        inside = [each for each in self.records if first <= at(each) <= last]
        return sorted(inside, key=lambda each: (at(each), each.number), reverse=True)

    def page(self, question: Question) -> list[ServiceRequest]:
        """The page a listing asks for."""
        number, size = paging(question, self.largest)
        return self.found(question)[(number - 1) * size : number * size]

    def _behaviour_for(self, question: Question) -> Behaviour:
        if question.path == LISTING:
            self.pages_asked += 1
            return self.wrong(self, question) or answer(self.page(question))
        if question.path in self._behaviours:
            return super()._behaviour_for(question)
        if question.path == "/services.json":
            return reply(json.dumps(SERVICES).encode())
        number = question.path.removeprefix("/requests/").removesuffix(".json")
        told = [each for each in self.records if each.number == number]
        if told:
            return answer(told)
        return reply(b'[{"code":404,"description":"No such request"}]', 404)


def paging(question: Question, largest: int) -> tuple[int, int]:
    """The page and the size that are asked for."""
    asked = question.arguments
    return int(asked.get("page", "1")), min(int(asked.get("page_size", DEFAULT_SIZE)), largest)


def entry(told: ServiceRequest) -> dict[str, Any]:
    """A record as GeoReport writes it."""
    return {
        "service_request_id": told.number,
        "status": told.status.value,
        "status_notes": told.status_notes,
        "service_code": told.service_code,
        "service_name": told.service_name,
        "description": told.description,
        "requested_datetime": told.requested_at.isoformat() if told.requested_at else None,
        "updated_datetime": told.updated_at.isoformat() if told.updated_at else None,
        "address": told.address,
        "lat": told.point.lat if told.point else None,
        "long": told.point.long if told.point else None,
        "token": told.token or None,
    }


def written(told: Iterable[ServiceRequest]) -> bytes:
    """Records as the body of an answer."""
    return json.dumps([entry(each) for each in told]).encode()


def answer(told: Iterable[ServiceRequest]) -> Behaviour:
    """An honest answer."""
    return reply(written(told))


def honest(_city: HostileCity, _question: Question) -> None:
    """Nothing is wrong."""


def always(behaviour: Behaviour) -> Wrong:
    """The same for every listing."""
    return lambda _city, _question: behaviour


def on_page(number: int, behaviour: Behaviour) -> Wrong:
    """Wrong at one page only, in whatever size it is asked for."""
    return lambda _city, question: behaviour if question.arguments.get("page") == str(number) else None


def bad_record(number: str) -> Wrong:
    """Any page that holds it is a fault of the server."""

    def wrong(city: HostileCity, question: Question) -> Behaviour | None:
        held = any(each.number == number for each in city.page(question))
        return reply(b"Internal error", 500, "text/plain") if held else None

    return wrong


def half_a_body(city: HostileCity, question: Question) -> Behaviour:
    """Every body that holds something ends in the middle, with a length that fits."""
    body = written(city.page(question))
    return reply(body[: len(body) // 2] if len(body) > len(b"[]") else body)


def cut_in_the_middle(city: HostileCity, question: Question) -> Behaviour:
    """The connection ends before the body does."""
    body = written(city.page(question))
    return cut(body, len(body) // 2)


def too_short_a_length(city: HostileCity, question: Question) -> Behaviour:
    """Says that the body is shorter than what it sends."""
    body = written(city.page(question))

    def behave(exchange: Exchange) -> None:
        exchange.head(200, {"Content-Type": "application/json", "Content-Length": str(len(body) // 2 + 1)})
        exchange.handler.close_connection = True
        exchange.send(body)

    return behave


def ignores_page(city: HostileCity, question: Question) -> Behaviour:
    """The first page again and again."""
    return answer(city.found(question)[: paging(question, city.largest)[1]])


def own_pages(size: int) -> Wrong:
    """Pages of its own size."""

    def wrong(city: HostileCity, question: Question) -> Behaviour:
        number, _ = paging(question, city.largest)
        return answer(city.found(question)[(number - 1) * size : number * size])

    return wrong


def no_pages(limit: int) -> Wrong:
    """Neither page nor size: the newest, as many as it gives at once."""
    return lambda city, question: answer(city.found(question)[:limit])


def no_dates(limit: int) -> Wrong:
    """Neither pages nor dates."""
    return lambda city, _question: answer(city.records[:limit])


def new_ones_for_ever(city: HostileCity, question: Question) -> Behaviour:
    """Every page is full of records nobody heard of, outside the ward."""
    number, size = paging(question, city.largest)
    like = city.records[0]
    return answer(
        replace(like, number=f"NEW-{number}-{each}", point=None, ward=None, token="") for each in range(size)
    )


def future(days: int) -> Wrong:
    """Every update is dated so many days from now."""
    later = timedelta(days=days)

    def wrong(city: HostileCity, question: Question) -> Behaviour:
        return answer(
            replace(each, updated_at=each.updated_at + later if each.updated_at else None)
            for each in city.page(question)
        )

    return wrong


def other_ids(city: HostileCity, question: Question) -> Behaviour:
    """Every record under a number that nobody knows."""
    return answer(replace(each, number=f"X{each.number}") for each in city.page(question))


def moving(city: HostileCity, question: Question) -> Behaviour:
    """What stood on the first page has gone to the end of the list once that page was asked for."""
    number, size = paging(question, city.largest)
    found = city.found(question)
    moved = found if city.pages_asked == 1 else found[1:] + found[:1]
    return answer(moved[(number - 1) * size : number * size])


def latin_1(city: HostileCity, question: Question) -> Behaviour:
    """Bytes of another charset than is said."""
    body = json.dumps([entry(each) for each in city.page(question)], ensure_ascii=False)
    return reply(body.encode("latin-1"), content_type="application/json; charset=utf-8")


def large(megabytes: int) -> Wrong:
    """Every record tells a story of its share of so many megabytes."""

    def wrong(city: HostileCity, question: Question) -> Behaviour:
        held = city.page(question)
        share = megabytes * 1_000_000 // city.largest
        return answer(replace(each, description="x" * share) for each in held)

    return wrong


def bomb(megabytes: int) -> Behaviour:
    """A small packed body that is large unpacked."""
    return reply(gzip.compress(b"[" + b" " * megabytes * 1_000_000 + b"]"), Content_Encoding="gzip")


def ignores_updated_after(city: HostileCity, question: Question) -> Behaviour | None:
    """Takes ``updated_after`` and answers with the list as ever."""
    if "updated_after" not in question.arguments:
        return None
    number, size = paging(question, city.largest)
    told = sorted(city.records, key=lambda each: each.number)
    return answer(told[(number - 1) * size : number * size])


def silent_on_updates(_city: HostileCity, question: Question) -> Behaviour | None:
    """Has nothing to say when asked by update."""
    return answer(()) if "updated_after" in question.arguments else None


def refuses_updates(_city: HostileCity, question: Question) -> Behaviour | None:
    """Does not know the argument."""
    wrong = reply(b'[{"code":400,"description":"updated_after is no argument"}]', 400)
    return wrong if "updated_after" in question.arguments else None


def slow_above(size: int, stalls: Behaviour) -> Wrong:
    """Answers pages of this size, and larger ones not in time."""
    return lambda city, question: stalls if paging(question, city.largest)[1] > size else None


def in_circles() -> Behaviour:
    """To itself, for ever."""
    return redirect("/open311/v2/requests.json")
