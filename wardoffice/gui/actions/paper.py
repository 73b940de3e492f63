"""What goes on paper: a problem on one page, and the block it lies on for somebody who walks it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from wardoffice.domain.blocks import BlockView
from wardoffice.domain.case_view import CaseView
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.desk import Desk
from wardoffice.gui.dialogs.block import BlockDialog
from wardoffice.gui.keys import ActionId
from wardoffice.gui.tasks import Lane
from wardoffice.language import text
from wardoffice.office.block_print import block_title


class PaperActions(QObject):
    """``case_asked`` carries the case that somebody chose on a block; ``show`` opens a finished PDF.

    ``window`` gives what the block is shown over.
    """

    case_asked = Signal(int)

    def __init__(
        self,
        acting: Acting,
        desk: Desk,
        moments: Moments,
        *,
        window: Callable[[], QWidget],
        show: Callable[[Path], object] | None = None,
    ) -> None:
        super().__init__()
        self._acting, self._paper, self._cases, self._moments = acting, desk.paper, desk.cases, moments
        self._window, self._show = window, show or open_file

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {ActionId.PRINT: self.print_case, ActionId.BLOCK: self.block}

    def print_case(self) -> None:
        """Put the case on one page."""
        case_id = self._acting.current()
        if case_id is not None:
            self._acting.first(partial(self._cases.show, self._acting.actor, case_id), self._ask_case)

    def block(self) -> None:
        """Show everything on the block of the case."""
        case_id = self._acting.current()
        if case_id is not None:
            self._acting.first(
                partial(self._paper.block, self._acting.actor, case_id), partial(self._show_block, case_id)
            )

    def _ask_case(self, case: CaseView) -> None:
        answer = self._acting.dialogs.ask_print(
            text("Print {number} on one page", number=case.number),
            text("With the names of who told us"),
            case.number,
        )
        if answer is not None:
            work = partial(
                self._paper.print_case, self._acting.actor, case.case_id, answer.path, names=answer.ticked
            )
            self._print(work)

    def _show_block(self, case_id: int, view: BlockView) -> None:
        dialog = BlockDialog(view, self._moments, self._window())
        dialog.case_asked.connect(self.case_asked)
        dialog.done_toggled.connect(partial(self._read_block, dialog, case_id))
        dialog.print_asked.connect(partial(self._ask_block, case_id))
        dialog.open()

    def _read_block(self, dialog: BlockDialog, case_id: int, done_too: bool) -> None:  # noqa: FBT001 - a signal's
        self._acting.tasks.submit(
            Lane.QUERY,
            partial(self._paper.block, self._acting.actor, case_id, done_too=done_too),
            owner=dialog,
            done=dialog.show_block,
        )

    def _ask_block(self, case_id: int, view: BlockView) -> None:
        title = block_title(view)
        answer = self._acting.dialogs.ask_print(
            text("Print the {block}", block=title), text("Also what is done"), title
        )
        if answer is not None:
            work = partial(
                self._paper.print_block, self._acting.actor, case_id, answer.path, done_too=answer.ticked
            )
            self._print(work)

    def _print(self, work: Callable[[], Path]) -> None:
        self._acting.notifier.info(text("The page is being made."))
        self._acting.tasks.submit(Lane.BACKGROUND, work, owner=self._acting, done=self._tell)

    def _tell(self, path: Path) -> None:
        self._acting.notifier.info(text("Written to {path}.", path=path))
        self._show(path)


def open_file(path: Path) -> None:
    """Show a file in the program the desktop has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
