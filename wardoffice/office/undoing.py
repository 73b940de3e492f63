"""Undo and redo: the history played backwards, as a new action of its own.

Each field is set back only where it still holds what the action left there; a field changed since is named,
and the rest is offered. Rows the action made are withdrawn if nobody acted on them. Undoing a merge is
pulling apart, and never refused.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeGuard

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, ChangedSinceError, FinishedSinceError
from wardoffice.domain.history import ActionKind, unwound
from wardoffice.domain.outgoing import WAITING, OutboxKind, OutboxState, RecipientState, state_words
from wardoffice.domain.row_words import field_in_the_way
from wardoffice.domain.undo_rules import NOT_UNDONE_BY_HAND, RIGHTS
from wardoffice.language import text
from wardoffice.office.merging import finished_over, part_pairs, turn_back
from wardoffice.office.record_parting import part_record_of
from wardoffice.store.case_wards import DERIVED
from wardoffice.store.casework import with_copies
from wardoffice.store.columns import Base
from wardoffice.store.forward_chains import lead_chases
from wardoffice.store.ledger import look_again, settle_look
from wardoffice.store.mail_outbox import recipients_in
from wardoffice.store.mail_undoing import (
    hangs_on,
    left_mails,
    require_mail_place,
    settle_restored_mails,
    settle_stopped,
)
from wardoffice.store.merge_reading import makes_root, may_join_again
from wardoffice.store.outbox import is_taken_up
from wardoffice.store.recorder import RECORDED, plain
from wardoffice.store.restoring import restore_field
from wardoffice.store.store import Store
from wardoffice.store.tables import (
    Action,
    Attachment,
    Case,
    Event,
    FollowUp,
    Forward,
    OutboxMessage,
    Staff,
    Submission,
)
from wardoffice.store.undo_in_the_way import in_the_way_of
from wardoffice.store.undo_reading import action_events, going_back, is_at_work, mark_taken_back
from wardoffice.store.undo_walking import next_redo, next_undo, seen_events
from wardoffice.store.unit_of_work import UnitOfWork


class Undoing:
    """Takes actions back, and does them again."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def undo(
        self,
        actor: Actor,
        action_id: int | None = None,
        *,
        rest_only: bool = False,
        past: Collection[int] = (),
        finish_too: bool | None = False,
    ) -> Changes:
        """Take back an action, by default this person's last of which anything is left.

        Raises ChangedSinceError naming the fields that somebody changed since; with ``rest_only`` those stay
        and the rest goes back. Raises CannotDoError where there is nothing to take back, or it has left.
        Where a merge was finished since, ``finish_too`` says what comes out of it; None raises
        FinishedSinceError, to ask a person. All carry the ``action_id`` where none was asked for; ``past``
        are those that this was said of.
        """
        require(actor, Doing.TRIAGE)
        with self._store.reading() as session:
            found = next_undo(session, actor, past) if action_id is None else session.get(Action, action_id)
            target = None if found is None else (found.id, found.staff_id, found.kind)
        if target is None:
            raise CannotDoError(text("There is nothing to take back."), text("Nothing was changed."))
        require(actor, RIGHTS.get(target[2], Doing.TRIAGE))
        if target[1] != actor.staff_id:
            require(actor, Doing.UNDO_OTHERS)
        with _naming(None if action_id is not None else target[0]):
            return self._take_back(actor, target[0], rest_only=rest_only, finish_too=finish_too)

    def redo(self, actor: Actor, *, past: Collection[int] = ()) -> Changes:
        """Do again what this person took back last, if they did nothing else since; errors as of ``undo``."""
        require(actor, Doing.TRIAGE)
        with self._store.reading() as session:
            found = next_redo(session, actor, past)
            undo_id = found.id if found is not None else None
        if undo_id is None:
            raise CannotDoError(text("There is nothing to do again."), text("Nothing was changed."))
        with _naming(undo_id):
            return self._take_back(actor, undo_id, rest_only=False)

    def _take_back(
        self, actor: Actor, action_id: int, *, rest_only: bool, finish_too: bool | None = False
    ) -> Changes:
        with self._store.unit_of_work(actor, ActionKind.UNDO, undo_of_id=action_id) as work:
            action = work.session.get_one(Action, action_id)
            work.details.update(undone_kind=action.kind.value, undone_details=action.details)
            if action.kind in NOT_UNDONE_BY_HAND or action.undone:
                raise CannotDoError(
                    text("This was taken back already, or came from outside and cannot be."),
                    text("Nothing was changed."),
                )
            events = told = seen_events(work.session, actor, action)
            if not events:
                raise CannotDoError(text("There is nothing to take back."), text("Nothing was changed."))
            if any(event.entity == Staff.__tablename__ for event in events):
                require(actor, Doing.CHANGE_STAFF)  # an action on problems may have brought somebody in
            hides = len(events) < len(action_events(work.session, action_id))
            in_the_way = [text("a problem that you may not see any more")] if hides else []
            left = left_mails(work.session, events)
            apart = [event for event in events if _is_merge(event)]
            if makes_root(work.session, action):
                turn_back(work, events)
                events, apart = [], []
            _part(work, action, apart, finish_too)
            work.session.flush()  # what was pulled apart stands under nothing that is withdrawn now
            # What a merge filled in at the root, pulling apart has put back already.
            for event in reversed(_left_to_reverse(action, going_back(events), apart)):
                if not _says_so_again(work, event, events):
                    _reverse(work, event, in_the_way, left)
            settle_restored_mails(work, action, told)
            settle_stopped(work, action, told)
            if in_the_way and not rest_only:
                work.session.flush()
                raise _changed_since(in_the_way, rest=bool(work.recorder.events))
            _take_back_look(work, action)
            work.session.flush()
            if not work.recorder.events:
                raise CannotDoError(text("There is nothing left to take back."), text("Nothing was changed."))
            mark_taken_back(work.session, action)
        return work.changes


