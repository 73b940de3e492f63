"""Opens the duplicate desk: made when it is first asked for, and kept."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.desk import Desk
from wardoffice.gui.duplicate_desk.keeper import PairKeeper
from wardoffice.gui.duplicate_desk.window import DuplicateDesk
from wardoffice.gui.keys import ActionId


class DuplicateDeskOpener:
    """``window`` is the one it belongs to; ``open_case`` shows a problem there."""

    def __init__(
        self,
        desk: Desk,
        acting: Acting,
        moments: Moments,
        *,
        window: Callable[[], QWidget],
        open_case: Callable[[int], None],
    ) -> None:
        self._desk, self._acting, self._moments = desk, acting, moments
        self._window, self._open_case = window, open_case
        self._made: DuplicateDesk | None = None

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {ActionId.DUPLICATES: self.open}

    @property
    def shown(self) -> DuplicateDesk | None:
        """The desk, once it was opened."""
        return self._made

    def open(self) -> None:
        """Bring it to the front."""
        if self._made is None:
            keeper = PairKeeper(
                self._desk.pairing,
                self._desk.putting_off,
                self._desk.duplicates,
                self._desk.merging,
                self._desk.undoing,
                acting=self._acting,
            )
            self._made = DuplicateDesk(keeper, Pictures(self._acting.tasks), self._moments, self._window())
            self._made.case_asked.connect(self._show_case)
        self._made.start()

    def _show_case(self, case_id: int) -> None:
        window = self._window()
        self._open_case(case_id)
        window.raise_()
        window.activateWindow()
