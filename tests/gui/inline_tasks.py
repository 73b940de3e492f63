"""Work that is done at once, for tests that want no waiting."""

from collections.abc import Callable
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject

from wardoffice.domain.errors import WardOfficeError
from wardoffice.gui.tasks import Failed, Job, Lane

T = TypeVar("T")


class InlineTasks:
    """A TaskRunner that does everything on the calling thread."""

    def __init__(self, on_error: Failed) -> None:
        self._on_error = on_error

    def submit(
        self,
        _lane: Lane,
        work: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        job: Job | None = None,
        topic: str = "",
    ) -> Job:
        """Do it now."""
        job = job or Job()
        try:
            result = work()
        except WardOfficeError as error:
            (failed or self._on_error)(error)
        else:
            if done is not None and shiboken6.isValid(owner):
                done(result)
        return job

    def relayed(self, _owner: QObject, callback: Callable[..., None]) -> Callable[..., None]:
        """The callback itself: everything is on one thread."""
        return callback
