"""How long to stay away from a server that does not answer: 1, 2, 4 ... 300 seconds, and never in step.

Several desks lose the same server at the same moment; jitter keeps them from coming back at the same moment.
"""

from collections.abc import Callable

LONGEST_SECONDS = 300.0
_DOUBLINGS = 9  # past the longest wait


def seconds_away(failures: int, told_seconds: float, chance: Callable[[], float]) -> float:
    """Seconds to wait after so many failures in a row (1 or more).

    ``told_seconds`` is what the server asked for, and is never cut short; ``chance`` gives 0 to 1 and adds up
    to a quarter.
    """
    own = min(float(1 << min(failures - 1, _DOUBLINGS)), LONGEST_SECONDS)
    return max(own, told_seconds) * (1 + chance() / 4)
