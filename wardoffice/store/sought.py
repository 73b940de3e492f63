"""What a list is searched for, and the names that slips are forgiven for."""

from dataclasses import dataclass

from wardoffice.domain.search_words import SearchQuery
from wardoffice.store.name_words import NameWords


@dataclass(frozen=True, slots=True)
class Sought:
    """A question that ``office.searching`` understood."""

    query: SearchQuery
    names: NameWords | None = None


NOTHING = Sought(SearchQuery())
"""Asks for everything."""
