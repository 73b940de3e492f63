"""The first rows come before whatever else a start has to do, and are kept waiting by nothing (P10)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from tests.fakes import FakeOffice
from tests.gui.inline_tasks import InlineTasks
from tests.gui.pages import open_window
from tests.gui.prepared_dialogs import PreparedDialogs
from wardoffice.domain.errors import StoreError
from wardoffice.domain.queue import QueueFilter, View
from wardoffice.gui.notify import Notifier
from wardoffice.gui.office_window import OfficeWindow
from wardoffice.gui.tasks import Failed, Job, Lane

T = TypeVar("T")


@dataclass
class HeldTasks:
    """A TaskRunner that does nothing until the test says so, and says what waits."""

    inline: InlineTasks
    waiting: list[tuple[Lane, str, Callable[[], object]]] = field(default_factory=list)

    def submit(
        self,
        lane: Lane,
        work: Callable[[], T],
        *,
        owner: QObject,
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
        job: Job | None = None,
        topic: str = "",
    ) -> Job:
        """Keep it."""

        def run() -> object:
            return self.inline.submit(lane, work, owner=owner, done=done, failed=failed)

        if topic:  # a newer one takes the place of an older one, as on the lanes of reading
            self.waiting = [each for each in self.waiting if each[:2] != (lane, topic)]
        self.waiting.append((lane, topic, run))
        return job or Job()

    def relayed(self, _owner: QObject, callback: Callable[..., None]) -> Callable[..., None]:
        """The callback itself."""
        return callback

    def asked(self) -> set[tuple[Lane, str]]:
        """What waits to be done."""
        return {(lane, topic) for lane, topic, _run in self.waiting}

    def do(self, lane: Lane, topic: str) -> None:
        """Do one of them."""
        at = [each[:2] for each in self.waiting].index((lane, topic))
        self.waiting.pop(at)[2]()


@pytest.fixture
def held(notifier: Notifier) -> HeldTasks:
    return HeldTasks(InlineTasks(notifier.error))


@pytest.fixture
def made(
    qtbot: QtBot, office: FakeOffice, held: HeldTasks, notifier: Notifier, tmp_path: Path
) -> OfficeWindow:
    made = open_window(
        office, tasks=held, notifier=notifier, dialogs=PreparedDialogs(), window_file=tmp_path / "w.ini"
    )
    qtbot.addWidget(made.window)
    with qtbot.waitExposed(made.window):
        made.window.show()
    return made


def test_nothing_else_is_begun_until_the_first_rows_stand(made: OfficeWindow, held: HeldTasks) -> None:
    begun: list[bool] = []
    made.begun.connect(lambda: begun.append(made.queue.model.rowCount() > 0))
    made.start()
    assert held.asked() == {(Lane.LIST, "ids"), (Lane.QUERY, "choices"), (Lane.QUERY, "menus")}
    assert not begun
    held.do(Lane.LIST, "ids")
    assert begun == [True]
    begun_with = {(Lane.QUERY, topic) for topic in ("views", "case", "departments")}
    assert {*begun_with, (Lane.COUNT, "view counts")} <= held.asked()


def test_the_problem_under_the_cursor_is_asked_for_before_the_rest(
    made: OfficeWindow, held: HeldTasks
) -> None:
    made.start()
    held.do(Lane.LIST, "ids")
    reads = [topic for lane, topic, _run in held.waiting if lane is Lane.QUERY]
    assert reads.index("case") < reads.index("views")
    assert (Lane.COUNT, "view counts") in held.asked(), "counting is on a lane of its own"


def test_lists_by_name_are_counted_once_the_list_stands_that_somebody_waits_for(
    made: OfficeWindow, held: HeldTasks
) -> None:
    """P10: a sync has everything read again, and counting it all at once leaves the window no processor."""
    counted = {(Lane.COUNT, "counts"), (Lane.COUNT, "view counts")}
    made.start()
    held.do(Lane.LIST, "ids")
    for _lane, topic in counted:
        held.do(Lane.COUNT, topic)
    made.read_again()
    assert not counted & held.asked()
    held.do(Lane.LIST, "ids")
    assert counted <= held.asked()


def test_a_list_that_cannot_be_read_keeps_nothing_else_from_beginning(
    made: OfficeWindow, held: HeldTasks, office: FakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_asked: object, **_more: object) -> None:
        raise StoreError("The list could not be read.")

    monkeypatch.setattr(office, "ids", refuse)
    begun: list[bool] = []
    made.begun.connect(lambda: begun.append(True))
    made.start()
    held.do(Lane.LIST, "ids")
    assert begun == [True]


def test_what_a_sync_brings_meanwhile_does_not_take_the_place_of_the_first_rows(
    made: OfficeWindow, held: HeldTasks, office: FakeOffice
) -> None:
    made.start()
    held.do(Lane.LIST, "ids")
    made.queue.filters.ask(View.ALL, QueueFilter())
    before = held.waiting[-1]
    made.read_again()
    assert before in held.waiting, "the first rows of the list are still on their way"
    gone = office.known.pop(next(iter(office.known)))
    held.do(Lane.LIST, "ids")
    assert made.queue.model.rowCount() > 0
    assert (Lane.LIST, "ids") in held.asked(), "and all of it is read once more, since something came"
    held.do(Lane.LIST, "ids")
    assert gone.case_id not in made.queue.model.ids


def test_counts_go_on_where_the_list_cannot_be_read(
    made: OfficeWindow, held: HeldTasks, office: FakeOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P7: what a chip counts is true also while the words in the search box lead nowhere."""

    def refuse(*_asked: object, **_more: object) -> None:
        raise StoreError("The list could not be read.")

    counted = {(Lane.COUNT, "counts"), (Lane.COUNT, "view counts")}
    made.start()
    held.do(Lane.LIST, "ids")
    for _lane, topic in counted:
        held.do(Lane.COUNT, topic)
    monkeypatch.setattr(office, "ids", refuse)
    made.read_again()
    held.do(Lane.LIST, "ids")
    assert counted <= held.asked()
    assert not made.queue.reading


def test_counts_wait_no_longer_for_a_list_that_is_begun_anew_again_and_again(
    made: OfficeWindow, held: HeldTasks
) -> None:
    made.start()
    held.do(Lane.LIST, "ids")
    held.waiting.clear()
    made.read_again()
    assert not {(Lane.COUNT, "counts"), (Lane.COUNT, "view counts")} & held.asked()
    made.read_again()
    assert {(Lane.COUNT, "counts"), (Lane.COUNT, "view counts")} <= held.asked()
