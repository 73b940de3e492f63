"""Pair after pair by three keys, and back (P4, P5)."""

import threading
from collections.abc import Collection
from typing import NoReturn

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.builders_queue import queue_row
from tests.fakes import FakeOffice
from tests.gui.duplicate_desk_page import DuplicateDeskPage
from tests.gui.pages import WindowPage
from wardoffice.domain.actor import Actor
from wardoffice.domain.duplicate_pairs import PairFound, PairView
from wardoffice.domain.errors import CannotDoError, StoreBusyError
from wardoffice.domain.places import Point
from wardoffice.gui.duplicate_desk import keeper as pair_keeper
from wardoffice.gui.notify import Notifier
from wardoffice.gui.tasks import Lane, Tasks

TITLE = "Open Hydrant"


@pytest.fixture
def office() -> FakeOffice:
    """Three rows of one title: three pairs, the likeliest of them 20 and 21."""
    made = FakeOffice()
    for case_id in (20, 21, 22):
        point = Point(41.96 + case_id / 100_000, -87.68)
        made.known[case_id] = queue_row(case_id, TITLE, address=f"{case_id} N Damen Ave", point=point)
    return made


@pytest.fixture
def desk(qtbot: QtBot, page: WindowPage) -> DuplicateDeskPage:
    return opened(qtbot, page)


def opened(qtbot: QtBot, page: WindowPage) -> DuplicateDeskPage:
    """The desk, opened by its key from the active window, with the keyboard."""
    page.office.window.activateWindow()
    qtbot.waitUntil(page.office.window.isActiveWindow)
    made = DuplicateDeskPage(page)
    qtbot.waitUntil(made.desk.isActiveWindow)
    return made


def test_all_pairs_are_walked_by_three_keys_the_best_first(
    office: FakeOffice, page: WindowPage, desk: DuplicateDeskPage
) -> None:
    assert desk.pair() == (20, 21)
    assert desk.says("3 pairs are left")
    assert desk.says("Almost surely the same")
    desk.press("3")
    assert desk.pair() == (20, 22)
    desk.press("2")
    assert ("not_same", (20, 22)) in office.calls
    assert desk.pair() == (21, 22)
    desk.press("1")
    assert ("merge", (21, 22)) in office.calls
    assert desk.empty().startswith("That was all but those left for later")
    assert desk.says("No pair is left", "1 for later")
    assert 22 not in [row.case_id for row in page.rows()]
    desk.press("4")
    assert desk.pair() == (20, 21)


def test_taking_back_stays_on_the_pair(office: FakeOffice, desk: DuplicateDeskPage) -> None:
    desk.press("1")
    assert desk.pair() == (20, 22)
    desk.take_back()
    assert ("undo", 1) in office.calls
    assert desk.pair() == (20, 21)
    assert desk.says("3 pairs are left")
    desk.press("3")
    assert desk.pair() == (20, 22)
    desk.take_back()
    assert desk.pair() == (20, 21)
    desk.take_back()
    assert desk.says("Nothing was said here yet.")


def test_what_is_left_for_later_stays_so_until_tomorrow_unless_it_is_taken_up(
    office: FakeOffice, qtbot: QtBot, page: WindowPage, desk: DuplicateDeskPage
) -> None:
    desk.press("33")
    assert office.later == {(20, 21), (20, 22)}
    desk.take_back()
    assert office.later == {(20, 21)}
    desk.leave()
    again = opened(qtbot, page)
    assert again.pair() == (20, 22)
    assert again.says("2 pairs are left", "1 for later")
    again.press("4")
    assert office.later == set()
    again.press("2")
    assert again.pair() == (20, 21), "it was taken up again"


