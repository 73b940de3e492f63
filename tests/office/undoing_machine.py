"""The same random days, with whatever was done taken back and done again."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis.stateful import precondition, rule
from sqlalchemy import select

from tests.office.merge_machine import MergeMachine, anything
from tests.office.merge_model import fields_of
from wardoffice.domain.errors import CannotDoError, ChangedSinceError
from wardoffice.domain.history import ActionKind
from wardoffice.store.tables import Action, Case, Event
from wardoffice.store.undo_walking import next_redo


class UndoingMachine(MergeMachine):
    """A merge is pulled apart by its rule; all else, taken back and done again, is as it was."""

    @precondition(lambda self: self.actions())
    @rule(pick=anything)
    def something_is_taken_back(self, pick: int) -> None:
        """Any action of the past; a merge is pulled apart by its rule and never refused."""
        actions = self.actions()
        self.take_back(actions[pick % len(actions)])

    @precondition(lambda self: self.told)
    @rule(pick=anything)
    def what_made_a_problem_is_taken_back_once_another_is_in_it(self, pick: int) -> None:
        """It goes on speaking for the other, also for one that it got nothing of."""
        if not self.made():
            self.one_is_split(pick, parts=2)
        made = self.made()
        case, action_id = made[pick % len(made)]
        self.a_mail_comes(1, placed=False, typed=False, known=False)
        self.put_together([case, *self.mails[-1].case_ids], case)
        self.take_back(action_id)
        assert case in self.model.above

    def take_back(self, action_id: int) -> None:
        if action_id in self.merges:
            self.a_merge_is_taken_back(action_id)
        elif action_id in self.turns:
            made, former = self.turns[action_id]
            self.turned_back(former, made, lambda: self.undoing.undo(self.ana, action_id))
        else:
            before = self.state()
            undo = lambda rest: self.undoing.undo(self.ana, action_id, rest_only=rest)  # noqa: E731 - said twice
            if self.tried(undo, action_id):
                after = self.state()
                self.undoing.redo(self.ana)
                assert self.state() == before, "done again, everything is as it was"
                self.undoing.undo(self.ana, action_id)
                assert self.state() == after

    def a_merge_is_taken_back(self, action_id: int) -> None:
        root, others = self.merges[action_id]
        joined = [
            other for other in others if self.model.above[other] == root or self.model.above[root] == other
        ]
        if not joined:
            with pytest.raises(CannotDoError):
                self.undoing.undo(self.ana, action_id)
            return
        self.undoing.undo(self.ana, action_id)
        self.model.part([(other, root) for other in joined])

    @rule()
    def what_was_taken_back_last_is_done_again(self) -> None:
        with self.office.read() as session:
            last = next_redo(session, self.ana)
            action_id = last.undo_of_id if last is not None else None
        if action_id in self.turns:
            made, former = self.turns[action_id]
            self.turned_back(made, former, lambda: self.undoing.redo(self.ana))
        else:
            self.tried(lambda _rest: self.undoing.redo(self.ana), action_id)

    def turned_back(self, wanted: int, now: int, act: Callable[[], object]) -> None:
        """Make the other the root again, which takes both standing together."""
        if wanted == now or self.root_of(wanted) != now or wanted not in self.model.above:
            with pytest.raises(CannotDoError):
                act()
            return
        act()
        self.model.turn(wanted)

    def tried(self, act: Callable[[bool], object], action_id: int | None) -> bool:
        """Take something back that is no merge, all of it or the rest, and read what came of it.

        Returns whether all of it was taken back.
        """
        whole = True
        above = {case: root for case, root in self.model.above.items() if root is not None}
        said = {case: self.model.fields[case] for case in above}
        try:
            act(False)
        except ChangedSinceError:
            whole = False
            with suppress(CannotDoError, ChangedSinceError):
                act(True)
        except CannotDoError:
            return False
        self.read_everything()
        if action_id not in self.joined:
            for case, root in above.items():
                moved = self.model.above.get(case) != root
                assert moved or self.model.fields[case] == said[case], "what was absorbed is only read"
        for (case, root), gifts in self.joined.get(action_id or 0, {}).items():
            if self.model.above.get(case) == root:
                self.model.gifts[case, root] = gifts
        return whole

    def state(self) -> dict[int, object]:
        """What the store says of every case of this day."""
        with self.office.read() as session:
            rows = session.scalars(select(Case).where(Case.id.in_(self.known)))
            return {row.id: (row.merged_into, row.withdrawn_at is None, fields_of(row)) for row in rows}

    def read_everything(self) -> None:
        """Take the state as it is in the store."""
        with self.office.read() as session:
            for row in session.scalars(select(Case).where(Case.id.in_(self.known))):
                if row.withdrawn_at is None:
                    self.model.fields[row.id] = fields_of(row)
                    self.model.above[row.id] = row.merged_into
                else:
                    self.model.fields.pop(row.id, None)
                    self.model.above.pop(row.id, None)
        self.remember_homes()

    def made(self) -> list[tuple[int, int]]:
        """The problems that stand for themselves and an action of Ana's made, each with that action."""
        with self.office.read() as session:
            rows = session.execute(
                select(Event.entity_id, Event.action_id)
                .where(Event.entity == Case.__tablename__, Event.field == "")
                .where(Event.action_id.in_(self.actions()), Event.entity_id.in_(self.model.roots()))
                .order_by(Event.id)
            )
            return [(case, action_id) for case, action_id in rows]

    def actions(self) -> list[int]:
        """What Ana did and did not take back."""
        with self.office.read() as session:
            return list(
                session.scalars(
                    select(Action.id).where(
                        Action.staff_id == self.ana.staff_id,
                        Action.undone.is_(False),
                        Action.kind != ActionKind.UNDO,
                    )
                )
            )
