"""The residents of the practice ward: their names, their voices, their typing."""

import tomllib
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

from wardoffice.assets import resource
from wardoffice.demo.catalogue import Service
from wardoffice.demo.dice import chance
from wardoffice.demo.streets import Address

_SLIPS = {
    "there is": "theres",
    "because": "bc",
    "please": "plz",
    "you ": "u ",
    "street": "st",
    "receive": "recieve",
    "garbage": "garbadge",
    "sidewalk": "side walk",
    "alley": "ally",
    "going to": "gonna",
}


@dataclass(frozen=True, slots=True)
class Resident:
    """A made-up person: nobody of this name lives at this made-up address."""

    name: str
    mail: str
    phone: str
    home: Address


@cache
def words() -> dict[str, Any]:
    """Read what residents and crews say, from ``resources/practice/words.toml``."""
    return tomllib.loads(resource("practice/words.toml").read_text(encoding="utf-8"))


def meet(rng: Random, home: Address, name: str = "") -> Resident:
    """Make up a resident, of that name if given; phone numbers are kept for fiction (555-01xx)."""
    any_name = f"{rng.choice(words()['names_first'])} {rng.choice(words()['names_last'])}"
    first, _, last = (name or any_name).partition(" ")
    short = last.lower().replace(" ", "").replace("-", "")
    box = rng.choice((f"{first.lower()}.{short}", f"{first[0].lower()}{short}{rng.randrange(60, 99)}"))
    host = rng.choice(words()["mail_hosts"])
    return Resident(f"{first} {last}", f"{box}@{host}", f"(773) 555-01{rng.randrange(100):02d}", home)


def tell(rng: Random, service: Service, at: Address) -> str:
    """Tell of a problem as people do: long or short, in a hurry, in capitals, with slips of the thumb."""
    what = rng.choice(words()["kinds"][service.code]["said"])
    where = rng.choice(words()["where_alley" if service.in_alley else "where"]).format(at=casual(rng, at))
    sentence = f"{what} {where}"
    manner = rng.choices(("plain", "hurried", "shouting", "letter"), (45, 15, 8, 32))[0]
    if manner == "plain":
        return sentence
    if manner == "hurried":
        return _slip(rng, sentence.lower())
    if manner == "shouting":
        return sentence.upper()
    opener, closer = rng.choice(words()["openers"]), rng.choice(words()["closers"])
    return f"{opener} {sentence.rstrip('.')}. {closer}".strip()


def casual(rng: Random, at: Address) -> str:
    """Write an address as people do: without its direction, without its kind of street, or in full."""
    name = at.street.name
    return rng.choice((at.line, at.line, f"{at.number} {name}", f"{at.number} {name.rsplit(' ', 1)[0]}"))


def operator_note(rng: Random, service: Service) -> str:
    """Write what a 311 operator types while the resident talks."""
    what = rng.choice(words()["kinds"][service.code]["said"])
    return rng.choice(
        (f"Caller states: {what.lower()}.", f"{what}. Caller requests call back.", what.upper())
    )


def closing(rng: Random, outcome: str) -> str:
    """Write how the crew closed it; ``outcome`` is done, nothing, moved_on or duplicate."""
    note: str = rng.choice(words()["closings"][outcome])
    return note


def _slip(rng: Random, sentence: str) -> str:
    for good, typed in _SLIPS.items():
        if good in sentence and chance(rng, 0.6):
            sentence = sentence.replace(good, typed, 1)
    return sentence.replace(",", "") if chance(rng, 0.5) else sentence
