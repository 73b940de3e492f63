"""What is offered while somebody types a search: operators, and the values that exist for them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.messages import Channel
from wardoffice.domain.queue import CityState
from wardoffice.domain.search_words import ME, NOBODY, Having, Operator
from wardoffice.language import text

_LAST = re.compile(r'(-?)([A-Za-z]*)(:?)("?)([^"]*)$')
_MOST = 12
_LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Known:
    """What exists in this office: names of service types, of staff, and tags."""

    types: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """``said`` is the whole search once it is taken; ``label`` what is added, ``words`` what it finds."""

    label: str
    words: str
    said: str


def search_offers(said: str, known: Known) -> tuple[Offer, ...]:
    """What may follow what was typed so far, with the cursor at its end; at most twelve."""
    start = _last_part(said)
    before, part = said[:start], said[start:]
    found = _LAST.fullmatch(part)
    if found is None:
        return ()
    minus, name, colon, _, value = found.groups()
    if not colon:
        return _operators(before, minus, name)
    operator = next((each for each in Operator if each.value == name.casefold()), None)
    if operator is None:
        return ()
    offers = []
    for each in _values(operator, known):
        label = f"{minus}{operator.value}:{_quoted(each)}"
        if _begins(each, value) and each.casefold() != value.casefold():
            offers.append(Offer(label, "", f"{before}{label} "))
    return tuple(offers[:_MOST])


def operator_words(operator: Operator) -> str:
    """What an operator finds, in a few words."""
    return {
        Operator.TYPE: text("kind of problem"),
        Operator.STATUS: text("open or finished"),
        Operator.CITY: text("what the city says of it"),
        Operator.BEFORE: text("told before a day, or 14d ago"),
        Operator.AFTER: text("told on a day or after it"),
        Operator.WAITING: text("open at the city since before a day, or 14d ago"),
        Operator.NEAR: text("around an address or a corner"),
        Operator.HAS: text("with a photo, note, number …"),
        Operator.FROM: text("who told us: name, mail or phone"),
        Operator.ASSIGNED: text("whose it is"),
        Operator.TAG: text("our own tags"),
        Operator.CHANNEL: text("how it came"),
        Operator.NUMBER: text("our number or the 311 number"),
        Operator.TOLD: text("told by so many people or more"),
    }[operator]


def _operators(before: str, minus: str, name: str) -> tuple[Offer, ...]:
    if len(name) < _LEAST_LETTERS:
        return ()
    found = [
        Offer(f"{minus}{each.value}:", operator_words(each), f"{before}{minus}{each.value}:")
        for each in Operator
        if each.value.startswith(name.casefold())
    ]
    if minus:
        found.append(Offer(f"{minus}{name}", text("without this word"), f"{before}{minus}{name} "))
    return tuple(found)


def _values(operator: Operator, known: Known) -> Iterable[str]:
    return {
        Operator.TYPE: known.types,
        Operator.STATUS: tuple(CaseStatus),
        Operator.CITY: tuple(CityState),
        Operator.BEFORE: ("today", "yesterday", "7d", "14d", "30d"),
        Operator.AFTER: ("today", "yesterday", "7d", "14d", "30d"),
        Operator.WAITING: ("7d", "14d", "30d", "90d"),
        Operator.HAS: tuple(Having),
        Operator.ASSIGNED: (ME, NOBODY[0], *known.staff),
        Operator.TAG: known.tags,
        Operator.CHANNEL: tuple(Channel),
        Operator.TOLD: ("2", "3", "5"),
    }.get(operator, ())


def _begins(value: str, typed: str) -> bool:
    """Whether the value, or a word in it, begins as was typed."""
    plain, wanted = value.casefold(), typed.casefold()
    return plain.startswith(wanted) or f" {wanted}" in plain


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _last_part(said: str) -> int:
    """Where the part begins that is being typed; a blank within quotation marks parts nothing."""
    start, quoted = 0, False
    for at, sign in enumerate(said):
        if sign == '"':
            quoted = not quoted
        elif sign == " " and not quoted:
            start = at + 1
    return start
