"""Wires what each person keeps for their own desk. No Qt."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from wardoffice.office.drafts import Drafts
from wardoffice.office.pairs_put_off import PairsPutOff
from wardoffice.office.palette import Palette
from wardoffice.office.preferences import Preferences
from wardoffice.office.queue import Queue
from wardoffice.office.saved_views import SavedViews
from wardoffice.store.store import Store


@dataclass(frozen=True, slots=True)
class Personal:
    """Lists by name, choices, drafts, what the palette finds, and pairs left for later."""

    views: SavedViews
    preferences: Preferences
    drafts: Drafts
    palette: Palette
    putting_off: PairsPutOff


def make_personal(store: Store, queue: Queue, zone: ZoneInfo) -> Personal:
    """All of it, over the office's queue; days are those of the city."""
    preferences = Preferences(store)
    return Personal(
        SavedViews(store, queue, preferences),
        preferences,
        Drafts(store),
        Palette(store, queue),
        PairsPutOff(store, zone),
    )
