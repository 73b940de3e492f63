"""Which problems are the same one: put together, pulled apart, split, said to be different."""

from collections.abc import Callable
from functools import partial

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.merging import AddedSince
from wardoffice.domain.pictures import Rank
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.split_proposal import SplitProposal
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.desk import Desk
from wardoffice.gui.keys import ActionId
from wardoffice.language import text


class SameProblemActions:
    """Merge, unmerge, split and "not the same"."""

    def __init__(self, acting: Acting, desk: Desk) -> None:
        self._acting = acting
        self._cases, self._queue = desk.cases, desk.queue
        self._merging, self._duplicates = desk.merging, desk.duplicates
        self._splitting, self._proposing = desk.splitting, desk.proposing

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {
            ActionId.MERGE: self.merge,
            ActionId.PULL_APART: self.pull_apart,
            ActionId.MAKE_ROOT: self.choose_root,
            ActionId.SPLIT: self.split,
        }

    def merge(self) -> None:
        """Put the selected cases together."""
        acting, rows = self._acting, self._acting.selection.selected_rows()
        ids = tuple(row.case_id for row in rows)

        def ask(not_same: frozenset[tuple[int, int]]) -> None:
            root_id = acting.dialogs.ask_root(rows, not_same)
            if root_id is not None:
                acting.write(partial(self._merging.merge, acting.actor, ids, root_id))

        acting.first(partial(self._duplicates.said_not_same, acting.actor, ids), ask)

    def same(self, case_id: int, other_id: int) -> None:
        """A suggestion is the same problem; which goes into which is the office's rule."""
        self._acting.write(partial(self._merging.merge, self._acting.actor, (case_id, other_id)))

    def not_same(self, case_id: int, other_id: int) -> None:
        """A suggestion is another problem."""
        self._acting.write(partial(self._duplicates.not_same, self._acting.actor, case_id, other_id))

    def pull_apart(self) -> None:
        """Take one of the absorbed cases out again."""

        def ask(case: CaseView) -> None:
            if not case.absorbed:
                self._acting.notifier.info(text("No other problem was put together with this one."))
                return
            only = case.absorbed[0].case_id if len(case.absorbed) == 1 else None
            chosen = only if only is not None else self._acting.dialogs.ask_absorbed(case.absorbed)
            if chosen is not None:
                self._unmerge_from(case, chosen)

        self._with_case(ask)

    def choose_root(self) -> None:
        """Let another of those that were put together stand for all."""

        def ask(case: CaseView) -> None:
            if not case.absorbed:
                self._acting.notifier.info(text("No other problem was put together with this one."))
                return
            chosen = self._acting.dialogs.ask_new_root(case.absorbed, case.number)
            if chosen is not None:
                self.make_root(chosen)

        self._with_case(ask)

    def make_root(self, case_id: int) -> None:
        """Let this absorbed case stand for all."""
        self._acting.write(partial(self._merging.make_root, self._acting.actor, case_id))

    def unmerge(self, case_id: int) -> None:
        """Take this absorbed case out again."""
        self._with_case(lambda case: self._unmerge_from(case, case_id))

    def take_out(self, message_id: int) -> None:
        """Give this one of many letters that say the same a problem of its own."""
        self._acting.write(partial(self._splitting.take_out, self._acting.actor, message_id))

    def _unmerge_from(self, root: CaseView, case_id: int) -> None:
        """Where the root was finished since, only a person knows whether the other is done too."""
        acting = self._acting
        number = next((each.number for each in root.absorbed if each.case_id == case_id), "")

        def ask(added: tuple[AddedSince, ...]) -> None:
            finished = root.status is CaseStatus.FINISHED
            finish_too = acting.dialogs.ask_finished_too(root.number) if finished else False
            if finish_too is None:
                return
            bring = acting.dialogs.ask_added(number, added) if added else ()
            if bring is not None:
                unmerge = partial(self._merging.unmerge, acting.actor, case_id)
                acting.write(partial(unmerge, finish_too=finish_too, bring=bring))

        acting.first(partial(self._merging.added_since, acting.actor, case_id), ask)

    def split(self) -> None:
        """Make several problems of one request of the case."""
        acting, case_id = self._acting, self._acting.current()

        def ask(case: CaseView, types: tuple[ServiceType, ...], proposals: tuple[SplitProposal, ...]) -> None:
            requests = [each for each in case.requests if each.message_id is not None]
            if not requests:
                acting.notifier.info(text("Only what a person told us can be split, not a 311 request."))
                return
            photos = [each for each in case.attachments if each.rank is Rank.PHOTO]
            answer = acting.dialogs.ask_split(requests, photos, types, proposals)
            if answer is not None:
                acting.write(partial(self._splitting.split, acting.actor, answer.request_id, answer.parts))

        if case_id is not None:
            acting.first(
                lambda: (
                    self._cases.show(acting.actor, case_id),
                    self._queue.service_types(acting.actor),
                    self._proposing.propose(acting.actor, case_id),
                ),
                lambda read: ask(*read),
            )

    def _with_case(self, then: Callable[[CaseView], None]) -> None:
        case_id = self._acting.current()
        if case_id is not None:
            self._acting.first(partial(self._cases.show, self._acting.actor, case_id), then)
