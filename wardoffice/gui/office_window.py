"""The whole window wired together: lists, case, maps, checks, keys, sync."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.places import Point
from wardoffice.domain.queue import QueueFilter, View, WardFilter
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.actions.case_actions import CaseActions
from wardoffice.gui.actions.paper import PaperActions
from wardoffice.gui.case.case_action import CaseAction
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.desk import Desk
from wardoffice.gui.dialogs.ask import Dialogs
from wardoffice.gui.duplicate_desk.opener import DuplicateDeskOpener
from wardoffice.gui.following import CaseFollower
from wardoffice.gui.front_selection import FrontSelection
from wardoffice.gui.incident.keeper import IncidentKeeper
from wardoffice.gui.incident.screen import IncidentScreen
from wardoffice.gui.keys import ActionId
from wardoffice.gui.mail_watcher import MailWatcher
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
from wardoffice.gui.rail import RailItem
from wardoffice.gui.sign_in_banner import SignInBanner
from wardoffice.gui.signing_in import SignInKeeper
from wardoffice.gui.status_bar import StatusBar
from wardoffice.gui.submit.port import SubmitDesk
from wardoffice.gui.syncing import SyncRunner
from wardoffice.gui.syncing_port import Syncing
from wardoffice.gui.tasks import TaskRunner
from wardoffice.gui.top_bar import TopBar
from wardoffice.gui.window_place import Maps, Place
from wardoffice.gui.year_runner import YearRunner
from wardoffice.language import text

T = TypeVar("T")

QUEUE, OUTBOX, MAP, INCIDENTS, CHECK = "queue", "outbox", "map", "incidents", "check"
_ON_MAP = (
    ActionId.MERGE,
    ActionId.INCIDENT,
    ActionId.ASSIGN,
    ActionId.SET_TYPE,
    ActionId.TAKE,
    ActionId.FINISH,
)
"""What the map offers to do with the selected problems; the other keys work as well."""
_GLANCE_MILLISECONDS = 3_000


class OfficeWindow(QObject):
    """Makes the parts and connects them; each part is handed only its own jobs."""

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
        self.incident_screen = IncidentScreen(moments)
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
            *more_screens,
        )
        self.window = MainWindow(
            screens, top=self.top, notifier=notifier, status=self.status, settings=place.window_file
        )
        self.window.setWindowTitle(place.office_name)
        self.follower = CaseFollower(desk, tasks, actor, self.pane)
        self.sync = SyncRunner(sync, tasks, notifier, actor)
        self.mail_watcher = MailWatcher(sync, tasks, actor)
        self.mail_watcher.news.connect(self.sync.read_mail)
        self.acting = Acting(
            tasks,
            notifier,
            desk.undoing,
            dialogs=dialogs or Dialogs(self.window, moments),
            actor=actor,
            selection=self.selection,
        )
        self.incidents = IncidentKeeper(
            self.incident_screen, desk.incidents, desk.calls, acting=self.acting, ring=self._drawn_area
        )
        self.paper = PaperActions(self.acting, desk, moments, window=lambda: self.window)
        self.duplicates = DuplicateDeskOpener(
            desk,
            self.acting,
            moments,
            window=lambda: self.window,
            open_case=self.open_case,
        )
        self.actions = CaseActions(self.acting, desk)
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
        # While a long sync runs, what came so far is shown now and then, not only at its end.
        self.glance = QTimer(self, singleShot=True, interval=_GLANCE_MILLISECONDS)
        self.glance.timeout.connect(partial(self.queue.refresh, Changes()))
        # They end with the window, so that no timer or late answer reaches a widget that is gone.
        for part in (
            self,
            self.sync,
            self.mail_watcher,
            self.acting,
            self.actions,
            self.personal,
            self.outgoing,
            self.map_keeper,
            self.paper,
            self.incidents,
        ):
            part.setParent(self.window)
        self._connect_queue()
        self._connect_pane()
        self._connect_foot()
        self._connect_outgoing()

    def start(self) -> None:
        """Ask for the lists and begin to sync; after the window is shown, so that it stands at once."""
        self.queue.start()
        self.personal.start()
        self.sync.start(self._place.sync_minutes)
        self.outgoing.start()
        self.actions.start()
        self.queue.table.setFocus()

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
            **self.paper.keys(),
            **self.outgoing.actions.keys(),
            **self.personal.keys(),
            **self.incidents.keys(),
            **self.duplicates.keys(),
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
        self.map.case_chosen.connect(self.open_case)
        self.map.left.connect(self._leave)
        self.paper.case_asked.connect(self.open_case)
        self.map_keeper.selection_changed.connect(self._offer_actions)
        self.map.selected.offer(tuple(self.actions.action(each) for each in _ON_MAP))

    def _connect_pane(self) -> None:
        pane, actions = self.pane, self.actions
        pane.action_asked.connect(self._do)
        pane.case_asked.connect(self.open_case)
        pane.pull_apart_asked.connect(actions.same_problem.unmerge)
        pane.root_asked.connect(actions.same_problem.make_root)
        pane.incident_asked.connect(self.incidents.show)
        self.incidents.shown_asked.connect(partial(self.show_screen, INCIDENTS))
        self.incident_screen.case_asked.connect(self.open_case)
        pane.take_out_asked.connect(actions.same_problem.take_out)
        pane.same_asked.connect(partial(self._with_shown, actions.same_problem.same))
        pane.not_same_asked.connect(partial(self._with_shown, actions.same_problem.not_same))
        pane.undo_asked.connect(self.acting.undo_action)
        pane.place_chosen.connect(partial(self._with_shown, actions.places.choose_place))
        pane.look_up_asked.connect(actions.places.look_up)
        # The button that was clicked goes with the answer; the keys of the list must work on.
        for answered in (
            pane.pull_apart_asked,
            pane.root_asked,
            pane.take_out_asked,
            pane.same_asked,
            pane.not_same_asked,
            pane.undo_asked,
            pane.place_chosen,
            pane.copy_asked,
            pane.rank_asked,
        ):
            answered.connect(self._back_to_list)
        pane.files_dropped.connect(actions.attaching.attach_files)
        pane.picture_pasted.connect(actions.attaching.attach_picture)
        pane.city_photo_asked.connect(actions.attaching.fetch_city_photo)
        actions.attaching.city_photo_failed.connect(pane.city.photo_failed)
        pane.copy_asked.connect(actions.photos.save_copy)
        pane.rank_asked.connect(actions.photos.set_rank)

    def _connect_foot(self) -> None:
        status, sync, attaching = self.status, self.sync, self.actions.attaching
        status.check_asked.connect(partial(self.show_screen, CHECK))
        status.keys_asked.connect(self.personal.show_keys)
        status.stop_asked.connect(sync.stop)
        sync.progressed.connect(self._progress)
        sync.part_ended.connect(status.end_sync)
        sync.part_ended.connect(self._watch_mail)
        sync.ended.connect(self.read_again)
        sync.facts.connect(status.show_facts)
        sync.facts.connect(self.banner.show_facts)
        self.banner.check_asked.connect(partial(self.show_screen, CHECK))
        attaching.working.connect(status.show_work)
        attaching.worked.connect(lambda _job: status.end_work())
        self.window.shown_screen.connect(self._came_up)

    def follow_sign_in(self, keeper: SignInKeeper, banner: SignInBanner) -> None:
        """Say above every screen where a sign-in is wanted, and read the mail once somebody signed in."""
        self.window.add_banner(banner)
        self.sync.facts.connect(lambda facts: banner.show_wanting(facts.wants_sign_in))
        banner.sign_in_asked.connect(keeper.sign_in)
        keeper.busy.connect(banner.show_busy)
        keeper.working.connect(self.status.show_work)
        keeper.worked.connect(lambda _job: self.status.end_work())
        keeper.signed_in.connect(self.sync.read_facts)
        keeper.signed_in.connect(self.sync.read_mail)

    def _watch_mail(self, part: str) -> None:
        """Once mail was read, wait for more: begun anew where a refused sign-in had ended it."""
        if part == "mail" and self._place.sync_minutes > 0:
            self.mail_watcher.start()

    def _connect_outgoing(self) -> None:
        outgoing, keeper = self.outgoing, self.outgoing.keeper
        outgoing.changed.connect(self.acting.tell)
        outgoing.sent.connect(self.refresh)
        outgoing.view.case_asked.connect(self.open_case)
        # Taking back what waits, and what the city brought, changes the outbox as well.
        self.acting.changed.connect(lambda _changes: keeper.refresh())
        self.sync.ended.connect(keeper.refresh)
        self.sync.ended.connect(outgoing.runner.start)

    def _drawn_area(self) -> tuple[Point, ...]:
        """The area drawn on the map, where that is what somebody looks at."""
        return self.map_keeper.ring if self.window.current_screen == MAP else ()

    def _show_outbox_count(self, count: int, words: str) -> None:
        self.window.show_count(OUTBOX, count, words)

    def _do(self, asked: CaseAction) -> None:
        self.actions.action(ActionId(asked.value)).trigger()

    def _with_shown(self, do: Callable[[int, T], None], given: T) -> None:
        case = self.pane.view
        if case is not None:
            do(case.case_id, given)

    def follow_year(self, runner: YearRunner) -> None:
        """Let the year before be read whenever the city was, and say at the foot how far it is."""
        self.sync.part_ended.connect(lambda part: runner.run_by_itself() if part == "city" else None)
        self.status.stop_asked.connect(runner.stop)
        runner.progressed.connect(self.status.show_year)
        runner.progressed.connect(lambda *_: self._look_again())
        runner.ended.connect(self.status.end_year)
        runner.ended.connect(self._look_again)

    def _progress(self, part: str, done: int, total: int | None) -> None:
        self.status.show_sync(part, done, total)
        self._look_again()

    def _look_again(self) -> None:
        if not self.glance.isActive():
            self.glance.start()

    def _back_to_list(self, *_what: object) -> None:
        self.queue.table.setFocus()

    def read_again(self) -> None:
        """Show what a sync brought, which may be anything."""
        self.glance.stop()
        self.queue.read_again()
        self.follower.read_again()

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
        elif key == OUTBOX:
            self.outgoing.keeper.refresh()
            self.outgoing.view.table.setFocus()

    def _draw_area(self) -> None:
        self.window.show_screen(MAP)
        self.map.draw_area()

    def _offer_actions(self) -> None:
        """The keys of problems work on the queue, and on the map where some are selected on it."""
        screen = self.window.current_screen
        on_map = screen == MAP and bool(self.map_keeper.selected_ids())
        self.actions.set_on_screen(shown=screen == QUEUE or on_map)
