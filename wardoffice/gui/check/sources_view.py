"""Asks for what the cards of the second source show: the year before, and both sources side by side."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from wardoffice.domain.actor import Actor
from wardoffice.domain.portal import Difference, SourceCounts, SourceLine
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.check.sources_card import SourcesCard
from wardoffice.gui.check.year_card import YearCard
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.year_runner import YearRunner, YearTelling


class Sources(Protocol):
    """What is asked of ``office.two_sources.TwoSources``."""

    def counts(self, actor: Actor) -> SourceCounts:
        """How many requests stand how."""
        ...

    def lines(self, actor: Actor, which: Difference) -> Sequence[SourceLine]:
        """The requests behind a number."""
        ...


class SourcesView(QWidget):
    """Both cards, to be placed on the 311 and mail check; ``refresh`` when it comes up.

    ``case_asked`` carries a case id.
    """

    case_asked = Signal(int)

    def __init__(
        self,
        sources: Sources,
        runner: YearRunner,
        telling: YearTelling,
        *,
        tasks: TaskRunner,
        actor: Actor,
        moments: Moments,
    ) -> None:
        super().__init__()
        self._sources = sources
        self._runner = runner
        self._tasks = tasks
        self._actor = actor
        self.year = YearCard(telling)
        self.both = SourcesCard(moments)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.year)
        column.addWidget(self.both)
        self.year.run_asked.connect(runner.run)
        self.year.run_asked.connect(self._show_running)
        self.year.stop_asked.connect(runner.stop)
        runner.told.connect(self.year.show_state)
        runner.progressed.connect(self._show_running)
        runner.ended.connect(self._ended)
        self.both.list_asked.connect(self._ask_lines)
        self.both.case_asked.connect(self.case_asked)

    def refresh(self) -> None:
        """Read both anew."""
        self._runner.read_state()
        self._show_running()
        self._ask_counts()

    def _ask_counts(self) -> None:
        counts = partial(self._sources.counts, self._actor)
        self._tasks.submit(Lane.QUERY, counts, owner=self, done=self._show_counts, topic="counts")

    def _show_counts(self, counted: SourceCounts) -> None:
        self.both.show_counts(counted)
        if self.both.chosen is not None:
            self._ask_lines(self.both.chosen)

    def _ask_lines(self, which: Difference) -> None:
        self._tasks.submit(
            Lane.QUERY,
            partial(self._sources.lines, self._actor, which),
            owner=self,
            done=partial(self._show_lines, which),
            topic="lines",
        )

    def _show_lines(self, which: Difference, lines: Sequence[SourceLine]) -> None:
        if which is self.both.chosen:
            self.both.show_lines(which, lines)

    def _show_running(self, *_: object) -> None:
        self.year.show_running(running=self._runner.running)

    def _ended(self) -> None:
        self._show_running()
        self._ask_counts()
