"""Work whose answer comes when a test says so."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject

from wardoffice.gui.tasks import Failed, Job, Lane

T = TypeVar("T")


class LateTasks:
    """A TaskRunner that answers nothing before it is told to; a newer job takes the place of the older."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], None]] = []
        self.lanes: list[Lane] = []

    def submit(
        self,
        lane: Lane,
        work: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        job: Job | None = None,
        topic: str = "",
    ) -> Job:
        """Keep it for later."""
        found = work()
        self.lanes.append(lane)
        self.waiting = [partial(done, found)] if done is not None else []
        return job or Job()

    def relayed(self, _owner: QObject, callback: Callable[..., None]) -> Callable[..., None]:
        """The callback itself."""
        return callback

    def come(self) -> None:
        """Answer what was asked last."""
        for answer in self.waiting[-1:]:
            answer()
