"""Understands a search for this office: its days, its streets."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, tzinfo

from wardoffice.domain.places import Point
from wardoffice.domain.ports import Clock
from wardoffice.domain.search_words import Asked, Operator, SearchQuery, SearchWordsError, parse_search
from wardoffice.language import text

PlaceFinder = Callable[[str], Point | None]
"""Where an address or a corner lies, or None."""


class Searching:
    """``zone`` is the city's; ``find_place`` knows its streets."""

    def __init__(self, clock: Clock, zone: tzinfo, find_place: PlaceFinder) -> None:
        self._clock = clock
        self._zone = zone
        self._find_place = find_place

    def understand(self, words: str) -> SearchQuery:
        """The question, its days as moments (UTC) and its places as points ("latitude,longitude").

        Raises SearchWordsError for what does not exist.
        """
        query = parse_search(words, self._clock().astimezone(self._zone).date())
        return replace(query, asked=tuple(self._known(each) for each in query.asked))

    def _known(self, asked: Asked) -> Asked:
        if asked.operator in {Operator.BEFORE, Operator.AFTER, Operator.WAITING}:
            begins = datetime.combine(date.fromisoformat(asked.value), time(), self._zone)
            return replace(asked, value=begins.astimezone(UTC).isoformat())
        if asked.operator is Operator.NEAR:
            point = self._find_place(asked.value)
            if point is None:
                raise SearchWordsError(
                    text("Where \u201c{place}\u201d is cannot be told.", place=asked.value),
                    text("The list is as it was."),
                    text("Write it as near:\u201c4800 N Damen\u201d or near:\u201cDamen and Lawrence\u201d."),
                )
            return replace(asked, value=f"{point.lat},{point.long}")
        return asked
