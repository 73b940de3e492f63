"""What somebody built on since is named and stays; nobody's problem goes with what is taken back."""

from collections.abc import Callable

import pytest

from tests.builders import PLACING, OfficeBuilder, placing
from tests.office.test_taking_out import campaign
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import SplitPart
from wardoffice.domain.errors import ChangedSinceError
from wardoffice.domain.incidents import IncidentDraft
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.office.incidents import Incidents
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.splitting import Splitting
from wardoffice.office.undoing import Undoing

pytestmark = pytest.mark.sqlite
BREAK = IncidentDraft("Main break", "Crews are there.", centre=Point(41.9650, -87.6790), metres=300.0)
Made = tuple[int, int | None]
"""A problem that an action made, and the action."""


@pytest.fixture
def undoing(office: OfficeBuilder) -> Undoing:
    return Undoing(office.store)


def listed(office: OfficeBuilder, actor: Actor, words: str = "") -> set[int]:
    wanted = QueueFilter(words=words)
    return set(Queue(office.store).ids(actor, View.ALL, wanted, SortBy.NEWEST))


def split_off(office: OfficeBuilder, ana: Actor) -> Made:
    told = office.mail("A pothole and rats")
    parts = [SplitPart("A pothole"), SplitPart("Rats")]
    changes = Splitting(office.store, PLACING).split(ana, told.request_ids[0], parts)
    (part,) = changes.cases - {told.case_id}
    return part, changes.action_id


def taken_out(office: OfficeBuilder, ana: Actor) -> Made:
    view = campaign(office.store, ana)
    changes = Splitting(office.store, placing(lambda _: 1)).take_out(ana, view.messages[0].message_id)
    (letter,) = changes.cases - {view.case_id}
    return letter, changes.action_id


def of_an_incident(office: OfficeBuilder, ana: Actor) -> Made:
    incidents = Incidents(office.store, PLACING)
    begun = incidents.begin(ana, BREAK).action_id
    (line,) = incidents.lines(ana)
    return incidents.show(ana, line.incident_id).own_case_id, begun


@pytest.mark.parametrize("make", [split_off, taken_out, of_an_incident])
def test_what_another_was_put_into_stays_so_that_nobody_who_told_us_is_lost(
    office: OfficeBuilder, undoing: Undoing, ana: Actor, make: Callable[[OfficeBuilder, Actor], Made]
) -> None:
    """P4, P6."""
    ben, merging = office.staff("Ben"), Merging(office.store)
    made, action_id = make(office, ana)
    place = office.case(made).address, office.case(made).lat
    xavier = office.mail("Zebra crossing faded", contact_id=office.contact("Xavier")).case_id
    merging.merge(ben, [made, xavier], made)
    with pytest.raises(ChangedSinceError, match="a problem, worked on since"):
        undoing.undo(ana)
    undoing.undo(ana, action_id, rest_only=True)
    assert office.case(made).withdrawn_at is None
    assert (office.case(made).address, office.case(made).lat) == place
    assert made in listed(office, ana)
    assert listed(office, ana, "zebra") == {made}
    merging.unmerge(ben, xavier)
    assert {made, xavier} <= listed(office, ana)


def test_once_the_two_are_apart_again_a_split_is_taken_back(
    office: OfficeBuilder, undoing: Undoing, ana: Actor
) -> None:
    merging = Merging(office.store)
    made, action_id = split_off(office, ana)
    other = office.mail().case_id
    merging.merge(ana, [made, other], made)
    undoing.undo(ana)
    undoing.undo(ana, action_id)
    assert office.case(made).withdrawn_at is not None
    assert other in listed(office, ana)


def test_what_a_redo_brought_back_stays_as_well_once_another_was_put_into_it(
    office: OfficeBuilder, undoing: Undoing, ana: Actor
) -> None:
    """P4."""
    ben, merging = office.staff("Ben"), Merging(office.store)
    made, _ = split_off(office, ana)
    undoing.undo(ana)
    redone = undoing.redo(ana).action_id
    other = office.mail().case_id
    merging.merge(ben, [made, other], made)
    with pytest.raises(ChangedSinceError, match="a problem, worked on since"):
        undoing.undo(ana, redone)
    assert made in listed(office, ana)
