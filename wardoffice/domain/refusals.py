"""What the city says when it refuses a request, in sentences for whoever typed it.

GeoReport v2 knows 400 (something missing or wrong), 403 (api key) and 404 (unknown type or jurisdiction);
cities add sentences of their own, which name a question by its code. The HTTP status and the body's own code
need not be equal (https://wiki.open311.org/GeoReport_v2/#post-service-request).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from wardoffice.domain.tracking_numbers import plain_signs
from wardoffice.language import text

_DUPLICATE = re.compile(
    r"\bduplicates?\b(?! (?:value|field|attribute|parameter|answer|key))"
    r"|\balready (?:been )?(?:reported|exists?|submitted|open(?:ed)?|received|filed|logged)\b"
    r"|(?<!\bno )\b(?:open|existing|active) (?:service )?(?:request|report|case|ticket|SR)\b(?! type)",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"required|missing|blank|not (?:been )?provided|must be (?:given|present)", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\w-])(?:(?:SR ?)?\d{2}-\d{8}|SR ?\d{10}|\d{4,15})(?![\w-])", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:location|lat(?:itude)?|long(?:itude)?|address(?:_string|_id)?)\b", re.IGNORECASE)
_KEY = re.compile(r"api[ _-]?key", re.IGNORECASE)
_TYPE = re.compile(r"service[ _]code", re.IGNORECASE)
_JURISDICTION = re.compile(r"jurisdiction", re.IGNORECASE)
_SHORTEST_LABEL = 3  # "Any" and the like stand in any sentence
_BUSY, _NOT_FOUND, _FORBIDDEN, _UNAUTHORIZED = "429", "404", "403", "401"


@unique
class RefusalKind(StrEnum):
    """Why the city refused."""

    DUPLICATE = "duplicate"
    MISSING = "missing"
    PLACE = "place"
    KEY = "key"
    TYPE = "type"
    JURISDICTION = "jurisdiction"
    BUSY = "busy"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class RefusalWords:
    """A refusal in words: what happened, what to do, the codes of the questions meant.

    ``numbers`` are what may be the existing request in the words of a duplicate, in their order: a day or a
    telephone number looks the same. ``asks`` says that the questions of the type may be others than we keep.
    """

    kind: RefusalKind
    happened: str
    next_step: str
    codes: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    asks: bool = False


def explain_refusal(
    status: int, codes: Sequence[str], words: Sequence[str], labels: Mapping[str, str]
) -> RefusalWords:
    """What the city's answer means; ``labels`` are the questions' words by their codes."""
    said = "; ".join(each.strip().rstrip(".") for each in words if each.strip())
    numbers = {str(status), *codes}
    if _DUPLICATE.search(said):
        return RefusalWords(
            RefusalKind.DUPLICATE,
            text("311 has this problem already and takes no second request."),
            text("Look at the request it has: is it this one?"),
            numbers=tuple(
                dict.fromkeys("".join(each.split()) for each in _NUMBER.findall(plain_signs(said)))
            ),
        )
    asked = _asked_in(said, labels)
    if asked:
        names = ", ".join(f"“{labels[code]}”" for code in asked)
        happened = (
            text("311 wants an answer to {names}.", names=names)
            if _MISSING.search(said)
            else text("311 does not take the answer to {names}: {said}.", names=names, said=said)
        )
        return RefusalWords(
            RefusalKind.MISSING, happened, text("Correct it and send it again."), asked, asks=True
        )
    return _plain(numbers, said)


def _plain(numbers: set[str], said: str) -> RefusalWords:
    kind = _kind(numbers, said)
    asks = kind in (RefusalKind.PLACE, RefusalKind.OTHER) and bool(_MISSING.search(said))
    happened = {
        RefusalKind.KEY: text("311 does not accept the office's api key."),
        RefusalKind.BUSY: text("311 takes no more requests right now."),
        RefusalKind.JURISDICTION: text("311 does not know the city it was asked for."),
        RefusalKind.TYPE: text("311 does not know this type any more."),
        RefusalKind.PLACE: text("311 does not take the place."),
    }.get(kind, text("311 refused and did not say why.") if not said else text("311 refused it."))
    next_step = {
        RefusalKind.KEY: text(
            "Set the key anew (wardoffice config set city.api_key), or type it into the city's program."
        ),
        RefusalKind.BUSY: text("It will be tried again."),
        RefusalKind.JURISDICTION: text("Check the city in the settings."),
        RefusalKind.TYPE: text("The list of types is read anew: choose the type again."),
        RefusalKind.PLACE: text("Set the place, then send it again."),
    }.get(
        kind,
        text("The questions of this type are read anew: open the form again.")
        if asks
        else text("Correct it and send it again."),
    )
    if said and kind is not RefusalKind.BUSY:
        happened = text("{happened} 311 says: “{said}”.", happened=happened, said=said)
    return RefusalWords(kind, happened, next_step, asks=asks)


def _kind(numbers: set[str], said: str) -> RefusalKind:
    found = (
        (bool(_KEY.search(said)) or bool(numbers & {_FORBIDDEN, _UNAUTHORIZED}), RefusalKind.KEY),
        (_BUSY in numbers, RefusalKind.BUSY),
        (bool(_JURISDICTION.search(said)), RefusalKind.JURISDICTION),
        (bool(_TYPE.search(said)), RefusalKind.TYPE),
        (bool(_PLACE.search(said)), RefusalKind.PLACE),
        (_NOT_FOUND in numbers, RefusalKind.TYPE),
    )
    return next((kind for holds, kind in found if holds), RefusalKind.OTHER)


def _asked_in(said: str, labels: Mapping[str, str]) -> tuple[str, ...]:
    """The codes of questions that the words name, by code or by label."""
    found = [
        code
        for code, label in labels.items()
        if _names(said, code)
        or (len(words := label.rstrip("?:. ")) > _SHORTEST_LABEL and _names(said, words))
    ]
    return tuple(found)


def _names(said: str, word: str) -> bool:
    return bool(word) and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said, re.IGNORECASE) is not None
