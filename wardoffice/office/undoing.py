"""Undo and redo: the history played backwards, as a new action of its own.

Each field is set back only where it still holds what the action left there; a field changed since is named,
and the rest is offered. Rows the action made are withdrawn if nobody acted on them. Undoing a merge is
pulling apart, and never refused.
"""

from collections.abc import Collection, Sequence
from typing import Any, TypeGuard

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, ChangedSinceError
from wardoffice.domain.history import ActionKind, field_words, unwound
from wardoffice.domain.outgoing import WAITING, OutboxKind, OutboxState, state_words
from wardoffice.domain.undo_rules import NOT_UNDONE_BY_HAND, RIGHTS
from wardoffice.language import text
from wardoffice.office.merging import part_pair, turn_back
from wardoffice.office.record_parting import part_record_of
from wardoffice.store.case_wards import DERIVED
from wardoffice.store.columns import Base
from wardoffice.store.ledger import look_again, settle_look
from wardoffice.store.mail_undoing import hangs_on, left_mails, require_mail_place, settle_restored_mails
from wardoffice.store.merge_reading import makes_root
from wardoffice.store.outbox import is_taken_up
from wardoffice.store.recorder import RECORDED, plain
from wardoffice.store.restoring import restore_field
from wardoffice.store.store import Store
from wardoffice.store.tables import Action, Case, Event, FollowUp, OutboxMessage, Staff, Submission
from wardoffice.store.undo_reading import (
    acted_on_since,
    action_events,
    is_at_work,
    last_action,
    last_undo,
    mark_taken_back,
)
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.visibility import may_see


