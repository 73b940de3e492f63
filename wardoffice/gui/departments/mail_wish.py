"""What a mail to a department is offered with, and what somebody chose for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wardoffice.gui.forward.photo_pick import OfferedPhoto
from wardoffice.language import text

NOBODY = -1
"""In the place of a department's id: nobody was chosen yet."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What goes into the mail: to whom, what is ticked, what stands above, when an answer is looked for."""

    department_id: int
    ticked: tuple[int, ...]
    words: str
    look_on: date


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question offers. ``receivers`` are departments by id and name, the first is chosen: NOBODY asks.

    ``ticks`` are ids with their words, ticked but for those in ``unticked``; ``photos`` are there to be
    picked instead. ``look_on`` is the day offered to look for an answer, None where none is asked for;
    ``earliest`` is the first that can be chosen.
    ``notes`` say of each department what stands under its name. ``typed`` are words that were written before.
    """

    title: str
    words: str
    receivers: tuple[tuple[int, str], ...]
    ticks: tuple[tuple[int, str], ...] = ()
    unticked: frozenset[int] = frozenset()
    ticks_name: str = ""
    photos: tuple[OfferedPhoto, ...] = ()
    look_on: date | None = None
    earliest: date | None = None
    notes: tuple[tuple[int, str], ...] = ()
    typed: str = ""


def first_of(receivers: Sequence[tuple[int, str]], department_id: int | None) -> tuple[tuple[int, str], ...]:
    """These departments, with one of them in front."""
    return tuple(sorted(receivers, key=lambda each: each[0] != department_id))


def first_or_asked(
    receivers: Sequence[tuple[int, str]], department_id: int | None
) -> tuple[tuple[int, str], ...]:
    """The same; where it is none of them somebody must choose: the first of the alphabet is no suggestion."""
    if not receivers or any(each == department_id for each, _ in receivers):
        return first_of(receivers, department_id)
    return ((NOBODY, text("Choose who gets it …")), *receivers)
