"""A mail that names a problem's number in its subject, from somebody who is not known there.

Anybody may write a number: a person says whether it belongs there, and nothing is put together by it (P5).
"""

from wardoffice.domain.duplicates import Likeness
from wardoffice.language import text

_WEIGHT = 10.0  # above all that pictures, place, time and words can give: it is asked first


def with_number(alike: Likeness | None) -> Likeness:
    """How alike two problems are of which one's mail names the other; ``alike`` is what else tells it."""
    reason = text("its number is in a subject, from someone we do not know: attach?")
    if alike is None:
        return Likeness(strong=False, weight=_WEIGHT, reasons=(reason,))
    return Likeness(alike.strong, _WEIGHT + alike.weight, (reason, *alike.reasons))
