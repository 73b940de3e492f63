"""What the actions act on: the list's selection, or that of the screen that is up."""

from wardoffice.domain.queue import QueueRow
from wardoffice.gui.actions.acting import Selection


class FrontSelection:
    """The selection of whichever screen was put to the front; the list's at first."""

    def __init__(self, listed: Selection) -> None:
        self._front = listed

    def put(self, selection: Selection) -> None:
        """Let the actions act on this one from now on."""
        self._front = selection

    def selected_ids(self) -> tuple[int, ...]:
        """The selected cases."""
        return self._front.selected_ids()

    def selected_rows(self) -> tuple[QueueRow, ...]:
        """What is known of them."""
        return self._front.selected_rows()

    def rows_at_hand(self) -> tuple[QueueRow, ...]:
        """What is known of them without waiting."""
        return self._front.rows_at_hand()
