"""What every part of the tour has at hand: the window's hands, eyes and voice."""

from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtWidgets import QDialog, QWidget

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.queue import QueueRow, View
from wardoffice.gui.office_window import QUEUE, OfficeWindow
from wardoffice.gui.tasks import Tasks
from wardoffice.gui.tour.hands import Hands
from wardoffice.gui.tour.shots import Shots
from wardoffice.gui.tour.waiting import PATIENCE, Steps, TourError, Wait
from wardoffice.language import text

_CLICKS = 3


class Guide:
    """Leads through one window. ``seen`` is called at every state worth a picture, with the widgets shown."""

    def __init__(
        self,
        office: OfficeWindow,
        tasks: Tasks,
        shots: Shots,
        *,
        photo: Path,
        say: Callable[[str], None],
        seen: Callable[[QWidget], None],
    ) -> None:
        self.office = office
        self.photo = photo
        self.say = say
        self.hands = Hands(office.window)
        self._tasks = tasks
        self._shots = shots
        self._seen = seen
        self.said: list[str] = []
        """What the bar at the bottom told so far."""
        self.expects_trouble = False
        """Whether something gets lost or refused on purpose just now."""
        office.notifier.said.connect(self._hear)

    @property
    def case(self) -> CaseView | None:
        """The case that is shown."""
        return self.office.pane.view

    @property
    def trouble(self) -> str:
        """The error the bar at the bottom shows; empty without one."""
        bar = self.office.notifier
        return bar.accessibleName() if bar.isVisible() and bar.property("tone") == "danger" else ""

    def rows(self, most: int = 300) -> Iterator[QueueRow]:
        """What the list shows, from its top."""
        model = self.office.queue.model
        for number in range(min(model.rowCount(), most)):
            row = model.row(number)
            if isinstance(row, QueueRow):
                yield row

    def until(self, reached: Callable[[], bool], words: str, seconds: float = PATIENCE) -> Wait:
        """Wait until the hands are still and the condition holds."""
        return Wait(lambda: self.hands.still and reached(), words, seconds)

    def settled(self) -> Wait:
        """Wait until nothing is being read or written, and the pane shows what the list is on."""
        return self.until(self._is_settled, text("the window to come to rest"))

    def shot(self, name: str) -> Steps[None]:
        """Picture this state, and let whoever looks along see it."""
        self._seen(self.hands.front)
        yield from self._shots.take(name)

    def told(self, before: int) -> Steps[None]:
        """Wait until the bar at the bottom has told more than ``before`` words, and all is done."""
        yield self.until(lambda: len(self.said) > before, text("the window to say what it did"))
        yield self.settled()

    def act(self, key: str) -> Steps[None]:
        """Press a key that changes something, and wait for the word on it."""
        before = len(self.said)
        self.hands.press(key)
        yield from self.told(before)

    def asked(self) -> Steps[QDialog]:
        """Wait for a question to be open."""
        yield self.until(lambda: self.hands.question() is not None, text("a question to be asked"))
        question = self.hands.question()
        if question is None:
            raise LookupError
        self._seen(question)
        return question

    def answered(self, key: str) -> Steps[None]:
        """Take or leave the open question by key, and see what comes of it."""
        self.hands.press(key)
        yield self.until(lambda: self.hands.question() is None, text("the question to be answered"))
        yield self.settled()

    def click_named(self, name: str) -> Steps[None]:
        """Click the button of that name once it can be clicked."""
        yield self.until(lambda: self.hands.button(name) is not None, text("the button “{name}”", name=name))
        button = self.hands.button(name)
        if button is not None:
            self.hands.click(button)
        yield self.until(lambda: True, text("the click"))

    def in_trouble(self, steps: Steps[None]) -> Steps[None]:
        """Walk steps in which something gets lost or refused on purpose; close what the bar says of it."""
        self.expects_trouble = True
        yield from steps
        while self.trouble:
            button = self.hands.button(text("Close"), self.office.notifier)
            if button is not None:
                self.hands.click(button)
            yield self.settled()
        self.expects_trouble = False

    def show_view(self, view: View) -> Steps[None]:
        """Go to a view of the queue by its chip."""
        if self.office.window.current_screen != QUEUE:
            yield from self.go("Alt+1", QUEUE)
        chip = self.office.window.findChild(QWidget, f"view-{view.name.lower()}")
        if isinstance(chip, QWidget):
            self.hands.click(chip)
        yield self.until(lambda: self.office.queue.filters.view is view, text("the view to change"))
        yield self.settled()
        self.office.queue.table.setFocus()

    def go(self, key: str, screen: str) -> Steps[None]:
        """Go to a screen by its key."""
        self.hands.press(key)
        yield self.until(
            lambda: self.office.window.current_screen == screen, text("another screen to come up")
        )
        yield self.settled()

    def lists(self, row: QueueRow) -> bool:
        """Whether the list still has it: an answer or the city moves a problem to another list meanwhile."""
        return self.office.queue.model.position(row.case_id) is not None

    def click_row(self, row: QueueRow, *, more: bool = False) -> Steps[None]:
        """Click a row of the list and wait until its case is shown.

        A reading that ends just then lays the list out anew, and the click meets another row: it is clicked
        again, as a person would.
        """
        queue = self.office.queue
        for _ in range(1 if more else _CLICKS):  # a second click would take it out of the selection again
            position = queue.model.position(row.case_id)
            if position is None:
                break
            self.hands.click_row(queue.table, queue.model.index(position, 0), more=more)
            yield self.settled()
            if queue.current_id() == row.case_id:
                return
        raise TourError(text("{number} could not be opened from the list.", number=row.number))

    def search(self, words: str) -> Steps[None]:
        """Search the list by the box at the top."""
        self.hands.press("Ctrl+F")
        yield self.until(self.office.top.box.hasFocus, text("the search box"))
        self.hands.write(words) if words else self.hands.press("Backspace")
        self.hands.press("Return")
        yield self.until(lambda: self.office.queue.filters.narrowed.words == words, text("the search"))
        yield self.settled()
        self.hands.press("Esc")
        yield self.settled()

    def _hear(self, words: str) -> None:
        if words:
            self.said.append(words)

    def _is_settled(self) -> bool:
        follower, office = self.office.follower, self.office
        shown = self.case.case_id if self.case is not None else None
        return self._tasks.idle and not follower.resting and shown == office.queue.current_id()
