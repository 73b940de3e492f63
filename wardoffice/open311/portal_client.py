"""The city's open-data portal over its SODA API: reading only, page by page.

Source: the SODA 2.1 documentation (https://dev.socrata.com/docs/queries/). Times in a question are the city's
own clock without zone, as the portal keeps them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from wardoffice.domain.errors import CityUnreachableError
from wardoffice.domain.ports import Cancelled, Clock
from wardoffice.domain.service_requests import Window
from wardoffice.language import text
from wardoffice.open311.context import WireContext
from wardoffice.open311.dates import write_date
from wardoffice.open311.fetching import Fetcher, Limits
from wardoffice.open311.portal_rows import PortalPage, read_rows
from wardoffice.open311.retrying import Retries, ask_again


@dataclass(frozen=True, slots=True)
class PortalDataset:
    """A data set of a portal: ``url`` of its SODA resource without ``.json``, and rows asked for at once."""

    url: str
    page_size: int = 1000


class PortalClient:
    """Reads one data set. Use it from one thread at a time; ``close`` may be called from any.

    ``app_token`` is asked before each question, so that it is kept nowhere else than in the keyring; without
    one the portal answers fewer questions an hour. ``context`` says how to read an answer at a time.
    """

    def __init__(
        self,
        dataset: PortalDataset,
        context: Callable[[datetime], WireContext],
        app_token: Callable[[], str | None],
        clock: Clock,
        cancelled: Cancelled,
        *,
        limits: Limits | None = None,
        retries: Retries | None = None,
    ) -> None:
        self._dataset = dataset
        self._context = context
        self._app_token = app_token
        self._clock = clock
        self._retries = retries or Retries()
        self._fetcher = Fetcher(limits or Limits(), cancelled)

    def pages(
        self, window: Window, ward: int | None = None, *, by_update: bool = False
    ) -> Iterator[PortalPage]:
        """Every row of a window, until the empty page; of one ward (the city's own field) where given.

        The window is of creation, or of change with ``by_update``. Raises CityUnreachableError,
        CityRefusedError, CityAnswerError, or CancelledError; pages given before stay good. A portal that
        repeats a page has nothing more.
        """
        moment = "last_modified_date" if by_update else "created_date"
        zone = self._context(self._clock()).zone
        start = write_date(window.start, "local", zone)
        end = write_date(window.end, "local", zone, end=True)
        where = f"{moment} between '{start}' and '{end}'"
        if ward is not None:
            where += f" and ward = '{ward}'"
        offset, before = 0, PortalPage(())
        while True:
            # A second key makes the order whole: without it a row may stand on two pages, or on none.
            page = self._ask(
                {
                    "$where": where,
                    "$order": f"{moment}, sr_number",
                    "$limit": str(self._dataset.page_size),
                    "$offset": str(offset),
                }
            )
            if not page.records or page == before:
                return
            yield page
            before = page
            offset += page.records

    def close(self) -> None:
        """Make a pending question fail at once as CancelledError, and take no more."""
        self._fetcher.close()

    def _ask(self, arguments: dict[str, str]) -> PortalPage:
        token = self._app_token()
        if token:
            arguments["$$app_token"] = token

        def ask() -> PortalPage:
            answer = self._fetcher.get(f"{self._dataset.url}.json", arguments)
            return read_rows(answer.body, answer.status, self._context(self._clock()))

        try:
            return ask_again(self._retries, ask)
        except CityUnreachableError as trouble:
            raise CityUnreachableError(
                text("The city's data portal did not answer, or not in time."),
                text("Nothing was changed; all that was read before is kept."),
                text("It will be tried again. If it goes on, check the network."),
            ) from trouble
