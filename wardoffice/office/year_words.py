"""Says how far the reading of the year before is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wardoffice.domain.left_out import LeftOutType, left_out_words
from wardoffice.domain.year import YearSource, YearState, YearStep
from wardoffice.language import plural, text

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class YearTelling:
    """What the words need: the city's clock, and what is called how of the types that are left out."""

    zone: ZoneInfo
    types: tuple[LeftOutType, ...] = ()

    def short(self, state: YearState) -> str:
        """How far it is, in one sentence."""
        match state.step:
            case YearStep.NOT_BEGUN:
                return text("The year before is not read yet.")
            case YearStep.WINDOWS:
                return text("The year before: read back to {month}.", month=self._month(state.back_to))
            case YearStep.ASKING:
                return text("The year before: asking 311 for what is still open.")
            case YearStep.DONE:
                return text("The year before is read, back to {month}.", month=self._month(state.start))

    def sentences(self, state: YearState) -> tuple[str, ...]:
        """How far it is and what it held, as the check screen and the command line say it."""
        said = [self.short(state)]
        if state.source is not None:
            source = {
                YearSource.PORTAL: text("from the city's data portal"),
                YearSource.CITY: text("from the 311 system"),
            }[state.source]
            said.append(
                plural(
                    "{count} request read {source}, {new:,} of them new here.",
                    "{count} requests read {source}, {new:,} of them new here.",
                    state.records,
                    source=source,
                    new=state.new,
                )
            )
        if state.asked:
            said.append(
                plural(
                    "311 was asked for {count} old request the portal calls open, and knew {answered:,}.",
                    "311 was asked for {count} old requests the portal calls open, and knew {answered:,}.",
                    state.asked,
                    answered=state.answered,
                )
            )
        if state.gaps:
            said.append(
                plural(
                    "{count} part could not be read; it is tried again once a day.",
                    "{count} parts could not be read; they are tried again once a day.",
                    state.gaps,
                )
            )
        if left_out := left_out_words(state.left_out, self.types):
            said.append(left_out)
        if state.trouble:
            said.append(state.trouble)
        return tuple(said)

    def _month(self, moment: datetime | None) -> str:
        if moment is None:
            return text("today")
        local = moment.astimezone(self.zone)
        return text("{month} {year}", month=text(_MONTHS[local.month - 1]), year=local.year)


def year_dict(state: YearState) -> dict[str, Any]:
    """How far it is, for another program; times are ISO 8601 in UTC, or None."""
    moments = {"back_to": state.back_to, "start": state.start, "done_at": state.done_at}
    return {
        "step": state.step.value,
        "source": state.source.value if state.source is not None else None,
        **{name: moment.isoformat() if moment is not None else None for name, moment in moments.items()},
        "records": state.records,
        "new": state.new,
        "left_out": dict(state.left_out),
        "asked": state.asked,
        "answered": state.answered,
        "gaps": state.gaps,
        "trouble": state.trouble,
    }
