"""What a packet that was taken back offers again, where its photos or its receiver changed meanwhile."""

from pathlib import Path

from tests.builders_case_view import a_photo
from tests.fakes_departments import a_department
from wardoffice.domain.case_view import AttachmentView
from wardoffice.domain.department_wish import DepartmentWish
from wardoffice.domain.routing import Routed
from wardoffice.gui.departments.mail_wish import NOBODY, Asked
from wardoffice.gui.departments.offers import offer_packet
from wardoffice.office.reopening import ReopenForm

ROUTED = Routed(a_department(), reason="Potholes go to CDOT.")
BEGUN = DepartmentWish(7, "Water", "Still there.", (11, 13), case_id=1)


def offered(*photos: AttachmentView, begun: DepartmentWish | None = BEGUN) -> Asked:
    form = ReopenForm(1, "2026-04101", "The city closed it without a reason.", photos, ())
    return offer_packet(form, ROUTED, (a_department(), a_department(7, "Water")), begun)


def photo(attachment_id: int, made_from_id: int | None = None) -> AttachmentView:
    return a_photo(attachment_id, Path("photo.jpg"), made_from_id=made_from_id)


def picked(asked: Asked) -> list[int]:
    return [each.attachment_id for each in asked.photos if each.chosen]


def test_four_photos_of_either_side_are_picked_and_the_others_are_there_to_be() -> None:
    ours, city = [photo(each) for each in range(1, 7)], [photo(each) for each in range(11, 17)]
    form = ReopenForm(1, "2026-04101", "", tuple(ours), tuple(city), frozenset({1}), frozenset({2}))
    asked = offer_packet(form, ROUTED, (a_department(),), None)
    assert picked(asked) == [1, 2, 3, 4, 11, 12, 13, 14]
    said = [each.said for each in asked.photos]
    assert said == ["since the closing", "before the closing", *["ours"] * 4, *["the city's"] * 6]
    assert all(each.thumbnail is not None for each in asked.photos)


def test_what_the_crew_photographed_is_there_to_be_picked_and_says_whose_it_is() -> None:
    form = ReopenForm(1, "2026-04101", "", (photo(1),), (photo(11),), crew=(photo(21),))
    asked = offer_packet(form, ROUTED, (a_department(),), None)
    assert picked(asked) == [1, 11]
    assert [each.said for each in asked.photos] == ["ours", "a department's", "the city's"]


def test_whom_it_went_to_is_chosen_and_not_whom_the_type_goes_to() -> None:
    asked = offered(photo(11), photo(13))
    assert asked.receivers == ((7, "Water"), (1, "CDOT"))
    assert (asked.typed, picked(asked)) == ("Still there.", [11, 13])
    fresh = offered(photo(11), begun=None)
    assert (fresh.receivers[0], fresh.typed, picked(fresh)) == ((1, "CDOT"), "", [11])


def test_a_copy_that_was_edited_since_goes_in_the_place_of_what_was_ticked() -> None:
    """A face that was blurred meanwhile stays blurred (P9), and what was not ticked stays unticked."""
    asked = offered(photo(21, made_from_id=11), photo(12), photo(13))
    assert picked(asked) == [21, 13]
    assert "not there any more" not in asked.words


def test_a_photo_that_went_along_and_is_gone_is_said() -> None:
    assert "1 photo that went along is not there any more." in offered(photo(11)).words
    assert "2 photos that went along are not there any more." in offered().words


def test_who_gets_it_is_asked_where_nobody_is_suggested_or_who_got_it_left_the_list() -> None:
    form = ReopenForm(1, "2026-04101", "", (), ())
    views = (a_department(), a_department(7, "Water"))
    asked = offer_packet(form, Routed(None, ""), views, None)
    assert asked.receivers == ((NOBODY, "Choose who gets it …"), (1, "CDOT"), (7, "Water"))
    gone = offer_packet(form, ROUTED, (a_department(),), BEGUN)
    assert gone.receivers[0] == (NOBODY, "Choose who gets it …")
    assert "Water is not on the list any more: choose who gets it." in gone.words
    assert offer_packet(form, ROUTED, (), None).receivers == ()
