"""The words of a text that say what it tells of."""

import re
from functools import lru_cache

_TELLING_LETTERS = 4
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


@lru_cache(maxsize=4_096)
def telling_words(said: str) -> frozenset[str]:
    """The words that say what the problem is: longer ones that are not in every letter.

    Kept for the next time: one text is compared with all that were told around it.
    """
    words = re.findall(r"[^\W\d_]+", said.casefold())
    return frozenset(word for word in words if len(word) >= _TELLING_LETTERS and word not in _COMMON)
