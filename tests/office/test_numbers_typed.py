"""Numbers that staff got in the city's own program: read, compared, linked, and a list of twelve at once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import OfficeBuilder
from tests.city_desk import FakeDesk, SubmittingOffice, profile
from tests.gathering import CITY, HERE, record
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.outgoing import SubmissionWay
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.submissions import ContactChoice, Fit, Receipt, SubmissionState
from wardoffice.domain.tracking_numbers import typed_number
from wardoffice.office.numbers_typed import Noted
from wardoffice.store.store import Store
from wardoffice.store.tables import Submission

TREE = ServiceType("SEE", "Tree Trim Request")
POTHOLE = ServiceType("PHF", "Pothole in Street")
FAR = Point(HERE.lat + 0.02, HERE.long)


@pytest.fixture
def ours(store: Store, office: OfficeBuilder) -> SubmittingOffice:
    return SubmittingOffice(store, office, FakeDesk(store.now, types=(POTHOLE, TREE)))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("SR26-00012345", "SR26-00012345"),
        (" sr26-00012345 ", "SR26-00012345"),
        ("SR 26 00012345", "SR26-00012345"),
        ("2600012345", "SR26-00012345"),
        ("26-00012345", "SR26-00012345"),
        ("00012345", "SR26-00012345"),
        ("#26-00012345.", "SR26-00012345"),
        ("14-02155558", "14-02155558"),
        ("1402155558", "14-02155558"),
        ("12345", ""),
        ("call them", ""),
        ("", ""),
    ],
)
def test_a_number_is_understood_however_it_is_typed(typed: str, number: str) -> None:
    assert typed_number(typed, 2026, chicago=True) == number


@pytest.mark.parametrize(
    ("typed", "number"), [("101000294943", "101000294943"), ("12 345", "12345"), ("-", "")]
)
def test_other_cities_numbers_stay_as_they_are(typed: str, number: str) -> None:
    assert typed_number(typed, 2026, chicago=False) == number


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_number_or_none_and_reads_the_same_again(typed: str) -> None:
    number = typed_number(typed, 2026, chicago=True)
    assert not number or typed_number(number, 2026, chicago=True) == number


def test_a_number_that_fits_says_what_it_is(ours: SubmittingOffice) -> None:
    ours.sync(record("SR26-00000007", requested_at=ours.store.now(), address="4801 N DAMEN AVE, CHICAGO, IL"))
    finding = ours.numbers.look_up(ours.ana, ours.told(), "26-00000007")
    assert (finding.fit, finding.number, finding.differences) == (Fit.FITS, "SR26-00000007", ())
    assert finding.words == "This is Pothole in Street at 4801 N Damen Ave, asked for on Jul 1, 2026."


def test_this_is_a_tree_somewhere_else(ours: SubmittingOffice) -> None:
    tree = record(
        "SR26-00000007", FAR, service_code="SEE", service_name=TREE.name, address="1200 N OAKLEY AVE"
    )
    ours.sync(tree)
    finding = ours.numbers.look_up(ours.ana, ours.told(), "SR26-00000007")
    assert finding.fit is Fit.DIFFERS
    assert "Tree Trim Request at 1200 N Oakley Ave" in finding.words
    assert [each.split(" ")[0] for each in finding.differences] == ["The", "It"]
    assert "1.4 miles" in finding.differences[1]


def test_a_number_from_long_before_is_doubted(ours: SubmittingOffice) -> None:
    ours.sync(record("SR26-00000007", requested_at=ours.store.now() - timedelta(days=40)))
    finding = ours.numbers.look_up(ours.ana, ours.told(), "SR26-00000007")
    assert finding.fit is Fit.DIFFERS
    assert "days before" in finding.differences[0]


def test_what_the_feed_has_not_is_asked_for_in_311(ours: SubmittingOffice) -> None:
    ours.desk.make("SR26-00000007", {"lat": str(HERE.lat), "long": str(HERE.long)})
    assert ours.numbers.look_up(ours.ana, ours.told(), "SR26-00000007").fit is Fit.FITS
    assert ours.desk.asked == ["request SR26-00000007"]


def test_what_311_does_not_know_or_cannot_say_is_checked_later(ours: SubmittingOffice) -> None:
    case = ours.told()
    unknown = ours.numbers.look_up(ours.ana, case, "SR26-00000008")
    assert (unknown.fit, "does not show" in unknown.words) == (Fit.NOT_SEEN, True)
    ours.desk.down = True
    assert "could not be asked" in ours.numbers.look_up(ours.ana, case, "SR26-00000008").words
    assert ours.numbers.look_up(ours.ana, case, "hello").fit is Fit.UNUSABLE


def test_a_noted_number_is_a_submission_typed_by_staff_with_the_contact_that_was_given(
    ours: SubmittingOffice,
) -> None:
    resident = ours.office.contact("Ana Lopez")
    case = ours.told(contact_id=resident)
    ours.sync(record("SR26-00000007", requested_at=ours.store.now()))
    ours.numbers.note_number(ours.ana, case, "2600000007", ContactChoice.RESIDENT, resident)
    view = ours.view(case)
    assert (view.way, view.state, view.number) == (
        SubmissionWay.TYPED,
        SubmissionState.NUMBERED,
        "SR26-00000007",
    )
    assert view.contact_words == "311 may have written to Ana Lopez."
    assert ours.numbers_of(case) == ["SR26-00000007"]
    with pytest.raises(CannotDoError, match="noted on this problem already"):
        ours.numbers.note_number(ours.ana, case, "26-00000007", ContactChoice.NONE)


@pytest.mark.parametrize("before", [True, False])
def test_a_noted_number_is_taken_back_with_all_it_led_to(ours: SubmittingOffice, *, before: bool) -> None:
    """P4: also where the feed brought the record only afterwards."""
    case = ours.told()
    told = record("SR26-00000007", requested_at=ours.store.now())
    if before:
        ours.sync(told)
    ours.numbers.note_number(ours.ana, case, "SR26-00000007", ContactChoice.NONE)
    ours.sync(told)
    assert ours.numbers_of(case) == ["SR26-00000007"]
    ours.undoing.undo(ours.ana)
    assert ours.numbers_of(case) == []
    ours.sync(told)
    assert ours.numbers_of(case) == [], "it stays apart"
    ours.undoing.redo(ours.ana)
    ours.sync(told)
    assert ours.numbers_of(case) == ["SR26-00000007"]


def test_a_number_typed_blind_that_turns_out_a_tree_is_asked_about(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.numbers.note_number(ours.ana, case, "SR26-00000007", ContactChoice.NONE)
    ours.sync(record("SR26-00000007", FAR, service_code="SEE", service_name=TREE.name))
    view = ours.view(case)
    assert view.probable_number == "SR26-00000007"
    assert "is the number right?" in view.words
    ours.outbox.part_record(ours.ana, view.submission_id)
    assert ours.numbers_of(case) == []
    assert ours.view(case).state is SubmissionState.WITHDRAWN


def test_a_list_is_matched_by_address_by_what_the_numbers_are_and_by_order(ours: SubmittingOffice) -> None:
    pothole = ours.told("A", address="4801 N Damen Ave")
    tree = ours.told("B", FAR, address="1200 N Oakley Ave", service_code="SEE")
    third = ours.told("C", None, address="", service_code="")
    now = ours.store.now()
    ours.sync(
        record("SR26-00000001", FAR, service_code="SEE", service_name=TREE.name, requested_at=now),
        record("SR26-00000002", requested_at=now),
    )
    pasted = "SR26-00000001\n\n26-00000002, 4801 N. Damen Avenue\n* SR26-00000003\nnonsense"
    found = ours.numbers.read_list(ours.ana, [pothole, tree, third], pasted)
    assert [(each.case_id, each.finding.fit) for each in found[:2]] == [(tree, Fit.FITS), (pothole, Fit.FITS)]
    assert found[2].case_id is None, "two lines are left for one problem: nobody guesses which"
    assert found[3].finding.fit is Fit.UNUSABLE
    ordered = ours.numbers.read_list(ours.ana, [pothole, tree, third], "\n".join(pasted.split("\n")[:4]))
    assert ordered[2].case_id == third
    assert ordered[2].finding.fit is Fit.NOT_SEEN


def test_a_list_of_twelve_is_noted_in_one_action_or_not_at_all(ours: SubmittingOffice) -> None:
    cases = [ours.told(f"Hole {each}", Point(HERE.lat + each / 1000, HERE.long)) for each in range(12)]
    noted = [Noted(case, f"2600000{each:03d}") for each, case in enumerate(cases)]
    with pytest.raises(CannotDoError):
        ours.numbers.note_numbers(ours.ana, [*noted, Noted(cases[0], "hello")], ContactChoice.OFFICE)
    assert ours.views(cases[0]) == ()
    changes = ours.numbers.note_numbers(ours.ana, noted, ContactChoice.OFFICE)
    assert changes.label == "12 311 numbers noted"
    assert [ours.view(case).number for case in cases] == [f"SR26-00000{each:03d}" for each in range(12)]
    ours.undoing.undo(ours.ana)
    assert {ours.view(case).state for case in cases} == {SubmissionState.WITHDRAWN}


def test_another_problem_has_this_number_already(ours: SubmittingOffice) -> None:
    first, second = ours.told("One"), ours.told("Two")
    ours.sync(record("SR26-00000007", requested_at=ours.store.now()))
    ours.numbers.note_number(ours.ana, first, "SR26-00000007", ContactChoice.NONE)
    finding = ours.numbers.look_up(ours.ana, second, "SR26-00000007")
    assert "noted for" in finding.differences[0]


def test_one_number_noted_on_two_problems_does_not_merge_them(ours: SubmittingOffice) -> None:
    """P5: the second is asked about, and stays a problem of its own."""
    first, second = ours.told("One"), ours.told("Two", Point(HERE.lat + 0.001, HERE.long))
    ours.numbers.note_number(ours.ana, first, "SR26-00000007", ContactChoice.NONE)
    finding = ours.numbers.look_up(ours.ana, second, "SR26-00000007")
    assert (finding.fit, "noted for" in finding.differences[0]) == (Fit.NOT_SEEN, True)
    ours.numbers.note_number(ours.ana, second, "SR26-00000007", ContactChoice.NONE)
    ours.sync(record("SR26-00000007"))
    assert (ours.numbers_of(first), ours.numbers_of(second)) == (["SR26-00000007"], [])
    doubted = ours.view(second)
    assert doubted.probable_number == "SR26-00000007"
    ours.outbox.confirm_record(ours.ana, doubted.submission_id)
    assert ours.numbers_of(second) == [], "also then both are problems of their own"


def test_a_problem_of_ours_is_not_merged_by_noting_its_number_on_another(ours: SubmittingOffice) -> None:
    """P5: only a case that holds nothing but the city's request is joined."""
    first, second = ours.told("One"), ours.told("Two")
    ours.sync(record("SR26-00000007", requested_at=ours.store.now()))
    ours.numbers.note_number(ours.ana, first, "SR26-00000007", ContactChoice.NONE)
    ours.sync(record("SR26-00000007", requested_at=ours.store.now()))
    ours.numbers.note_number(ours.ana, second, "SR26-00000007", ContactChoice.NONE)
    assert (ours.numbers_of(first), ours.numbers_of(second)) == (["SR26-00000007"], [])


