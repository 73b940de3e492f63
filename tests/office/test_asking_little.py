"""What many problems cost: as few questions as one, and no question that reads the whole office.

The times themselves are measured by ``tests.benchmarks``; these hold what they rest on, on any machine.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import Executable, select
from sqlalchemy.dialects import sqlite

from tests.builders import OfficeBuilder, placing
from tests.comparing import comparing
from tests.statements import statements
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.office.duplicates import Duplicates
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.triage import Triage
from wardoffice.store.places_near import in_box
from wardoffice.store.store import Store
from wardoffice.store.tables import QueueEntry

# The plans are SQLite's, and the questions do not depend on the database.
pytestmark = pytest.mark.sqlite
HERE = Point(41.95, -87.7)
_ANY = QueueFilter()
Act = Callable[[Store, Actor, Sequence[int]], Changes]


def _assign(store: Store, actor: Actor, ids: Sequence[int]) -> Changes:
    return Triage(store, placing()).assign(actor, ids, actor.staff_id)


def _set_type(store: Store, actor: Actor, ids: Sequence[int]) -> Changes:
    return Triage(store, placing()).set_type(actor, ids, "POT")


def _set_urgent(store: Store, actor: Actor, ids: Sequence[int]) -> Changes:
    return Triage(store, placing()).set_urgent(actor, ids, urgent=True)


def _merge(store: Store, actor: Actor, ids: Sequence[int]) -> Changes:
    return Merging(store).merge(actor, ids, ids[0])


@pytest.mark.parametrize("act", [_assign, _set_type, _set_urgent, _merge])
def test_an_action_on_many_problems_asks_no_more_than_on_few(
    office: OfficeBuilder, ana: Actor, act: Act
) -> None:
    few, many = ([office.mail().case_id for _ in range(size)] for size in (3, 40))
    with statements() as of_few:
        act(office.store, ana, few)
    with statements() as of_many:
        act(office.store, ana, many)
    asked = [sum(each.startswith("SELECT") for each in said) for said in (of_few, of_many)]
    assert asked[1] <= asked[0]


def test_a_page_of_the_queue_is_read_by_as_many_statements_as_a_row(
    office: OfficeBuilder, ana: Actor
) -> None:
    """P10: the list reads a page wherever somebody looks."""
    ids = [office.mail().case_id for _ in range(20)] + [office.city_record().case_id for _ in range(20)]
    queue = Queue(office.store)
    with statements() as of_one:
        queue.rows(ana, ids[:1])
    with statements() as of_many:
        assert len(queue.rows(ana, ids)) == len(ids)
    assert len(of_many) == len(of_one) < 10


def test_who_may_not_see_one_of_many_problems_changes_none(office: OfficeBuilder, ana: Actor) -> None:
    """They are asked about together; one that is hidden hides nothing less for it."""
    ids = [office.mail().case_id for _ in range(5)]
    office.restrict(ids[3], office.staff("Bo", Role.MANAGER))
    with pytest.raises(CannotDoError):
        _assign(office.store, ana, ids)
    assert [office.case(each).assignee_id for each in ids] == [None] * 5


@pytest.mark.parametrize(
    ("view", "narrowed", "sort"),
    [
        (View.ALL, _ANY, SortBy.URGENCY),
        (View.TO_US, _ANY, SortBy.URGENCY),
        (View.WAITING_ON_CITY, _ANY, SortBy.URGENCY),
        (View.ALL, _ANY, SortBy.NEWEST),
        (View.NEW_IN_311, _ANY, SortBy.NEWEST),
        (View.ALL, _ANY, SortBy.TYPE),
        (View.ALL, QueueFilter(service_code="POT"), SortBy.URGENCY),
    ],
)
def test_a_list_comes_in_its_order_out_of_an_index(
    store: Store, ana: Actor, view: View, narrowed: QueueFilter, sort: SortBy
) -> None:
    """Sorting half a million rows for the first 200 of them would take a second."""
    with statements() as said:
        Queue(store).ids(ana, view, narrowed, sort, first=200)
    (asked,) = [each for each in said if "FROM queue_entry" in each]
    plan = _plan(store, asked)
    assert not [step for step in plan if "TEMP B-TREE FOR ORDER BY" in step], plan
    assert [step for step in plan if re.match(r"(SCAN|SEARCH) queue_entry USING (COVERING )?INDEX", step)], (
        plan
    )


def test_the_views_are_counted_without_looking_at_a_row(store: Store, ana: Actor) -> None:
    """They are counted after every action: half a million rows would take a second each time."""
    with statements() as said:
        Queue(store).counts(ana)
    plans = [step for each in said if "FROM queue_entry" in each for step in _plan(store, each)]
    scanned = [step for step in plans if step.startswith("SCAN")]
    assert len(scanned) == 1
    assert scanned[0].startswith("SCAN queue_entry USING COVERING INDEX")


def test_what_is_around_a_place_is_found_by_strips_of_latitude(store: Store) -> None:
    plan = _plan(store, select(QueueEntry.case_id).where(in_box(HERE, 250.0)))
    assert [step for step in plan if "band" in step and step.startswith("SEARCH queue_entry")], plan


@pytest.mark.parametrize("address", ["4800 N Damen Ave", "N Damen Ave & W Lawrence Ave"])
def test_what_may_be_the_same_is_looked_for_by_strips_of_latitude(
    office: OfficeBuilder, ana: Actor, address: str
) -> None:
    """P10: it is looked for while a problem is shown."""
    one = office.mail("Pothole", point=HERE, service_code="PHF", address=address).case_id
    with statements() as said:
        Duplicates(office.store, comparing()).suggest(ana, one)
    squares = [each for each in said if "queue_entry.band IN" in each and "told_place" not in each]
    assert squares
    for asked in squares:
        plan = _plan(office.store, asked)
        assert not [step for step in plan if step.startswith("SCAN queue_entry")], plan
        found = [step for step in plan if step.startswith("SEARCH queue_entry USING") and "(band=?" in step]
        assert len(found) == asked.count("queue_entry.band IN"), plan


def _plan(store: Store, asked: str | Executable) -> list[str]:
    """How SQLite would answer; every value asked for stands as text, which changes no choice of an index."""
    if not isinstance(asked, str):
        compiled = asked.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]  # every statement has it
        asked = str(compiled)
    with store.reading() as session:
        rows = session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {asked}", (str(datetime.now(UTC)),) * asked.count("?")
        )
        return [row[3] for row in rows]
