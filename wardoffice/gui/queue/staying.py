"""What keeps the problem in its place that somebody is at: it leaves the list no sooner than they leave it.

An answer, a number or a sync may move it to another list. If it went at once, the next would come up under
the cursor, and the next key would be for that one. What is finished or snoozed goes at once: that was asked.
"""

from array import array
from dataclasses import dataclass

import numpy as np

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.errors import WardOfficeError
from wardoffice.gui.desk import QueueReading


@dataclass(frozen=True, slots=True)
class Listed:
    """The ids to show, and how many of them the list has by itself."""

    ids: "array[int]"
    count: int


@dataclass(frozen=True, slots=True)
class Staying:
    """The problem under the cursor, and its position from 0."""

    case_id: int
    position: int

    def in_list(self, ids: "array[int]", queue: QueueReading, actor: Actor) -> Listed:
        """The list with it, where it is open, awake and stands for itself; reads its row (any thread)."""
        if (np.asarray(ids) == self.case_id).any() or not self._is_open(queue, actor):
            return Listed(ids, len(ids))
        shown = ids[:]
        shown.insert(self.position, self.case_id)
        return Listed(shown, len(ids))

    def _is_open(self, queue: QueueReading, actor: Actor) -> bool:
        try:
            row = queue.rows(actor, (self.case_id,)).get(self.case_id)
        except WardOfficeError:
            return False  # the list stands without it; the row says by itself what is the matter
        return row is not None and row.status is CaseStatus.OPEN and row.snoozed_until is None