def test_a_number_is_not_in_one_list_twice(ours: SubmittingOffice) -> None:
    cases = [ours.told("One"), ours.told("Two")]
    twice = [Noted(cases[0], "SR26-00000007"), Noted(cases[1], "26-00000007")]
    with pytest.raises(CannotDoError, match="in the list twice"):
        ours.numbers.note_numbers(ours.ana, twice, ContactChoice.NONE)
    assert ours.views(cases[0]) == ()


@pytest.mark.parametrize(
    ("typed", "told"), [("26-00000007", "26-00000007"), ("14-00000007", "SR14-00000007")]
)
def test_a_number_meets_its_record_however_the_feed_spells_it(
    ours: SubmittingOffice, typed: str, told: str
) -> None:
    case = ours.told()
    ours.numbers.note_number(ours.ana, case, typed, ContactChoice.NONE)
    ours.sync(record(told))
    assert (ours.numbers_of(case), ours.view(case).in_feed) == ([told], True)


@pytest.mark.parametrize(
    ("given", "told"), [("SR26-00000007", "26-00000007"), ("14-00000007", "SR14-00000007")]
)
def test_a_number_that_comes_after_its_record_meets_it_in_either_spelling(
    ours: SubmittingOffice, given: str, told: str
) -> None:
    case = ours.told()
    ours.sync(record(told))
    with ours.store.writing() as session:
        session.add(
            Submission(
                case_id=case,
                way=SubmissionWay.API,
                city=CITY,
                service_code="PHF",
                number=given,
                created_at=ours.store.now(),
            )
        )
    ours.sync(record(told))
    assert ours.numbers_of(case) == [told]
    assert (ours.view(case).number, ours.view(case).in_feed) == (told, True)