def test_a_key_that_comes_while_the_next_pair_is_read_is_for_no_pair(
    office: FakeOffice, desk: DuplicateDeskPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P5: the pair before stands there still, and who presses twice has not seen the next one."""
    look = office.look

    def slowly(actor: Actor, one: int, other: int) -> PairView | None:
        monkeypatch.setattr(office, "look", look)
        desk.press("312")
        return look(actor, one, other)

    monkeypatch.setattr(office, "look", slowly)
    desk.press("3")
    assert office.later == {(20, 21)}
    assert not [name for name, _ in office.calls if name in {"merge", "not_same"}]
    assert desk.pair() == (20, 22)


def test_what_cannot_be_done_is_told_and_the_pair_stays(
    office: FakeOffice, desk: DuplicateDeskPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise CannotDoError("It is finished.", "Nothing was changed.", "Open it again first.")

    monkeypatch.setattr(office, "merge", refuse)
    desk.press("1")
    assert desk.says("It is finished. Nothing was changed. Open it again first.")
    assert desk.pair() == (20, 21)


def test_a_pair_that_was_answered_elsewhere_is_passed_over(
    office: FakeOffice, desk: DuplicateDeskPage
) -> None:
    del office.known[22]
    desk.press("2")
    assert desk.pair() is None
    assert desk.empty().startswith("No two problems look the same")


def test_nothing_alike_says_so_and_the_keys_do_nothing(
    office: FakeOffice, qtbot: QtBot, page: WindowPage
) -> None:
    for case_id in (20, 21, 22):
        del office.known[case_id]
    desk = opened(qtbot, page)
    assert desk.empty().startswith("No two problems look the same")
    for key in "123":
        desk.press(key)
    assert not [name for name, _ in office.calls if name in {"merge", "not_same"}]
    desk.leave()
    assert not desk.desk.isVisible()
    assert opened(qtbot, page).desk.isVisible()


class BadProblem:
    """Looks around problems, a piece at a time, and fails at every piece with this one in it."""

    def __init__(self, office: FakeOffice, case_id: int) -> None:
        self._among = office.among
        self.case_id = case_id
        self.asked: list[tuple[int, ...]] = []

    def __call__(self, actor: Actor, case_ids: Collection[int]) -> tuple[PairFound, ...]:
        self.asked.append(tuple(case_ids))
        if self.case_id in case_ids:
            raise StoreBusyError("Somebody else is writing.", "Nothing is lost.", "Try again.")
        return self._among(actor, case_ids)


def test_a_piece_that_cannot_be_looked_around_is_told_and_looked_at_again_last(
    office: FakeOffice, qtbot: QtBot, page: WindowPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = BadProblem(office, next(iter(office.to_look_at(page.office.acting.actor))))
    monkeypatch.setattr(office, "among", bad)
    monkeypatch.setattr(pair_keeper, "_AT_ONCE", 1)
    desk = opened(qtbot, page)
    assert desk.says("Somebody else is writing. Nothing is lost. The search goes on by itself.")
    assert desk.pauses()
    assert len(bad.asked) == 1, "not asked again at once"

    desk.wait_out()
    assert desk.pair() == (20, 21), "one that is bad keeps no other out"
    assert "looking for more" in desk.all_words()
    assert desk.pauses()

    bad.case_id = 0
    desk.wait_out()
    assert desk.says("3 pairs are left")
    assert not desk.pauses()


def test_until_it_is_known_what_there_is_nothing_says_that_no_two_look_the_same(
    office: FakeOffice, qtbot: QtBot, page: WindowPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_actor: Actor) -> NoReturn:
        raise StoreBusyError("Somebody else is writing.", "Nothing is lost.", "Try again.")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(office, "to_look_at", busy)
        desk = opened(qtbot, page)
        assert desk.empty().startswith("Looking for pairs")
        assert desk.says("Somebody else is writing. Nothing is lost. The search goes on by itself.")
        assert desk.pauses()
    desk.wait_out()
    assert desk.pair() == (20, 21)


def test_what_goes_on_failing_is_told_once_and_asked_for_ever_less(
    office: FakeOffice, qtbot: QtBot, page: WindowPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office, "among", BadProblem(office, 20))
    desk = opened(qtbot, page)
    told: list[str] = []
    desk.desk.keeper.told.connect(told.append)
    pauses = [desk.pause_ms()]
    for _ in range(6):
        desk.wait_out()
        pauses.append(desk.pause_ms())
    assert pauses == [3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000]
    assert told == []
    desk.leave()
    assert not desk.pauses()


class HeldLane:
    """Something else that the background does, for as long as a test wants it to."""

    def __init__(self, qtbot: QtBot, tasks: Tasks) -> None:
        self._qtbot, self._tasks, self._owner = qtbot, tasks, QObject()
        self._over = threading.Event()
        tasks.submit(Lane.BACKGROUND, lambda: self._over.wait(20), owner=self._owner)

    def go_on(self) -> None:
        """End it, and wait for all that comes behind it."""
        self._over.set()
        self._qtbot.waitUntil(lambda: self._tasks.idle)


@pytest.fixture
def held(qtbot: QtBot, real_tasks: Tasks) -> HeldLane:
    return HeldLane(qtbot, real_tasks)


@pytest.fixture
def looks(office: FakeOffice, monkeypatch: pytest.MonkeyPatch) -> BadProblem:
    """What is looked around, and nothing fails."""
    made = BadProblem(office, 0)
    monkeypatch.setattr(office, "among", made)
    return made


def test_leaving_while_pairs_are_looked_for_is_no_error_and_looks_no_further(
    qtbot: QtBot, real_page: WindowPage, notifier: Notifier, held: HeldLane, looks: BadProblem
) -> None:
    said: list[str] = []
    notifier.said.connect(said.append)
    desk = opened(qtbot, real_page)
    qtbot.waitUntil(lambda: "looking for more" in desk.all_words())
    desk.desk.keeper.told.connect(said.append)
    desk.leave()
    held.go_on()
    assert said == []
    assert looks.asked == []


def test_looking_anew_does_not_look_around_what_still_waited(
    qtbot: QtBot, real_page: WindowPage, held: HeldLane, looks: BadProblem
) -> None:
    desk = opened(qtbot, real_page)
    qtbot.waitUntil(lambda: "looking for more" in desk.all_words())
    desk.desk.keeper.start()
    held.go_on()
    assert desk.pair() == (20, 21)
    assert len(looks.asked) == 1
    desk.leave()


def test_it_shows_where_both_are_and_opens_one_in_the_queue(
    page: WindowPage, desk: DuplicateDeskPage
) -> None:
    assert desk.desk.sketch.accessibleName() == "A and B are 5 feet apart"
    desk.desk.sketch.grab()
    desk.desk.case_asked.emit(21)
    assert page.shown_case() == 21
