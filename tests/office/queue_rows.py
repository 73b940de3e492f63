"""The rows of the queue as they stand in the store, to be compared."""

from sqlalchemy import select

from wardoffice.store.store import Store
from wardoffice.store.tables import QueueEntry


def queue_rows(store: Store) -> list[tuple[object, ...]]:
    """All of them by their case, whose id comes first."""
    with store.reading() as session:
        found = session.execute(select(*QueueEntry.__table__.columns).order_by(QueueEntry.case_id))
        return [tuple(row) for row in found]
