"""Whole data sets of a city's open-data portal, as one file each: its ward maps and its list of ward offices.

Source: the SODA 2.1 documentation (https://dev.socrata.com/docs/formats/geojson): a data set of areas answers
``/resource/ID.geojson``, a table ``/resource/ID.json``; without ``$limit`` no more than 1,000 rows.
"""

from collections.abc import Callable

from wardoffice.domain.errors import CityRefusedError, CityUnreachableError
from wardoffice.domain.ports import Cancelled
from wardoffice.language import text
from wardoffice.open311.fetching import Fetcher, Limits
from wardoffice.open311.retrying import Retries, ask_again

_OK = 200
_MOST_ROWS = "5000"
LIMITS = Limits(read_seconds=60, whole_seconds=300, most_bytes=100_000_000)
"""A map of wards is some megabytes; the portal makes it while we wait."""


class PortalFiles:
    """Implements the ``MapSource`` port for the portal at ``base_url`` (without a slash at its end).

    Use it from one thread at a time; ``close`` may be called from any.
    """

    def __init__(
        self,
        base_url: str,
        app_token: Callable[[], str | None],
        cancelled: Cancelled,
        *,
        limits: Limits = LIMITS,
        retries: Retries | None = None,
    ) -> None:
        self._base_url = base_url
        self._app_token = app_token
        self._retries = retries or Retries()
        self._fetcher = Fetcher(limits, cancelled)

    def areas(self, dataset: str) -> bytes:
        """A data set of areas as GeoJSON; raises as ``table``."""
        return self._get(f"{self._base_url}/resource/{dataset}.geojson")

    def table(self, dataset: str) -> bytes:
        """A table as JSON.

        Raises CityUnreachableError, CityRefusedError, CityAnswerError (too large) or CancelledError.
        """
        return self._get(f"{self._base_url}/resource/{dataset}.json")

    def close(self) -> None:
        """Make a pending download fail at once as CancelledError, and take no more."""
        self._fetcher.close()

    def _get(self, url: str) -> bytes:
        token = self._app_token()
        headers = {"X-App-Token": token} if token else {}

        def ask() -> bytes:
            answer = self._fetcher.get(url, {"$limit": _MOST_ROWS}, headers)
            if answer.status != _OK:
                raise CityRefusedError(
                    text("The city's data portal refused it (HTTP {status}).", status=answer.status),
                    answer.status,
                    (),
                    text("Nothing was changed."),
                    text("Try again later. If it goes on, import the file by hand."),
                )
            return answer.body

        try:
            return ask_again(self._retries, ask)
        except CityUnreachableError as trouble:
            raise CityUnreachableError(
                text("The city's data portal did not answer, or not in time."),
                text("Nothing was changed; the map in use stays."),
                text("Try again later, or import the file by hand."),
            ) from trouble
