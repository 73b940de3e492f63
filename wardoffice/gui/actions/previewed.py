"""Done to many only after a look at what would change, and then only to those that change."""

from collections.abc import Callable, Sequence
from functools import partial

from wardoffice.domain.changes import Changes
from wardoffice.domain.previews import Preview
from wardoffice.domain.steps import Step
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.tasks import Lane
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
        then: Callable[[Preview], None] = lambda _seen: None,
    ) -> None:
        """Show first what would change, however many there are; ``then`` comes once it was done."""
        acting = self._acting

        def done(seen: Preview, changes: Changes) -> None:
            acting.tell(changes)
            then(seen)

        def show(seen: Preview) -> None:
            if not acting.dialogs.ask_preview(title, seen):
                return
            if seen.case_ids:
                acting.tasks.submit(
                    Lane.WRITE, partial(do, seen.case_ids), owner=acting, done=partial(done, seen)
                )
            else:
                then(seen)

        acting.first(partial(self._macros.preview, acting.actor, tuple(case_ids), tuple(steps)), show)
