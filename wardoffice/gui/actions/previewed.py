"""Done to many only after a look at what would change, and then only to those that change."""

from collections.abc import Callable, Sequence
from functools import partial

from wardoffice.domain.changes import Changes
from wardoffice.domain.previews import Preview
from wardoffice.domain.steps import Step
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.working_port import MacroDesk


class Previewed:
    """Shows what steps would do before they are done; one problem alone needs no preview."""

    def __init__(self, acting: Acting, macros: MacroDesk) -> None:
        self._acting, self._macros = acting, macros

    def write(
        self,
        title: str,
        case_ids: Sequence[int],
        steps: Sequence[Step],
        do: Callable[[Sequence[int]], Changes],
    ) -> None:
        """Do it to one problem at once, to several once a person has looked at what changes."""
        if len(case_ids) == 1:
            self._acting.write(partial(do, case_ids))
        elif case_ids:
            self.ask(title, case_ids, steps, do)

    def ask(
        self,
        title: str,
        case_ids: Sequence[int],
        steps: Sequence[Step],
        do: Callable[[Sequence[int]], Changes],
    ) -> None:
        """Show first what would change, however many there are."""
        acting = self._acting

        def show(seen: Preview) -> None:
            if acting.dialogs.ask_preview(title, seen):
                acting.write(partial(do, seen.case_ids))

        acting.first(partial(self._macros.preview, acting.actor, tuple(case_ids), tuple(steps)), show)
