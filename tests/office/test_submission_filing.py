"""A submitted request that comes back through the feed, in every order: one case, one SR, one POST."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from sqlalchemy import func, select

from tests.builders import OfficeBuilder
from tests.city_desk import FakeDesk, SubmittingOffice, filled, lost
from tests.databases import Clock
from tests.gathering import HERE, record
from wardoffice.domain.errors import CannotDoError, NotSentError
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.submissions import ContactChoice, SubmissionState
from wardoffice.office.queue import Queue
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, OutboxMessage, Request

NUMBER = "SR26-00000001"
Step = Callable[[SubmittingOffice, int], None]


@pytest.fixture
def ours(store: Store, office: OfficeBuilder) -> SubmittingOffice:
    return SubmittingOffice(store, office, FakeDesk(store.now))


def later(ours: SubmittingOffice, **span: float) -> None:
    now = ours.store.now
    assert isinstance(now, Clock)
    now.forward(**span)


def open_cases(store: Store) -> int:
    """Problems that stand for themselves."""
    with store.reading() as session:
        roots = select(func.count()).where(Case.merged_into.is_(None), Case.withdrawn_at.is_(None))
        return session.scalar(roots) or 0


def is_one(ours: SubmittingOffice, case: int) -> None:
    """One case, one SR, one POST."""
    assert open_cases(ours.store) == 1
    assert ours.numbers_of(case) == [NUMBER]
    assert len(ours.desk.posts) <= 1
    view = ours.view(case)
    assert (view.state, view.number) == (SubmissionState.NUMBERED, NUMBER)


def feed(ours: SubmittingOffice, _case: int) -> None:
    ours.sync()


def token(ours: SubmittingOffice, _case: int) -> None:
    ours.desk.tokens["T1"] = NUMBER
    later(ours, hours=1)
    ours.send()


def confirm(ours: SubmittingOffice, case: int) -> None:
    view = ours.view(case)
    if view.probable_number:
        ours.outbox.confirm_record(ours.ana, view.submission_id)


@pytest.mark.parametrize("order", list(permutations([feed, token, confirm])))
def test_feed_token_and_a_persons_word_in_any_order(ours: SubmittingOffice, order: tuple[Step, ...]) -> None:
    ours.desk.gives_tokens = True
    case = ours.told()
    ours.submit(case)
    ours.send()
    for step in order:
        step(ours, case)
    is_one(ours, case)
    ours.sync()
    is_one(ours, case)


def _made_and_read(ours: SubmittingOffice) -> None:
    ours.desk.make(NUMBER, {"lat": f"{HERE.lat}", "long": f"{HERE.long}", "service_code": "PHF"})
    ours.sync()


@pytest.mark.parametrize("kept", [True, False])
def test_the_feed_before_the_answer_is_lost_and_after(ours: SubmittingOffice, *, kept: bool) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [lost(kept=True)]
    if kept:  # the reading of the feed falls between the POST and its answer
        ours.desk.on_post = lambda: _made_and_read(ours)
        ours.desk.troubles = [lost(kept=False)]
    ours.send()
    ours.desk.on_post = lambda: None
    ours.sync()
    confirm(ours, case)
    is_one(ours, case)
    with ours.store.reading() as session:
        assert session.scalar(select(OutboxMessage.state)) is OutboxState.SENT


def test_a_number_typed_before_the_feed_and_after_it(ours: SubmittingOffice) -> None:
    first, second = ours.told("One"), ours.told("Two", Point(HERE.lat + 0.01, HERE.long))
    ours.numbers.note_number(ours.ana, first, "26-00000001", ContactChoice.NONE)
    ours.sync(
        record("SR26-00000001", requested_at=ours.store.now()),
        record("SR26-00000002", Point(HERE.lat + 0.01, HERE.long), requested_at=ours.store.now()),
    )
    ours.numbers.note_number(ours.ana, second, "SR26-00000002", ContactChoice.NONE)
    assert ours.numbers_of(first) == ["SR26-00000001"]
    assert ours.numbers_of(second) == ["SR26-00000002"]
    assert open_cases(ours.store) == 2
    assert ours.views(first)[0].state is SubmissionState.NUMBERED


def test_a_retry_is_one_post_and_one_request(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [(NotSentError("Nobody."), False)]
    ours.send()
    ours.sync()
    later(ours, minutes=5)
    ours.send()
    ours.sync()
    is_one(ours, case)


def test_what_waits_or_was_refused_takes_no_record_of_somebody_elses(ours: SubmittingOffice) -> None:
    """It cannot be ours: nothing has left."""
    case = ours.told()
    ours.submit(case)
    ours.sync(record("THEIRS", requested_at=ours.store.now()))
    assert ours.numbers_of(case) == []


def test_probably_ours_can_be_parted_for_good_and_taken_back(ours: SubmittingOffice) -> None:
    """Rule 3, one key to part; P4: not the same is remembered."""
    ours.desk.numbers = False
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [lost(kept=False)]
    ours.send()
    ours.sync(record("THEIRS", requested_at=ours.store.now()))
    view = ours.view(case)
    assert view.probable_number == "THEIRS"
    assert any(line.needs_person for line in ours.outbox.lines(ours.ana))
    ours.outbox.part_record(ours.ana, view.submission_id)
    assert ours.numbers_of(case) == []
    assert ours.view(case).state is SubmissionState.UNKNOWN
    ours.sync(record("THEIRS", requested_at=ours.store.now(), status_notes="again"))
    assert ours.numbers_of(case) == []
    assert open_cases(ours.store) == 2
    ours.undoing.undo(ours.ana)
    assert ours.numbers_of(case) == ["THEIRS"]
    assert open_cases(ours.store) == 1


def test_confirmed_it_is_ours_and_can_be_doubted_again(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.submit(case)
    ours.desk.troubles = [lost(kept=True)]
    ours.send()
    ours.sync()
    ours.outbox.confirm_record(ours.ana, ours.view(case).submission_id)
    assert ours.view(case).probable_number == ""
    with pytest.raises(CannotDoError, match="known whose"):
        ours.outbox.part_record(ours.ana, ours.view(case).submission_id)
    ours.undoing.undo(ours.ana)
    assert ours.view(case).probable_number == NUMBER


def test_a_guess_that_the_token_contradicts_goes_and_the_right_one_comes(ours: SubmittingOffice) -> None:
    ours.desk.gives_tokens = True
    case = ours.told()
    ours.submit(case)
    ours.send()
    theirs = record("THEIRS", requested_at=ours.store.now() - timedelta(seconds=1))
    ours.sync(theirs)
    assert ours.view(case).probable_number == "THEIRS"
    token(ours, case)
    assert ours.numbers_of(case) == []
    ours.sync(theirs, *ours.desk.made)
    assert ours.numbers_of(case) == [NUMBER]
    assert open_cases(ours.store) == 2
    assert ours.view(case).probable_number == ""


def test_a_guess_that_the_feed_itself_contradicts_goes_too(ours: SubmittingOffice) -> None:
    """The feed may tell the token beside the number."""
    ours.desk.gives_tokens = True
    case = ours.told()
    ours.submit(case)
    ours.send()
    theirs = record("THEIRS", requested_at=ours.store.now() - timedelta(seconds=1))
    ours.sync(theirs)
    ours.sync(theirs, replace(ours.desk.made[0], token="T1"))
    assert ours.numbers_of(case) == [NUMBER]
    assert open_cases(ours.store) == 2


def test_an_unmerge_takes_a_submission_along_with_the_request_it_was_made_for(ours: SubmittingOffice) -> None:
    case, other = ours.told("One"), ours.told("Two")
    ours.submit(case)
    ours.send()
    ours.sync()
    ours.merging.merge(ours.ana, [case, other], other)
    assert ours.numbers_of(other) == [NUMBER]
    assert len(ours.views(other)) == 1
    ours.merging.unmerge(ours.ana, case)
    assert ours.numbers_of(other) == []
    assert ours.views(other) == ()
    assert ours.numbers_of(case) == [NUMBER]


def test_what_was_sent_while_merged_stays_with_the_root_and_the_feed_finds_it(ours: SubmittingOffice) -> None:
    case, other = ours.told("One"), ours.told("Two")
    ours.merging.merge(ours.ana, [case, other], case)
    ours.submit(case)
    ours.send()
    ours.merging.unmerge(ours.ana, other)
    ours.sync()
    assert ours.numbers_of(case) == [NUMBER]
    assert ours.numbers_of(other) == []


def test_our_own_request_is_nobody_elses_word(ours: SubmittingOffice) -> None:
    """ARCHITECTURE, filing: it is never counted as another person telling us."""
    case = ours.told(contact_id=ours.office.contact("Ana Lopez"))
    ours.submit(case)
    ours.send()
    ours.sync()
    queue = Queue(ours.store, 47)
    ids = queue.ids(ours.ana, View.ALL, QueueFilter(), SortBy.URGENCY)
    (row,) = queue.rows(ours.ana, list(ids)).values()
    assert (row.people, row.requests) == (1, 1)


def test_our_own_requests_make_no_spot(ours: SubmittingOffice) -> None:
    """Three at a spot is three others who told the city."""
    for position in range(3):
        case = ours.told(f"Hole {position}")
        form = ours.form(case)
        ours.submitting.submit(ours.ana, form, filled(form.values, reason="Another one"))
        ours.send()
    ours.sync()
    with ours.store.reading() as session:
        assert set(session.scalars(select(Case.rule))) == {""}


def test_every_request_has_one_home(ours: SubmittingOffice) -> None:
    case = ours.told()
    ours.submit(case)
    ours.send()
    ours.sync()
    with ours.store.reading() as session:
        homes = session.scalars(select(Request.case_id).where(Request.service_record_id.is_not(None))).all()
    assert homes == [case]
