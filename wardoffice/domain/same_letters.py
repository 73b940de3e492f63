"""A letter that came with two problems: what that says of them. Nothing is put together by it (P5)."""

from wardoffice.domain.duplicates import Likeness
from wardoffice.language import text

_WEIGHT = 5.0  # above all that place, time and words can give, below the very same picture


def with_letter(alike: Likeness | None) -> Likeness:
    """How alike two problems are that nearly the same letter told of; ``alike`` is what else speaks so."""
    reason = text("nearly word for word the same letter")
    if alike is None:
        return Likeness(strong=True, weight=_WEIGHT, reasons=(reason,))
    return Likeness(strong=True, weight=_WEIGHT + alike.weight, reasons=(reason, *alike.reasons))
