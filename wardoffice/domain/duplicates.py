"""When two cases may be the same problem, and why in words. Nothing is ever put together by itself (P5).

A plain rule: near in place and time, and the same type or the same telling words. The distances are those
that open casework tools use: FixMyStreet suggests within 250 m and Signalen within 50 m; a ward's blocks are
short, so "almost surely" asks for 20 m or the same address.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from wardoffice.domain.distances import distance_words
from wardoffice.domain.places import Point, metres_between
from wardoffice.language import plural, text

NEAR_METRES = 60.0
"""How far apart two tellings of one problem may lie."""

WINDOW_DAYS = 60
"""How many days apart they may have come."""

_STRONG_METRES = 20.0
_STRONG_DAYS = 14
_STRONG_WORDS = 2
_TELLING_LETTERS = 4
_SHOWN_WORDS = 2
_COMMON = frozenset(
    """
    complaint complaints inspection removal requests about after again along alley already also been
    before being block both call called chicago city could does done dear down every everyone fixed from
    front good hello have hear here home house into just know last like location look near need next
    night office over please problem reported request right road same send service should side since
    some someone still street sure take thank thanks that their them there these they thing this time
    today until very want ward week were what when where which while will with would yesterday your
    avenue
    """.split()  # noqa: SIM905 - words read better as prose than one a line
)


@dataclass(frozen=True, slots=True)
class Telling:
    """What is compared of a case: its place, time, type and words. ``address`` is normalised."""

    case_id: int
    point: Point | None
    address: str
    opened_at: datetime
    service_code: str
    words: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two cases are: ``strong`` reads "almost surely the same", else "maybe"."""

    strong: bool
    weight: float
    reasons: tuple[str, ...]


def compare(one: Telling, other: Telling) -> Likeness | None:
    """How likely both tell of the same problem; None where nothing speaks for it."""
    days = abs((one.opened_at - other.opened_at).total_seconds()) / 86_400
    same_address = bool(one.address) and one.address == other.address
    metres = metres_between(one.point, other.point) if one.point and other.point else None
    near = metres is not None and metres <= NEAR_METRES
    if days > WINDOW_DAYS or not (near or same_address):
        return None
    same_type = bool(one.service_code) and one.service_code == other.service_code
    types_differ = bool(one.service_code) and bool(other.service_code) and not same_type
    where = telling_words(f"{one.address} {other.address}")
    shared = sorted((telling_words(one.words) & telling_words(other.words)) - where)
    if types_differ and not shared:
        return None
    very_near = same_address or (metres is not None and metres <= _STRONG_METRES)
    alike = same_type or (not types_differ and len(shared) >= _STRONG_WORDS)
    strong = very_near and days <= _STRONG_DAYS and alike
    closeness = 1 - (metres if metres is not None else 0.0) / NEAR_METRES
    weight = 2 * strong + closeness + same_type + 0.3 * min(len(shared), 3) - days / WINDOW_DAYS
    return Likeness(
        strong,
        weight,
        tuple(
            _reasons(metres=metres, same_address=same_address, days=days, same_type=same_type, shared=shared)
        ),
    )


def telling_words(said: str) -> frozenset[str]:
    """The words that say what the problem is: longer ones that are not in every letter."""
    words = re.findall(r"[^\W\d_]+", said.casefold())
    return frozenset(word for word in words if len(word) >= _TELLING_LETTERS and word not in _COMMON)


def _reasons(
    *, metres: float | None, same_address: bool, days: float, same_type: bool, shared: list[str]
) -> list[str]:
    reasons = []
    if same_address:
        reasons.append(text("same address"))
    elif metres is not None:
        reasons.append(text("{distance} apart", distance=distance_words(metres)))
    reasons.append(
        text("same day") if days < 1 else plural("one day apart", "{count} days apart", round(days))
    )
    if same_type:
        reasons.append(text("same type"))
    if shared:
        quoted = ", ".join(f"“{word}”" for word in shared[:_SHOWN_WORDS])
        reasons.append(text("both say {words}", words=quoted))
    return reasons
