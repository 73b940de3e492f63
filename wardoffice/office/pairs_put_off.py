"""Pairs of the duplicate desk that somebody left for later: they come back on the next day.

Kept with each person's choices and no part of the history: nothing was said of the problems themselves.
"""

from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.store.desk_keeping import keep_preference, preferences_of
from wardoffice.store.store import Store

PairKey = tuple[int, int]
"""Two cases, the lower id first."""

_NAME = "pairs put off"


class PairsPutOff:
    """One person's pairs of this day; ``zone`` is the city's."""

    def __init__(self, store: Store, zone: ZoneInfo) -> None:
        self._store = store
        self._zone = zone

    def put_off_today(self, actor: Actor) -> frozenset[PairKey]:
        """The pairs this person left for later today."""
        require(actor, Doing.LOOK)
        if actor.staff_id is None:
            return frozenset()
        with self._store.reading() as session:
            return self._of(preferences_of(session, actor.staff_id))

    def put_off(self, actor: Actor, pair: PairKey) -> None:
        """Leave a pair until tomorrow."""
        self._change(actor, {pair}, off=True)

    def take_up(self, actor: Actor, pairs: Collection[PairKey]) -> None:
        """Let these pairs be shown again today."""
        self._change(actor, set(pairs), off=False)

    def _change(self, actor: Actor, pairs: set[PairKey], *, off: bool) -> None:
        require(actor, Doing.LOOK)
        if actor.staff_id is None:
            return
        with self._store.writing() as session:
            known = self._of(preferences_of(session, actor.staff_id))
            kept = known | pairs if off else known - pairs
            value = {"day": self._today(), "pairs": sorted([*pair] for pair in kept)}
            keep_preference(session, actor.staff_id, _NAME, value)

    def _of(self, kept: Mapping[str, Mapping[str, Any]]) -> frozenset[PairKey]:
        value = kept.get(_NAME, {})
        if value.get("day") != self._today():
            return frozenset()
        return frozenset((one, other) for one, other in value.get("pairs", ()))

    def _today(self) -> str:
        return self._store.now().astimezone(self._zone).date().isoformat()
