"""What somebody chose for a mail to a department, as plain values from which its question is filled again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class DepartmentWish:
    """What was chosen for a chase, a packet or a referral, and what was written into it.

    ``department_id`` is None for who reads mail at an ``address`` that is on no list. ``ticked`` are the
    forwards that a chase asks about, or the photos of a packet. ``case_id`` is the problem of a packet or a
    referral, None for a chase; ``look_on`` the day to look for an answer to a referral, in the city's zone.
    """

    department_id: int | None
    department: str
    words: str = ""
    ticked: tuple[int, ...] = ()
    case_id: int | None = None
    address: str = ""
    look_on: date | None = None


def department_values(wish: DepartmentWish) -> dict[str, Any]:
    """The wish as plain values, from which ``department_wish_of`` makes it again."""
    return {
        **asdict(wish),
        "ticked": list(wish.ticked),
        "look_on": wish.look_on.isoformat() if wish.look_on is not None else None,
    }


def department_wish_of(values: Mapping[str, Any]) -> DepartmentWish:
    """What ``department_values`` told of."""
    look_on = values["look_on"]
    return DepartmentWish(
        department_id=values["department_id"],
        department=values["department"],
        words=values["words"],
        ticked=tuple(values["ticked"]),
        case_id=values["case_id"],
        address=values["address"],
        look_on=date.fromisoformat(look_on) if look_on is not None else None,
    )