class Undoing:
    """Takes actions back, and does them again."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def undo(self, actor: Actor, action_id: int | None = None, *, rest_only: bool = False) -> Changes:
        """Take back an action, by default this person's last.

        Raises ChangedSinceError naming the fields that somebody changed since; with ``rest_only`` those stay
        and the rest goes back. Raises CannotDoError where there is nothing to take back.
        """
        require(actor, Doing.TRIAGE)
        with self._store.reading() as session:
            found = (
                last_action(session, actor.staff_id) if action_id is None else session.get(Action, action_id)
            )
            target = None if found is None else (found.id, found.staff_id, found.kind, found.details)
        if target is None:
            raise CannotDoError(text("There is nothing to take back."), text("Nothing was changed."))
        require(actor, RIGHTS.get(target[2], Doing.TRIAGE))
        if target[1] != actor.staff_id:
            require(actor, Doing.UNDO_OTHERS)
        return self._take_back(actor, target[0], rest_only=rest_only)

    def redo(self, actor: Actor) -> Changes:
        """Do again what this person took back last, if they did nothing else since."""
        require(actor, Doing.TRIAGE)
        with self._store.reading() as session:
            found = last_undo(session, actor.staff_id)
            undo_id = found.id if found is not None else None
        if undo_id is None:
            raise CannotDoError(text("There is nothing to do again."), text("Nothing was changed."))
        return self._take_back(actor, undo_id, rest_only=False)

    def _take_back(self, actor: Actor, action_id: int, *, rest_only: bool) -> Changes:
        with self._store.unit_of_work(actor, ActionKind.UNDO, undo_of_id=action_id) as work:
            action = work.session.get_one(Action, action_id)
            work.details.update(undone_kind=action.kind.value, undone_details=action.details)
            if action.kind in NOT_UNDONE_BY_HAND or action.undone:
                raise CannotDoError(
                    text("This was taken back already, or came from outside and cannot be."),
                    text("Nothing was changed."),
                )
            in_the_way: list[str] = []
            events = told = action_events(work.session, action_id)
            _require_sight(work, events)
            left = left_mails(work.session, events)
            apart = [event for event in events if _is_merge(event)]
            if makes_root(work.session, action):
                turn_back(work, events)
                events, apart = [], []
            for event in apart:
                part_pair(work, event.entity_id, int(event.after or 0))
            # What a merge filled in at the root, pulling apart has put back already.
            for event in reversed(_left_to_reverse(action, events, apart)):
                _reverse(work, event, in_the_way, left)
            settle_restored_mails(work, action, told)
            if in_the_way and not rest_only:
                named = ", ".join(dict.fromkeys(in_the_way))
                raise ChangedSinceError(
                    text("Somebody changed this since: {fields}.", fields=named),
                    in_the_way,
                    text("Nothing was taken back yet."),
                    text("You can take back the rest and leave that as it is now."),
                )
            _take_back_look(work, action)
            work.session.flush()
            if not work.recorder.events:
                raise CannotDoError(text("There is nothing left to take back."), text("Nothing was changed."))
            mark_taken_back(work.session, action)
        return work.changes


def _take_back_look(work: UnitOfWork, action: Action) -> None:
    """A mail that is a problem no longer needs a look again; once it is one again, it needs none."""
    kind, details, times = unwound(action.kind, action.details)
    looked_at = details.get("looked_at", []) if kind is ActionKind.OPEN else []
    if looked_at and times % 2 == 0:
        look_again(work.session, looked_at)
    for ledger_id in looked_at if times % 2 else ():
        settle_look(work.session, work.now, ledger_id=ledger_id)


def _left_to_reverse(action: Action, events: Sequence[Event], apart: Sequence[Event]) -> list[Event]:
    """What pulling apart has not put back.

    A number that was noted is withdrawn with the join it led to. What an undo put together had been pulled
    apart before: what that brought along, and how it finished the case, is done again.
    """
    if not apart:
        return list(events)
    own = {event.entity_id for event in apart}
    again = action.kind in {ActionKind.NUMBER, ActionKind.UNDO}
    return [
        event
        for event in events
        if (event.entity_id in own and event.field != "merged_into" if _is_case(event) else again)
    ]


def _is_case(event: Event) -> bool:
    return event.entity == Case.__tablename__


def _require_sight(work: UnitOfWork, events: Sequence[Event]) -> None:
    """Raise CannotDoError where a case of these events was restricted to others since."""
    for case_id in {event.case_id for event in events if event.case_id is not None}:
        if not may_see(work.session, work.actor, work.session.get_one(Case, case_id)):
            raise CannotDoError(text("There is nothing to take back."), text("Nothing was changed."))


def _is_merge(event: Event) -> bool:
    return _is_case(event) and event.field == "merged_into" and event.before is None


def _reverse(work: UnitOfWork, event: Event, in_the_way: list[str], left: Collection[int]) -> None:
    row = work.session.get(RECORDED[event.entity], event.entity_id)
    if row is None or hangs_on(work.session, row, left):
        return
    if isinstance(row, OutboxMessage) and row.id in left:
        in_the_way.append(text("a mail that has left the office: {state}", state=state_words(row.state)))
    elif event.field:
        _restore(work, row, event, in_the_way)
    elif isinstance(row, Staff):
        _let_go(work, row, in_the_way)
    elif hasattr(row, "withdrawn_at") and row.withdrawn_at is None:
        _withdraw(work, row, event, in_the_way)


def _restore(work: UnitOfWork, row: Base, event: Event, in_the_way: list[str]) -> None:
    """Set a field back that still holds what the action left there."""
    if isinstance(row, Submission) and event.field == "withdrawn_at" and event.before is None:
        _require_its_place(work, row)
    if _is_mail_that_waits_again(row, event):
        require_mail_place(work, row, event)
    held = plain(getattr(row, event.field))
    if held != event.after:
        # What follows from the point goes back with the point, and is nobody's change; and a mail that did
        # not go has taken back already what it was.
        if event.field not in DERIVED and not (isinstance(row, FollowUp) and held == event.before):
            in_the_way.append(field_words(event.field))
    elif event.field == "merged_into" and event.before is not None:
        # Together again only while both still stand for themselves.
        root = work.session.get_one(Case, event.before)
        if root.merged_into is None:
            restore_field(row, event.field, event.before)
        else:
            in_the_way.append(field_words(event.field))
    else:
        restore_field(row, event.field, event.before)


def _is_mail_that_waits_again(row: Base, event: Event) -> TypeGuard[OutboxMessage]:
    return (
        isinstance(row, OutboxMessage)
        and row.kind is OutboxKind.MAIL
        and row.state is OutboxState.WITHDRAWN
        and event.field == "state"
        and event.before in WAITING
    )


def _let_go(work: UnitOfWork, person: Staff, in_the_way: list[str]) -> None:
    """Take somebody off the staff list again who was added, unless they have work or did any."""
    if person.active and is_at_work(work.session, person.id):
        in_the_way.append(text("{name}, who has worked since", name=person.name))
    else:
        person.active = False


def _withdraw(work: UnitOfWork, row: Any, event: Event, in_the_way: list[str]) -> None:  # noqa: ANN401 - any row that can be
    """Take back a row the action made, with what follows from its being gone."""
    if isinstance(row, OutboxMessage):
        _require_not_sent(row)
        row.state = OutboxState.WITHDRAWN
    if acted_on_since(work.session, event):
        in_the_way.append(text("{what} that was used since", what=text(event.entity.replace("_", " "))))
    else:
        row.withdrawn_at = work.now
        if isinstance(row, Submission):
            part_record_of(work, row)


def _require_its_place(work: UnitOfWork, submission: Submission) -> None:
    """Raise CannotDoError where another takes the place meanwhile that this one took."""
    before = submission.again_of_id
    if before is not None and submission.withdrawn_at is not None and is_taken_up(work.session, before):
        raise CannotDoError(
            text("Another was sent to 311 in its place since."),
            text("Nothing was changed."),
            text("Look at the newer one in the outbox."),
        )


def _require_not_sent(message: OutboxMessage) -> None:
    """Raise CannotDoError for what has left the building."""
    never_left = message.kind is OutboxKind.MAIL and message.state is OutboxState.REFUSED
    if message.state not in WAITING and not never_left:
        raise CannotDoError(
            text("This has left the office: {state}.", state=state_words(message.state)),
            text("Nothing was taken back."),
            text("Write to whoever got it once more.")
            if message.kind is OutboxKind.MAIL
            else text("Ask 311 to close it, or note what became of it."),
        )
