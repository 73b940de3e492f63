"""Where a problem is, by what people say."""

from dataclasses import replace

import pytest

from tests.builders import MAIL, OfficeBuilder, placing
from tests.geo.grid_city import corner, house, known_addresses
from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.history import ActionKind
from wardoffice.domain.pictures import PictureFacts, Rank
from wardoffice.domain.places import Place, PlaceSource, Point, metres_between
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.office.case_pane import CasePane
from wardoffice.office.placing import AddressBook, Placing
from wardoffice.office.triage import Triage
from wardoffice.store.store import Store

OURS = 47
FINDER = PlaceFinder(known_addresses())


def ward_of(point: Point) -> int | None:
    """The north of the made-up city is ours."""
    return OURS if point.lat > corner(0, 0).lat else 3


def known(*, ours: bool = True) -> Placing:
    bare = placing(ward_of)
    is_ours = (lambda point: ward_of(point) == OURS) if ours else (lambda _point: True)
    return Placing(lambda: FINDER, bare.find_address, bare.normalise, ward_of, is_ours)


def said(store: Store, words: str, how: Placing | None = None) -> Place:
    with store.unit_of_work(MAIL, ActionKind.MAIL_INTAKE) as work:
        return (how or known()).said_in(work, words)


def test_an_address_nobody_reported_yet_is_placed_between_those_that_are(sqlite_store: Store) -> None:
    place = said(sqlite_store, "Rats behind 4711 n. morrow street!")
    assert place.address == "4711 N Morrow St"
    assert place.source is PlaceSource.ADDRESS_IN_TEXT
    assert place.point is not None
    assert place.metres is not None
    assert metres_between(place.point, house("4711 N MORROW ST")) < place.metres


def test_a_corner_is_a_place(sqlite_store: Store) -> None:
    place = said(sqlite_store, "Pothole at Morrow and Lombard")
    assert place.address == "N Morrow St & W Lombard Ave"
    assert place.point is not None


def test_of_two_streets_with_one_name_the_one_in_our_ward_is_meant(sqlite_store: Store) -> None:
    assert said(sqlite_store, "4718 Hale Ave").address == "4718 N Hale Ave"


def test_what_may_be_either_of_two_places_is_neither_until_a_person_says_so(sqlite_store: Store) -> None:
    place = said(sqlite_store, "4718 Hale Ave", known(ours=False))
    assert (place.point, place.address) == (None, "4718 Hale Ave")
    assert set(place.others) == {"4718 N Hale Ave", "4718 S Hale Ave"}


def test_an_address_on_an_unknown_street_is_kept_without_a_point(sqlite_store: Store) -> None:
    place = said(sqlite_store, "at 12 Nowhere Ave")
    assert (place.point, place.address) == (None, "12 Nowhere Ave")


def test_an_address_typed_by_a_person_stays_as_typed_and_gets_its_point(office: OfficeBuilder) -> None:
    ana = office.staff("Ana")
    told = office.mail("rats")
    Triage(office.store, known()).set_place(ana, told.case_id, "corner of Morrow and Lombard", None)
    view = case(office.store, ana, told.case_id)
    assert (view.place.address, view.place.source) == ("corner of Morrow and Lombard", PlaceSource.PERSON)
    assert view.place.point is not None
    assert view.ward == OURS


def test_a_place_set_anew_forgets_what_the_old_one_may_have_been(office: OfficeBuilder) -> None:
    ana = office.staff("Ana")
    told = office.mail("rats")
    triage = Triage(office.store, known(ours=False))
    triage.set_place(ana, told.case_id, "4718 Hale Ave", None)
    assert case(office.store, ana, told.case_id).place.others
    triage.set_place(ana, told.case_id, "4718 N Hale Ave", None)
    assert case(office.store, ana, told.case_id).place.others == ()


@pytest.mark.parametrize("address", ["4701 N Morrow St", "N Morrow St & W Lombard Ave"])
def test_an_address_the_city_used_is_where_the_city_put_it(office: OfficeBuilder, address: str) -> None:
    spot = Point(41.99, -87.70)
    office.city_record(address=address, point=spot)
    assert said(office.store, f"Help, {address} is dark").point == spot


