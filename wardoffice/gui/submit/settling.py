"""What a person says about something in the outbox, from its screen or from the problem itself."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.outgoing import OutboxDoing
from wardoffice.gui.dialogs.forms import ReasonQuestion
from wardoffice.gui.submit.port import OutboxOffice
from wardoffice.gui.tasks import Job, Lane, TaskRunner
from wardoffice.language import text
from wardoffice.office.mail_outbox import TakenBack


class Settling(QObject):
    """``changed`` carries the Changes of what was said, ``correct_asked`` a case id and a submission id.

    ``mail_taken`` carries the TakenBack of a mail that is to be changed: its form is filled from that again.
    """

    changed = Signal(object)
    correct_asked = Signal(int, int)
    mail_taken = Signal(object)

    def __init__(
        self, office: OutboxOffice, tasks: TaskRunner, actor: Actor, window: Callable[[], QWidget]
    ) -> None:
        super().__init__()
        self._office, self._tasks, self._actor, self._window = office, tasks, actor, window

    def do(self, doing: OutboxDoing, outbox_id: int, case_id: int | None, submission_id: int | None) -> None:
        """Do what the button says with one message."""
        office, actor = self._office, self._actor
        match doing:
            case (
                OutboxDoing.WITHDRAW
                | OutboxDoing.IT_WENT
                | OutboxDoing.IT_DID_NOT_GO
                | OutboxDoing.SEND_NOW
                | OutboxDoing.SEEN
            ):
                said = {
                    OutboxDoing.WITHDRAW: office.withdraw,
                    OutboxDoing.IT_WENT: office.it_went,
                    OutboxDoing.IT_DID_NOT_GO: office.it_did_not_go,
                    OutboxDoing.SEND_NOW: office.send_now,
                    OutboxDoing.SEEN: office.seen,
                }[doing]
                self._write(partial(said, actor, outbox_id))
            case OutboxDoing.SEND_AGAIN:
                self._send_again(outbox_id)
            case OutboxDoing.LOOK_AGAIN:
                self._ask_city(lambda job: office.look_again(actor, outbox_id, job.cancelled))
            case OutboxDoing.LINK:
                self._ask_city(lambda job: office.link(actor, outbox_id, job.cancelled))
            case OutboxDoing.CHANGE:
                self._tasks.submit(
                    Lane.WRITE, partial(office.change, actor, outbox_id), owner=self, done=self._give_back
                )
            case OutboxDoing.CORRECT:
                if case_id is not None and submission_id is not None:
                    self.correct_asked.emit(case_id, submission_id)

    def send_all_now(self) -> None:
        """All mails go without waiting for their time."""
        self._write(partial(self._office.send_all_now, self._actor))

    def hold(self, *, on: bool) -> None:
        """Nothing leaves from now on, or everything again."""
        self._write(partial(self._office.hold, self._actor, on=on))

    def _give_back(self, taken: TakenBack) -> None:
        self.changed.emit(taken.changes)
        self.mail_taken.emit(taken)

    def confirm(self, submission_id: int) -> None:
        """The request that was probably ours is."""
        self._write(partial(self._office.confirm_record, self._actor, submission_id))

    def part(self, submission_id: int) -> None:
        """It is not."""
        self._write(partial(self._office.part_record, self._actor, submission_id))

    def _send_again(self, outbox_id: int) -> None:
        question = ReasonQuestion(
            text("Send it once more?"),
            text("It may be there already, and would then be there twice. The reason stays in the history."),
            text("Send again"),
            self._window(),
        )
        if question.asked():
            reason = question.reason.text().strip()
            self._write(partial(self._office.send_again, self._actor, outbox_id, reason))

    def _write(self, work: Callable[[], Changes]) -> None:
        self._tasks.submit(Lane.WRITE, work, owner=self, done=self.changed.emit)

    def _ask_city(self, work: Callable[[Job], Changes]) -> None:
        job = Job()
        self._tasks.submit(Lane.CITY_ASK, partial(work, job), owner=self, done=self.changed.emit, job=job)
