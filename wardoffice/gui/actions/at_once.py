"""How many problems one action may change, whichever key or list it is begun by."""

from wardoffice.domain.errors import CannotDoError
from wardoffice.gui.notify import Notifier
from wardoffice.language import text

MOST_AT_ONCE = 500
"""What changes is looked at first, and nobody looks at more."""


def few_enough(count: int, notifier: Notifier) -> bool:
    """Whether so many may be changed at once; where not, it is said."""
    if count <= MOST_AT_ONCE:
        return True
    error = CannotDoError(
        text("More than {count} problems are selected.", count=MOST_AT_ONCE),
        text("Nothing was changed."),
        text("Select fewer, or narrow the list first."),
    )
    notifier.error(error)
    return False
