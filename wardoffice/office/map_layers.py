"""What lies under the problems on every map of the office: its ward, now and before, and the streets."""

import logging
from datetime import date

from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.map_layers import MapLayers
from wardoffice.domain.places import Box
from wardoffice.language import text
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.streets import Streets

_BEYOND = 0.004  # degrees around the ward whose streets are drawn too: some 400 m
_log = logging.getLogger(__name__)


class Layers:
    """Reads them; ``ward`` is ours, 0 while nobody said. Call it on a worker."""

    def __init__(self, boundaries: Boundaries, streets: Streets, ward: int) -> None:
        self._boundaries, self._streets, self._ward = boundaries, streets, ward

    def around_ward(self) -> MapLayers:
        """The layers of the whole ward."""
        wards = self._boundaries.wards
        if wards is None or self._ward not in wards.wards:
            return self.around(None)
        low, high = wards.bounds(self._ward)
        return self.around(
            Box(low.lat - _BEYOND, low.long - _BEYOND, high.lat + _BEYOND, high.long + _BEYOND)
        )

    def around(self, box: Box | None) -> MapLayers:
        """The layers of a part of the map. Streets that cannot be read are left out, and logged."""
        now, before = self._boundaries.wards, self._boundaries.wards_before
        since = self._boundaries.in_force_since
        try:
            streets = self._streets.around(box)
        except UnreadableError:
            _log.exception("The map is drawn without its streets")
            streets = ()
        told = before is not None and self._ward in before.wards
        return MapLayers(
            now=now.outline(self._ward) if now is not None and self._ward in now.wards else {},
            before=before.outline(self._ward) if before is not None and told else {},
            now_words=text("Ward since {day}", day=_day(since)) if since else text("Ward today"),
            before_words=_before_words(since) if told else "",
            streets=streets,
        )


def _before_words(since: date | None) -> str:
    return text("Ward before {day}", day=_day(since)) if since else text("Ward before")


def _day(day: date) -> str:
    return f"{day:%b} {day.day}, {day.year}"