@contextmanager
def _naming(action_id: int | None) -> Iterator[None]:
    """Name in a refusal the action that was chosen for a person, and say that it stops at none."""
    try:
        yield
    except CannotDoError as refused:
        refused.action_id = action_id
        asks = isinstance(refused, FinishedSinceError) or (
            isinstance(refused, ChangedSinceError) and refused.rest
        )
        if action_id is not None and not asks:
            further = text("The next time it goes on to what came before that.")
            refused.next_step = f"{refused.next_step} {further}".strip()
        raise


def _changed_since(in_the_way: Sequence[str], *, rest: bool) -> ChangedSinceError:
    return ChangedSinceError(
        text("Somebody changed this since: {fields}.", fields=", ".join(dict.fromkeys(in_the_way))),
        in_the_way,
        text("Nothing was taken back yet.") if rest else text("Nothing was taken back."),
        text("You can take back the rest and leave that as it is now.") if rest else "",
        rest=rest,
    )


def _take_back_look(work: UnitOfWork, action: Action) -> None:
    """A mail of which nobody says any more what it is needs a look again; said again, it needs none."""
    kind, details, times = unwound(action.kind, action.details)
    looked_at = details.get("looked_at", []) if kind in {ActionKind.OPEN, ActionKind.LOOKED} else []
    if looked_at and times % 2 == 0:
        look_again(work.session, looked_at)
    for ledger_id in looked_at if times % 2 else ():
        settle_look(work.session, work.now, ledger_id=ledger_id)


def _part(work: UnitOfWork, action: Action, apart: Sequence[Event], finish_too: bool | None) -> None:  # noqa: FBT001 - None asks
    """Pull apart what the action put together. What an unmerge said of the finished, its own events tell."""
    pairs = [(event.entity_id, int(event.after or 0)) for event in apart]
    merged = unwound(action.kind, action.details)[0] is ActionKind.MERGE
    finished = finished_over(work, pairs) if merged and finish_too is None else None
    if finished is not None:
        raise FinishedSinceError(finished.number)
    part_pairs(work, pairs, finish_too=merged and bool(finish_too))


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


def _says_so_again(work: UnitOfWork, event: Event, events: Sequence[Event]) -> bool:
    """Whether a root to which something is put back says by now what it said before that was pulled out."""
    if not _is_case(event) or event.entity_id not in {
        each.before for each in events if _is_case(each) and each.field == "merged_into"
    }:
        return False
    root = work.session.get_one(Case, event.entity_id)
    return bool(event.field) and plain(getattr(root, event.field)) == event.before


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
            in_the_way.append(field_in_the_way(event.field))
    elif built := in_the_way_of(work.session, row, event):
        in_the_way.append(built)
    elif event.field == "merged_into" and event.before is not None:
        if may_join_again(work.session, event):
            restore_field(row, event.field, event.before)
        else:
            in_the_way.append(field_in_the_way(event.field))
    else:
        if isinstance(row, Attachment) and event.field == "case_id":
            _take_copies_along(work, row, event)
        restore_field(row, event.field, event.before)


def _take_copies_along(work: UnitOfWork, row: Attachment, event: Event) -> None:
    """Let copies made since go back with their original: without its blur the face would be sent on (P9).

    Those that the action moved as well have events of their own.
    """
    moved = {
        each.entity_id
        for each in action_events(work.session, event.action_id)
        if each.entity == event.entity and each.field == event.field
    }
    for copy in with_copies(work.session, [row]):
        if copy.id not in moved:
            restore_field(copy, event.field, event.before)


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
    work.session.flush()  # what they were given by the same action is taken back already
    if person.active and is_at_work(work.session, person.id):
        in_the_way.append(text("{name}, who has worked since", name=person.name))
    else:
        person.active = False


def _withdraw(work: UnitOfWork, row: Any, event: Event, in_the_way: list[str]) -> None:  # noqa: ANN401 - any row that can be
    """Take back a row the action made, with what follows from its being gone."""
    if isinstance(row, OutboxMessage):
        _require_not_sent(work, row)
        row.state = OutboxState.WITHDRAWN
    if built := in_the_way_of(work.session, row, event):
        in_the_way.append(built)
    else:
        row.withdrawn_at = work.now
        if isinstance(row, Submission):
            part_record_of(work, row)
        elif isinstance(row, Forward):
            lead_chases(work.session, row)


def _require_its_place(work: UnitOfWork, submission: Submission) -> None:
    """Raise CannotDoError where another takes the place meanwhile that this one took."""
    before = submission.again_of_id
    if before is not None and submission.withdrawn_at is not None and is_taken_up(work.session, before):
        raise CannotDoError(
            text("Another was sent to 311 in its place since."),
            text("Nothing was changed."),
            text("Look at the newer one in the outbox."),
        )


def _require_not_sent(work: UnitOfWork, message: OutboxMessage) -> None:
    """Raise CannotDoError for what has left the building."""
    never_left = message.kind is OutboxKind.MAIL and message.state is OutboxState.REFUSED
    if message.state not in WAITING and not never_left:
        raise CannotDoError(
            text("This has left the office: {state}.", state=state_words(message.state)),
            text("Nothing was taken back."),
            _instead(work, message),
        )


def _instead(work: UnitOfWork, message: OutboxMessage) -> str:
    if message.kind is not OutboxKind.MAIL:
        return text("Ask 311 to close it, or note what became of it.")
    if recipients_in(work.session, message.id, RecipientState.PENDING):
        return text("Take it back in the outbox for those it has not reached yet.")
    return text("Write to whoever got it once more.")
