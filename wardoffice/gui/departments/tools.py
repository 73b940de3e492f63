"""Everything of departments in the window: the screen, the keys, and its part of the case pane."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.incidents import Ring
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.case.forwards_card import ForwardsCard
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.departments.actions import DepartmentActions
from wardoffice.gui.departments.keeper import DepartmentKeeper, Types
from wardoffice.gui.departments.port import DepartmentDesk
from wardoffice.gui.departments.screen import DepartmentScreen
from wardoffice.gui.keys import ActionId


class DepartmentTools(QObject):
    """``queued`` comes when there is something new to send, ``counted`` with how many answers are overdue."""

    queued = Signal()
    counted = Signal(int)

    def __init__(
        self,
        screen: DepartmentScreen,
        desk: DepartmentDesk,
        types: Types,
        *,
        acting: Acting,
        moments: Moments,
        ring: Callable[[], Ring],
        window: Callable[[], QWidget],
        is_shown: Callable[[], bool],
    ) -> None:
        super().__init__()
        self.keeper = DepartmentKeeper(screen, desk, types, acting=acting, ring=ring, window=window)
        self.actions = DepartmentActions(
            desk,
            acting,
            moments,
            window=window,
            chosen=lambda: screen.current if is_shown() else None,
        )
        for part in (self.keeper, self.actions):
            part.setParent(self)
        self.keeper.counted.connect(self.counted)
        self.actions.queued.connect(self.queued)
        screen.overdue.chase_asked.connect(self.actions.chase)
        screen.overdue.list_asked.connect(self.actions.daily_list)
        screen.overdue.pasted_asked.connect(self.actions.paste)

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return self.actions.keys()

    def start(self) -> None:
        """Count what is overdue."""
        self.keeper.refresh()

    def came_up(self) -> None:
        """The screen is in front."""
        self.keeper.came_up()

    def follow(self, card: ForwardsCard) -> None:
        """Do what is asked on the card of the case pane."""
        card.answered.connect(self.actions.log_answer)
        card.settled.connect(self.actions.answers)
        card.later.connect(self.actions.look_later)
        card.keep_asked.connect(self.keeper.keep_address)
        if self.keeper.may_change:
            card.offer_keeping()
        card.send_back_asked.connect(self.actions.send_back)
