"""Which Latin charset a text whose name is missing or wrong was written in, by the letters people use here.

Spanish and Polish put the same bytes where the other has letters too (F1 is ñ or ń), so a letter counts by
where it stands: ñ before a vowel, ń never; ¿ before a word, never within one.
"""

import re

from wardoffice.mail.languages import language_of

_WESTERN = frozenset("áéíóúüñÁÉÍÓÚÜÑçÇèàùâêîôûëïÈÀÂÊÎÔäöÄÖßœŒ")
_CENTRAL = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
_LETTERS = {"cp1252": _WESTERN, "cp1250": _CENTRAL, "iso8859-2": _CENTRAL}
_SIGNS = frozenset("“”‘’„‚–—…•«»°§€\xa0")  # noqa: RUF001 - what programs make of plain quotation marks
_OPENING = frozenset("¿¡")
_VOWELS = frozenset("aeiouyáéíóúAEIOUY")
_ONLY_BEFORE_VOWELS, _NEVER_BEFORE_VOWELS, _NEVER_FIRST = (
    frozenset("ñÑ"),
    frozenset("ńŃ"),
    frozenset("ĄĘŃąęń"),
)
_NEVER_LAST = frozenset("êÊîÎ")
_STRANGE = re.compile("[^\x00-\x7f]")
_MOST = 4_000
_GOOD, _BAD, _RIGHT_LANGUAGE = 2, -2, 1
_SURE = 0.85  # of what it would be if every letter stood where it may


def likely_charset(raw: bytes, *, doubtful: bool) -> str:
    """cp1252, cp1250 or iso8859-2 where its letters fit best; an empty string where none does.

    ``doubtful``: there is too little to guess by in other ways, so that the best of them is told at any rate.
    """
    best, score, strange = "", 0, 0
    for name in _LETTERS:
        words = raw[:_MOST].decode(name, "replace")
        found = _score(words, name)
        if not best or found > score:
            best, score, strange = name, found, len(_STRANGE.findall(words))
    return best if doubtful or (strange and score >= _SURE * _GOOD * strange) else ""


def _score(words: str, name: str) -> int:
    letters = _LETTERS[name]
    score = sum(_fits(words, found.start(), letters) for found in _STRANGE.finditer(words))
    is_polish = letters is _CENTRAL
    return score + (_RIGHT_LANGUAGE if is_polish == (language_of(words) == "pl") else 0)


def _fits(words: str, at: int, letters: frozenset[str]) -> int:
    letter, before, after = words[at], words[at - 1 : at], words[at + 1 : at + 2]
    if letter in _SIGNS:
        return _GOOD
    if letter in _OPENING and letters is _WESTERN:
        return _BAD if before.isalpha() or not after.isalpha() else _GOOD
    if letter not in letters:
        return _BAD
    wrong = (
        (letter in _ONLY_BEFORE_VOWELS and after not in _VOWELS)
        or (letter in _NEVER_BEFORE_VOWELS and after in _VOWELS)
        or (letter in _NEVER_FIRST and not before.isalpha())
        or (letter in _NEVER_LAST and not after.isalpha())
        or (letter in "œŒ" and after not in {"u", "U"})
        or (letter in "żŻ" and after.isupper() and letter == "ż")
    )
    return _BAD if wrong else _GOOD
