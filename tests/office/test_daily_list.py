"""Today's list as text for a phone, and what comes back onto the right problems."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.builders import placing
from tests.forwarding import forward_jobs, located_jpeg
from tests.gathering import InlinePool
from tests.office.department_desk import CHICAGO, LISTED, DepartmentDesk, department_desk
from wardoffice.domain.actor import Role
from wardoffice.domain.cases import CaseKind, FinishReason
from wardoffice.domain.daily_list import Candidate, about, may_stand_in, parts_of, whose_answer, words_in
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.forwarding import ForwardWish, Receiver
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import Channel, MessageKind
from wardoffice.domain.outgoing_mail import Addressee, ForwardWay, MailPurpose
from wardoffice.domain.places import Point
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.office.case_pane import CasePane
from wardoffice.office.daily_list import DailyLists, place_key
from wardoffice.office.merging import Merging
from wardoffice.office.pasted_answers import PastedAnswer, PastedAnswers
from wardoffice.office.routing import Routing
from wardoffice.office.staff import Staff
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.asked_reading import open_cases
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, Message


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


def test_what_was_told_from_the_list_is_no_mail_that_was_written(
    desk: DepartmentDesk, lists: DailyLists
) -> None:
    """No sentence to a department is untrue: only a mail that left was written to them."""
    told, written, cdot = desk.pothole(), desk.pothole("12 W Oak St"), desk.department("CDOT")
    lists.note_told(desk.ana, cdot, lists.lines(desk.ana, cdot, [told]))
    desk.asked([written])
    jobs, to = forward_jobs(desk.store), (Addressee("dolores@cdot.example"),)
    for case_id, said in ((told, False), (written, True)):
        wish = ForwardWish((case_id,), Receiver(cdot, "CDOT", to, to), with_map=False)
        (mail,) = jobs.forwarding.preview(desk.ana, wish).mails
        assert ("We wrote to you about it on" in mail.text) is said


def test_the_same_list_is_told_once_and_one_made_anew_asks_again(
    desk: DepartmentDesk, lists: DailyLists
) -> None:
    cdot, case_id = desk.department("CDOT"), desk.pothole()
    listed = lists.lines(desk.ana, cdot)
    lists.note_told(desk.ana, cdot, listed)
    with pytest.raises(CannotDoError, match=f"told of {desk.number(case_id)} since"):
        lists.note_told(desk.ana, cdot, listed)
    assert desk.forwards(MailPurpose.CHASE) == []
    desk.pass_days(1)
    anew = lists.lines(desk.ana, cdot)
    lists.note_told(desk.ana, cdot, anew)
    with pytest.raises(CannotDoError, match="since this list was made"):
        lists.note_told(desk.ana, cdot, anew)
    (again,) = desk.forwards(MailPurpose.CHASE)
    assert again.case_id == case_id


def test_what_was_finished_since_the_list_was_made_is_not_asked_for(
    desk: DepartmentDesk, lists: DailyLists
) -> None:
    cdot, case_id = desk.department("CDOT"), desk.pothole()
    listed = lists.lines(desk.ana, cdot)
    Triage(desk.store, placing()).finish(desk.ana, [case_id], FinishReason.SEEN_DONE, "")
    with pytest.raises(CannotDoError, match="was finished"):
        lists.note_told(desk.ana, cdot, listed)
    assert desk.forwards(MailPurpose.FORWARD) == []


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
    assert found[3].why == "no number of a problem of ours, and no address of an open one"
    assert found[4].case_id is None  # only watched: it is nobody's work here
    assert record.case_id not in {each.case_id for each in found}


def test_a_number_that_was_put_together_since_finds_the_problem_it_stands_under(
    desk: DepartmentDesk, lists: DailyLists
) -> None:
    told, other, cdot = desk.pothole("4812 N Damen Ave"), desk.pothole("1 W Oak St"), desk.department("CDOT")
    lists.note_told(desk.ana, cdot, lists.lines(desk.ana, cdot, [told]))
    Merging(desk.store).merge(desk.ana, [told, other], root_id=other)
    (found,) = lists.match(desk.ana, cdot, f"{desk.number(told)} done")
    assert (found.case_id, found.why) == (other, "its number stands there")


def test_what_staff_finished_on_their_word_is_still_filed_by_its_number_and_answers_what_was_asked(
    desk: DepartmentDesk, lists: DailyLists
) -> None:
    case_id, cdot = desk.pothole("4812 N Damen Ave"), desk.department("CDOT")
    lists.note_told(desk.ana, cdot, lists.lines(desk.ana, cdot, [case_id]))
    Triage(desk.store, placing()).finish(desk.ana, [case_id], FinishReason.SEEN_DONE, "")
    words = f"{desk.number(case_id)} done\n4812 damen done"
    by_number, by_place = lists.match(desk.ana, cdot, words)
    assert (by_number.case_id, by_number.why) == (case_id, "its number stands there; it is finished")
    assert by_place.case_id is None, "another problem may lie there by now"
    PastedAnswers(desk.store, InlinePool()).file(desk.ana, PastedAnswer(cdot, words, (case_id,)))
    assert all(each.answered_at is not None for each in desk.forwards(MailPurpose.FORWARD))


def test_a_citys_number_is_known_with_its_letters_and_without(
    desk: DepartmentDesk, lists: DailyLists
) -> None:
    record = desk.office.city_record("SR26-00000017", address="7 E Elm St")
    Triage(desk.store, placing()).take(desk.ana, [record.case_id])
    for said in ("26-00000017 not ours", "sr26-00000017 not ours"):
        (found,) = lists.match(desk.ana, desk.department("CDOT"), said)
        assert found.case_id == record.case_id


def test_the_list_and_what_comes_back_know_every_problem_however_many_are_open(
    desk: DepartmentDesk, lists: DailyLists
) -> None:
    """No sentence about what is open is untrue: hundreds of others stand before this one."""
    cdot = desk.department("CDOT")
    with desk.store.unit_of_work(desk.ana, ActionKind.NOTE) as work:
        for number in range(520):
            work.add(
                Case(
                    number=f"2026-9{number:04}",
                    kind=CaseKind.PROBLEM,
                    title="Noise",
                    service_code="NOISE",
                    taken_at=desk.store.now(),
                    opened_at=desk.store.now() - timedelta(days=30),
                )
            )
    new = desk.pothole("4812 N Damen Ave")
    with desk.store.reading() as session:
        assert len(open_cases(session, desk.ana)) > 520, "all of them are the office's own"
    assert [each.case_id for each in lists.lines(desk.ana, cdot)] == [new]
    by_number, by_place = lists.match(desk.ana, cdot, f"{desk.number(new)} filled\n4812 damen filled")
    assert (by_number.case_id, by_place.case_id) == (new, new)


def test_a_list_holds_what_a_rule_of_the_office_or_of_an_area_sends_there(
    desk: DepartmentDesk, lists: DailyLists
) -> None:
    manager = desk.office.staff("Maria", Role.MANAGER)
    routing = Routing(desk.store, LISTED, CHICAGO)
    ring = tuple(Point(lat, long) for lat, long in ((41, -88), (42, -88), (42, -87), (41, -87)))
    routing.add_rule(manager, "PHF", desk.department("Streets & San"), ring, "the whole ward")
    inside = desk.office.mail("A hole", service_code="PHF", point=Point(41.9, -87.7)).case_id
    outside = desk.office.mail("A hole", service_code="PHF", point=Point(43.0, -87.7)).case_id
    for name, case_id in (("Streets & San", inside), ("CDOT", outside)):
        assert [each.case_id for each in lists.lines(desk.ana, desk.department(name))] == [case_id]


def test_what_came_back_is_of_whom_was_asked_about_it(desk: DepartmentDesk, lists: DailyLists) -> None:
    """A list that was told to one of them is no answer of another, who happens to stand first."""
    case_id, cdot, dss = desk.pothole(), desk.department("CDOT"), desk.department("Streets & San")
    lists.note_told(desk.ana, cdot, lists.lines(desk.ana, cdot, [case_id]))
    found = lists.match(desk.ana, dss, f"{desk.number(case_id)} done\nthanks")
    assert found[0].asked == {cdot}
    assert whose_answer(found, dss) == cdot
    assert whose_answer(found, cdot) == cdot
    assert whose_answer(found[1:], dss) is None


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


@pytest.mark.parametrize(
    "address",
    [
        "4853 S Wood St",
        "4812-14 N Damen Avenue",
        "W Lawrence Ave & N Damen Ave",
        "W 63rd St & S Elm St",
        "1 N State St",
    ],
)
def test_no_address_that_a_line_tells_is_passed_over_before_it_is_taken_apart(address: str) -> None:
    key = place_key(address)
    assert key is not None
    assert may_stand_in(address, words_in(" ".join(key.words).lower()))
    assert not may_stand_in("100 N Damen Ave", words_in("4853 Wood is done"))
