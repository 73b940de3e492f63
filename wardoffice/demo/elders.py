"""The made-up city's requests of the months before its ninety days, which its feed no longer lists."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from random import Random

from wardoffice.demo.catalogue import services
from wardoffice.demo.dice import chance, die
from wardoffice.demo.lives import CITY_ZONE, Life
from wardoffice.demo.planting import Call, open_life
from wardoffice.demo.streets import NORTH_NEIGHBOUR, PRACTICE_WARD, WEST_NEIGHBOUR, Address, addresses

YEAR_DAYS = 368
_A_DAY = 6
_NEIGHBOURS = 0.15
_STUCK = 0.015
_STUCK_DAYS = 60
_CHANNELS = {"phone": 50, "web": 25, "open311": 18, "alderman": 7}


def make_elders(seed: int, now: datetime, days_back: int) -> dict[str, Life]:
    """The lives of the year before the last ``days_back`` days, by number; the same for seed and moment."""
    homes = {ward: addresses(ward) for ward in (PRACTICE_WARD, WEST_NEIGHBOUR, NORTH_NEIGHBOUR)}
    today = now.astimezone(CITY_ZONE).date()
    taken: set[str] = set()
    lives: dict[str, Life] = {}
    for back in range(days_back, YEAR_DAYS):
        day = today - timedelta(days=back)
        rng = die(seed, "elder", day.isoformat())
        for _ in range(rng.randrange(_A_DAY + 1) + _A_DAY // 2):
            stuck = now + timedelta(days=_STUCK_DAYS) if chance(rng, _STUCK) else None
            life = _life(rng, day, homes, taken, stuck)
            lives[life.number] = life
    return lives


def _life(
    rng: Random,
    day: date,
    homes: Mapping[int, tuple[Address, ...]],
    taken: set[str],
    ends_at: datetime | None,
) -> Life:
    kinds = services()
    ward = rng.choice((WEST_NEIGHBOUR, NORTH_NEIGHBOUR)) if chance(rng, _NEIGHBOURS) else PRACTICE_WARD
    when = datetime.combine(day, time(rng.randrange(7, 21), rng.randrange(60), rng.randrange(60)), CITY_ZONE)
    call = Call(
        rng.choices(kinds, [each.rate(day.month) for each in kinds])[0],
        rng.choices(list(_CHANNELS), list(_CHANNELS.values()))[0],
        when,
        rng.choice(homes[ward]),
    )
    return open_life(rng, call, taken, ends_at=ends_at)
