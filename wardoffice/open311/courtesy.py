"""How one endpoint is treated by all who ask it in this program: by turns, and never twice for the same."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wardoffice.domain.errors import CityRefusedError
from wardoffice.domain.ports import Cancelled
from wardoffice.language import text
from wardoffice.open311.fetching import Answer
from wardoffice.open311.pacing import Pace
from wardoffice.open311.remembered import Remembered
from wardoffice.open311.retrying import STAYS_AWAY, seconds_to_stay_away

_LONGEST_STAY_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Courtesy:
    """Made once for an endpoint and handed to each of its clients."""

    pace: Pace = field(default_factory=Pace)
    remembered: Remembered = field(default_factory=Remembered)

    def take_turn(
        self, stopped: Cancelled, longest_stay: float, now: Callable[[], datetime], zone: ZoneInfo
    ) -> None:
        """Wait until this endpoint may be asked.

        Raises CancelledError when stopped, and CityRefusedError where it asked us to stay away for longer
        than ``longest_stay`` seconds.
        """
        seconds = self.pace.take_turn(stopped, longest_stay)
        if seconds:
            raise stay_away(now() + timedelta(seconds=seconds), seconds, zone)

    def heed(self, answer: Answer, now: datetime) -> float | None:
        """The seconds an answer asks us to stay away, an hour at most, which is heeded from here on."""
        if answer.status not in STAYS_AWAY or not answer.retry_after:
            return None
        seconds = seconds_to_stay_away(answer.retry_after, now)
        if seconds is None:
            return None
        seconds = min(seconds, _LONGEST_STAY_SECONDS)
        self.pace.stay_away(seconds)
        return seconds


def stay_away(until: datetime, seconds: float, zone: ZoneInfo) -> CityRefusedError:
    """The error for a city that asked us to stay away ``until`` a time (aware), said in its own zone."""
    error = CityRefusedError(
        text("The 311 system asked us not to ask again before {time}.", time=_clock(until.astimezone(zone))),
        429,
        (),
        text("Nothing was changed; all that was read before is kept."),
        text("Nothing needs doing: it will be asked again after that."),
    )
    error.retry_after = seconds
    return error


def _clock(moment: datetime) -> str:
    return moment.strftime("%I:%M %p").lstrip("0")
