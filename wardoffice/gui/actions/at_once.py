"""How many problems one action may change, whichever key or list it is begun by."""

from wardoffice.domain.errors import CannotDoError
from wardoffice.gui.notify import Notifier
from wardoffice.language import text

MOST_AT_ONCE = 500
"""What changes is looked at first, and nobody looks at more."""

LOOKED_AT = MOST_AT_ONCE + 1
"""Rows of a selection that are read: one more, so that it shows where there are too many."""


def few_enough(count: int, notifier: Notifier, *, most: int = MOST_AT_ONCE, safe: str = "") -> bool:
    """Whether an action may be done to so many at once; where not, it is said.

    ``safe`` says what did not happen then; left out, that nothing was changed.
    """
    if count <= most:
        return True
    error = CannotDoError(
        text("More than {count} problems are selected.", count=most),
        safe or text("Nothing was changed."),
        text("Select fewer, or narrow the list first."),
    )
    notifier.error(error)
    return False
