"""Whether two letters of nearly the same words differ in the place that they are about.

A template with a blank ("the crossing at ___ needs a light") is sent about many places. Both are laid beside
each other, word by word; where one has another word in the same blank, and the blank stands where a place
stands, they are about two places.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

_BEFORE = frozenset(
    """
    at on near along between outside behind beside across around opposite under beneath past
    cerca junto frente entre sobre detras bajo esquina
    przy na kolo obok miedzy naprzeciwko rogu ulicy
    """.split()  # noqa: SIM905 - words read better as prose than one a line
)
"""What stands before a place."""
_AND = frozenset("and y con i z".split())  # noqa: SIM905 - as above
_BETWEEN = frozenset("the a of street corner intersection el la los las de del calle".split())  # noqa: SIM905 - as above
_AFTER = frozenset(
    """
    park school playground library beach station viaduct underpass bridge garden lot street avenue boulevard
    crossing intersection stop
    """.split()  # noqa: SIM905 - as above
)
_AT_HOME = frozenset(
    """
    live lives lived living reside resides residing resident residents neighbor neighbour homeowner voter
    constituent vivo resido vecino vecina mieszkam
    """.split()  # noqa: SIM905 - as above
)
"""Where somebody lives is not what the letter is about."""
_NO_PLACE = frozenset(
    """
    night day morning evening afternoon noon weekend weekends week weeks month months year years monday
    tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december time once all my our your his her their it every
    """.split()  # noqa: SIM905 - as above
)
_LONGEST_BLANK = 4
_LOOKED_BACK = 4


def names_other_place(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the words of two letters name two places in the same blank (words in small letters)."""
    for tag, begin, end, their_begin, their_end in SequenceMatcher(
        None, one, other, autojunk=False
    ).get_opcodes():
        mine, theirs = one[begin:end], other[their_begin:their_end]
        if tag != "replace" or len(mine) > _LONGEST_BLANK or len(theirs) > _LONGEST_BLANK:
            continue
        if _NO_PLACE & {*mine, *theirs} or _AT_HOME & {*one[max(0, begin - _LOOKED_BACK) : begin]}:
            continue
        if _stands_for_place(one, begin, end):
            return True
    return False


def _stands_for_place(words: Sequence[str], begin: int, end: int) -> bool:
    before = _last(words, begin)
    if before >= 0 and words[before] in _AND:  # the second street of a corner: "at Damen and Leland"
        return bool(_BEFORE & {*words[max(0, before - _LOOKED_BACK) : before]})
    if end < len(words) and words[end] in _AFTER:
        return True
    # Also with what the place is in between: "near the store ___".
    return any(at >= 0 and words[at] in _BEFORE for at in (before, _last(words, before)))


def _last(words: Sequence[str], end: int) -> int:
    """Where the last word before ``end`` stands that says more than "the"; -1 for none."""
    at = end - 1
    while at >= 0 and words[at] in _BETWEEN:
        at -= 1
    return at
