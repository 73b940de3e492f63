"""The made-up city: about 600 service requests of ninety days, an office inbox, and time that moves on."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from wardoffice.demo.catalogue import Service, service, services
from wardoffice.demo.dice import chance, die
from wardoffice.demo.elders import make_elders
from wardoffice.demo.inbox import MailPlan
from wardoffice.demo.lives import (
    CITY_ZONE,
    Life,
    closed_otherwise,
    draw_outcome,
    number_for,
    plan_steps,
    usual_end,
)
from wardoffice.demo.planting import Call, LookAlike, TruePair, Unfixed, open_life, plant
from wardoffice.demo.streets import (
    NORTH_NEIGHBOUR,
    PRACTICE_WARD,
    WEST_NEIGHBOUR,
    Address,
    addresses,
    nearest_address,
    ward_of,
)
from wardoffice.domain.places import Point, metres_between
from wardoffice.domain.service_requests import CityStatus, ServiceRequest

DAYS_BACK = 90
_A_DAY = {True: 2.8, False: 7.0}  # everyday requests: beside the planted ones, and after them
_WEEKDAYS = (1.25, 1.2, 1.15, 1.1, 1.05, 0.65, 0.6)
_HOURS = (1, 1, 1, 1, 1, 2, 4, 8, 13, 14, 13, 11, 9, 10, 11, 10, 9, 8, 7, 7, 6, 5, 3, 2)
_CHANNELS = {"phone": 45, "web": 21, "open311": 27, "alderman": 7}
_OUTSIDE = 0.08
_EVERY_WITHOUT_POINT = 26  # with the planted ones, 1 to 2 in a hundred of all
_OTHER_WARD_FIELD = 0.05
_DOUBLE_METRES = 30.0
_TOKEN_LOOKS = 2  # the second look at a token finds its number
_TOKEN_WAIT = timedelta(minutes=2)


class DoubleRefusedError(Exception):
    """The city has an open request like this one a few steps away and takes no second."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a submitter gets: a number, or a token that becomes a number later."""

    number: str = ""
    token: str = ""


@dataclass(slots=True)
class _Waiting:
    life: Life
    looks: int = 0


class MadeUpCity:
    """A city that lives up to a moment. All but ``live`` and ``submit`` only look; safe from any thread."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.seed = seed
        self.began_at = now
        self._now = now
        self._lock = threading.RLock()
        planted = plant(seed, now)
        self.mails: tuple[MailPlan, ...] = tuple(planted.mails)
        self.truth: tuple[TruePair, ...] = tuple(planted.truth)
        self.look_alikes: tuple[LookAlike, ...] = tuple(planted.look_alikes)
        self.unfixed: tuple[Unfixed, ...] = tuple(planted.unfixed)
        self._everyday = _Everyday(seed, now, planted.blocks, {life.number for life in planted.lives})
        self._lives = {life.number: life for life in planted.lives}
        self._elders: dict[str, Life] | None = None
        self._waiting: dict[str, _Waiting] = {}
        self._tokens: dict[str, str] = {}
        local_today = now.astimezone(CITY_ZONE).date()
        self._next_day = local_today - timedelta(days=DAYS_BACK - 1)
        self._grow(now)

    @property
    def now(self) -> datetime:
        """The moment the city has lived up to, aware UTC."""
        with self._lock:
            return self._now

    def live(self, until: datetime) -> None:
        """Let time pass: requests move on, close, and new ones come. Going back changes nothing."""
        with self._lock:
            if until > self._now:
                self._grow(until)
                self._now = until
                for token, waiting in list(self._waiting.items()):
                    if waiting.life.opened_at + _TOKEN_WAIT <= until:
                        self._number(token)

    def requests(self) -> tuple[ServiceRequest, ...]:
        """List the city's records as they stand now, the oldest first."""
        with self._lock:
            lives = sorted(self._lives.values(), key=lambda life: (life.opened_at, life.number))
            return tuple(life.record(self._now) for life in lives if life.opened_at <= self._now)

    def request(self, number: str) -> ServiceRequest | None:
        """Find one record as it stands now."""
        with self._lock:
            life = self._lives.get(number) or self._elder_lives().get(number)
            return life.record(self._now) if life and life.opened_at <= self._now else None

    def elders(self) -> tuple[ServiceRequest, ...]:
        """The records of the year before its ninety days, which no list of the 311 system holds any more."""
        with self._lock:
            return tuple(life.record(self._now) for life in self._elder_lives().values())

    def submit(
        self,
        code: str,
        point: Point | None,
        address: str,
        description: str,
        attributes: Mapping[str, str],
    ) -> Receipt:
        """Take a new request; raises KeyError for an unknown type, DoubleRefusedError as ``Service`` says."""
        kind = service(code)
        with self._lock:
            if kind.guards_doubles and point and self._open_like(kind, point):
                raise DoubleRefusedError
            rng = die(self.seed, "submitted", len(self._lives), len(self._waiting))
            place = nearest_address(point) if point and not address else None
            life = self._take(rng, kind, point, place)
            given = tuple(attributes.items())
            life = replace(life, description=description, attributes=given, typed_address=address)
            if not kind.batch:
                self._lives[life.number] = life
                return Receipt(number=life.number)
            token = f"{rng.getrandbits(96):024x}"
            self._waiting[token] = _Waiting(replace(life, token=token))
            return Receipt(token=token)

    def number_of(self, token: str) -> str | None:
        """Look up a token: its number, an empty string while it has none; None for a token never given."""
        with self._lock:
            waiting = self._waiting.get(token)
            if waiting is not None:
                waiting.looks += 1
                if waiting.looks >= _TOKEN_LOOKS:
                    self._number(token)
            return self._tokens.get(token, "" if waiting else None)

    def _elder_lives(self) -> dict[str, Life]:
        if self._elders is None:
            self._elders = make_elders(self.seed, self.began_at, DAYS_BACK)
        return self._elders

    def _number(self, token: str) -> None:
        life = self._waiting.pop(token).life
        self._lives[life.number] = life
        self._tokens[token] = life.number

    def _take(self, rng: Random, kind: Service, point: Point | None, place: Address | None) -> Life:
        opened = self._now.replace(microsecond=0)
        known = self._lives.keys() | {waiting.life.number for waiting in self._waiting.values()}
        while number_for(opened) in known:
            opened += timedelta(seconds=1)
        steps = plan_steps(rng, kind, (opened, usual_end(rng, kind, opened)), draw_outcome(rng))
        ward = ward_of(point) if point else None
        # A number is a second: several of one second are numbered ahead, but all are open from now on.
        asked = self._now.replace(microsecond=0)
        return Life(number_for(opened), kind, "open311", asked, place, point, ward, "", (), steps)

    def _open_like(self, kind: Service, point: Point) -> bool:
        return any(
            record.point is not None
            and record.point.is_valid()
            and metres_between(record.point, point) <= _DOUBLE_METRES
            for record in self.requests()
            if record.service_code == kind.code and record.status is CityStatus.OPEN
        )

    def _grow(self, until: datetime) -> None:
        last = until.astimezone(CITY_ZONE).date()
        while self._next_day <= last:
            for life in self._everyday.of_day(self._next_day):
                self._lives[life.number] = life
            self._next_day += timedelta(days=1)


