"""How long the city takes for a type of request here, as a resident is told."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LEAST = 20  # closed requests: fewer say more of chance than of the city
_HALF, _MOST = 0.5, 0.8
_ROUNDING = 1e-9  # of the products


@dataclass(frozen=True, slots=True)
class ExpectedTime:
    """By the ward's own requests of one type.

    Half of them were over after ``half_days``, four in five after ``most_days``; None where that many are not
    over yet. ``requests`` is how many were looked at, ``open`` how many of them are still open.
    """

    half_days: float | None
    most_days: float | None
    requests: int
    open: int


def expected_time(closed: Sequence[float], still_open: Sequence[float]) -> ExpectedTime | None:
    """From the days that closed requests took, and those that open ones took until now.

    None where fewer than 20 were closed.
    """
    if len(closed) < _LEAST:
        return None
    steps = list(share_over(closed, still_open))

    def after(share: float) -> float | None:
        return next((days for days, over in steps if over > share - _ROUNDING), None)

    return ExpectedTime(
        half_days=after(_HALF),
        most_days=after(_MOST),
        requests=len(closed) + len(still_open),
        open=len(still_open),
    )


def share_over(closed: Sequence[float], still_open: Sequence[float]) -> Iterator[tuple[float, float]]:
    """After how many days what share was over, step by step, counting the open ones as long as they are.

    Closed requests alone would hide the backlog. The product-limit estimate of Kaplan and Meier,
    "Nonparametric Estimation from Incomplete Observations", JASA 53 (1958); an open request counts among
    those at risk on its last day.
    """
    ended, left = Counter(closed), Counter(still_open)
    at_risk, remain = len(closed) + len(still_open), 1.0
    for days in sorted(ended.keys() | left.keys()):
        if ended[days]:
            remain *= 1 - ended[days] / at_risk
            yield days, 1 - remain
        at_risk -= ended[days] + left[days]
