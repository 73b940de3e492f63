"""Restricted matters are absent from everything for whoever is not named on them, and there for who is."""

from dataclasses import dataclass

import pytest

from tests.builders import PLACING, OfficeBuilder, Told, placing
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.cases import SplitPart
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.office.case_pane import CasePane
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.splitting import Splitting
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing

HERE = Point(41.9, -87.7)


@dataclass(frozen=True, slots=True)
class Matter:
    """A restricted case, one person named on it and a manager who is not."""

    office: OfficeBuilder
    told: Told
    named: Actor
    other: Actor

    def seen_by(self, actor: Actor, case_id: int) -> set[str]:
        """Each place where the actor meets the case."""
        queue = Queue(self.office.store)
        number = self.office.case(case_id).number
        found = {
            "ids": case_id in queue.ids(actor, View.TO_US, QueueFilter(), SortBy.URGENCY),
            "rows": case_id in queue.rows(actor, [case_id]),
            "counts": queue.counts(actor)[View.ALL] > self.open_to_all(),
            "search": case_id in queue.ids(actor, View.ALL, QueueFilter(words=number), SortBy.NEWEST),
            "map": case_id in {each.case_id for each in queue.map_points(actor, View.ALL, QueueFilter(), 9)},
            "near": case_id in {each.case_id for each in queue.near(actor, HERE, 100)},
            "pane": self.pane(actor, case_id),
        }
        return {place for place, seen in found.items() if seen}

    def open_to_all(self) -> int:
        return 1

    def pane(self, actor: Actor, case_id: int) -> bool:
        try:
            shown = CasePane(self.office.store).show(actor, case_id)
        except CannotDoError:
            return False
        return bool(shown.history) and shown.restricted


EVERYWHERE = {"ids", "rows", "counts", "search", "map", "near", "pane"}


@pytest.fixture
def matter(office: OfficeBuilder) -> Matter:
    named, other = office.staff("Named"), office.staff("Other", Role.MANAGER)
    office.mail("Somebody else's pothole")
    told = office.mail("A matter for few", contact_id=office.contact(), address="1 A St", point=HERE)
    office.restrict(told.case_id, named)
    return Matter(office, told, named, other)


def test_who_is_not_named_meets_it_nowhere_and_who_is_named_everywhere(matter: Matter) -> None:
    assert matter.seen_by(matter.other, matter.told.case_id) == set()
    assert matter.seen_by(matter.named, matter.told.case_id) == EVERYWHERE


def test_who_is_not_named_cannot_change_it_and_hears_what_one_hears_of_no_case(matter: Matter) -> None:
    triage = Triage(matter.office.store, placing(lambda _: 1))
    with pytest.raises(CannotDoError) as hidden:
        triage.note(matter.other, matter.told.case_id, "peeking")
    with pytest.raises(CannotDoError) as missing:
        triage.note(matter.other, 999_999, "peeking")
    assert str(hidden.value) == str(missing.value)
    triage.note(matter.named, matter.told.case_id, "mine")


def test_what_is_put_together_with_it_is_hidden_too_and_comes_back_when_pulled_apart(matter: Matter) -> None:
    """P4: nothing of the restriction stays behind."""
    office, merging = matter.office, Merging(matter.office.store)
    root = office.mail("The open pothole", point=HERE).case_id
    merging.merge(matter.named, [root, matter.told.case_id], root)
    assert matter.seen_by(matter.other, root) == set()
    assert "pane" in matter.seen_by(matter.named, root)
    merging.unmerge(matter.named, matter.told.case_id)
    assert not office.case(root).restricted
    assert root in Queue(office.store).rows(matter.other, [root])
    assert matter.seen_by(matter.other, matter.told.case_id) == {"counts"}  # the root's own, open again


def test_a_root_stays_hidden_while_one_restricted_case_is_left_under_it(matter: Matter) -> None:
    office, merging = matter.office, Merging(matter.office.store)
    second = office.mail("Another matter for few").case_id
    office.restrict(second, matter.named)
    root = office.mail("The open pothole").case_id
    merging.merge(matter.named, [root, matter.told.case_id, second], root)
    merging.unmerge(matter.named, matter.told.case_id)
    assert not Queue(office.store).rows(matter.other, [root])
    with pytest.raises(CannotDoError):
        CasePane(office.store).show(matter.other, root)


def test_who_is_named_on_one_of_two_that_were_put_together_sees_neither(matter: Matter) -> None:
    office = matter.office
    both, second = office.staff("Both"), office.mail("Another matter for few").case_id
    office.restrict(second, both, matter.named)
    third = office.mail("A third").case_id
    office.restrict(third, both)
    Merging(office.store).merge(both, [second, third], second)
    queue = Queue(office.store)
    assert second in queue.rows(both, [second])
    assert second not in queue.rows(matter.named, [second])
    assert "A third" not in {row.title for row in queue.rows(matter.named, [second, third]).values()}


def test_the_other_problems_of_a_restricted_mail_do_not_tell_of_it(office: OfficeBuilder) -> None:
    named, other = office.staff("Named"), office.staff("Other")
    told = office.mail("Pothole", "A neighbor hits his dog", contact_id=office.contact())
    office.restrict(told.case_ids[1], named)
    pane = CasePane(office.store)
    shown = {actor.name: pane.show(actor, told.case_ids[0]) for actor in (named, other)}
    requests = {
        name: [each.description for each in view.messages[0].requests] for name, view in shown.items()
    }
    assert requests == {"Named": ["Pothole", "A neighbor hits his dog"], "Other": ["Pothole"]}
    assert {name: view.people[0].other_cases for name, view in shown.items()} == {"Named": 1, "Other": 0}


def test_the_parts_of_a_split_restricted_case_are_seen_by_the_same_people(matter: Matter) -> None:
    changes = Splitting(matter.office.store, PLACING).split(
        matter.named, matter.told.request_ids[0], [SplitPart("One"), SplitPart("Two")]
    )
    queue = Queue(matter.office.store)
    assert len(changes.cases) == 2
    assert set(queue.rows(matter.named, sorted(changes.cases))) == changes.cases
    assert queue.rows(matter.other, sorted(changes.cases)) == {}


def test_what_was_restricted_since_cannot_be_changed_by_taking_back(office: OfficeBuilder) -> None:
    ana, named = office.staff("Ana"), office.staff("Named")
    case_id = office.mail("Pothole").case_id
    Triage(office.store, placing(lambda _: 1)).set_type(ana, [case_id], "PHF")
    office.restrict(case_id, named)
    with pytest.raises(CannotDoError):
        Undoing(office.store).undo(ana)
    assert office.case(case_id).service_code == "PHF"
