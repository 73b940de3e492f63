"""What a person types into the search box, understood: words, phrases, and operators.

``type:pothole status:open before:2026-10-01 near:"4800 N Damen" has:photo from:school`` and plain words, in
any order. A minus before an operator turns it round; before a word or a phrase it leaves out what has that.
Of one operator given several times any value will do, except of those that narrow further each time (``has``,
``from``, ``near``, ``tag``, dates).
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, unique

from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.messages import Channel
from wardoffice.domain.queue import CityState
from wardoffice.domain.tags import tag_key
from wardoffice.language import text


@unique
class Operator(StrEnum):
    """What may stand before a colon."""

    TYPE = "type"
    STATUS = "status"
    CITY = "city"
    BEFORE = "before"
    AFTER = "after"
    WAITING = "waiting"
    NEAR = "near"
    HAS = "has"
    FROM = "from"
    ASSIGNED = "assigned"
    TAG = "tag"
    CHANNEL = "channel"
    NUMBER = "number"
    TOLD = "told"


@unique
class Having(StrEnum):
    """What a problem may have, for ``has:``."""

    PHOTO = "photo"
    SENT = "sent"
    FORWARDED = "forwarded"
    NUMBER = "number"
    PLACE = "place"
    TYPE = "type"
    NOTE = "note"
    OWED = "owed"
    ANSWER = "answer"
    NEWS = "news"
    DANGER = "danger"


ME = "me"
NOBODY = ("nobody", "no one", "none", "unassigned")
"""Values of ``assigned:`` beside the names of staff; the first is what is offered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One operator. Days are ISO days; status, channel, city and has are the values of their kinds.

    Not ``wanted``: what fits is left out.
    """

    operator: Operator
    value: str
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """All of it: words to be found as beginnings of words, phrases word by word, and the operators.

    What has one of the ``unwanted`` words or phrases is left out.
    """

    words: str = ""
    phrases: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()
    unwanted: tuple[str, ...] = ()
    unwanted_phrases: tuple[str, ...] = ()


class SearchWordsError(CannotDoError):
    """What was typed cannot be looked for."""


_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\xab\xbb", '"'))
_PART = re.compile(r'(-?)([A-Za-z]+):(?:"([^"]*)"?|([^\s"]*))|((?<!\S)-)?"([^"]*)"?|([^\s"]+)')
_BLANK = re.compile(rf"\b({'|'.join(Operator)}):\s+(?=\S)(?!-?[A-Za-z]+:)", re.IGNORECASE)
"""Between an operator and its value, as in any other sentence."""
_DAYS_BACK = re.compile(r"(\d{1,4})\s*([dwmy])(?:ays?|eeks?|onths?|ears?)?", re.ASCII)
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?", re.ASCII)
_UNIT_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_CENTURY = 2000
_COUNT = re.compile(r"(\d{1,4})\+?", re.ASCII)
_LONG = 7  # letters, from which two slips may be meant
_SHORT = 4  # letters, up to which another letter mostly makes another word: "dear:" is no "near:"


def parse_search(said: str, today: date) -> SearchQuery:
    """Understand what was typed on ``today`` (the city's day); an operator without a value says nothing yet.

    Raises SearchWordsError for an operator or a value that does not exist.
    """
    # What is wanted, and what is not.
    words: dict[bool, list[str]] = {True: [], False: []}
    phrases: dict[bool, list[str]] = {True: [], False: []}
    asked: list[Asked] = []
    for part in _PART.finditer(_BLANK.sub(r"\1:", said.translate(_QUOTES))):
        minus, name, quoted, bare, not_phrase, phrase, word = part.groups()
        operator = None if name is None else _operator(name)
        if phrase is not None:
            phrases[not not_phrase].append(phrase)
        elif operator is None:
            wanted, word = _word(word or part[0])
            if wanted or len(word) > 1:  # one letter says nothing yet: half of all begins with it
                words[wanted].append(word)
        elif value := (bare if quoted is None else quoted).strip():
            asked.append(Asked(operator, _value(operator, value, today), wanted=not minus))
    return SearchQuery(
        " ".join(words[True]),
        tuple(each for each in phrases[True] if each.strip()),
        tuple(asked),
        tuple(words[False]),
        tuple(each for each in phrases[False] if each.strip()),
    )


def with_tag_in_words_renamed(said: str, was: str, new: str) -> str:
    """What was typed, with a tag that ``tag:`` names in full called something else, and the rest as it is."""
    # A quotation mark ends a value: as much as stands before it finds what begins like that.
    value = new.translate(_QUOTES).split('"')[0].strip()
    if not value:
        return said
    said = _BLANK.sub(r"\1:", said)
    renamed, at = "", 0
    for part in _PART.finditer(said.translate(_QUOTES)):
        minus, name, quoted, bare, *_rest = part.groups()
        named = bare if quoted is None else quoted
        if name is not None and name.casefold() == Operator.TAG and tag_key(named) == tag_key(was):
            written = f'"{value}"' if " " in value else value
            renamed += f"{said[at : part.start()]}{minus}{name}:{written}"
            at = part.end()
    return renamed + said[at:]


def _word(said: str) -> tuple[bool, str]:
    """Whether a word is wanted, and the word; a minus before a digit parts a number or a range of them."""
    unwanted = said.startswith("-") and said[1:2].isalpha()
    return not unwanted, said[1:] if unwanted else said


def _operator(name: str) -> Operator | None:
    said = name.casefold()
    known = [each.value for each in Operator]
    if said in known:
        return Operator(said)
    meant = next((each for each in known if _is_slip(said, each)), "")
    if meant:
        raise _not_understood(
            text("There is no \u201c{name}:\u201d to search by.", name=name),
            text("Did you mean {name}: ?", name=meant),
        )
    return None


def _is_slip(said: str, known: str) -> bool:
    """Whether an operator was meant: letters changed places, one too few or too many, or another."""
    from rapidfuzz.distance import OSA  # late: whoever types plain words has no use for it

    slips = OSA.distance(said, known)
    if len(known) <= _SHORT:
        return slips == 1 and (len(said) != len(known) or sorted(said) == sorted(known))
    return slips <= (2 if len(known) >= _LONG else 1)


def _value(operator: Operator, said: str, today: date) -> str:
    kinds: dict[Operator, type[StrEnum]] = {
        Operator.STATUS: CaseStatus,
        Operator.CITY: CityState,
        Operator.CHANNEL: Channel,
        Operator.HAS: Having,
    }
    readers: dict[Operator, Callable[[], str]] = {
        Operator.BEFORE: lambda: _day(said, today).isoformat(),
        Operator.AFTER: lambda: _day(said, today).isoformat(),
        Operator.WAITING: lambda: _day(said, today).isoformat(),
        Operator.TOLD: lambda: _count(said),
    }
    if operator in kinds:
        return _one_of(operator, kinds[operator], said)
    return readers[operator]() if operator in readers else said


def _one_of(operator: Operator, kind: type[StrEnum], said: str) -> str:
    """The value that begins like that; the whole word, or the only one."""
    values = [each.value for each in kind]
    plain = said.casefold().replace("_", " ")
    fitting = [each for each in values if each == plain] or [
        each for each in values if each.startswith(plain)
    ]
    if not fitting:
        raise _not_understood(
            text("There is no {name} \u201c{value}\u201d.", name=operator.value, value=said),
            text("Use one of: {values}.", values=", ".join(values)),
        )
    return fitting[0]


def _day(said: str, today: date) -> date:
    plain = said.casefold()
    if plain in {"today", "yesterday"}:
        return today - timedelta(days=int(plain == "yesterday"))
    back = _DAYS_BACK.fullmatch(plain)
    try:
        if back:
            return today - timedelta(days=int(back[1]) * _UNIT_DAYS[back[2]])
        return _written_day(plain, today)
    except (ValueError, OverflowError) as error:
        raise _not_understood(
            text("\u201c{value}\u201d is no day.", value=said),
            text("Write it as 2026-10-01, 10/1/2026, 2026-10, today, yesterday, 14d or 3w."),
        ) from error


def _written_day(plain: str, today: date) -> date:
    iso = _ISO.fullmatch(plain)
    if iso:
        return date(int(iso[1]), int(iso[2] or 1), int(iso[3] or 1))
    american = _AMERICAN.fullmatch(plain)
    if american is None:
        raise ValueError(plain)
    month, day, year = int(american[1]), int(american[2]), american[3]
    if year is not None:
        return date(int(year) + (_CENTURY if len(year) == len("26") else 0), month, day)
    this_year = date(today.year, month, min(day, monthrange(today.year, month)[1]))
    return this_year if this_year <= today else date(today.year - 1, month, day)


def _count(said: str) -> str:
    found = _COUNT.fullmatch(said)
    if found is None:
        raise _not_understood(
            text("told: needs a number, not \u201c{value}\u201d.", value=said),
            text("told:3 finds what three people or more told of."),
        )
    return str(int(found[1]))


def _not_understood(happened: str, advice: str) -> SearchWordsError:
    return SearchWordsError(happened, text("The list is as it was."), advice)
