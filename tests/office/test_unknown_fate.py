"""A request of which no answer came: what counts as having looked, and what it opens (P3, P5)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import OfficeBuilder
from tests.city_desk import FakeDesk, SubmittingOffice, lost, profile, refused
from tests.databases import Clock
from wardoffice.domain.errors import CannotDoError, CityRefusedError
from wardoffice.domain.outgoing import OutboxDoing, OutboxLine
from wardoffice.domain.submissions import SubmissionState
from wardoffice.store.store import Store


@pytest.fixture
def ours(store: Store, office: OfficeBuilder) -> SubmittingOffice:
    return SubmittingOffice(store, office, FakeDesk(store.now))


def forward(ours: SubmittingOffice) -> None:
    now = ours.store.now
    assert isinstance(now, Clock)
    now.forward(minutes=1)


def line(ours: SubmittingOffice) -> OutboxLine:
    return next(each for each in ours.outbox.lines(ours.ana) if each.number == "")


def lose(ours: SubmittingOffice, *, kept: bool) -> int:
    """A case whose submission got no answer."""
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [lost(kept=kept)]
    ours.send()
    forward(ours)
    return case


@pytest.mark.parametrize("trouble", ["down", "has_more"])
def test_a_look_that_failed_is_said_and_opens_nothing(ours: SubmittingOffice, trouble: str) -> None:
    """P3: it may lie there unseen, and would be doubled."""
    case = lose(ours, kept=True)
    setattr(ours.desk, trouble, True)
    ours.send()
    found = line(ours)
    assert "Could not look in 311" in found.looked
    assert found.needs_person
    assert OutboxDoing.SEND_AGAIN not in found.may
    with pytest.raises(CannotDoError, match="not looked for"):
        ours.outbox.send_again(ours.ana, found.outbox_id, "Again")
    setattr(ours.desk, trouble, False)
    ours.outbox.look_again(ours.ana, found.outbox_id)
    assert ours.view(case).probable_number == "SR26-00000001"
    assert len(ours.desk.posts) == 1


def test_a_look_that_fails_later_does_not_take_back_the_one_that_was_made(ours: SubmittingOffice) -> None:
    lose(ours, kept=False)
    ours.outbox.look_again(ours.ana, line(ours).outbox_id)
    ours.desk.down = True
    ours.outbox.look_again(ours.ana, line(ours).outbox_id)
    assert OutboxDoing.SEND_AGAIN in line(ours).may


def test_one_of_unknown_fate_is_sent_once_more_only_once(ours: SubmittingOffice) -> None:
    """P3: two desks that both press the button make one request."""
    case = lose(ours, kept=False)
    ours.send()
    outbox_id = line(ours).outbox_id
    ours.outbox.send_again(ours.ana, outbox_id, "Desk one")
    with pytest.raises(CannotDoError, match="sent once more already"):
        ours.outbox.send_again(ours.ana, outbox_id, "Desk two")
    ours.send()
    assert len(ours.desk.posts) == 1
    again, before = ours.views(case)
    assert (again.reason, before.state) == ("Desk one", SubmissionState.UNKNOWN)


def test_after_the_second_was_taken_back_it_may_be_sent_once_more_again(ours: SubmittingOffice) -> None:
    lose(ours, kept=False)
    ours.send()
    outbox_id = line(ours).outbox_id
    ours.outbox.send_again(ours.ana, outbox_id, "Desk one")
    ours.outbox.withdraw(ours.ana, max(each.outbox_id for each in ours.outbox.lines(ours.ana)))
    ours.outbox.send_again(ours.ana, outbox_id, "Desk two")
    ours.send()
    assert len(ours.desk.posts) == 1


@pytest.fixture
def by_address(store: Store, office: OfficeBuilder) -> SubmittingOffice:
    """An office whose city takes an address without a point."""
    return SubmittingOffice(store, office, FakeDesk(store.now), profile=profile(point_required=False))


def lose_without_point(ours: SubmittingOffice, address: str, told: str, words: str = "") -> int:
    """A case sent by its address alone, whose answer was lost; 311 has it as ``told``."""
    case = ours.told("The street light is out for a week now", point=None, address=address)
    ours.submit(case, address=address)
    ours.desk.troubles = [lost(kept=True)]
    ours.send()
    ours.desk.made[0] = replace(ours.desk.made[0], address=told, description=words)
    forward(ours)
    return case


@pytest.mark.parametrize("read_first", [False, True])
@pytest.mark.parametrize(
    ("told", "words"),
    [("4801 N DAMEN AVE, Chicago, IL 60625", ""), ("", "THE STREET LIGHT IS OUT FOR A WEEK NOW.")],
)
def test_one_sent_without_a_point_is_found_by_its_address_or_its_words(
    by_address: SubmittingOffice, told: str, words: str, *, read_first: bool
) -> None:
    """P3: whether the look or the feed comes first, it is known again, and not sent twice."""
    case = lose_without_point(by_address, "4801 N Damen Avenue", told, words)
    if read_first:
        by_address.sync()
    by_address.send()
    assert by_address.view(case).probable_number == "SR26-00000001"
    assert len(by_address.desk.posts) == 1


def test_one_sent_without_a_point_is_not_taken_for_the_next_house(by_address: SubmittingOffice) -> None:
    case = lose_without_point(by_address, "4801 N Damen Avenue", "4803 N DAMEN AVE")
    by_address.send()
    assert by_address.view(case).probable_number == ""
    assert "nothing of this type at this address" in line(by_address).looked


def test_an_open_request_at_the_same_address_is_warned_of_where_there_is_no_point(
    by_address: SubmittingOffice,
) -> None:
    by_address.sync(by_address.desk.make("SR26-00000009", {"address_string": "4801 N DAMEN AVE"}))
    case = by_address.told(point=None, address="")
    form = by_address.form(case)
    assert form.near == ()
    assert any("needs a place" in each.sentence for each in by_address.submitting.problems(form, form.values))
    case = by_address.told(point=None, address="4801 North Damen Avenue")
    form = by_address.form(case)
    assert [each.number for each in form.near] == ["SR26-00000009"]
    assert "SR26-00000009" in form.needs_reason


def test_a_request_made_by_a_city_whose_clock_is_fast_is_found(ours: SubmittingOffice) -> None:
    case = lose(ours, kept=True)
    fast = timedelta(minutes=30)
    (made,) = ours.desk.made
    assert made.requested_at is not None
    ours.desk.made[0] = replace(made, requested_at=made.requested_at + fast, updated_at=made.requested_at)
    ours.send()
    assert ours.view(case).probable_number == "SR26-00000001"


@pytest.mark.parametrize(
    "answer",
    [
        CityRefusedError("No.", 200, ("500",), words=("Something broke",)),
        CityRefusedError("No.", 200, (), words=("500: internal error",)),
        refused(400, "Internal server error")[0],
        refused(400, "Read timed out")[0],
    ],
)
def test_a_fault_of_the_server_in_any_dress_may_come_after_it_was_taken(
    ours: SubmittingOffice, answer: Exception
) -> None:
    """P3: sending it again at once could double it."""
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [(answer, True)]
    ours.send()
    assert ours.view(case).state is SubmissionState.UNKNOWN
    forward(ours)
    ours.send()
    assert ours.view(case).probable_number == "SR26-00000001"


@pytest.mark.parametrize(
    "answer",
    [
        CityRefusedError("No.", 200, ("403",), words=("Invalid api_key",)),
        refused(400, "HOWMANYD required")[0],
        refused(400)[0],
    ],
)
def test_a_plain_refusal_is_no_fault_of_the_server(ours: SubmittingOffice, answer: Exception) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [(answer, False)]
    ours.send()
    assert ours.view(case).state is SubmissionState.REFUSED
