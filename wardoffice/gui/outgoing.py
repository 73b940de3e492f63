"""Everything that goes to 311, wired together: keys, screen, sender, and its part of the case pane."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from wardoffice.domain.actor import Actor
from wardoffice.domain.mail_preview import MailPreview
from wardoffice.domain.outgoing import OutboxDoing
from wardoffice.domain.ports import Clock
from wardoffice.domain.submissions import SubmissionView
from wardoffice.gui.actions.acting import Selection
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.desk import Desk
from wardoffice.gui.notify import Notifier
from wardoffice.gui.outbox.keeper import OutboxKeeper, ShowCount
from wardoffice.gui.outbox.mail_shown import MailShown, read_tiles
from wardoffice.gui.outbox.view import OutboxView
from wardoffice.gui.sending import Runners, SendRunner
from wardoffice.gui.submit.actions import SubmitActions
from wardoffice.gui.submit.port import SubmitDesk
from wardoffice.gui.submit.settling import Settling
from wardoffice.gui.tasks import Lane, TaskRunner


class Outgoing(QObject):
    """``changed`` carries the Changes of what a person did, ``sent`` those of the sender.

    ``mail_taken`` carries the TakenBack of a mail that a person took back to change it.

    ``window`` gives what the questions stand over. With ``by_itself`` off nothing is sent but on request.
    """

    changed = Signal(object)
    sent = Signal(object)
    mail_taken = Signal(object)

    def __init__(
        self,
        submit: SubmitDesk,
        desk: Desk,
        *,
        tasks: TaskRunner,
        notifier: Notifier,
        actor: Actor,
        zone: ZoneInfo,
        clock: Clock,
        selection: Selection,
        pane: CasePane,
        window: Callable[[], QWidget],
        show_count: ShowCount,
        by_itself: bool,
    ) -> None:
        super().__init__()
        self._outbox, self._tasks, self._actor, self._window = submit.outbox, tasks, actor, window
        self._moments, self._notifier = Moments(zone, clock), notifier
        self.view = OutboxView(self._moments, clock)
        """The outbox's screen."""
        lanes = {Lane.CITY_SEND: submit.sender, Lane.MAIL_SEND: submit.mail_sender}
        self.runner = Runners(
            [
                SendRunner(sender, tasks, notifier, actor, clock, by_itself=by_itself, lane=lane)
                for lane, sender in lanes.items()
                if sender is not None
            ]
        )
        """What sends in the background."""
        self.settling = Settling(submit.outbox, tasks, actor, window)
        """What a person says about a message."""
        self.actions = SubmitActions(
            submit,
            desk.queue,
            desk.merging,
            tasks=tasks,
            notifier=notifier,
            actor=actor,
            zone=zone,
            clock=clock,
            selection=selection,
            refused_of=pane.refused_submission,
            numbers_of=pane.tracking_numbers,
            window=window,
        )
        """The keys."""
        self.keeper = OutboxKeeper(
            submit.outbox, self.view, self.settling, tasks=tasks, actor=actor, show_count=show_count
        )
        """What reads the outbox anew."""
        for part in (self.runner, self.settling, self.actions, self.keeper):
            part.setParent(self)
        self.settling.changed.connect(lambda _changes: notifier.waits_no_more())
        self._connect(pane)

    def start(self) -> None:
        """Show the outbox, and send what waits."""
        self.keeper.refresh()
        self.runner.start()

    def _connect(self, pane: CasePane) -> None:
        settling, actions, runner = self.settling, self.actions, self.runner
        for part in (settling, actions):
            part.changed.connect(self.changed)
            part.changed.connect(lambda _changes: self.keeper.refresh())
        self.keeper.something_waits.connect(runner.start)
        self.keeper.held_known.connect(self._notifier.hold_back)
        # What was queued, corrected or asked for once more goes at once.
        actions.queued.connect(runner.run)
        settling.changed.connect(lambda _changes: runner.run())
        settling.correct_asked.connect(actions.correct)
        runner.sent.connect(self.sent)
        runner.ended.connect(self.keeper.refresh)
        self.view.sending_asked.connect(settling.send_all_now)
        self.view.hold_asked.connect(lambda on: settling.hold(on=on))
        self.view.preview_asked.connect(self._preview)
        settling.mail_taken.connect(self.mail_taken)
        card = pane.submissions
        card.asked.connect(self._ask)
        card.copy_asked.connect(actions.copy)
        card.number_asked.connect(actions.number)
        card.confirm_asked.connect(lambda view: settling.confirm(view.submission_id))
        card.part_asked.connect(lambda view: settling.part(view.submission_id))
        pane.city.card_asked.connect(actions.copy_card)
        pane.city.number_asked.connect(actions.number)

    def _preview(self, outbox_id: int) -> None:
        """Show a mail exactly as it went or goes."""

        def read() -> tuple[MailPreview, tuple[QImage, ...]]:
            shown = self._outbox.preview(self._actor, outbox_id)
            return shown, read_tiles(shown.files)

        self._tasks.submit(
            Lane.QUERY,
            read,
            owner=self,
            done=lambda found: MailShown(*found, self._moments, self._window()).open(),
            topic="mail preview",
        )

    def _ask(self, doing: OutboxDoing, view: SubmissionView) -> None:
        if view.outbox_id is not None:
            self.settling.do(doing, view.outbox_id, view.case_id, view.submission_id)
