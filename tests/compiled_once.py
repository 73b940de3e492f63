"""Statements compiled once for all tests, as in the program one engine compiles them once for hours.

Each test has a database of its own, hence engines of its own, each of which would compile every statement
again: four tenths of what the tests of `office` took.
"""

from typing import Any

import sqlalchemy
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache

_STATEMENTS = 3_000


class CompiledOnce:
    """Makes engines; the later ones of a kind take over what an earlier one has compiled."""

    def __init__(self) -> None:
        self._lenders: dict[tuple[str, object], Engine] = {}

    def create_engine(self, url: str, **options: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own
        """As SQLAlchemy's: compiled statements are kept by dialect, so both go from one to the next."""
        made = sqlalchemy.create_engine(url, **options)
        kind = (made.dialect.name, options.get("isolation_level"))
        lender = self._lenders.get(kind)
        if lender is None or not hasattr(lender.dialect, "server_version_info"):
            made._compiled_cache = LRUCache(_STATEMENTS)
            self._lenders[kind] = made  # it lends once it has met its database
        else:
            made.dialect, made._compiled_cache = lender.dialect, lender._compiled_cache
        return made
