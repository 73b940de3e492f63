"""The whole window wired together: lists, case, maps, checks, keys, sync."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, View, WardFilter
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.actions.case_actions import CaseActions
from wardoffice.gui.actions.pane_asking import hand_to_actions, look_at_photos
from wardoffice.gui.actions.paper import PaperActions
from wardoffice.gui.answer.actions import AnswerActions
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.departments.screen import DepartmentScreen
from wardoffice.gui.departments.tools import DepartmentTools
from wardoffice.gui.desk import Desk
from wardoffice.gui.dialogs.ask import Dialogs
from wardoffice.gui.duplicate_desk.opener import DuplicateDeskOpener
from wardoffice.gui.following import CaseFollower
from wardoffice.gui.forward.actions import ForwardActions
from wardoffice.gui.front_selection import FrontSelection
from wardoffice.gui.incident.keeper import IncidentKeeper
from wardoffice.gui.incident.screen import IncidentScreen
from wardoffice.gui.incoming import Incoming
from wardoffice.gui.keys import ActionId
from wardoffice.gui.macros.letters import MacroLetters
from wardoffice.gui.main_window import MainWindow, Screen
from wardoffice.gui.map.keeper import MapKeeper
from wardoffice.gui.map.screen import MapScreen
from wardoffice.gui.notify import Notifier
from wardoffice.gui.outgoing import Outgoing
from wardoffice.gui.personal.notes import NoteActions
from wardoffice.gui.personal.port import PersonalDesk
from wardoffice.gui.personal.tools import PersonalTools
from wardoffice.gui.queue.feed_banner import FeedBanner
from wardoffice.gui.queue.screen import QueueScreen
from wardoffice.gui.queue.view import QueueView
from wardoffice.gui.queue.waking import SnoozeWaker
from wardoffice.gui.rail import RailItem
from wardoffice.gui.status_bar import StatusBar
from wardoffice.gui.submit.port import SubmitDesk
from wardoffice.gui.syncing_port import Syncing
from wardoffice.gui.tasks import TaskRunner
from wardoffice.gui.top_bar import TopBar
from wardoffice.gui.window_place import Maps, Place
from wardoffice.gui.writing_again import MailForms, write_again
from wardoffice.language import plural, text

QUEUE, OUTBOX, MAP, INCIDENTS, CHECK = "queue", "outbox", "map", "incidents", "check"
DEPARTMENTS = "departments"
_ON_MAP = (
    ActionId.MERGE,
    ActionId.INCIDENT,
    ActionId.ASSIGN,
    ActionId.SET_TYPE,
    ActionId.TAKE,
    ActionId.FINISH,
)
"""What the map offers to do with the selected problems; the other keys work as well."""


class OfficeWindow(QObject):
    """Makes the parts and connects them; each part is handed only its own jobs."""

    begun = Signal()
    """The first rows stand: what takes the processor for itself may begin."""

    def __init__(
        self,
        desk: Desk,
        sync: Syncing,
        submit: SubmitDesk,
        personal: PersonalDesk,
        *,
        actor: Actor,
        place: Place,
        tasks: TaskRunner,
        notifier: Notifier,
        maps: Maps,
        more_screens: Sequence[Screen] = (),
        dialogs: Dialogs | None = None,
    ) -> None:
        super().__init__()
        self._desk, self._tasks, self._actor, self._place = desk, tasks, actor, place
        moments = Moments(place.zone, place.clock)
        self.notifier = notifier
        self.queue = QueueView(desk.queue, tasks, actor, place.zone, place.clock)
        self.pane = CasePane(tasks, moments, maps.small, looks_up=desk.lookup is not None)
        self.map = MapScreen(maps.large)
        self.map_keeper = MapKeeper(self.map, desk, self.queue, tasks=tasks, notifier=notifier, actor=actor)
        self.selection = FrontSelection(self.queue)
        self.waker = SnoozeWaker(desk.snoozing, tasks, actor, place.clock)
        self.incident_screen, self.department_screen = IncidentScreen(moments), DepartmentScreen(moments)
        self.top = TopBar(place.office_name, actor.name)
        self.status = StatusBar(place.clock)
        self.banner = FeedBanner(place.old_after, place.clock)
        self.outgoing = Outgoing(
            submit,
            desk,
            tasks=tasks,
            notifier=notifier,
            actor=actor,
            zone=place.zone,
            clock=place.clock,
            selection=self.selection,
            pane=self.pane,
            window=lambda: self.window,
            show_count=self._show_outbox_count,
            by_itself=place.sync_minutes > 0,
        )
        listed = QueueScreen(self.queue, self.pane, self.banner)
        screens = (
            Screen(RailItem(QUEUE, text("Queue"), "mdi6.tray-full", "Alt+1"), listed),
            Screen(RailItem(OUTBOX, text("Outbox"), "mdi6.send-outline", "Alt+2"), self.outgoing.view),
            Screen(RailItem(MAP, text("Map"), "mdi6.map-outline", "Alt+3"), self.map),
            Screen(
                RailItem(INCIDENTS, text("Incidents"), "mdi6.map-marker-radius-outline", "Alt+5"),
                self.incident_screen,
            ),
            Screen(
                RailItem(DEPARTMENTS, text("Departments"), "mdi6.office-building-outline", "Alt+6"),
                self.department_screen,
            ),
            *more_screens,
        )
        self.window = MainWindow(
            screens, top=self.top, notifier=notifier, status=self.status, settings=place.window_file
        )
        self.window.setWindowTitle(place.office_name)
        self.follower = CaseFollower(desk, tasks, actor, self.pane)
        self.incoming = Incoming(
            sync,
            tasks=tasks,
            notifier=notifier,
            actor=actor,
            status=self.status,
            feed=self.banner,
            minutes=place.sync_minutes,
        )
        self.sync = self.incoming.sync
        self.acting = Acting(
            tasks,
            notifier,
            desk.undoing,
            dialogs=dialogs or Dialogs(self.window, moments),
            actor=actor,
            selection=self.selection,
        )
        self.incidents = IncidentKeeper(
            self.incident_screen,
            desk.incidents,
            desk.calls,
            desk.answers,
            acting=self.acting,
            ring=self._drawn_area,
        )
        self.departments = DepartmentTools(
            self.department_screen,
            desk.departments,
            partial(desk.queue.service_types, actor),
            acting=self.acting,
            moments=moments,
            ring=lambda: self.map_keeper.ring,
            window=lambda: self.window,
            is_shown=lambda: self.window.current_screen == DEPARTMENTS,
        )
        self.paper = PaperActions(self.acting, desk, moments, window=lambda: self.window)
        self.forwards = ForwardActions(desk.forwards, self.acting, window=lambda: self.window)
        self.answers = AnswerActions(desk.answers, self.acting, moments, window=lambda: self.window)
        self.duplicates = DuplicateDeskOpener(
            desk,
            self.acting,
            moments,
            window=lambda: self.window,
            open_case=self.open_case,
        )
        letters = MacroLetters(self.forwards, self.answers, self.notifier)
        self.actions = CaseActions(self.acting, desk, letters)
        self.personal = PersonalTools(
            personal,
            self.acting,
            self.actions,
            self.queue,
            self.window,
            notes=NoteActions(self.acting, desk.triage, personal.drafts, listed.draft_bar),
            show_queue=partial(self.show_screen, QUEUE),
        )
        self.actions.add_to(self.window, self._window_keys())
        # They end with the window, so that no timer or late answer reaches a widget that is gone.
        for part in (
            self,
            self.incoming,
            self.acting,
            self.actions,
            self.personal,
            self.outgoing,
            self.map_keeper,
            self.paper,
            self.answers,
            self.forwards,
            self.departments,
            self.incidents,
            self.waker,
        ):
            part.setParent(self.window)
        self._connect_queue()
        self._connect_pane()
        self._connect_foot()
        self._connect_outgoing()

    def start(self) -> None:
        """Ask for the list, and once its first rows stand for all else; after the window is shown."""
        self.queue.stands.connect(self._begin, Qt.ConnectionType.SingleShotConnection)
        self.personal.start()
        self.queue.start()
        self.queue.table.setFocus()

    def _begin(self) -> None:
        """Read what the first rows need not: beside other work they would stand seconds later."""
        self.queue.table.viewport().repaint()
        self.personal.saved.refresh()
        self.incoming.start()
        self.outgoing.start()
        self.actions.start()
        self.waker.ask()
        self.departments.start()
        self.begun.emit()

    def show_screen(self, key: str) -> None:
        """Bring up a screen by its key."""
        self.window.show_screen(key)

    def open_case(self, case_id: int) -> None:
        """Go to a case in the queue."""
        self.window.show_screen(QUEUE)
        self.queue.open_case(case_id)

    def show_moved(self) -> None:
        """List the open problems that new boundaries put into another ward."""
        self.window.show_screen(QUEUE)
        self.queue.filters.ask(View.ALL, QueueFilter(wards=WardFilter.MOVED))

    def refresh(self, changes: Changes) -> None:
        """Show what an action changed, here and nowhere else."""
        self.queue.refresh(changes)
        self.personal.saved.refresh()
        self.follower.refresh(changes)
        if self.window.current_screen == MAP:
            self.map_keeper.read()

    def _window_keys(self) -> dict[ActionId, Callable[[], None]]:
        return {
            ActionId.NEXT: partial(self.queue.step, 1),
            ActionId.PREVIOUS: partial(self.queue.step, -1),
            ActionId.SYNC: self.sync.run,
            ActionId.SEARCH: self._search,
            ActionId.LEAVE: self._leave,
            ActionId.DRAW_AREA: self._draw_area,
            ActionId.PHOTOS: partial(look_at_photos, self.pane, self.notifier),
            **self.paper.keys(),
            **self.outgoing.actions.keys(),
            **self.personal.keys(),
            **self.incidents.keys(),
            **self.duplicates.keys(),
            **self.answers.keys(),
            **self.forwards.keys(),
            **self.departments.keys(),
        }

    def _connect_queue(self) -> None:
        self.queue.case_chosen.connect(self.follower.follow)
        self.queue.selection_changed.connect(self.actions.update_enabled)
        self.actions.sorting.tags_known.connect(self.queue.filters.know_tags)
        self.actions.history.case_asked.connect(self.open_case)
        self.queue.filters.asked.connect(lambda: self.top.show_words(self.queue.filters.narrowed.words))
        self.queue.failed.connect(self.notifier.error)
        self.queue.known.connect(self.top.box.know)
        self.top.searched.connect(self._find)
        self.personal.case_asked.connect(self.open_case)
        self.acting.changed.connect(self.refresh)
        self.acting.changed.connect(lambda _changes: self.waker.ask())
        self.waker.woke.connect(self.read_again)
        self.map.case_chosen.connect(self.open_case)
        self.map.left.connect(self._leave)
        self.paper.case_asked.connect(self.open_case)
        self.answers.case_asked.connect(self.open_case)
        self.map_keeper.selection_changed.connect(self._offer_actions)
        self.map.selected.offer(tuple(self.actions.action(each) for each in _ON_MAP))

    def _connect_pane(self) -> None:
        hand_to_actions(self.pane, self.actions, self.acting, back_to_list=self.queue.table.setFocus)
        self.pane.case_asked.connect(self.open_case)
        self.pane.incident_asked.connect(self.incidents.show)
        self.departments.follow(self.pane.forwards)
        self.department_screen.case_asked.connect(self.open_case)
        self.incidents.shown_asked.connect(partial(self.show_screen, INCIDENTS))
        self.incident_screen.case_asked.connect(self.open_case)

    def _connect_foot(self) -> None:
        status, attaching = self.status, self.actions.attaching
        status.check_asked.connect(partial(self.show_screen, CHECK))
        status.keys_asked.connect(self.personal.show_keys)
        self.incoming.came.connect(partial(self.queue.refresh, Changes()))
        self.incoming.ended.connect(self.read_again)
        self.banner.check_asked.connect(partial(self.show_screen, CHECK))
        attaching.working.connect(status.show_work)
        attaching.worked.connect(lambda _job: status.end_work())
        self.window.shown_screen.connect(self._came_up)

    def _connect_outgoing(self) -> None:
        outgoing, keeper = self.outgoing, self.outgoing.keeper
        outgoing.changed.connect(self.acting.tell)
        forms = MailForms(self.forwards, self.departments.actions, self.answers, self.incidents)
        outgoing.mail_taken.connect(partial(write_again, forms))
        outgoing.sent.connect(self.refresh)
        outgoing.view.case_asked.connect(self.open_case)
        self.departments.queued.connect(outgoing.runner.run)
        self.forwards.queued.connect(outgoing.runner.run)
        self.answers.queued.connect(outgoing.runner.run)
        self.departments.counted.connect(self._show_overdue)
        # Taking back what waits, and what the city brought, changes the outbox as well.
        self.acting.changed.connect(lambda _changes: keeper.refresh())
        self.sync.ended.connect(keeper.refresh)
        self.sync.ended.connect(outgoing.runner.start)

    def _drawn_area(self) -> tuple[Point, ...]:
        """The area drawn on the map, where that is what somebody looks at."""
        return self.map_keeper.ring if self.window.current_screen == MAP else ()

    def _show_outbox_count(self, count: int, words: str) -> None:
        self.window.show_count(OUTBOX, count, words)

    def _show_overdue(self, count: int) -> None:
        words = plural("{count} answer is overdue", "{count} answers are overdue", count)
        self.window.show_count(DEPARTMENTS, count, words)

    def read_again(self) -> None:
        """Show what a sync brought, which may be anything."""
        self.queue.read_again()
        self.personal.saved.refresh()
        self.follower.read_again()
        self.waker.ask()

    def _find(self, words: str) -> None:
        self.window.show_screen(QUEUE)
        self.queue.search(words)

    def _search(self) -> None:
        self.top.box.setFocus()
        self.top.box.selectAll()

    def _leave(self) -> None:
        if self.window.current_screen == MAP and self.map.step_back():
            return
        if self.window.current_screen == QUEUE and self.queue.table.hasFocus():
            self.notifier.close_one()
        self.window.show_screen(QUEUE)
        self.queue.table.setFocus()

    def _came_up(self, key: str) -> None:
        self.selection.put(self.map_keeper if key == MAP else self.queue)
        self._offer_actions()
        if key == MAP:
            self.map_keeper.read()
        elif key == INCIDENTS:
            self.incidents.came_up()
        elif key == DEPARTMENTS:
            self.departments.came_up()
        elif key == OUTBOX:
            self.outgoing.keeper.refresh()
            self.outgoing.view.table.setFocus()

    def _draw_area(self) -> None:
        self.window.show_screen(MAP)
        self.map.draw_area()

    def _offer_actions(self) -> None:
        """Keys of problems work on the queue, and on the map with some selected; undo on all others too."""
        screen = self.window.current_screen
        on_map = screen == MAP and bool(self.map_keeper.selected_ids())
        self.actions.set_on_screen(shown=screen == QUEUE or on_map, undoes=screen != MAP)
