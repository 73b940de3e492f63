"""A picture that came before is found again by its bytes or its look, and says with what and from whom."""

import pytest

from tests.builders import OfficeBuilder, placing
from tests.comparing import comparing
from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import Suggestion
from wardoffice.domain.cases import FinishReason
from wardoffice.domain.pictures import Rank
from wardoffice.office.duplicates import Duplicates
from wardoffice.office.triage import Triage

HOLE = b"the picture of a hole"
LOOK = "0f3c5a69c3a51e78"
NEARLY = "0f3c5a69c3a51e70"  # one bit from LOOK
OTHER = "f0c3a5963c5ae187"


@pytest.fixture
def duplicates(office: OfficeBuilder) -> Duplicates:
    return Duplicates(office.store, comparing())


def with_photo(
    office: OfficeBuilder,
    content: bytes,
    *,
    dhash: str = "",
    sender: int | None = None,
    rank: Rank = Rank.PHOTO,
) -> int:
    """A mail without any place, and its photo."""
    told = office.mail("please look", contact_id=sender or office.contact())
    office.photo(told.case_id, content, message_id=told.message_id, dhash=dhash, rank=rank)
    return told.case_id


def only(found: tuple[Suggestion, ...]) -> Suggestion:
    (suggestion,) = found
    return suggestion


def test_the_same_picture_from_somebody_else_is_suggested_without_any_place(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    first, second = with_photo(office, HOLE), with_photo(office, HOLE)
    found = only(duplicates.suggest(ana, second))
    assert (found.case_id, found.strong) == (first, True)
    number = office.case(first).number
    assert found.reasons[0] == f"this picture also came with {number} from somebody else"


def test_a_smaller_copy_is_found_by_its_look_and_another_picture_is_not(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    first = with_photo(office, b"large", dhash=LOOK)
    with_photo(office, b"another", dhash=OTHER)
    copy = with_photo(office, b"small", dhash=NEARLY)
    found = only(duplicates.suggest(ana, copy))
    assert found.case_id == first
    assert found.reasons[0].startswith("nearly the same picture")


def test_a_picture_that_only_looks_alike_is_a_maybe_where_nothing_else_speaks_for_it(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    """P5: a lamp before a night sky looks like any other, and its problem may be miles away."""
    first = with_photo(office, b"lamp", dhash=LOOK)
    second = with_photo(office, b"another lamp", dhash=LOOK)
    found = only(duplicates.suggest(ana, second))
    assert (found.case_id, found.strong) == (first, False)


def test_the_same_person_sending_it_again_is_told_so(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    jan = office.contact()
    with_photo(office, HOLE, sender=jan)
    again = with_photo(office, HOLE, sender=jan)
    assert only(duplicates.suggest(ana, again)).reasons[0].startswith("the same person sent this picture")


def test_a_picture_of_a_finished_problem_is_still_known(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    done = with_photo(office, HOLE)
    Triage(office.store, placing(lambda _: 1)).finish(ana, [done], FinishReason.SEEN_DONE)
    found = only(duplicates.suggest(ana, with_photo(office, HOLE)))
    assert found.case_id == done
    assert "we are done with that one" in found.reasons


def test_a_picture_that_staff_attached_to_another_problem_makes_them_no_one_problem(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    """P5: staff would be told that a picture came which they put there themselves."""
    first, second = with_photo(office, HOLE), with_photo(office, b"a tree", dhash=OTHER)
    office.photo(second, HOLE)
    for case_id in (first, second):
        assert duplicates.suggest(ana, case_id) == ()


def test_a_logo_in_two_mails_makes_them_no_one_problem(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    with_photo(office, HOLE, rank=Rank.LOGO)
    assert duplicates.suggest(ana, with_photo(office, HOLE, rank=Rank.LOGO)) == ()


def test_not_the_same_holds_for_pictures_too(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    """P4: not the same is remembered for good."""
    first, second = with_photo(office, HOLE), with_photo(office, HOLE)
    duplicates.not_same(ana, second, first)
    assert duplicates.suggest(ana, second) == ()


def test_a_restricted_problem_is_not_betrayed_by_its_picture(
    office: OfficeBuilder, duplicates: Duplicates, ana: Actor
) -> None:
    hidden, seen = with_photo(office, HOLE), with_photo(office, HOLE)
    office.restrict(hidden, office.staff("Ben"))
    assert duplicates.suggest(ana, seen) == ()
