"""Wires what each person keeps for their own desk. No Qt."""

from dataclasses import dataclass

from wardoffice.office.drafts import Drafts
from wardoffice.office.palette import Palette
from wardoffice.office.preferences import Preferences
from wardoffice.office.queue import Queue
from wardoffice.office.saved_views import SavedViews
from wardoffice.store.store import Store


@dataclass(frozen=True, slots=True)
class Personal:
    """Lists by name, choices, drafts, and what the palette finds."""

    views: SavedViews
    preferences: Preferences
    drafts: Drafts
    palette: Palette


def make_personal(store: Store, queue: Queue) -> Personal:
    """All of it, over the office's queue."""
    preferences = Preferences(store)
    return Personal(SavedViews(store, queue, preferences), preferences, Drafts(store), Palette(store, queue))
