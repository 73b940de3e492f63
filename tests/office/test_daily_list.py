"""Today's list as text for a phone, and what comes back onto the right problems."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.forwarding import located_jpeg
from tests.gathering import InlinePool
from tests.office.department_desk import CHICAGO, LISTED, DepartmentDesk, department_desk
from wardoffice.domain.actor import Role
from wardoffice.domain.daily_list import Candidate, about, parts_of
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.messages import Channel, MessageKind
from wardoffice.domain.outgoing_mail import ForwardWay, MailPurpose
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.office.case_pane import CasePane
from wardoffice.office.daily_list import DailyLists, place_key
from wardoffice.office.pasted_answers import PastedAnswer, PastedAnswers
from wardoffice.office.routing import Routing
from wardoffice.office.staff import Staff
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store
from wardoffice.store.tables import Message


@pytest.fixture
def desk(sqlite_store: Store) -> DepartmentDesk:
    return department_desk(sqlite_store)


@pytest.fixture
def lists(desk: DepartmentDesk) -> DailyLists:
    routing = Routing(desk.store, LISTED, CHICAGO)
    return DailyLists(desk.store, routing, CityNumbers("chicago", chicago=True), CHICAGO)


def test_the_list_says_the_address_first_and_nobody_s_name(desk: DepartmentDesk, lists: DailyLists) -> None:
    case_id = desk.pothole("4812 N Damen Ave")
    elsewhere = desk.office.mail("Noise at night").case_id
    lines = lists.lines(desk.ana, desk.department("CDOT"))
    assert [each.case_id for each in lines] == [case_id]
    (part,) = lists.text(lines).parts
    day, line = part.splitlines()
    assert day.endswith("one problem")
    assert line == f"4812 N Damen Ave, Pothole in Street Complaint, {desk.number(case_id)}"
    chosen = lists.lines(desk.ana, desk.department("CDOT"), [elsewhere])
    assert [each.case_id for each in chosen] == [elsewhere]
    assert "Noise" not in lists.text(chosen).parts[0]


def test_what_is_restricted_stays_off_the_list(desk: DepartmentDesk, lists: DailyLists) -> None:
    case_id = desk.pothole()
    manager = desk.office.staff("Maria", Role.MANAGER)
    Staff(desk.store).restrict(manager, case_id, [manager.staff_id or 0])
    assert lists.lines(manager, desk.department("CDOT")) == ()


@given(st.lists(st.text("abc d", min_size=1, max_size=90), max_size=60), st.integers(100, 400))
def test_no_part_is_too_long_and_no_line_is_lost_or_cut(lines: list[str], most: int) -> None:
    parts = parts_of("Today", lines, most)
    assert all(len(part) <= most for part in parts)
    assert "\n".join(parts).split("\n") == ["Today", *lines]


def test_a_list_that_was_told_is_taken_back(desk: DepartmentDesk, lists: DailyLists) -> None:
    cdot, asked, new = desk.department("CDOT"), desk.pothole(), desk.pothole("12 W Oak St")
    (before,) = desk.asked([asked])
    lists.note_told(desk.ana, cdot, lists.lines(desk.ana, cdot))
    (again,) = desk.forwards(MailPurpose.CHASE)
    assert (again.case_id, again.chase_of_id, again.way) == (asked, before, ForwardWay.PASTED)
    first = next(each for each in desk.forwards(MailPurpose.FORWARD) if each.case_id == new)
    assert first.way is ForwardWay.PASTED
    assert first.due_at == desk.store.now() + timedelta(days=2)
    Undoing(desk.store).undo(desk.ana)
    assert desk.forwards(MailPurpose.CHASE) == []
    with pytest.raises(CannotDoError, match="Nothing is on the list"):
        lists.note_told(desk.ana, cdot, ())


def test_lines_that_come_back_find_their_problem_by_number_or_address(
    desk: DepartmentDesk, lists: DailyLists
) -> None:
    damen, oak = desk.pothole("4812 N Damen Ave"), desk.pothole("12 W Oak St")
    record = desk.office.city_record("SR26-00000017", address="7 E Elm St")
    one, other = desk.pothole("1 N State St"), desk.pothole("1 N State St")
    del one, other
    pasted = f"4812 damen DONE\n{desk.number(oak)} tomorrow\n\n1 N State filled\nthanks\n26-00000017 not ours"
    found = lists.match(desk.ana, desk.department("CDOT"), pasted)
    assert [each.case_id for each in found[:2]] == [damen, oak]
    assert found[2].case_id is None
    assert found[2].why == "2 problems fit: choose"
    assert found[3].why == "no number or address of an open problem"
    assert found[4].case_id is None  # only watched: it is nobody's work here
    assert record.case_id not in {each.case_id for each in found}


def test_of_two_at_one_place_the_one_that_was_asked_about_is_meant(
    desk: DepartmentDesk, lists: DailyLists
) -> None:
    one, _other = desk.pothole("1 N State St"), desk.pothole("1 N State St")
    desk.asked([one])
    (found,) = lists.match(desk.ana, desk.department("CDOT"), "1 N State St is done")
    assert (found.case_id, found.why) == (one, "its address stands there")


def test_what_came_back_is_filed_with_its_problems_and_taken_back(
    desk: DepartmentDesk, lists: DailyLists
) -> None:
    cdot, damen, oak = desk.department("CDOT"), desk.pothole("4812 N Damen Ave"), desk.pothole("12 W Oak St")
    desk.asked([damen, oak])
    words = "4812 damen done\n12 oak tomorrow"
    case_ids = tuple(each.case_id or 0 for each in lists.match(desk.ana, cdot, words))
    answers = PastedAnswers(desk.store, InlinePool())
    answers.file(desk.ana, PastedAnswer(cdot, words, case_ids, picture=located_jpeg()))
    view = CasePane(desk.store).show(desk.ana, damen)
    (said,) = (each for each in view.messages if each.kind is MessageKind.DEPARTMENT)
    assert (said.channel, said.text, said.sender_name) == (Channel.TEXT, words, "CDOT")
    assert len(view.attachments) == 1
    assert view.forwards[0].answer == "4812 damen done 12 oak tomorrow"
    assert all(each.answered_at is not None for each in desk.forwards(MailPurpose.FORWARD))
    Undoing(desk.store).undo(desk.ana)
    view = CasePane(desk.store).show(desk.ana, damen)
    assert view.attachments == ()
    assert all(each.kind is not MessageKind.DEPARTMENT for each in view.messages)
    assert all(each.answered_at is None for each in desk.forwards(MailPurpose.FORWARD))


def test_what_belongs_to_no_problem_is_not_filed(desk: DepartmentDesk) -> None:
    answers = PastedAnswers(desk.store, InlinePool())
    with pytest.raises(CannotDoError, match="belongs to no problem"):
        answers.file(desk.ana, PastedAnswer(desk.department("CDOT"), "hello", ()))
    with pytest.raises(CannotDoError, match="Nothing was pasted"):
        answers.file(desk.ana, PastedAnswer(desk.department("CDOT"), " ", (desk.pothole(),)))
    with desk.store.reading() as session:
        assert session.scalar(select(Message).where(Message.channel == Channel.TEXT)) is None


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("4812 N Damen Ave", {"4812", "DAMEN"}),
        ("N Damen Ave & W Ainslie St", {"DAMEN", "AINSLIE"}),
        ("12 W 18th St", {"12", "18TH"}),
        ("N Damen Ave", None),
        ("", None),
    ],
)
def test_an_address_is_looked_for_by_its_house_and_street(address: str, words: set[str] | None) -> None:
    key = place_key(address)
    assert (set(key.words) if key is not None else None) == words


@given(st.text(max_size=80))
def test_no_line_is_about_what_it_does_not_name(line: str) -> None:
    candidate = Candidate(1, "2026-00001", "", (), place_key("4812 N Damen Ave"))
    if about(line, (), [candidate]):
        assert "2026-00001" in line or ("4812" in line and "DAMEN" in line.upper())
