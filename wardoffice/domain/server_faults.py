"""Whether an answer that says no is a fault of the city's server, after which it may have taken the request.

GeoReport v2 wants the HTTP status right, but the body's own code need not be equal to it
(https://wiki.open311.org/GeoReport_v2/#errors), and some servers pass a fault behind them on as 200 or 400.
"""

import re
from collections.abc import Sequence
from http import HTTPStatus

_FAULT = re.compile(
    r"\binternal (?:server )?error\b|\bserver (?:error|fault)\b"
    r"|\b(?:unexpected|unhandled|unknown) (?:error|exception)\b|\bstack ?trace\b"
    r"|\btime[ -]?out\b|\btimed out\b|\bbad gateway\b|\btemporarily unavailable\b",
    re.IGNORECASE,
)
_FAULT_CODE = re.compile(r"5\d\d|408")


def is_server_fault(status: int, codes: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the HTTP status, one of the body's codes or its words tell of a fault of the server."""
    return (
        status >= HTTPStatus.INTERNAL_SERVER_ERROR
        or status == HTTPStatus.REQUEST_TIMEOUT
        or any(_FAULT_CODE.fullmatch(each) for each in codes)
        or any(_FAULT.search(each) for each in words)
    )
