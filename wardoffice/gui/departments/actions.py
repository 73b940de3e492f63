"""What is done with departments, by key and button: ask again, today's list, send back, refer out."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from wardoffice.domain.case_view import AttachmentView
from wardoffice.domain.changes import Changes
from wardoffice.domain.daily_list import DailyLine
from wardoffice.domain.departments import DepartmentView
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.following_up import DepartmentMail, Overdue
from wardoffice.domain.routing import Routed
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.departments.mail_question import Asked, MailQuestion, Wish, first_of
from wardoffice.gui.departments.phone_questions import DailyQuestion, PasteQuestion
from wardoffice.gui.departments.port import DepartmentDesk
from wardoffice.gui.departments.questions import AnswerQuestion
from wardoffice.gui.keys import ActionId
from wardoffice.gui.widgets.parts import facts
from wardoffice.language import text
from wardoffice.office.pasted_answers import PastedAnswer
from wardoffice.office.reopening import ReopenForm

_LOOK_AFTER = timedelta(days=7)
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
        self._acting.first(partial(self._desk.directory.all, self._acting.actor), self._ask_daily)

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

    def log_answer(self, forward_id: int, department: str) -> None:
        """Write down what somebody said on the phone."""
        question = AnswerQuestion(department, self._window())
        if question.asked():
            words = question.words.toPlainText()
            self._acting.write(partial(self._desk.answers.log, self._acting.actor, forward_id, words))

    def look_later(self, forward_id: int) -> None:
        """Look for an answer three days from now, in the morning."""
        day = self._moments.today() + _LATER
        self._acting.write(partial(self._desk.answers.look_later, self._acting.actor, forward_id, day))

    def _read_owed(self) -> tuple[tuple[Overdue, ...], tuple[Overdue, ...]]:
        actor, chasing = self._acting.actor, self._desk.chasing
        return chasing.overdue(actor), chasing.waiting(actor)

    def _ask_chase(self, owed: tuple[tuple[Overdue, ...], tuple[Overdue, ...]]) -> None:
        overdue, waiting = owed
        if not waiting:
            self._acting.notifier.info(text("No department owes an answer."))
            return
        shown = self._chosen()
        longest = (overdue or waiting)[0]
        longest = next(
            each
            for each in waiting
            if (each.department_id, each.address) == (longest.department_id, longest.address)
        )
        own = shown.department_id if shown is not None else longest.department_id
        # An address that is on no list has no row to be chosen by: it comes once the shown one owes nothing.
        first = next((each for each in waiting if each.department_id == own is not None), longest)
        late = {line.forward_id for each in overdue for line in each.lines}
        # Where something is late, what is not due yet is there to be ticked.
        early = frozenset(each.forward_id for each in first.lines if each.forward_id not in late)
        all_early = len(early) == len(first.lines)
        asked = Asked(
            text("Ask {department} again", department=first.department),
            text("None of it is overdue yet.")
            if all_early
            else text("One mail about everything that is overdue; what they answer finds its problem."),
            ((first.department_id or 0, first.department),),
            ticks=tuple(
                (each.forward_id, facts((each.number, each.place or each.what))) for each in first.lines
            ),
            unticked=frozenset() if all_early else early,
            ticks_name=text("Not answered, the oldest first"),
        )
        chasing, actor = self._desk.chasing, self._acting.actor

        def make(wish: Wish) -> DepartmentMail:
            return chasing.preview(actor, wish.department_id or None, wish.ticked, wish.words)

        self._open(asked, make, partial(chasing.send, actor))

    def _ask_daily(self, views: tuple[DepartmentView, ...]) -> None:
        receivers = self._receivers([each for each in views if each.body.is_city])
        if not receivers:
            self._say_nobody()
            return
        selected = self._acting.selection.selected_ids()
        case_ids = selected if len(selected) > 1 else None
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
            tasks=self._acting.tasks,
            parent=self._window(),
        )
        question.given.connect(self._file)
        self.question = question
        question.start()

    def _file(self, pasted: PastedAnswer) -> None:
        self._acting.write(partial(self._desk.pasted.file, self._acting.actor, pasted))

    def _read_packet(self, case_id: int) -> tuple[ReopenForm, Routed, tuple[DepartmentView, ...]]:
        actor = self._acting.actor
        return (
            self._desk.reopening.form(actor, case_id),
            self._desk.routing.for_case(actor, case_id),
            self._desk.directory.all(actor),
        )

    def _ask_packet(self, read: tuple[ReopenForm, Routed, tuple[DepartmentView, ...]]) -> None:
        form, routed, views = read
        chosen = routed.department.department_id if routed.department is not None else None
        receivers = first_of([(each.department_id, each.name) for each in views if each.body.is_city], chosen)
        if not receivers:
            self._say_nobody()
            return
        photos = (
            *((each.attachment_id, _photo_words(form, each)) for each in form.ours),
            *((each.attachment_id, text("The city's: {name}", name=each.filename)) for each in form.city),
        )
        reason = form.reason or text("The city says that the work was done: say what is not.")
        asked = Asked(
            text("Not fixed: send {number} back", number=form.number),
            reason,
            receivers,
            ticks=photos,
            ticks_name=text("Photos that go along"),
            notes=((chosen, routed.reason),) if chosen is not None else (),
        )
        reopening, actor = self._desk.reopening, self._acting.actor

        def make(wish: Wish) -> DepartmentMail:
            return reopening.preview(
                actor, form.case_id, wish.department_id, words=wish.words, photo_ids=wish.ticked
            )

        self._open(asked, make, partial(reopening.send, actor))

    def _read_bodies(self, case_id: int) -> tuple[int, Routed, tuple[DepartmentView, ...]]:
        actor = self._acting.actor
        bodies = self._desk.referring.bodies(actor, case_id)
        return case_id, self._desk.routing.for_case(actor, case_id), bodies

    def _ask_referral(self, read: tuple[int, Routed, tuple[DepartmentView, ...]]) -> None:
        case_id, routed, bodies = read
        if not bodies:
            self._say_nobody()
            return
        hints = {each.department_id: each.reason for each in routed.alternatives}
        hints |= {view.department_id: each.reason for each in routed.alternatives if each.ward
                  for view in bodies if view.name == each.name}  # fmt: skip
        wanted = next((each.department_id for each in bodies if each.department_id in hints), None)
        asked = Asked(
            text("Not the city's: refer it out"),
            text("Whoever told us is still owed an answer: give them the number."),
            first_of([(each.department_id, each.name) for each in bodies], wanted),
            look_on=self._moments.today() + _LOOK_AFTER,
            notes=tuple(
                (each.department_id, _note(each, hints.get(each.department_id, ""))) for each in bodies
            ),
            may_call=True,
        )
        referring, actor = self._desk.referring, self._acting.actor

        def make(wish: Wish) -> DepartmentMail:
            return referring.preview(actor, case_id, wish.department_id, wish.words, wish.look_on)

        def called(wish: Wish) -> None:
            told = partial(referring.told, actor, [case_id], wish.department_id, wish.words, wish.look_on)
            self._acting.write(told)

        question = self._open(asked, make, partial(referring.send, actor))
        question.called.connect(called)

    def _open(
        self,
        asked: Asked,
        make: Callable[[Wish], DepartmentMail],
        send: Callable[[DepartmentMail], Changes],
    ) -> MailQuestion:
        question = MailQuestion(asked, make, send, tasks=self._acting.tasks, parent=self._window())
        question.sent.connect(self._sent)
        self.question = question
        question.start()
        return question

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


def _photo_words(form: ReopenForm, photo: AttachmentView) -> str:
    if photo.attachment_id in form.since:
        return text("Since the closing: {name}", name=photo.filename)
    if photo.attachment_id in form.before:
        return text("Before the closing: {name}", name=photo.filename)
    return text("Ours: {name}", name=photo.filename)


def _note(view: DepartmentView, hint: str) -> str:
    number = text("Number to give: {phone}", phone=view.public_phone) if view.public_phone else ""
    return "\n".join(part for part in (number, hint, view.note) if part)
