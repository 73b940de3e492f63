"""Which department gets a problem, and why: as the city publishes it, or by a rule of the office.

A rule that is seen in what staff chose is proposed, and holds once a manager accepted it (P5).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wardoffice.domain.departments import DepartmentView, ListedRoad
from wardoffice.language import text

LOOKED_AT = 4
"""How many of the last forwards of a type are looked at."""
_LEAST = 3
"""How many of them must have gone the other way, all to the same department."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another who may be asked, and why. ``ward`` is a neighbour ward whose office is on no list yet."""

    department_id: int | None
    name: str
    reason: str
    ward: int = 0


@dataclass(frozen=True, slots=True)
class Routed:
    """Whom a problem goes to, and why; ``department`` is None where nobody is known for its type."""

    department: DepartmentView | None
    reason: str
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule of the office: problems of a type, in an area where it has one, go to a department."""

    rule_id: int
    service_code: str
    type_name: str
    department_id: int
    department: str
    area_name: str
    by: str


@dataclass(frozen=True, slots=True)
class RuleProposal:
    """A rule that holds once a manager accepts it. ``rule_id`` is None of one seen in what staff chose."""

    rule_id: int | None
    service_code: str
    type_name: str
    department_id: int
    department: str
    reason: str
    area_name: str = ""


def seen_in(chosen: Sequence[int], ruled: int | None) -> tuple[int, int] | None:
    """The department that the last forwards of a type went to against the rule, and how many of them did.

    ``chosen`` are the departments of the forwards, the newest first; ``ruled`` is whom the rule names.
    """
    counted = Counter(each for each in chosen[:LOOKED_AT] if each != ruled)
    if not counted:
        return None
    ((most, times),) = counted.most_common(1)
    return (most, times) if times >= _LEAST else None


def published_words(type_name: str, department: str) -> str:
    """Why a department is named that the city publishes as the owner of a type."""
    return text("{type} goes to {department}, as the city publishes.", type=type_name, department=department)


def rule_words(by: str, day: date, area_name: str) -> str:
    """Why a department is named by a rule of the office."""
    said = f"{day:%b} {day.day}, {day.year}"
    name = by or text("the office")
    if area_name:
        return text("{name}'s rule of {day} for {area}.", name=name, day=said, area=area_name)
    return text("{name}'s rule of {day}.", name=name, day=said)


def road_of(address: str, roads: Sequence[ListedRoad]) -> ListedRoad | None:
    """The road among these that an address or corner lies on."""
    words = f" {' '.join(re.findall(r'[a-z0-9]+', address.casefold()))} "
    return next((each for each in roads if f" {each.street.casefold()} " in words), None)
