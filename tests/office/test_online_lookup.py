"""An address looked up online: only when a person asks, once, and never a place of another city."""

from dataclasses import dataclass, field, replace

import pytest

from tests.builders import OfficeBuilder, placing
from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.places import AddressPoint, Place, PlaceSource, Point, metres_between
from wardoffice.domain.ports import Cancelled
from wardoffice.office.case_pane import CasePane
from wardoffice.office.online_lookup import OnlineLookup
from wardoffice.office.settings import Settings
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing

HERE = Point(41.968, -87.679)
AWAY = Point(41.98, -87.70)
SPRINGFIELD = Point(39.78, -89.65)
PLACING = replace(placing(), metres_outside=lambda point: max(0.0, metres_between(point, HERE) - 20_000))


@dataclass
class FakeGeocoder:
    """Knows what it is given, and keeps what it was asked."""

    found: tuple[AddressPoint, ...] = ()
    asked: list[str] = field(default_factory=list)

    def find(self, address: str, _cancelled: Cancelled) -> tuple[AddressPoint, ...]:
        self.asked.append(address)
        return self.found


def never() -> bool:
    return False


def lookup(office: OfficeBuilder, service: FakeGeocoder) -> OnlineLookup:
    return OnlineLookup(office.store, service, PLACING, "Chicago, IL")


def place(office: OfficeBuilder, ana: Actor, case_id: int) -> Place:
    return CasePane(office.store).show(ana, case_id).place


def test_an_address_is_looked_up_once_and_can_be_undone(office: OfficeBuilder, ana: Actor) -> None:
    service = FakeGeocoder((AddressPoint("4812 N DAMEN AVE, CHICAGO, IL, 60625", HERE),))
    job = lookup(office, service)
    one, other = (office.mail("rats", address="4812 N Damen Ave").case_id for _ in range(2))
    changes = job.look_up(ana, one, never)
    job.look_up(ana, other, never)
    assert service.asked == ["4812 N Damen Ave, Chicago, IL"]
    for case_id in (one, other):
        assert place(office, ana, case_id) == Place(HERE, "4812 N Damen Ave", PlaceSource.ONLINE)
    Undoing(office.store).undo(ana, changes.action_id)
    assert place(office, ana, one).point is None


def test_of_several_places_none_is_taken_until_a_person_does(office: OfficeBuilder, ana: Actor) -> None:
    """P5."""
    found = (
        AddressPoint("4718 N HALE AVE, CHICAGO, IL", HERE),
        AddressPoint("4718 S HALE AVE, CHICAGO, IL", AWAY),
    )
    case_id = office.mail("rats", address="4718 Hale Ave").case_id
    lookup(office, FakeGeocoder(found)).look_up(ana, case_id, never)
    seen = place(office, ana, case_id)
    assert (seen.point, seen.others) == (None, ("4718 N Hale Ave", "4718 S Hale Ave"))
    Triage(office.store, PLACING).set_place(ana, case_id, "4718 S Hale Ave", None)
    assert place(office, ana, case_id).point == AWAY


@pytest.mark.parametrize("found", [(), (AddressPoint("4812 N DAMEN AVE, SPRINGFIELD, IL", SPRINGFIELD),)])
def test_what_is_unknown_or_of_another_city_changes_nothing(
    office: OfficeBuilder, ana: Actor, found: tuple[AddressPoint, ...]
) -> None:
    case_id = office.mail("rats", address="4812 N Damen Ave").case_id
    with pytest.raises(CannotDoError, match="not known online either"):
        lookup(office, FakeGeocoder(found)).look_up(ana, case_id, never)
    assert place(office, ana, case_id).point is None


def test_nobody_is_asked_about_nothing_or_about_a_hidden_problem(office: OfficeBuilder, ana: Actor) -> None:
    service = FakeGeocoder()
    hidden = office.mail("rats", address="4812 N Damen Ave").case_id
    office.restrict(hidden, office.staff("Ben"))
    for case_id in (office.mail("rats").case_id, hidden):
        with pytest.raises(CannotDoError, match="no address to look up"):
            lookup(office, service).look_up(ana, case_id, never)
    assert service.asked == []


def test_it_is_off_until_the_office_switches_it_on() -> None:
    """P9."""
    assert Settings().city.look_up_addresses is False