class _Everyday:
    """The requests nobody planted: by weekday, hour and season, on blocks where nothing was planted."""

    def __init__(self, seed: int, now: datetime, planted: set[tuple[str, int]], taken: set[str]) -> None:
        self._seed = seed
        self._now = now
        self._taken = taken
        self._made = 0
        self._told: set[tuple[str, tuple[str, int]]] = set()
        self._homes = [home for home in addresses(PRACTICE_WARD) if home.block not in planted]
        self._outside = (*addresses(WEST_NEIGHBOUR), *addresses(NORTH_NEIGHBOUR))

    def of_day(self, day: date) -> list[Life]:
        """Make the requests of one day of the city's calendar; today holds both kinds."""
        rng = die(self._seed, "day", day.isoformat())
        today = self._now.astimezone(CITY_ZONE).date()
        lives = []
        for past in (True, False):
            if (past and day > today) or (not past and day < today):
                continue
            rate = _A_DAY[past] * _WEEKDAYS[day.weekday()]
            count = int(rate) + chance(rng, rate % 1) + rng.choice((-1, 0, 0, 1))
            moments = (self._moment(rng, day) for _ in range(count))
            lives += [self._life(rng, when) for when in moments if (when <= self._now) is past]
        return lives

    def _life(self, rng: Random, when: datetime) -> Life:
        kinds = services()
        kind = rng.choices(kinds, [each.rate(when.month) for each in kinds])[0]
        home = rng.choice(self._outside if chance(rng, _OUTSIDE) else self._homes)
        while (kind.code, home.block) in self._told:
            home = rng.choice(self._homes)
        self._told.add((kind.code, home.block))
        channel = rng.choices(list(_CHANNELS), list(_CHANNELS.values()))[0]
        life = closed_otherwise(open_life(rng, Call(kind, channel, when, home), self._taken))
        if chance(rng, _OTHER_WARD_FIELD):  # the old map, or a slip
            life = replace(life, ward_field=rng.choice((WEST_NEIGHBOUR, NORTH_NEIGHBOUR, PRACTICE_WARD, 0)))
        self._made += 1
        if self._made % _EVERY_WITHOUT_POINT == 0:
            life = replace(life, point=rng.choice((None, Point(0.0, 0.0))))
            if chance(rng, 0.4):
                life = replace(life, address=None)
        return life

    def _moment(self, rng: Random, day: date) -> datetime:
        hour = rng.choices(range(24), _HOURS)[0]
        local = datetime.combine(day, time(hour, rng.randrange(60), rng.randrange(60)), CITY_ZONE)
        return local.astimezone(self._now.tzinfo)


def make_city(seed: int, now: datetime) -> MadeUpCity:
    """Make a city as it stands at ``now`` (aware UTC); same seed and moment, same city, byte for byte."""
    return MadeUpCity(seed, now)
