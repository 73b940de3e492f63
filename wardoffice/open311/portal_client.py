"""The city's open-data portal over its SODA API: reading only, page by page.

Source: the SODA 2.1 documentation (https://dev.socrata.com/docs/queries/, .../docs/app-tokens). Times in a
question are the city's own clock without zone, as the portal keeps them.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from wardoffice.domain.errors import CityRefusedError, CityUnreachableError
from wardoffice.domain.left_out import LeftOutType
from wardoffice.domain.portal import PortalPage
from wardoffice.domain.ports import Cancelled, Clock
from wardoffice.domain.service_requests import Window
from wardoffice.language import text
from wardoffice.open311.context import WireContext
from wardoffice.open311.courtesy import Courtesy
from wardoffice.open311.dates import write_date
from wardoffice.open311.fetching import Fetcher, Limits
from wardoffice.open311.portal_rows import read_counts, read_rows
from wardoffice.open311.retrying import Retries, ask_again
from wardoffice.open311.secrecy import kept_from_errors, records_without_key

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class PortalDataset:
    """A data set of a portal: ``url`` of its SODA resource without ``.json``, and rows asked for at once.

    Requests of the types ``left_out`` are not asked for, but counted.
    """

    url: str
    page_size: int = 1000
    ward_field: str = "ward"
    left_out: Sequence[LeftOutType] = ()


class PortalClient:
    """Reads one data set. Use it from one thread at a time; ``close`` may be called from any.

    ``app_token`` is asked before each question, so that it is kept nowhere else than in the keyring; without
    one the portal answers fewer questions an hour. ``context`` says how to read an answer at a time, and
    ``courtesy`` is shared by all who ask this portal.
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
        courtesy: Courtesy | None = None,
    ) -> None:
        self._courtesy = courtesy or Courtesy()
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

        The next page begins behind the last row of the one before, not at a count of rows: one that changes
        between two pages leaves its place, and by count another would slip past us (P2).
        """
        moment = "last_modified_date" if by_update else "created_date"
        # A row without a code is no such type: in SoQL "null not in (...)" would lose it.
        kept = f"(sr_short_code is null or sr_short_code not in ({self._codes()}))" if self._codes() else ""
        where = " and ".join(part for part in (self._where(moment, window, ward), kept) if part)
        offset, before, behind = 0, PortalPage(()), ""
        while True:
            # A second key makes the order whole: without it a row may stand on two pages, or on none.
            page = self._ask(
                {
                    "$where": where + behind,
                    "$order": f"{moment}, sr_number",
                    "$limit": str(self._dataset.page_size),
                    "$offset": str(offset),
                },
                read_rows,
            )
            if not page.records or page == before:
                return
            yield page
            before = page
            told, number = page.last.get(moment), page.last.get("sr_number")
            if told and number:
                offset = 0
                at, key = _quoted(told), _quoted(number)
                behind = f" and ({moment} > {at} or ({moment} = {at} and sr_number > {key}))"
            else:  # it has no place in the order: by count from the last row that had one
                offset += page.records

    def left_out(self, window: Window, ward: int | None = None) -> Counter[str]:
        """How many requests of a window ``pages`` leaves out, by the code of their type; raises the same."""
        if not self._codes():
            return Counter()
        where = f"{self._where('created_date', window, ward)} and sr_short_code in ({self._codes()})"
        return self._ask(
            {
                "$select": "sr_short_code, count(sr_number) as requests",
                "$where": where,
                "$group": "sr_short_code",
            },
            read_counts,
        )

    def close(self) -> None:
        """Make a pending question fail at once as CancelledError, and take no more."""
        self._fetcher.close()

    def _where(self, moment: str, window: Window, ward: int | None) -> str:
        zone = self._context(self._clock()).zone
        start = write_date(window.start, "local", zone)
        end = write_date(window.end, "local", zone, end=True)
        where = f"{moment} between '{start}' and '{end}'"
        return where if ward is None else f"{where} and {self._dataset.ward_field} = '{ward}'"

    def _codes(self) -> str:
        return ", ".join(f"'{each.code}'" for each in self._dataset.left_out)

    def _ask(self, arguments: dict[str, str], read: Callable[[bytes, int, WireContext], Read]) -> Read:
        token = self._app_token()
        # In a header, never in the address: addresses are what logs and proxies keep.
        headers = {"X-App-Token": token} if token else {}

        def ask() -> Read:
            context = self._context(self._clock())
            stay = self._retries.longest_stay
            self._courtesy.take_turn(self._fetcher.stopped, stay, self._clock, context.zone)
            with kept_from_errors(token):
                answer = self._fetcher.get(f"{self._dataset.url}.json", arguments, headers)
                away = self._courtesy.heed(answer, self._clock())
                try:
                    return read(records_without_key(answer.body, token), answer.status, context)
                except CityRefusedError as refusal:
                    refusal.retry_after = away
                    raise

        try:
            return ask_again(self._retries, ask)
        except CityUnreachableError as trouble:
            raise CityUnreachableError(
                text("The city's data portal did not answer, or not in time."),
                text("Nothing was changed; all that was read before is kept."),
                text("It will be tried again. If it goes on, check the network."),
            ) from trouble
        except CityRefusedError as refusal:
            if refusal.retry_after is None:
                raise
            raise _asked_to_stay_away(refusal) from refusal


def _quoted(written: str) -> str:
    """A text in a question: a quote in it is doubled (SoQL, https://dev.socrata.com/docs/datatypes/text)."""
    return "'" + written.replace("'", "''") + "'"


def _asked_to_stay_away(refusal: CityRefusedError) -> CityRefusedError:
    error = CityRefusedError(
        text("The city's data portal asked us not to ask again for a while."),
        refusal.status,
        refusal.codes,
        text("Nothing was changed; all that was read before is kept."),
        text("Nothing needs doing: it goes on after that. With an app token it may be asked more often."),
    )
    error.retry_after = refusal.retry_after
    return error
