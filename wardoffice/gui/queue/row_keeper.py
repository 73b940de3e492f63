"""The rows of the queue that are at hand. What is looked at is read off the GUI thread, a page at a time."""

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from wardoffice.domain.errors import CancelledError, WardOfficeError
from wardoffice.domain.queue import QueueRow
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.language import text

PAGE = 100
"""Rows read at once; half of them is more than a screen shows."""

AHEAD = 30
"""So many rows before the end of what is at hand the next page is asked for."""

_KEPT_ROWS = 2_000
_EVERY_MS = 50
"""So often at most a page is asked for: who drags the list from end to end flies past hundreds."""
_PAUSE_MS = 3_000
"""So long no row is asked for again after a trouble: every painting would ask, and most troubles pass."""


@dataclass(frozen=True, slots=True)
class RowTrouble:
    """A row that could not be read, and why in words. It keeps its place, so nothing vanishes unseen."""

    case_id: int
    words: str


KeptRow = QueueRow | RowTrouble
RowReader = Callable[[Sequence[int]], dict[int, QueueRow]]


class RowKeeper(QObject):
    """Keeps the rows last looked at. ``read_rows`` answers a page of rows, on whichever thread.

    A row that is to be read again is shown as it was until then, so that nothing flickers. Where that cannot
    be read it stays as it was, and is asked for again after a pause, as is one that was never read.
    A page is asked for every ``every_ms`` at most, that of the row last looked at.
    """

    came = Signal()
    """Rows that were asked for are at hand, or may be asked for again."""

    def __init__(
        self,
        read_rows: RowReader,
        tasks: TaskRunner,
        parent: QObject | None = None,
        *,
        pause_ms: int = _PAUSE_MS,
        every_ms: int = _EVERY_MS,
    ) -> None:
        super().__init__(parent)
        self._read_rows = read_rows
        self._tasks = tasks
        self._rows: OrderedDict[int, KeptRow] = OrderedDict()
        self._old: set[int] = set()
        self._asked: frozenset[int] = frozenset()
        self._gathered: frozenset[int] = frozenset()
        self._turn = 0
        self._pause = QTimer(self, singleShot=True, interval=pause_ms)
        self._pause.timeout.connect(self.came)
        self._next: tuple[array[int], int] | None = None
        self._breath = QTimer(self, singleShot=True, interval=every_ms)
        self._breath.timeout.connect(self._ask_next)
        self._again = QTimer(self, singleShot=True, interval=every_ms)
        self._again.timeout.connect(self.came)

    def at_hand(self, ids: "array[int]", position: int) -> KeptRow | None:
        """The row at a position of ``ids``, or None while it is read; never waits, so that a list paints."""
        for each in (position, position + AHEAD, position - AHEAD):
            if 0 <= each < len(ids) and self._is_wanted(ids[each]):
                self._ask(ids, each, ahead=each != position)
                break
        return self._use(ids[position])

    def now(self, ids: "array[int]", position: int) -> KeptRow:
        """The same, read at once where it is not at hand: for what a person does with it."""
        case_id = ids[position]
        if case_id not in self._rows:
            page = self._page(ids, position)
            try:
                self._keep(page, self._read_rows(page))
            except WardOfficeError as error:
                self._keep(page, {}, str(error))
        elif self._is_wanted(case_id):
            self._ask(ids, position)
        return self._use(case_id) or _missing(case_id)

    def gather(self, case_ids: Sequence[int]) -> list[KeptRow]:
        """Those of these that are at hand, in their order; the others are read for ``came``, in one go."""
        missing = tuple(each for each in case_ids if each not in self._rows)
        if missing and not self._gathered.issuperset(missing):
            self._gathered = frozenset(missing)
            self._tasks.submit(
                Lane.QUERY,
                partial(self._read_pages, missing),
                owner=self,
                done=partial(self._take_gathered, self._turn, missing),
                failed=partial(self._miss_gathered, self._turn, missing),
                topic="gathered",
            )
        return [row for each in case_ids if (row := self._rows.get(each)) is not None]

    def keep(self, rows: dict[int, QueueRow]) -> None:
        """Keep these, which were read along with their list."""
        self._keep(tuple(rows), rows)

    def forget(self, case_ids: Iterable[int]) -> None:
        """Read these again when they are next looked at."""
        self._old.update(case_id for case_id in case_ids if case_id in self._rows)
        self._start_anew()

    def forget_all(self) -> None:
        """Read every row again when it is next looked at."""
        self._old.update(self._rows)
        self._start_anew()

    def _start_anew(self) -> None:
        # What is being read now may be of the moment before.
        self._turn += 1
        self._asked = frozenset()
        self._pause.stop()
        self._breath.stop()
        self._next = None

    def _is_wanted(self, case_id: int) -> bool:
        if case_id in self._asked:
            return False
        return case_id not in self._rows or (case_id in self._old and not self._pause.isActive())

    def _page(self, ids: "array[int]", position: int) -> tuple[int, ...]:
        # Around the row, not from a fixed edge: what is on the screen never takes two pages at once.
        start = max(0, position - PAGE // 2)
        return tuple(
            each for each in ids[start : start + PAGE] if each not in self._rows or each in self._old
        )

    def _ask(self, ids: "array[int]", position: int, *, ahead: bool = False) -> None:
        if ahead and self._asked:
            return  # what is on the screen comes first; once it is there, the painting of it asks again
        if self._breath.isActive():
            self._next = ids, position
            return
        if self._breath.interval():
            self._breath.start()
        page = self._page(ids, position)
        self._asked = frozenset(page)
        self._tasks.submit(
            Lane.ROWS,
            partial(self._read_rows, page),
            owner=self,
            done=partial(self._take, self._turn, page),
            failed=partial(self._fail, self._turn, page),
            topic="rows",
        )

    def _ask_next(self) -> None:
        wanted, self._next = self._next, None
        if wanted is not None and self._is_wanted(wanted[0][wanted[1]]):
            self._ask(*wanted)

    def _take(self, turn: int, page: Sequence[int], rows: dict[int, QueueRow]) -> None:
        self._came(turn, page, rows, "")

    def _fail(self, turn: int, page: Sequence[int], error: WardOfficeError) -> None:
        if isinstance(error, CancelledError):
            if turn == self._turn:
                self._asked = frozenset()
            self._ask_again()
            return
        self._came(turn, page, {}, str(error))

    def _came(self, turn: int, page: Sequence[int], rows: dict[int, QueueRow], trouble: str) -> None:
        self._keep(page, rows, trouble)
        if turn == self._turn:
            self._asked = frozenset()
        else:
            self._old.update(page)
        self.came.emit()

    def _read_pages(self, case_ids: Sequence[int]) -> dict[int, QueueRow]:
        pages = (case_ids[start : start + PAGE] for start in range(0, len(case_ids), PAGE))
        return {case_id: row for page in pages for case_id, row in self._read_rows(page).items()}

    def _take_gathered(self, turn: int, case_ids: Sequence[int], rows: dict[int, QueueRow]) -> None:
        self._come_gathered(turn, case_ids, rows, "")

    def _miss_gathered(self, turn: int, case_ids: Sequence[int], error: WardOfficeError) -> None:
        if isinstance(error, CancelledError):
            self._gathered = frozenset()
            self._ask_again()
            return
        missing = [each for each in case_ids if each not in self._rows]
        self._come_gathered(turn, missing, {}, str(error))

    def _come_gathered(
        self, turn: int, case_ids: Sequence[int], rows: dict[int, QueueRow], trouble: str
    ) -> None:
        self._gathered = frozenset()
        self._keep(case_ids, rows, trouble)
        if turn != self._turn:
            self._old.update(case_ids)
        self.came.emit()

    def _ask_again(self) -> None:
        """Let whoever shows the rows ask anew in a moment, at the pace of pages.

        A question that a newer one of ours takes the place of answers nothing. One that says it was cancelled
        was hit by the cancelling of another, which PostgreSQL may carry out late: nothing is the matter.
        """
        self._again.start()

    def _keep(self, page: Sequence[int], rows: dict[int, QueueRow], trouble: str = "") -> None:
        for case_id in page:
            if not trouble or not isinstance(self._rows.get(case_id), QueueRow):
                self._rows[case_id] = rows.get(case_id) or _missing(case_id, trouble)
            self._rows.move_to_end(case_id)
        if trouble:
            self._old.update(page)
            self._pause.start()
        else:
            self._old.difference_update(page)
            self._forget_troubles()
        while len(self._rows) > _KEPT_ROWS:
            self._old.discard(self._rows.popitem(last=False)[0])

    def _forget_troubles(self) -> None:
        """What could not be read may be by now, since something was: whoever looks at it asks."""
        over = [each for each in self._old if isinstance(self._rows.get(each), RowTrouble)]
        for case_id in over:
            del self._rows[case_id]
        self._old.difference_update(over)

    def _use(self, case_id: int) -> KeptRow | None:
        if case_id in self._rows:
            self._rows.move_to_end(case_id)
        return self._rows.get(case_id)


def _missing(case_id: int, trouble: str = "") -> RowTrouble:
    return RowTrouble(case_id, trouble or text("This problem could not be read from the office's data."))
