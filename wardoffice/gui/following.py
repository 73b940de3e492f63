"""The case pane follows the list: it shows the case the cursor is on, as it is now."""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import CaseView, Suggestion
from wardoffice.domain.changes import Changes
from wardoffice.domain.expected_time import ExpectedTime
from wardoffice.domain.split_proposal import SplitProposal
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.desk import Desk
from wardoffice.gui.tasks import Lane, TaskRunner

_NEAR_METRES = 250.0
_REST_MILLISECONDS = 200


class CaseFollower(QObject):
    """Reads the case at once; what may be the same and what is near when the cursor rests."""

    def __init__(self, desk: Desk, tasks: TaskRunner, actor: Actor, pane: CasePane) -> None:
        super().__init__(pane)
        self._desk = desk
        self._tasks = tasks
        self._actor = actor
        self._pane = pane
        self._case_id: int | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MILLISECONDS)
        self._rest.timeout.connect(self._read_around)

    @property
    def case_id(self) -> int | None:
        """The case that is shown, or is being read."""
        return self._case_id

    @property
    def resting(self) -> bool:
        """Whether it waits for the cursor to rest before it reads what is around."""
        return self._rest.isActive()

    def follow(self, case_id: int | None) -> None:
        """Show this case, or none."""
        self._case_id = case_id
        self._rest.stop()
        if case_id is None:
            self._pane.show_case(None)
        else:
            self._read(case_id)

    def refresh(self, changes: Changes) -> None:
        """Read the case again where an action touched it."""
        if self._case_id is not None and self._case_id in changes.cases:
            self._read(self._case_id)

    def read_again(self) -> None:
        """Read the case again, whatever happened."""
        if self._case_id is not None:
            self._read(self._case_id)

    def _read(self, case_id: int) -> None:
        show = partial(self._desk.cases.show, self._actor, case_id)
        self._tasks.submit(Lane.QUERY, show, owner=self, done=partial(self._show, case_id), topic="case")

    def _show(self, case_id: int, case: CaseView) -> None:
        if case_id == self._case_id:
            self._pane.show_case(case)
            self._rest.start()

    def _read_around(self) -> None:
        case = self._pane.view
        if case is None:
            return
        suggest = partial(self._desk.duplicates.suggest, self._actor, case.case_id)
        told = partial(self._suggest, case.case_id)
        self._tasks.submit(Lane.QUERY, suggest, owner=self, done=told, topic="suggestions")
        propose = partial(self._desk.proposing.propose, self._actor, case.case_id)
        parted = partial(self._propose, case.case_id)
        self._tasks.submit(Lane.QUERY, propose, owner=self, done=parted, topic="split")
        expect = partial(self._desk.expecting.for_case, self._actor, case.case_id)
        expected = partial(self._expect, case.case_id)
        self._tasks.submit(Lane.QUERY, expect, owner=self, done=expected, topic="expected")
        if case.place.point is not None:
            near = partial(self._desk.points.near, self._actor, case.place.point, _NEAR_METRES)
            self._tasks.submit(Lane.QUERY, near, owner=self, done=self._pane.show_near, topic="near")

    def _propose(self, case_id: int, proposals: tuple[SplitProposal, ...]) -> None:
        if case_id == self._case_id:
            self._pane.show_proposals(proposals)

    def _expect(self, case_id: int, expected: ExpectedTime | None) -> None:
        if case_id == self._case_id:
            self._pane.show_expected(expected)

    def _suggest(self, case_id: int, suggestions: tuple[Suggestion, ...]) -> None:
        if case_id == self._case_id:
            self._pane.show_suggestions(suggestions)