def test_ten_digits_are_a_number_of_their_own_in_another_city(store: Store, office: OfficeBuilder) -> None:
    theirs = SubmittingOffice(store, office, FakeDesk(store.now), profile=profile(numbers="plain"))
    case = theirs.told()
    theirs.numbers.note_number(theirs.ana, case, "4100123456", ContactChoice.NONE)
    assert theirs.view(case).number == "4100123456"
    theirs.sync(record("4100123456"))
    assert theirs.numbers_of(case) == ["4100123456"]


@pytest.mark.parametrize(
    ("told", "number"),
    [("2600000001", "SR26-00000001"), ("sr26-00000001", "SR26-00000001"), ("26-00000001", "SR26-00000001")],
)
@pytest.mark.parametrize("by_token", [False, True])
def test_the_number_the_city_gives_meets_its_record(
    ours: SubmittingOffice, told: str, number: str, *, by_token: bool
) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.receipt = Receipt("0", "T1") if by_token else Receipt(told, "")
    ours.send()
    if by_token:
        assert ours.view(case).number == ""
        ours.desk.tokens["T1"] = told
        ours.store.now.forward(minutes=10)  # type: ignore[attr-defined]  # a test's own clock
        ours.send()
    assert ours.view(case).number == number
    ours.sync(record(number))
    assert ours.numbers_of(case) == [number]


def test_a_list_with_short_addresses_before_its_numbers_finds_its_problems(ours: SubmittingOffice) -> None:
    cases = [ours.told("A", address="100 N Oakley Ave"), ours.told("B", address="200 N Oakley Ave")]
    pasted = "1. 200 N Oakley SR26-00000010\n2. 100 N. Oakley Ave, by the school: SR 26-00000009"
    found = ours.numbers.read_list(ours.ana, cases, pasted)
    assert [each.case_id for each in found] == [cases[1], cases[0]]
    assert [each.finding.number for each in found] == ["SR26-00000010", "SR26-00000009"]


def test_several_numbers_pasted_on_one_line_are_each_looked_up(ours: SubmittingOffice) -> None:
    cases = [ours.told("A", address="100 N Oakley Ave"), ours.told("B", address="200 N Oakley Ave")]
    found = ours.numbers.read_list(ours.ana, cases, "SR26-00000009, SR26-00000010")
    assert [(each.line, each.finding.number, each.case_id) for each in found] == [
        ("SR26-00000009", "SR26-00000009", cases[0]),
        ("SR26-00000010", "SR26-00000010", cases[1]),
    ]
