"""Lists with a name: those every office needs, and those staff make."""

from dataclasses import dataclass, field
from enum import StrEnum, unique

from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.language import text


@unique
class Preset(StrEnum):
    """The lists that are there from the first day."""

    NEW_TODAY = "new today"
    MINE = "mine"
    WAITING_LONG = "waiting on the city over 14 days"
    PHOTO_NOT_SENT = "has photo, not forwarded"
    TOLD_BY_THREE = "told by 3+"


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list by name. ``key`` is a preset's value or the number of one that somebody made.

    ``mine``: this person may rename, share and remove it.
    """

    key: str
    name: str
    view: View
    narrowed: QueueFilter
    sort: SortBy
    owner: str = ""
    shared: bool = True
    mine: bool = False

    @property
    def view_id(self) -> int | None:
        """The number of one that somebody made; None for a preset."""
        return int(self.key) if self.key.isdigit() else None


@dataclass(frozen=True, slots=True)
class ViewCounts:
    """How many problems lists hold, by key; ``troubles`` are why one cannot be counted, in words."""

    counts: dict[str, int]
    troubles: dict[str, str] = field(default_factory=dict)


def preset_views() -> tuple[SavedView, ...]:
    """The presets, named in the language of now. Days are counted anew whenever one is opened."""
    return (
        _preset(Preset.NEW_TODAY, text("New today"), View.TO_US, "after:today"),
        _preset(Preset.MINE, text("Assigned to me"), View.MINE, ""),
        _preset(
            Preset.WAITING_LONG,
            text("Waiting on the city over 14 days"),
            View.WAITING_ON_CITY,
            "waiting:14d",
            SortBy.OLDEST,
        ),
        _preset(
            Preset.PHOTO_NOT_SENT,
            text("Has photo, not forwarded"),
            View.ALL,
            "status:open has:photo -has:forwarded",
        ),
        _preset(Preset.TOLD_BY_THREE, text("Told by 3+"), View.ALL, "status:open told:3"),
    )


def _preset(preset: Preset, name: str, view: View, words: str, sort: SortBy = SortBy.URGENCY) -> SavedView:
    return SavedView(preset.value, name, view, QueueFilter(words=words), sort)
