"""A problem of another ward is handed over by hand, stays owed an answer, and comes back with one undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import OfficeBuilder, placing
from tests.ward_boundaries import AWAY, HOME, OURS, THEIRS, BoundedOffice, bounded
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus, FinishReason
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.queue import Desk, QueueFilter, SortBy, View, WardFilter
from wardoffice.domain.wards import HandOver, HandOverWay, WardOffice
from wardoffice.office.case_pane import CasePane
from wardoffice.office.handing_over import HandingOver
from wardoffice.office.queue import Queue
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.office.ward_office_list import WardOfficeList
from wardoffice.store.store import Store
from wardoffice.store.tables import QueueEntry

QUILL = WardOffice(THEIRS, "Ald. Quill", "(312) 555-0132", "ward32@example.org", "1 Elm St")


@pytest.fixture
def drawn(store: Store, tmp_path: Path) -> Iterator[BoundedOffice]:
    with bounded(store, tmp_path / "maps") as office:
        office.draw()
        yield office


@pytest.fixture
def builder(drawn: BoundedOffice) -> OfficeBuilder:
    return OfficeBuilder(drawn.store)


@pytest.fixture
def ana(builder: OfficeBuilder) -> Actor:
    return builder.staff("Ana")


@pytest.fixture
def handing(drawn: BoundedOffice) -> HandingOver:
    return HandingOver(drawn.store, OURS)


@pytest.fixture
def case_id(builder: OfficeBuilder) -> int:
    """Somebody wrote of a place in the other ward."""
    return builder.mail(point=AWAY, contact_id=builder.contact("Rosa")).case_id


def test_the_pane_says_whose_ward_it_is_and_how_they_are_reached(
    drawn: BoundedOffice, ana: Actor, case_id: int
) -> None:
    pane = CasePane(drawn.store, OURS)
    assert pane.show(ana, case_id).elsewhere == WardOffice(THEIRS)
    WardOfficeList(drawn.store).keep(ana, [QUILL])
    assert pane.show(ana, case_id).elsewhere == QUILL


def test_handing_over_finishes_logs_who_was_told_and_owes_the_answer_still_p6(
    drawn: BoundedOffice, builder: OfficeBuilder, handing: HandingOver, ana: Actor, case_id: int
) -> None:
    given = HandOver(QUILL, (HandOverWay.CALLED, HandOverWay.GIVEN), "Spoke to Ruth.")
    changes = handing.hand_over(ana, [case_id], given)
    assert changes.label == "Handed over to Ward 32: called their office, gave their number to who asked"
    case = builder.case(case_id)
    assert (case.status, case.finish_reason, case.handed_to) == (
        CaseStatus.FINISHED,
        FinishReason.HANDED_OVER,
        THEIRS,
    )
    shown = CasePane(drawn.store, OURS).show(ana, case_id)
    (note,) = shown.notes
    assert "Ald. Quill" in note.text
    assert "called their office; gave their number" in note.text
    assert "Spoke to Ruth." in note.text
    assert shown.people[0].owed_since is not None
    with drawn.store.reading() as session:
        assert session.get_one(QueueEntry, case_id).desk is Desk.TO_US
    assert WardOfficeList(drawn.store).offices(ana) == (QUILL,)


def test_one_undo_brings_it_back_whole_and_a_redo_hands_it_over_again(
    drawn: BoundedOffice, builder: OfficeBuilder, handing: HandingOver, ana: Actor, case_id: int
) -> None:
    handing.hand_over(ana, [case_id], HandOver(QUILL, (HandOverWay.MAILED,)))
    undoing = Undoing(drawn.store)
    undoing.undo(ana)
    case = builder.case(case_id)
    assert (case.status, case.finish_reason, case.finished_at, case.handed_to) == (
        CaseStatus.OPEN,
        None,
        None,
        None,
    )
    assert CasePane(drawn.store, OURS).show(ana, case_id).notes == ()
    assert WardOfficeList(drawn.store).offices(ana) == ()
    undoing.redo(ana)
    assert builder.case(case_id).handed_to == THEIRS
    assert WardOfficeList(drawn.store).offices(ana) == (QUILL,)


def test_opened_again_it_is_nobody_elses_any_more(
    drawn: BoundedOffice, builder: OfficeBuilder, handing: HandingOver, ana: Actor, case_id: int
) -> None:
    handing.hand_over(ana, [case_id], HandOver(QUILL))
    Triage(drawn.store, placing(drawn.boundaries.ward_of)).reopen(ana, [case_id])
    assert builder.case(case_id).handed_to is None


def test_what_does_not_lie_there_or_is_finished_is_refused_in_words(
    builder: OfficeBuilder, handing: HandingOver, ana: Actor, case_id: int
) -> None:
    home = builder.mail(point=HOME).case_id
    for ids, ward in (([home], OURS), ([home], THEIRS), ([case_id, home], THEIRS)):
        with pytest.raises(CannotDoError):
            handing.hand_over(ana, ids, HandOver(WardOffice(ward)))
    assert builder.case(case_id).status is CaseStatus.OPEN
    handing.hand_over(ana, [case_id], HandOver(QUILL))
    with pytest.raises(CannotDoError, match="already finished"):
        handing.hand_over(ana, [case_id], HandOver(QUILL))


def test_the_queue_lists_what_lies_elsewhere_and_marks_it(
    drawn: BoundedOffice, builder: OfficeBuilder, ana: Actor, case_id: int
) -> None:
    home = builder.mail(point=HOME).case_id
    queue = Queue(drawn.store, OURS)
    listed = queue.ids(ana, View.ALL, QueueFilter(wards=WardFilter.ELSEWHERE), SortBy.NEWEST)
    assert list(listed) == [case_id]
    rows = queue.rows(ana, [home, case_id])
    assert (rows[home].elsewhere, rows[case_id].elsewhere) == (None, THEIRS)
