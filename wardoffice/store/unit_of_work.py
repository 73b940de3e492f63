"""One transaction of the office: an actor, what they change, its history, and what follows from it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, ChangedSinceError
from wardoffice.domain.history import ActionKind, describe
from wardoffice.domain.wards import PlacesOf
from wardoffice.language import text
from wardoffice.store.case_wards import place_cases
from wardoffice.store.casework import cases_told_by, cases_told_in
from wardoffice.store.columns import Base
from wardoffice.store.queue_entries import refresh_entries
from wardoffice.store.recorder import Recorder, store_events
from wardoffice.store.roots import reroot, root_new_cases, roots_of
from wardoffice.store.search import refresh_words
from wardoffice.store.tables import Action, Case
from wardoffice.store.visibility import may_see

Row = TypeVar("Row", bound=Base)


@dataclass(slots=True)
class UnitOfWork:
    """What an action works with; made by ``Store.unit_of_work``, which commits it if no error comes.

    ``touch`` names cases that changed by statements the recorder cannot see (the sync's bulk writes).
    ``places_of`` tells where points lie by the boundaries in force; None where there are none.
    """

    session: Session
    actor: Actor
    now: datetime
    kind: ActionKind
    details: dict[str, Any]
    undo_of_id: int | None = None
    recorder: Recorder = field(default_factory=Recorder)
    changes: Changes = field(default_factory=Changes)
    places_of: PlacesOf | None = None

    def case(self, case_id: int) -> Case:
        """The case, if the actor may see it; raises CannotDoError otherwise, with the same words."""
        return self.cases([case_id])[0]

    def cases(self, case_ids: Iterable[int]) -> list[Case]:
        """The same for many, each once and in their order, by two questions however many they are."""
        ids = list(dict.fromkeys(case_ids))
        # Held while each is asked for by its id: a session keeps only what somebody holds.
        at_hand = self.session.scalars(select(Case).where(Case.id.in_(ids))).all() if len(ids) > 1 else ()
        found = [case for each in ids if (case := self.session.get(Case, each)) and case.withdrawn_at is None]
        del at_hand
        if len(found) < len(ids) or not may_see(self.session, self.actor, *found):
            raise CannotDoError(
                text("There is no such problem."),
                text("Nothing was changed."),
                text("Refresh the list: it may have been taken back."),
            )
        return found

    def root(self, case_id: int) -> Case:
        """The case if it stands for itself; raises CannotDoError for one that was put into another."""
        return self.roots([case_id])[0]

    def roots(self, case_ids: Iterable[int]) -> list[Case]:
        """The same for many, each once and in their order."""
        found = self.cases(case_ids)
        for case in found:
            if case.merged_into is not None:
                raise CannotDoError(
                    text("{number} is part of another problem and can only be read.", number=case.number),
                    text("Nothing was changed."),
                    text("Open the problem it is part of, or pull it apart first."),
                )
        return found

    def add(self, row: Row) -> Row:
        """Add a row and flush, so that it has its id."""
        self.session.add(row)
        self.session.flush()
        return row

    def touch(self, case_ids: Collection[int]) -> None:
        """Say that these cases changed."""
        self.recorder.cases.update(case_ids)

    def finish(self) -> Changes:
        """Write the history and what follows from the changes; the caller commits."""
        try:
            self.session.flush()
        except StaleDataError as error:
            raise ChangedSinceError(
                text("Somebody else changed this a moment ago."),
                [],
                text("Their change is kept, yours was not saved."),
                text("Look at it again and repeat what you did."),
            ) from error
        if self.places_of is not None:
            place_cases(self.session, self.recorder.placed, self.places_of)
        action_id = self._write_history()
        homes = self.recorder.cases | cases_told_in(
            self.session, self.recorder.messages | self.recorder.answered
        )
        # What somebody told earlier is found by what is known of them now.
        homes |= cases_told_by(self.session, self.recorder.people)
        root_new_cases(self.session, homes)
        roots = roots_of(self.session, homes) | homes
        roots |= reroot(self.session, sorted(self.recorder.moved))
        refresh_entries(self.session, roots)
        refresh_words(self.session, roots)
        self.changes = replace(
            self.recorder.changes(),
            cases=frozenset(roots | self.recorder.born),
            action_id=action_id,
            label=describe(self.kind, self.details),
        )
        return self.changes

    def _write_history(self) -> int | None:
        if not self.recorder.events:
            return None
        action = Action(
            kind=self.kind,
            staff_id=self.actor.staff_id,
            who=self.actor.name,
            at=self.now,
            details=self.details,
            undo_of_id=self.undo_of_id,
        )
        self.session.add(action)
        self.session.flush()
        store_events(self.session, action.id, self.recorder.events)
        self.session.flush()
        return action.id
