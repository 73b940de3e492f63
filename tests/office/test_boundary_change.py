"""New boundaries move problems on paper only: every case is placed anew, and what moved is listed (P5)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.builders import OfficeBuilder, placing
from tests.ward_boundaries import AWAY, BORDER, HOME, LOOKER, NEAR, OURS, THEIRS, BoundedOffice, bounded
from wardoffice.domain.cases import CaseStatus, FinishReason
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, SortBy, View, WardFilter
from wardoffice.domain.wards import NONE_MOVED
from wardoffice.office.queue import Queue
from wardoffice.office.triage import Triage
from wardoffice.office.undoing import Undoing
from wardoffice.store.case_wards import place_again
from wardoffice.store.store import Store
from wardoffice.store.tables import Action


@pytest.fixture
def maps(store: Store, tmp_path: Path) -> Iterator[BoundedOffice]:
    with bounded(store, tmp_path / "maps") as office:
        yield office


@pytest.fixture
def builder(maps: BoundedOffice) -> OfficeBuilder:
    return OfficeBuilder(maps.store)


def lies(builder: OfficeBuilder, case_id: int) -> tuple[int | None, int | None, int | None, int | None]:
    case = builder.case(case_id)
    metres = round(case.border_metres) if case.border_metres is not None else None
    return case.ward, case.border_ward, metres, case.ward_before


def test_every_way_to_a_place_tells_its_ward_and_a_near_border(
    maps: BoundedOffice, builder: OfficeBuilder
) -> None:
    maps.draw()
    triage = Triage(maps.store, placing(maps.boundaries.ward_of))
    ana = builder.staff("Ana")
    by_mail = builder.mail(point=NEAR).case_id
    of_city = builder.city_record(point=NEAR).case_id
    assert lies(builder, by_mail) == lies(builder, of_city) == (OURS, THEIRS, 8, None)
    triage.set_place(ana, by_mail, "", HOME)
    assert lies(builder, by_mail) == (OURS, None, None, None)
    Undoing(maps.store).undo(ana)
    assert lies(builder, by_mail) == (OURS, THEIRS, 8, None)


def test_new_boundaries_list_what_moved_and_finish_nothing_p5(
    maps: BoundedOffice, builder: OfficeBuilder
) -> None:
    maps.draw()
    moving = Point(41.95, BORDER - 0.01)
    out, stays = builder.mail(point=moving).case_id, builder.mail(point=HOME).case_id
    finished = builder.mail(point=moving).case_id
    ana = builder.staff("Ana")
    triage = Triage(maps.store, placing(maps.boundaries.ward_of))
    triage.finish(ana, [finished], FinishReason.NOTHING_FOUND)
    with maps.store.reading() as session:
        actions = session.query(Action).count()
    moves = maps.draw(BORDER - 0.02, date(2026, 5, 1))
    assert (moves.out, moves.into) == ((out,), ())
    assert lies(builder, out)[::3] == (THEIRS, OURS)
    assert lies(builder, stays)[::3] == (OURS, None)
    assert builder.case(out).status is CaseStatus.OPEN
    with maps.store.reading() as session:
        assert session.query(Action).count() == actions
    listed = Queue(maps.store, OURS).ids(LOOKER, View.ALL, QueueFilter(wards=WardFilter.MOVED), SortBy.NEWEST)
    assert list(listed) == [out]
    back = maps.draw(BORDER, date(2026, 6, 1))
    assert (back.out, back.into) == ((), (out,))
    assert lies(builder, out)[::3] == (OURS, THEIRS)


def test_what_moves_into_our_ward_is_told_apart(maps: BoundedOffice, builder: OfficeBuilder) -> None:
    maps.draw()
    case_id = builder.mail(point=Point(41.95, BORDER + 0.01)).case_id
    moves = maps.draw(BORDER + 0.02, date(2026, 5, 1))
    assert (moves.out, moves.into) == ((), (case_id,))


def test_the_same_boundaries_place_nothing_anew(maps: BoundedOffice, builder: OfficeBuilder) -> None:
    maps.draw()
    builder.mail(point=AWAY)
    assert maps.change.settle(LOOKER) == NONE_MOVED


def test_a_change_that_was_cut_off_is_made_whole_the_next_time_p3(
    maps: BoundedOffice, builder: OfficeBuilder
) -> None:
    maps.draw()
    cases = [builder.mail(point=Point(41.95, BORDER - 0.01)).case_id for _ in range(3)]
    maps.keep(BORDER - 0.02, date(2026, 5, 1))
    with maps.store.writing() as session:  # as far as a killed run had come: placed, and not yet noted
        place_again(session, 0, maps.boundaries.places_of)
    moves = maps.change.settle(LOOKER)
    assert moves.out == tuple(cases)


def test_an_undo_after_new_boundaries_gives_the_place_back_and_the_ward_of_today(
    maps: BoundedOffice, builder: OfficeBuilder
) -> None:
    maps.draw()
    ana = builder.staff("Ana")
    case_id = builder.mail(point=Point(41.95, BORDER - 0.01)).case_id
    Triage(maps.store, placing(maps.boundaries.ward_of)).set_place(ana, case_id, "", HOME)
    maps.draw(BORDER - 0.02, date(2026, 5, 1))
    Undoing(maps.store).undo(ana)
    assert lies(builder, case_id)[0] == THEIRS


def test_a_map_that_begins_later_serves_from_its_day_on(store: Store, tmp_path: Path) -> None:
    day = [date(2026, 4, 30)]
    office = BoundedOffice(store, tmp_path / "maps", lambda: day[0])
    try:
        builder = OfficeBuilder(office.store)
        office.draw()
        case_id = builder.mail(point=Point(41.95, BORDER - 0.01)).case_id
        assert office.draw(BORDER - 0.02, date(2026, 5, 1)) == NONE_MOVED
        day[0] = date(2026, 5, 1)
        assert office.change.settle(LOOKER).out == (case_id,)
    finally:
        office.store.close()
