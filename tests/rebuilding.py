"""The queue made anew of all the facts: what the program wrote step by step must equal it."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from wardoffice.domain.service_requests import CityStatus
from wardoffice.store.closing_graph import linked_records, settle_graph
from wardoffice.store.queue_entries import refresh_entries
from wardoffice.store.tables import Case, QueueEntry, ServiceRecord


def rebuild_entries(session: Session) -> None:
    """Settle what is still open at the city, then make every row of the queue; also after a bulk load."""
    unsettled = update(ServiceRecord).values(still_open=ServiceRecord.status != CityStatus.CLOSED)
    session.execute(unsettled.execution_options(synchronize_session=False))
    for city, graph in linked_records(session).items():
        settle_graph(session, city, set(graph.nodes))
    session.execute(delete(QueueEntry).execution_options(synchronize_session=False))
    refresh_entries(session, session.scalars(select(Case.id)).all())
