"""Keeps the screen of incidents as things are, and does what is asked on it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from wardoffice.domain.cases import AnswerWay
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, WardOfficeError
from wardoffice.domain.incident_wish import UpdateWish
from wardoffice.domain.incidents import IncidentLine, IncidentView, Ring, UpdateForm
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.answer.port import AnswerDesk
from wardoffice.gui.dialogs.answers import AnswerGiven
from wardoffice.gui.incident.asking import NEW
from wardoffice.gui.incident.log_box import TypedCall
from wardoffice.gui.incident.port import CallLogging, IncidentJobs
from wardoffice.gui.incident.screen import IncidentScreen
from wardoffice.gui.keys import ActionId
from wardoffice.gui.tasks import Lane
from wardoffice.language import text

Shown = tuple[tuple[IncidentLine, ...], IncidentView | None]


class IncidentKeeper(QObject):
    """``shown_asked`` asks for the screen; ``ring`` is the area drawn on the map, if the map is in front."""

    shown_asked = Signal()

    def __init__(
        self,
        screen: IncidentScreen,
        jobs: IncidentJobs,
        calls: CallLogging,
        answers: AnswerDesk,
        *,
        acting: Acting,
        ring: Callable[[], Ring],
    ) -> None:
        super().__init__()
        self._screen, self._jobs, self._calls, self._answers = screen, jobs, calls, answers
        self._acting, self._asking, self._ring = acting, acting.dialogs.incidents, ring
        self._chosen: int | None = None
        self._gone_to: int | None = None
        screen.chosen.connect(self._choose)
        screen.begin_asked.connect(self.begin)
        screen.call_given.connect(self._log)
        screen.call_held.connect(acting.notifier.error)
        screen.describe_asked.connect(self._describe)
        screen.update_asked.connect(self._update)
        screen.end_asked.connect(self._end)
        screen.taken_in.connect(self._take_in)
        screen.left_out.connect(self._leave_out)
        acting.changed.connect(self._changed)

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What our key does."""
        return {ActionId.INCIDENT: self.begin}

    def show(self, incident_id: int) -> None:
        """Bring up one incident."""
        self._chosen = incident_id
        self.shown_asked.emit()

    def came_up(self) -> None:
        """The screen is in front: show things as they are now, ready for the next caller."""
        self.refresh()
        self._screen.begin_typing()

    def refresh(self) -> None:
        """Read the list, and the incident that is shown."""
        self._acting.tasks.submit(Lane.QUERY, self._read, owner=self, done=self._show, topic="incidents")

    def begin(self) -> None:
        """Put the selected problems under an incident, or begin one."""
        acting, ids = self._acting, self._acting.selection.selected_ids()

        def ask(lines: tuple[IncidentLine, ...]) -> None:
            running = [each for each in lines if each.ended_at is None]
            which = self._asking.ask_which(running, len(ids)) if ids and running else NEW
            if which is None:
                return
            if which != NEW:
                self._chosen = which
                acting.write(partial(self._jobs.take_in, acting.actor, which, ids))
                return
            draft = self._asking.ask_begin(ids, self._ring())
            if draft is not None:
                acting.tasks.submit(
                    Lane.WRITE, partial(self._jobs.begin, acting.actor, draft), owner=self, done=self._begun
                )

        acting.first(partial(self._jobs.lines, acting.actor), ask)

    def _begun(self, changes: Changes) -> None:
        """Show the newest, which heads the list, and wait for callers."""
        self._chosen = None
        self._acting.tell(changes)
        self.shown_asked.emit()

    def _read(self) -> Shown:
        actor = self._acting.actor
        lines = self._jobs.lines(actor)
        known = {each.incident_id for each in lines}
        chosen = self._chosen if self._chosen in known else next((each.incident_id for each in lines), None)
        return lines, self._jobs.show(actor, chosen) if chosen is not None else None

    def _show(self, found: Shown) -> None:
        lines, view = found
        first = self._screen.view is None
        chosen = view is not None and view.incident_id == self._gone_to
        self._chosen, self._gone_to = view.incident_id if view is not None else None, None
        self._screen.show_lines(lines, self._chosen)
        self._screen.show_incident(view, chosen=chosen)
        if first and view is not None and self._screen.isVisible():
            self._screen.begin_typing()

    def _choose(self, incident_id: int) -> None:
        """Show what a person went to in the list, beside what they were typing."""
        self._chosen = self._gone_to = incident_id
        self.refresh()

    def _changed(self, _changes: Changes) -> None:
        if self._screen.isVisible():
            self.refresh()

    def _log(self, call: TypedCall) -> None:
        """What cannot be logged is shown again, or named where the next caller is being typed."""
        acting = self._acting
        acting.tasks.submit(
            Lane.WRITE,
            partial(self._calls.log_call, acting.actor, call.incident.incident_id, call.name, call.phone),
            owner=self,
            done=acting.tell,
            failed=partial(self._not_logged, call),
        )

    def _not_logged(self, call: TypedCall, error: WardOfficeError) -> None:
        if not self._screen.log.put_back(call):
            who = text("Not logged: {who}.", who=" · ".join(each for each in (call.name, call.phone) if each))
            error = CannotDoError(error.happened, who, error.next_step)
        self._acting.notifier.error(error)

    def _describe(self) -> None:
        view = self._screen.view
        told = self._asking.ask_described(view) if view is not None else None
        if view is not None and told is not None:
            describe = partial(self._jobs.describe, self._acting.actor, view.incident_id)
            self._acting.write(partial(describe, told.name, told.script))

    def _update(self) -> None:
        view = self._screen.view
        if view is not None:
            self._acting.first(
                self._form_of(view.incident_id), partial(self._ask_update, view.incident_id, None)
            )

    def write_again(self, wish: UpdateWish) -> None:
        """Write to one of them again, whose mail was taken back, from what was written."""
        begun = AnswerGiven(
            (wish.contact_id,), AnswerWay.REPLIED, wish.words, send=True, translated=wish.translated
        )
        self._acting.open_again(
            self._form_of(wish.incident_id), partial(self._ask_update, wish.incident_id, begun)
        )

    def _form_of(self, incident_id: int) -> Callable[[], UpdateForm]:
        return partial(self._answers.updates.form, self._acting.actor, incident_id)

    def _ask_update(self, incident_id: int, begun: AnswerGiven | None, form: UpdateForm) -> None:
        waiting = {each.contact_id for each in form.waiting}
        if begun is not None and not waiting.intersection(begun.contact_ids):
            self._acting.notifier.info(
                text(
                    "Whom it was written to waits for no answer any more. What it said stands in the outbox "
                    "still."
                )
            )
        elif not waiting:
            self._acting.notifier.info(text("Everybody who told us has an answer."))
        given = self._asking.ask_update(form, begun) if waiting else None
        if given is not None and given.send:
            updates, actor = self._answers.updates, self._acting.actor
            send = partial(updates.send_all, actor, incident_id, given.contact_ids, given.words)
            self._acting.tasks.submit(
                Lane.WRITE,
                partial(send, given.translated, seen=form),
                owner=self,
                done=self._acting.tell_leaving,
                failed=partial(self._not_sent, incident_id, given),
            )
        elif given is not None:
            update = partial(self._jobs.update_all, self._acting.actor, incident_id)
            self._acting.write(partial(update, given.contact_ids, given.way, given.words))

    def _not_sent(self, incident_id: int, given: AnswerGiven, error: WardOfficeError) -> None:
        """Nothing went: what was written is there again, beside who waits and what they read now."""
        self._acting.notifier.error(error)
        self._acting.first(self._form_of(incident_id), partial(self._ask_update, incident_id, given))

    def _end(self) -> None:
        view = self._screen.view
        ended = self._asking.ask_end(view) if view is not None else None
        if view is not None and ended is not None:
            self._acting.write(partial(self._jobs.end, self._acting.actor, view.incident_id, ended.finish))

    def _take_in(self, case_id: int) -> None:
        view = self._screen.view  # not what was chosen since, whose problems do not stand there yet
        if view is not None:
            self._acting.write(partial(self._jobs.take_in, self._acting.actor, view.incident_id, (case_id,)))

    def _leave_out(self, case_id: int) -> None:
        view = self._screen.view
        if view is not None:
            self._acting.write(partial(self._jobs.leave_out, self._acting.actor, view.incident_id, case_id))
