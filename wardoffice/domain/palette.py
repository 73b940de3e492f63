"""What the palette finds, and how well words fit what is offered."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

_LIKE_ENOUGH = 70.0
_LEAST_LETTERS = 4
"""Of fewer letters, what is like them is chance: "ng" is in "change"."""

_BEGINS, _HAS_ALL = 3.0, 2.0


@unique
class HitKind(StrEnum):
    """What was found."""

    CASE = "case"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Hit:
    """A case or a person; ``case_id`` of a case, ``search`` what to type to list all of a person."""

    kind: HitKind
    label: str
    detail: str = ""
    case_id: int | None = None
    search: str = ""


def best_fitting(words: str, offered: Sequence[str]) -> tuple[list[int], list[int]]:
    """The places of what fits the words, and of what is like them, so that a slip still finds it.

    The best come first, and of what fits alike the earlier. Beginnings of words in any order fit.
    """
    from rapidfuzz import fuzz  # late: a start must not wait for it

    wanted = words.casefold().split()
    if not wanted:
        return list(range(len(offered))), []
    whole = " ".join(wanted)
    fitting, alike = [], []
    for at, label in enumerate(offered):
        plain = label.casefold()
        parts = plain.replace("/", " ").split()
        if plain.startswith(whole):
            fitting.append((-_BEGINS, at))
        elif all(any(part.startswith(each) for part in parts) for each in wanted):
            fitting.append((-_HAS_ALL, at))
        elif len(whole) >= _LEAST_LETTERS and (like := fuzz.partial_ratio(whole, plain)) >= _LIKE_ENOUGH:
            alike.append((-like, at))
    return [at for _, at in sorted(fitting)], [at for _, at in sorted(alike)]
