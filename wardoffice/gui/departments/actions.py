"""What is done with departments, by key and button: ask again, today's list, send back, refer out."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from wardoffice.domain.changes import Changes
from wardoffice.domain.daily_list import DailyLine
from wardoffice.domain.department_wish import DepartmentWish
from wardoffice.domain.departments import DepartmentView
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.following_up import DepartmentMail, Overdue
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.domain.routing import Routed
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.departments.mail_question import MailQuestion, Make
from wardoffice.gui.departments.mail_wish import Asked, Wish, first_of
from wardoffice.gui.departments.offers import (
    offer_chase,
    offer_packet,
    offer_referral,
    whom_to_chase,
)
from wardoffice.gui.departments.phone_questions import DailyQuestion, PasteQuestion
from wardoffice.gui.departments.port import DepartmentDesk
from wardoffice.gui.departments.questions import AnswerQuestion
from wardoffice.gui.keys import ActionId
from wardoffice.language import text
from wardoffice.office.reopening import ReopenForm

_LATER = timedelta(days=3)


class DepartmentActions(QObject):
    """``queued`` comes when there is something new to send; ``chosen`` is the department the screen shows."""

    queued = Signal()

    def __init__(
        self,
        desk: DepartmentDesk,
        acting: Acting,
        moments: Moments,
        *,
        window: Callable[[], QWidget],
        chosen: Callable[[], DepartmentView | None],
    ) -> None:
        super().__init__()
        self._desk, self._acting, self._moments = desk, acting, moments
        self._window, self._chosen = window, chosen
        self.question: QDialog | None = None
        """The dialog that was opened last."""

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {
            ActionId.CHASE: self.chase,
            ActionId.ANSWERS_ALL: self.answers_all,
            ActionId.DAILY_LIST: self.daily_list,
            ActionId.PASTE_ANSWER: self.paste,
            ActionId.SEND_BACK: self.send_back,
            ActionId.REFER_OUT: self.refer_out,
        }

    def chase(self) -> None:
        """Ask a department again about all that is overdue: the one that is shown, else who waits longest."""
        self._acting.first(self._read_owed, self._ask_chase)

    def daily_list(self) -> None:
        """Today's list, of the selected problems where more than one is."""
        selected = self._acting.selection.selected_ids()
        case_ids = selected if len(selected) > 1 else None
        shown = self._chosen()
        self._acting.first(
            partial(self._read_daily, case_ids, shown.department_id if shown is not None else None),
            partial(self._ask_daily, case_ids),
        )

    def paste(self) -> None:
        """File what came back by text or screenshot."""
        self._acting.first(partial(self._desk.directory.all, self._acting.actor), self._ask_pasted)

    def send_back(self) -> None:
        """Send back what the city closed and nobody fixed."""
        case_id = self._acting.current()
        if case_id is not None:
            self._acting.first(partial(self._read_packet, case_id), self._ask_packet)

    def refer_out(self) -> None:
        """Refer a problem to a body that is not the city's."""
        case_id = self._acting.current()
        if case_id is not None:
            self._acting.first(partial(self._read_bodies, case_id), self._ask_referral)

    def log_answer(self, forward_id: int, department: str, together: int) -> None:
        """Write down what somebody said on the phone, about one of ``together`` problems or all."""
        question = AnswerQuestion(department, together, self._window())
        if question.asked():
            words, everything = question.words.toPlainText(), question.everything.isChecked()
            log = partial(self._desk.answers.log, self._acting.actor, forward_id, words)
            self._acting.write(partial(log, everything=everything))

    def answers(self, forward_id: int, message_id: int, everything: bool) -> None:  # noqa: FBT001 - as its signal says it
        """Say what a mail answers."""
        say = partial(self._desk.answers.answers, self._acting.actor, forward_id, message_id)
        self._acting.write(partial(say, everything=everything))

    def answers_all(self) -> None:
        """The newest mail of the selected problem answers all that was asked in one mail."""
        case_id = self._acting.current()
        if case_id is not None:
            self._acting.write(partial(self._desk.answers.answers_all, self._acting.actor, case_id))

    def look_later(self, forward_id: int) -> None:
        """Look for an answer three days from now, in the morning."""
        day = self._moments.today() + _LATER
        self._acting.write(partial(self._desk.answers.look_later, self._acting.actor, forward_id, day))

    def write_again(self, wish: DepartmentWish, purpose: MailPurpose) -> None:
        """Open what a mail was written in that was taken back, with all that was chosen and written."""
        if purpose is MailPurpose.CHASE:
            self._acting.open_again(self._read_owed, partial(self._ask_chase, begun=wish))
        elif wish.case_id is not None and purpose is MailPurpose.REOPEN:
            read = partial(self._read_packet, wish.case_id)
            self._acting.open_again(read, partial(self._ask_packet, begun=wish))
        elif wish.case_id is not None:
            bodies = partial(self._read_bodies, wish.case_id)
            self._acting.open_again(bodies, partial(self._ask_referral, begun=wish))

    def _read_owed(self) -> tuple[tuple[Overdue, ...], tuple[Overdue, ...]]:
        actor, chasing = self._acting.actor, self._desk.chasing
        return chasing.overdue(actor), chasing.waiting(actor)

    def _ask_chase(
        self, owed: tuple[tuple[Overdue, ...], tuple[Overdue, ...]], begun: DepartmentWish | None = None
    ) -> None:
        overdue, waiting = owed
        shown = self._chosen()
        first = whom_to_chase(overdue, waiting, shown.department_id if shown is not None else None, begun)
        if first is None and begun is not None:
            self._acting.notifier.info(
                text(
                    "{department} owes no answer any more. What the mail said stands in the outbox still.",
                    department=begun.department,
                )
            )
        elif first is None:
            self._acting.notifier.info(text("No department owes an answer."))
        if first is None:
            return
        chasing, actor = self._desk.chasing, self._acting.actor

        def make(wish: Wish, _progress: Progress, _cancelled: Cancelled) -> DepartmentMail:
            return chasing.preview(actor, wish.department_id or None, wish.ticked, wish.words)

        self._open(offer_chase(first, overdue, begun), make, partial(chasing.send, actor))

    def _read_daily(self, case_ids: Sequence[int] | None, shown: int | None) -> tuple[tuple[int, str], ...]:
        """Whom a list may be for: in front who is ``shown``, else the first that something open goes to."""
        actor = self._acting.actor
        views = [each for each in self._desk.directory.all(actor) if each.body.is_city]
        named = [(each.department_id, each.name) for each in views]
        if shown not in dict(named):
            some = (each for each, _ in named if self._desk.daily.lines(actor, each, case_ids))
            shown = next(some, None)
        return first_of(named, shown)

    def _ask_daily(self, case_ids: Sequence[int] | None, receivers: tuple[tuple[int, str], ...]) -> None:
        if not receivers:
            self._say_nobody()
            return
        daily, actor = self._desk.daily, self._acting.actor

        def read(department_id: int) -> tuple[DailyLine, ...]:
            return daily.lines(actor, department_id, case_ids)

        question = DailyQuestion(receivers, read, daily.text, tasks=self._acting.tasks, parent=self._window())
        question.told.connect(self._told)
        self.question = question
        question.start()

    def _told(self, department_id: int, lines: Sequence[DailyLine]) -> None:
        self._acting.write(partial(self._desk.daily.note_told, self._acting.actor, department_id, lines))

    def _ask_pasted(self, views: tuple[DepartmentView, ...]) -> None:
        receivers = self._receivers(views)
        if not receivers:
            self._say_nobody()
            return
        question = PasteQuestion(
            receivers,
            partial(self._desk.daily.match, self._acting.actor),
            partial(self._desk.pasted.file, self._acting.actor),
            tasks=self._acting.tasks,
            parent=self._window(),
        )
        question.filed.connect(self._acting.tell)
        self.question = question
        question.start()

    def _read_packet(self, case_id: int) -> tuple[ReopenForm, Routed, tuple[DepartmentView, ...]]:
        actor = self._acting.actor
        return (
            self._desk.reopening.form(actor, case_id),
            self._desk.routing.for_case(actor, case_id),
            self._desk.directory.all(actor),
        )

    def _ask_packet(
        self,
        read: tuple[ReopenForm, Routed, tuple[DepartmentView, ...]],
        begun: DepartmentWish | None = None,
    ) -> None:
        form, routed, views = read
        asked = offer_packet(form, routed, views, begun)
        if not asked.receivers:
            self._say_nobody()
            return
        reopening, actor = self._desk.reopening, self._acting.actor

        def make(wish: Wish, progress: Progress, cancelled: Cancelled) -> DepartmentMail:
            return reopening.preview(
                actor,
                form.case_id,
                wish.department_id,
                words=wish.words,
                photo_ids=wish.ticked,
                progress=progress,
                cancelled=cancelled,
            )

        self._open(asked, make, partial(reopening.send, actor))

    def _read_bodies(self, case_id: int) -> tuple[int, Routed, tuple[DepartmentView, ...]]:
        actor = self._acting.actor
        bodies = self._desk.referring.bodies(actor, case_id)
        return case_id, self._desk.routing.for_case(actor, case_id), bodies

    def _ask_referral(
        self, read: tuple[int, Routed, tuple[DepartmentView, ...]], begun: DepartmentWish | None = None
    ) -> None:
        case_id, routed, bodies = read
        if not bodies:
            self._say_nobody()
            return
        asked = offer_referral(routed, bodies, self._moments.today(), begun)
        referring, actor = self._desk.referring, self._acting.actor

        def make(wish: Wish, _progress: Progress, _cancelled: Cancelled) -> DepartmentMail:
            return referring.preview(actor, case_id, wish.department_id, wish.words, wish.look_on)

        def call(wish: Wish) -> Changes:
            return referring.told(actor, [case_id], wish.department_id, wish.words, wish.look_on)

        self._open(asked, make, partial(referring.send, actor), call)

    def _open(
        self,
        asked: Asked,
        make: Make,
        send: Callable[[DepartmentMail], Changes],
        call: Callable[[Wish], Changes] | None = None,
    ) -> None:
        question = MailQuestion(asked, make, send, call=call, tasks=self._acting.tasks, parent=self._window())
        question.sent.connect(self._sent)
        question.called.connect(self._acting.tell)
        self.question = question
        question.start()

    def _sent(self, changes: Changes) -> None:
        self._acting.tell_leaving(changes)
        self.queued.emit()

    def _receivers(self, views: Sequence[DepartmentView]) -> tuple[tuple[int, str], ...]:
        shown = self._chosen()
        return first_of(
            [(each.department_id, each.name) for each in views],
            shown.department_id if shown is not None else None,
        )

    def _say_nobody(self) -> None:
        self._acting.notifier.error(
            CannotDoError(
                text("Nobody is on the list for this."),
                text("Nothing was sent."),
                text("Add them under Departments."),
            )
        )
