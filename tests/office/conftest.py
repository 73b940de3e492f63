"""A store in each dialect, and an office to fill it."""

import pytest

from tests.builders import OfficeBuilder
from tests.databases import (
    cluster,
    database_url,
    empty_url,
    migrated_file,
    migrated_template,
    sqlite_store,
    store,
)
from wardoffice.store.store import Store

__all__ = [
    "cluster",
    "database_url",
    "empty_url",
    "migrated_file",
    "migrated_template",
    "office",
    "sqlite_store",
    "store",
]


@pytest.fixture
def office(store: Store) -> OfficeBuilder:
    return OfficeBuilder(store)
