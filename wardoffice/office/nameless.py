"""Words without what tells whose they are: for pages that leave the office."""

import re
from collections.abc import Callable, Iterable

from wardoffice.domain.case_view import PersonView

_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.\w+")
_PHONE = re.compile(r"(?<![\w-])(?:\+?1[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]?\d{4}(?![\w-])")
_LEAST_LETTERS = 3
_GONE = "…"


def without_names(people: Iterable[PersonView]) -> Callable[[str], str]:
    """What takes the names of these people, mail addresses and phone numbers out of words.

    Names go as they are written and word by word (from three letters on), whatever their case. It cannot know
    what else in somebody's words points at them: who prints a page looks at it.
    """
    parts: set[str] = set()
    for person in people:
        parts.update((person.name.strip(), *person.name.split()))
    known = sorted((part for part in parts if len(part) >= _LEAST_LETTERS), key=len, reverse=True)
    names = (
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, known))})(?!\w)", re.IGNORECASE) if known else None
    )

    def hidden(words: str) -> str:
        words = _PHONE.sub(_GONE, _MAIL.sub(_GONE, words))
        return names.sub(_GONE, words) if names is not None else words

    return hidden
