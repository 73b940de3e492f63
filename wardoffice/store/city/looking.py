"""A file looked over in a thread of its own, while DuckDB reads it already.

Looking takes a fifth of the time of reading, and most files are new and as they should be. Where one is not,
reading it was in vain, and can be stopped as soon as that shows.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from wardoffice.store.city.lines import LookedAt, look_at


class Looking:
    """Looks at a file inside the block; ``known`` says of its digest whether it need not be read.

    Both ``known`` and ``cancelled`` are asked in the thread that looks.
    """

    def __init__(self, path: Path, known: Callable[[str], bool], cancelled: Callable[[], bool]) -> None:
        self._path = path
        self._known = known
        self._cancelled = cancelled
        self._thread = ThreadPoolExecutor(1, "city-look")
        self._found: Future[tuple[LookedAt, bool]] = Future()

    def __enter__(self) -> Self:
        self._found = self._thread.submit(self._look)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()

    @property
    def is_in_vain(self) -> bool:
        """Whether it shows by now that reading the file as it stands serves nothing."""
        if not self._found.done():
            return False
        if self._found.exception() is not None:
            return True
        looked, is_known = self._found.result()
        return is_known or looked.needs_mending

    def result(self) -> tuple[LookedAt, bool]:
        """What the file is, and whether it is known, once that shows; raises OSError, or CancelledError."""
        return self._found.result()

    def _look(self) -> tuple[LookedAt, bool]:
        looked = look_at(self._path, self._cancelled)
        return looked, self._known(looked.digest)
