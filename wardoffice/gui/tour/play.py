"""Plays the tour inside the application's own event loop, one condition after the other."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from wardoffice.domain.places import Point
from wardoffice.gui.app import END_SECONDS
from wardoffice.gui.collecting import GuiCollector
from wardoffice.gui.office_window import OfficeWindow
from wardoffice.gui.tasks import Tasks
from wardoffice.gui.tour.casework import (
    answer,
    describe,
    finish_and_reopen,
    open_one_of_ours,
    split,
    take_watched,
)
from wardoffice.gui.tour.closings import count_closings, look_at_closings
from wardoffice.gui.tour.departments import look_at_departments
from wardoffice.gui.tour.duplicate_desk import walk_pairs
from wardoffice.gui.tour.finding import search_filter_sort, show_keys, step_back
from wardoffice.gui.tour.forwarding import send_several, send_to_department
from wardoffice.gui.tour.gathering import gather, look_at_check, look_at_lists
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.handing_over import hand_over
from wardoffice.gui.tour.incident import begin_incident
from wardoffice.gui.tour.kinds_of_mail import look_at_kinds, look_at_sign_in
from wardoffice.gui.tour.noise import without_platform_noise
from wardoffice.gui.tour.on_map import look_at_block, look_at_map
from wardoffice.gui.tour.outbox_mail import have_a_mail_refused
from wardoffice.gui.tour.own_desk import use_own_desk
from wardoffice.gui.tour.photos import add_pictures
from wardoffice.gui.tour.replying import reply
from wardoffice.gui.tour.same_problem import merge_selected, same_problem
from wardoffice.gui.tour.sending import (
    look_at_outbox,
    lose_and_be_refused,
    send_by_form,
    type_it_yourself,
)
from wardoffice.gui.tour.sent import look_at_sent
from wardoffice.gui.tour.shots import LOOKS, Look, Shots
from wardoffice.gui.tour.two_sources import look_at_two_sources
from wardoffice.gui.tour.waiting import Steps, TourError, Wait
from wardoffice.gui.tour.watching import look_at_endpoints
from wardoffice.gui.tour.working_on_many import work_on_many
from wardoffice.language import plural, text

_LOOK_MILLISECONDS = 20
_DONE, _FAILED = 0, 1


class Tour:
    """Opens the window, walks through all that works, and ends with 0, or with 1 and a sentence.

    ``photo`` is a picture to attach; ``shots`` the folder of the pictures, taken in each of ``looks``;
    ``say`` prints a line; ``seen`` is shown every state that is worth a picture; ``elsewhere`` is a place in
    another ward.
    """

    def __init__(
        self,
        app: QApplication,
        tasks: Tasks,
        make: Callable[[], OfficeWindow],
        *,
        photo: Path,
        shots: Path,
        say: Callable[[str], None],
        looks: Sequence[Look] = LOOKS,
        seen: Callable[[QWidget], None] = lambda _front: None,
        elsewhere: Point | None = None,
    ) -> None:
        self._app = app
        self._tasks = tasks
        self._make = make
        self._photo = photo
        self._folder = shots
        self._say = say
        self._looks = looks
        self._seen = seen
        self._elsewhere = elsewhere

    def play(self) -> int:
        """Play it to its end; the exit code. An error nobody foresaw is raised after the window is closed."""
        # A file dialog of the desktop takes no keys from a program, and a caret would blink in the pictures.
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
        self._app.setCursorFlashTime(0)
        office = self._make()
        pictures = Shots(self._app, office.window, self._folder, self._looks)
        guide = Guide(office, self._tasks, pictures, photo=self._photo, say=self._say, seen=self._seen)
        player = _Player(_walk(guide, self._elsewhere), guide)
        office.window.show()
        office.window.activateWindow()
        office.start()
        collector = GuiCollector()
        collector.start()
        player.begin()
        try:
            with without_platform_noise():
                code = self._app.exec()
            if player.trouble is not None:
                self._say(player.trouble)
            elif player.error is None:
                files = pictures.taken * len(self._looks)
                self._say(
                    plural(
                        "{count} picture is in {folder}",
                        "{count} pictures are in {folder}",
                        files,
                        folder=self._folder,
                    )
                )
        finally:
            office.window.close()
            self._tasks.shutdown(END_SECONDS)
            collector.stop()
        if player.error is not None:
            raise player.error
        return code


def _walk(guide: Guide, elsewhere: Point | None) -> Steps[None]:
    yield from gather(guide)
    yield from look_at_lists(guide)
    yield from look_at_closings(guide)
    yield from look_at_sent(guide)
    yield from look_at_kinds(guide)
    yield from same_problem(guide)
    yield from merge_selected(guide)
    yield from walk_pairs(guide)
    yield from begin_incident(guide)
    yield from open_one_of_ours(guide)
    yield from add_pictures(guide)
    yield from describe(guide)
    yield from reply(guide)
    yield from answer(guide)
    yield from send_to_department(guide)
    yield from send_several(guide)
    yield from guide.in_trouble(have_a_mail_refused(guide))
    yield from split(guide)
    yield from send_by_form(guide)
    yield from type_it_yourself(guide)
    yield from guide.in_trouble(lose_and_be_refused(guide))
    yield from look_at_outbox(guide)
    yield from take_watched(guide)
    yield from finish_and_reopen(guide)
    yield from hand_over(guide, elsewhere)
    yield from work_on_many(guide)
    yield from look_at_departments(guide)
    yield from search_filter_sort(guide)
    yield from show_keys(guide)
    yield from use_own_desk(guide)
    yield from look_at_map(guide)
    yield from look_at_block(guide)
    yield from look_at_endpoints(guide)
    yield from look_at_two_sources(guide)
    yield from count_closings(guide)
    yield from look_at_check(guide)
    yield from look_at_sign_in(guide)
    yield from guide.go("Alt+1", "queue")
    yield from step_back(guide)


class _Player(QObject):
    """Looks every 20 ms whether the walk can go on."""

    def __init__(self, walk: Steps[None], guide: Guide) -> None:
        super().__init__(guide.office.window)
        self._walk = walk
        self._guide = guide
        self._wait: Wait | None = None
        self._since = 0.0
        self.trouble: str | None = None
        """Why the tour ended before its end, as a sentence."""
        self.error: BaseException | None = None
        """The program's own mistake that ended it."""
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    def begin(self) -> None:
        """Go on from now until the walk's end."""
        self._timer.start()

    def _look(self) -> None:
        try:
            self._heed_errors()
            if self._wait is not None and not self._wait.reached():
                self._lose_patience(self._wait)
                return
            self._wait = next(self._walk)
            self._since = time.monotonic()
        except StopIteration:
            self._end(_DONE)
        except TourError as trouble:
            self.trouble = str(trouble)
            self._end(_FAILED)
        except Exception as error:  # noqa: BLE001 - raised again once the window is closed
            self.error = error
            self._end(_FAILED)

    def _heed_errors(self) -> None:
        if (words := self._guide.trouble) and not self._guide.expects_trouble:
            raise TourError(text("The window said: {words}", words=words))

    def _lose_patience(self, wait: Wait) -> None:
        if time.monotonic() - self._since > wait.seconds:
            raise TourError(
                text(
                    "The tour waited {seconds} s for {words}, and ended.",
                    seconds=round(wait.seconds),
                    words=wait.words,
                )
            )

    def _end(self, code: int) -> None:
        self._timer.stop()
        QCoreApplication.exit(code)
