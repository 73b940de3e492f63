"""Reply by key and button; letters on paper, and the office's texts."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from wardoffice.domain.actor import Doing, may
from wardoffice.domain.changes import Changes
from wardoffice.domain.letter_texts import LetterState
from wardoffice.domain.paper_letters import WaitingLetter
from wardoffice.domain.replying import ReplyChoice, ReplyForm, ReplyKind
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.actions.paper import open_file
from wardoffice.gui.answer.dialog import ReplyDialog
from wardoffice.gui.answer.letters_dialog import LettersDialog
from wardoffice.gui.answer.port import AnswerDesk
from wardoffice.gui.answer.texts_dialog import TextsDialog
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.keys import ActionId
from wardoffice.gui.tasks import Lane
from wardoffice.language import text


class AnswerActions(QObject):
    """Writes to the people of a problem. ``queued`` comes when there is something new to send.

    ``case_asked`` carries a case to show. ``window`` gives what the dialog stands over.
    """

    queued = Signal()
    case_asked = Signal(int)

    def __init__(
        self,
        desk: AnswerDesk,
        acting: Acting,
        moments: Moments,
        *,
        window: Callable[[], QWidget],
        show: Callable[[Path], object] = open_file,
    ) -> None:
        super().__init__()
        self._show_file = show
        self._desk, self._acting = desk, acting
        self._moments, self._window = moments, window

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {ActionId.REPLY: self.reply, ActionId.LETTERS: self.letters, ActionId.TEXTS: self.texts}

    def reply(self) -> None:
        """Write to the people of the selected problem."""
        case_id = self._acting.current()
        if case_id is not None:
            self.open_for(case_id)

    def open_for(
        self, case_id: int, begun: ReplyChoice | None = None, *, kind: ReplyKind | None = None
    ) -> None:
        """Write to the people of a problem; ``begun`` is what was written before.

        ``kind`` is what is chosen to be said, None for what the dialog suggests.
        """
        begin = partial(self._desk.replying.begin, self._acting.actor, case_id)
        first = self._acting.first if begun is None else self._acting.open_again
        first(begin, partial(self._open, begun, kind))

    def letters(self) -> None:
        """Print and post the letters that wait."""
        self._acting.first(partial(self._desk.letters.waiting, self._acting.actor), self._open_letters)

    def texts(self) -> None:
        """Look at the office's texts, change and approve them."""
        office, actor = self._desk.texts, self._acting.actor
        self._acting.first(lambda: (office.states(actor), office.speakers(actor)), self._open_texts)

    def _open_letters(self, letters: tuple[WaitingLetter, ...]) -> None:
        dialog = LettersDialog(letters, self._moments, self._window())
        dialog.case_asked.connect(self.case_asked)
        dialog.print_asked.connect(self._print)
        dialog.posted_asked.connect(
            lambda ids: self._acting.write(partial(self._desk.letters.posted, self._acting.actor, ids))
        )
        dialog.withdraw_asked.connect(
            lambda ids: self._acting.write(partial(self._desk.letters.withdraw, self._acting.actor, ids))
        )
        dialog.open()

    def _print(self, ids: tuple[int, ...]) -> None:
        answer = self._acting.dialogs.ask_print(text("Print the letters"), "", text("Letters"))
        if answer is None:
            return
        work = partial(self._desk.letters.print_letters, self._acting.actor, ids, answer.path)
        self._acting.tasks.submit(Lane.BACKGROUND, work, owner=self, done=self._printed)

    def _printed(self, path: Path) -> None:
        self._acting.notifier.info(text("Written to {path}.", path=path))
        self._show_file(path)

    def _open_texts(self, known: tuple[tuple[LetterState, ...], tuple[str, ...]]) -> None:
        actor, office = self._acting.actor, self._desk.texts
        states, speakers = known
        may_change = may(actor, Doing.CHANGE_LETTERS)
        dialog = TextsDialog(
            states, self._moments, speakers=speakers, may_change=may_change, parent=self._window()
        )

        def write(work: Callable[[], Changes]) -> None:
            self._acting.tasks.submit(Lane.WRITE, work, owner=dialog, done=done, failed=dialog.show_error)

        def done(changes: Changes) -> None:
            self._acting.tell(changes)
            self._acting.tasks.submit(
                Lane.QUERY, partial(office.states, actor), owner=dialog, done=dialog.show_states
            )

        dialog.approve_asked.connect(lambda *what: write(partial(office.approve, actor, *what)))
        dialog.reword_asked.connect(lambda *what: write(partial(office.reword, actor, *what)))
        dialog.reset_asked.connect(lambda *what: write(partial(office.reset, actor, *what)))
        dialog.open()

    def _open(self, begun: ReplyChoice | None, kind: ReplyKind | None, form: ReplyForm) -> None:
        known = {each.contact_id for each in form.people}
        if begun is not None and any(each.contact_id not in known for each in begun.to):
            self._acting.notifier.info(
                text(
                    "Whom it was written to is not among the people of this problem any more. What it said "
                    "stands in the outbox still."
                )
            )
        elif not known:
            self._acting.notifier.info(
                text("Nobody told us of this problem, so there is nobody to write to.")
            )
        if not known:
            return
        dialog = ReplyDialog(
            form,
            office=self._desk.replying,
            tasks=self._acting.tasks,
            actor=self._acting.actor,
            moments=self._moments,
            begun=begun,
            parent=self._window(),
        )
        dialog.sent.connect(self._sent)
        if kind is not None:
            dialog.kinds.setCurrentIndex(dialog.kinds.findData(kind.value))
        dialog.start()

    def _sent(self, changes: Changes, by_mail: bool) -> None:  # noqa: FBT001 - as its signal says it
        if by_mail:
            self._acting.tell_leaving(changes)
        else:
            self._acting.tell(changes)
        self.queued.emit()
