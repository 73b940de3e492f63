"""Whatever happens between a merge and its unmerge, that gives back what DESIGN section 5 says (P4)."""

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.builders import OfficeBuilder
from tests.office.merge_machine import MergeMachine
from wardoffice.store.store import Store


def test_any_merge_followed_by_anything_and_its_unmerge_gives_back_what_was(sqlite_store: Store) -> None:
    office = OfficeBuilder(sqlite_store)
    run_state_machine_as_test(
        lambda: MergeMachine(office),  # type: ignore[arg-type]  # any factory will do
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
