"""To a department: choose on the left, see on the right exactly what leaves, send with Ctrl+Enter."""

from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.forwarding import ForwardForm, ForwardPreview, ForwardWish
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.dialogs.working import WorkingQuestion
from wardoffice.gui.forward.choices import ForwardChoices
from wardoffice.gui.forward.port import ForwardDesk
from wardoffice.gui.forward.shown import ShownForward
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.parts import banner, facts
from wardoffice.language import plural, text

_SIZE = (1080, 600)
_LEFT = 400
_SETTLES = 350  # milliseconds without a change before the mail is made anew
_KEPT_AFTER = 800
DRAFT = "forward"
"""The name under which a message that was begun is kept for a person."""


class ForwardDialog(WorkingQuestion):
    """The mail is made anew after each change; what can be sent is always what is shown.

    ``sent`` carries the Changes. What is typed is kept for its person until it is sent or thrown away.
    ``begun`` is what was kept so, ``wish`` what was chosen for a mail that was taken back.
    """

    sent = Signal(object)

    def __init__(
        self,
        form: ForwardForm,
        begun: dict[str, Any],
        wish: ForwardWish | None = None,
        *,
        desk: ForwardDesk,
        tasks: TaskRunner,
        actor: Actor,
        parent: QWidget | None,
    ) -> None:
        super().__init__(text("To a department"), _title(form), text("Send"), parent, size=_SIZE, writes=True)
        self.setObjectName("forwardDialog")
        self._form, self._desk = form, desk
        self._tasks, self._actor = tasks, actor
        self._preview: ForwardPreview | None = None
        self._sending = False
        pictures = Pictures(tasks)
        self.choices = ForwardChoices(form, pictures)
        """What goes, to be chosen."""
        self.choices.setFixedWidth(_LEFT)
        self.shown = ShownForward(pictures)
        """What leaves, to be read."""
        self._error = banner("", Tone.DANGER)
        self._error.hide()
        sides = QHBoxLayout()
        sides.setSpacing(16)
        sides.addWidget(self.choices)
        sides.addWidget(self.shown, 1)
        self.body.addWidget(self._error)
        self.body.addLayout(sides, 1)
        self._empty = self.choices.typed()
        if wish is not None:
            self.choices.put_wish(wish)
        elif begun.get("case_ids") == self._case_ids():
            self.choices.put_typed(begun)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLES)
        self._settling.timeout.connect(self._look)
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEPT_AFTER)
        self._keeping.timeout.connect(self._keep)
        self.choices.changed.connect(self._changed)
        self.take_does(self._send)
        self.take_button.setEnabled(False)
        self.fill_height()

    def start(self) -> None:
        """Open it, and make the mail."""
        self.open()
        self.choices.department.setFocus()
        self._look()

    @property
    def preview(self) -> ForwardPreview | None:
        """What Send would send; None while it is being made."""
        return self._preview

    @property
    def error_words(self) -> str:
        """What failed, "" where nothing did."""
        return self._error.text() if not self._error.isHidden() else ""

    def done(self, result: int) -> None:
        """Thrown away, or sent: what was begun is put away."""
        self._keeping.stop()
        self._settling.stop()
        self._put(kept={})
        super().done(result)

    def _changed(self) -> None:
        if self._sending:
            return
        self.stop()
        self._preview = None
        self._error.hide()
        self.take_button.setEnabled(False)
        self.shown.show_waiting()
        self._settling.start()
        self._keeping.start()

    def _look(self) -> None:
        wish = self.choices.wish()
        self.stop()
        job = self.begin()
        self.shown.show_waiting()
        progress = self._tasks.relayed(self, self._told)
        work = partial(
            self._desk.forwarding.preview,
            self._actor,
            wish,
            lambda done, total: progress("pictures", done, total),
            job.cancelled,
        )
        self._tasks.submit(
            Lane.PREPARE,
            work,
            owner=self,
            done=partial(self._show, wish),
            failed=partial(self._fail_looking, wish),
            job=job,
        )

    def _told(self, _what: str, done: int, total: int | None) -> None:
        if self.waiting:
            self.shown.show_waiting(done, total)

    def _show(self, wish: ForwardWish, preview: ForwardPreview) -> None:
        if self._settling.isActive() or wish != self.choices.wish():
            return  # a newer one is on its way
        self.end()
        self._preview = preview
        self.shown.show_preview(preview)
        self.choices.show_doubts(preview.mails)
        self.take_button.setEnabled(preview.can_go)
        self.offer(
            text("Send")
            if len(preview.mails) < 2  # noqa: PLR2004 - one mail needs no number
            else plural("Send {count} mail", "Send {count} mails", len(preview.mails))
        )

    def _fail_looking(self, wish: ForwardWish, error: WardOfficeError) -> None:
        if self._settling.isActive() or wish != self.choices.wish():
            return
        self.end()
        self.take_button.setEnabled(False)
        self.choices.show_doubts(())
        self.shown.show_trouble(str(error))

    def _send(self) -> None:
        if self._preview is None or self._sending or not self._preview.can_go:
            return
        self._sending = True
        self._error.hide()
        self.choices.setEnabled(False)
        self.shown.show_waiting()
        self._tasks.submit(
            Lane.WRITE,
            partial(self._desk.forwarding.send, self._actor, self._preview),
            owner=self,
            done=self._done_sending,
            failed=self._fail_sending,
            job=self.begin(),
        )

    def _done_sending(self, changes: Changes) -> None:
        self.end()
        self.accept()
        self.sent.emit(changes)

    def _fail_sending(self, error: WardOfficeError) -> None:
        self._sending = False
        self.end()
        self.choices.setEnabled(True)
        self.shown.bar.hide()
        self._error.show_word(str(error), Tone.DANGER)
        self._error.show()
        self._preview = None
        self._look()  # what kept it here shows in the mail that is made now, to be read before it goes

    def _keep(self) -> None:
        if self._holds_words():
            self._put(kept={"case_ids": self._case_ids(), **self.choices.typed()})

    def _put(self, kept: dict[str, Any]) -> None:
        self._tasks.submit(Lane.WRITE, partial(self._desk.drafts.keep, self._actor, DRAFT, kept), owner=self)

    def _case_ids(self) -> list[int]:
        return [each.case_id for each in self._form.cases]

    def _holds_words(self) -> bool:
        return self.choices.typed() != self._empty


def _title(form: ForwardForm) -> str:
    """Which problems these are, on one line."""
    if len(form.cases) > 1:
        return plural("{count} problem", "{count} problems", len(form.cases))
    first = form.cases[0]
    earlier = first.earlier[0] if first.earlier else None
    went = ""
    if earlier is not None and earlier.standing:
        went = text(
            "to {department} before: {standing}", department=earlier.department, standing=earlier.standing
        )
    elif earlier is not None:
        went = text("told to {department} before", department=earlier.department)
    return facts((first.number, first.what, first.place, went))
