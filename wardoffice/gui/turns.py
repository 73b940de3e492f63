"""How Python's threads take turns while a window stands.

Painting a list is hundreds of short calls from Qt into Python, and each needs its turn. A worker that is busy
with Python gives its turn away only when the switch interval is over (Python documentation,
``sys.setswitchinterval``): at the 5 ms that are usual, one repaint beside a sync can take half a second.
"""

import ctypes
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_SECONDS = 0.00005
"""A hundred times as often. Measured: busy workers use at most 2 % more of the processor's time by it."""
_SET_TIMER_SLACK, _GET_TIMER_SLACK = 29, 30  # linux/prctl.h
_ON_TIME = 1  # ns
_BEHIND = 5
"""Steps on POSIX's scale of 20: the window gets three times a worker's share where both want a processor."""


def work_behind_the_window() -> None:
    """Let the calling thread step behind the window's wherever both want the processor.

    Workers step back rather than the window forward, which Linux allows only to root. It keeps the priority
    of each thread (setpriority(2), "C library/kernel differences"); Windows puts forward by itself what is
    in the foreground (Microsoft documentation, "Priority Boosts").
    """
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _BEHIND)


@contextmanager
def quick_turns() -> Iterator[None]:
    """Let whoever waits have its turn after a twentieth of a millisecond; as it was before, at the end."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SECONDS)
    late = _wake_on_time(_ON_TIME)
    try:
        yield
    finally:
        _wake_on_time(late)
        sys.setswitchinterval(before)


def _wake_on_time(nanoseconds: int) -> int:
    """How late Linux may wake this thread, and those it starts, from a wait; what it was before.

    Linux adds 50 microseconds to every timed wait, as long again as the turn (prctl(2), "PR_SET_TIMERSLACK").
    """
    if sys.platform != "linux":
        return 0
    control = ctypes.CDLL(None).prctl
    before = control(_GET_TIMER_SLACK)
    control(_SET_TIMER_SLACK, ctypes.c_ulong(nanoseconds))
    return int(before)
