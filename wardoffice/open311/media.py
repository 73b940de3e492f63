"""The city's own pictures: fetched one at a time, when somebody asks for one, within limits."""

from wardoffice.domain.errors import CityRefusedError
from wardoffice.domain.ports import Cancelled
from wardoffice.language import text
from wardoffice.open311.fetching import Fetcher, Limits

_FINE = 200
_LIMITS = Limits(whole_seconds=60, most_bytes=25_000_000)


class CityMedia:
    """Implements the ``MediaSource`` port over HTTP; a redirect is followed on the same host only."""

    def __init__(self, limits: Limits = _LIMITS) -> None:
        self._limits = limits

    def fetch(self, url: str, cancelled: Cancelled) -> bytes:
        """What is at a web address.

        Raises CityUnreachableError, CityAnswerError (too large, sends us elsewhere), CityRefusedError for any
        status but 200, SettingsError for no address, and CancelledError soon after ``cancelled``.
        """
        fetcher = Fetcher(self._limits, cancelled)
        try:
            answer = fetcher.get(url, {})
        finally:
            fetcher.close()
        if answer.status != _FINE:
            raise CityRefusedError(
                text("The city does not give its photo (error {status}).", status=answer.status),
                answer.status,
                [],
                text("Nothing was changed."),
                text(
                    "It may have been taken down. Try again later, or look at it in the city's own program."
                ),
            )
        return answer.body
