"""How often an endpoint is asked: a pause between two questions, and staying away when it asks for that."""

import threading
import time
from collections.abc import Callable

from wardoffice.domain.errors import CancelledError
from wardoffice.domain.ports import Cancelled

_STEP_SECONDS = 0.05


class Pace:
    """The turns of all who ask one endpoint, ``seconds_between`` apart; safe from any thread.

    ``now`` is a clock that only moves forward, in seconds.
    """

    def __init__(self, seconds_between: float = 0.0, now: Callable[[], float] = time.monotonic) -> None:
        self.seconds_between = seconds_between
        self._now = now
        self._lock = threading.Lock()
        self._next = now()

    def take_turn(self, stopped: Cancelled, at_most: float) -> float:
        """Wait for this question's turn and return 0.0, or return the seconds to it where over ``at_most``.

        Raises CancelledError within a fraction of a second of ``stopped``.
        """
        with self._lock:
            now = self._now()
            turn = max(self._next, now)
            if turn - now > at_most:
                return turn - now
            self._next = turn + self.seconds_between
        pause = threading.Event()
        while (left := turn - self._now()) > 0:
            if stopped():
                raise CancelledError
            pause.wait(min(left, _STEP_SECONDS))
        return 0.0

    def stay_away(self, seconds: float) -> None:
        """Give no turn before ``seconds`` have passed."""
        with self._lock:
            self._next = max(self._next, self._now() + seconds)