def test_the_book_learns_from_what_the_city_tells(office: OfficeBuilder) -> None:
    book = AddressBook(office.store)
    assert book.finder().places_in("4711 N Morrow St") == ()
    learned = [(key, point) for key, point in known_addresses() if key.endswith("N MORROW ST")]
    for key, point in learned[:60]:
        office.city_record(address=key, point=point)
    (place,) = book.finder().places_in("4300 N Morrow St")
    assert metres_between(place.found.point, house("4300 N MORROW ST")) < place.found.metres
    assert book.finder() is book.finder(), "it is made anew only when there is much to learn"


def test_who_looks_at_a_problem_never_waits_for_the_book_to_be_made(office: OfficeBuilder) -> None:
    """P10: at a large office making it takes seconds; then the streets on both sides are shown."""
    asked = (house("4664 N MORROW ST"), "4664 N Morrow St")
    near = [each for each in known_addresses() if metres_between(each[1], asked[0]) < 300]
    for key, point in near[:150]:
        office.city_record(address=key, point=point)
    book = AddressBook(office.store)
    assert book.between_at_hand(*asked) == ()
    book.finder()
    assert len(book.between_at_hand(*asked)) == 2
    assert book.between_at_hand(*asked) == AddressBook(office.store).between(*asked)


def case(store: Store, actor: Actor, case_id: int) -> CaseView:
    return CasePane(store, OURS).show(actor, case_id)


MORROW = house("4711 N MORROW ST")


def taken_at(point: Point, *, metres: float | None = None) -> tuple[Rank, PictureFacts]:
    return Rank.PHOTO, PictureFacts("JPEG", 640, 480, point=point, gps_metres=metres)


def told(store: Store, words: str, *pictures: tuple[Rank, PictureFacts], how: Placing | None = None) -> Place:
    with store.unit_of_work(MAIL, ActionKind.MAIL_INTAKE) as work:
        return (how or known()).told(work, words, pictures)


def test_a_photo_beside_the_address_in_the_words_agrees_with_it(sqlite_store: Store) -> None:
    place = told(sqlite_store, "Rats behind 4711 N Morrow St", taken_at(MORROW, metres=8.0))
    assert (place.point, place.source, place.address) == (MORROW, PlaceSource.PHOTO, "4711 N Morrow St")
    assert (place.metres, place.others, place.apart) == (8.0, (), None)


def test_a_photo_far_from_the_address_in_the_words_is_flagged_with_both(sqlite_store: Store) -> None:
    """P5: neither is taken for the other; a person says which is meant."""
    corner_point = corner(3, 3)
    place = told(sqlite_store, "I live at 4711 N Morrow St", taken_at(corner_point))
    assert (place.point, place.source) == (corner_point, PlaceSource.PHOTO)
    assert place.others == ("4711 N Morrow St",)
    assert place.address != "4711 N Morrow St"
    assert place.apart is not None
    assert place.apart == pytest.approx(metres_between(corner_point, MORROW), abs=60)


def test_a_photo_settles_which_of_two_places_the_words_mean(sqlite_store: Store) -> None:
    spot = house("4718 N HALE AVE")
    place = told(sqlite_store, "4718 Hale Ave", taken_at(spot), how=known(ours=False))
    assert (place.point, place.address, place.others) == (spot, "4718 N Hale Ave", ())


def test_a_photo_from_far_outside_the_city_gives_no_place(sqlite_store: Store) -> None:
    paris = Point(48.8567, 2.3508)
    how = replace(known(), metres_outside=lambda point: metres_between(point, MORROW))
    assert told(sqlite_store, "look", taken_at(paris), how=how) == Place()
    place = told(sqlite_store, "at 4711 N Morrow St", taken_at(paris), taken_at(MORROW), how=how)
    assert place.point == MORROW


def test_photos_go_before_logos(sqlite_store: Store) -> None:
    logo = (Rank.LOGO, PictureFacts("JPEG", 64, 48, point=corner(3, 3)))
    assert told(sqlite_store, "look", logo, taken_at(MORROW)).point == MORROW


def test_a_spot_that_is_chosen_gets_the_nearest_address(office: OfficeBuilder) -> None:
    ana = office.staff("Ana")
    case_id = office.mail("rats").case_id
    spot = next(point for address, point in known_addresses() if address == "4468 N KENT AVE")
    Triage(office.store, known()).set_place(ana, case_id, "", spot)
    place = case(office.store, ana, case_id).place
    assert (place.point, place.address, place.source) == (spot, "4468 N Kent Ave", PlaceSource.PERSON)
