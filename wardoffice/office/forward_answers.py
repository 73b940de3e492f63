"""What departments answer: whose line it is, and that nobody waits for it any more."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import LinkReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.following_up import answered_numbers
from wardoffice.domain.history import ActionKind
from wardoffice.language import text
from wardoffice.office.case_work import write_note
from wardoffice.store.forward_chains import chain_of, sent_together
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, Forward, Message, MessageLink
from wardoffice.store.unit_of_work import UnitOfWork

MORNING = time(9)
"""When answers are looked for."""


class ForwardAnswers:
    """What a person writes down of an answer, or of when to look for one. Days are of ``zone``."""

    def __init__(self, store: Store, zone: ZoneInfo) -> None:
        self._store, self._zone = store, zone

    def log(self, actor: Actor, forward_id: int, words: str) -> Changes:
        """Write down what somebody was told by phone or on a website.

        Raises CannotDoError where the forward was taken back. The words stand as a note on the problem.
        """
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.FORWARD_ANSWERED) as work:
            forward = _standing(work, forward_id)
            work.details["name"] = forward.department
            mark_answered(work, [forward], work.now)
            if words.strip():
                said = text("{name} answered: {words}", name=forward.department, words=words.strip())
                write_note(work, work.root(_root(work, forward.case_id)), said)
        return work.changes

    def look_later(self, actor: Actor, forward_id: int, day: date) -> Changes:
        """Look for an answer on another day, at nine in the morning."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.LOOK_LATER) as work:
            forward = _standing(work, forward_id)
            work.details.update(name=forward.department, day=day.isoformat())
            forward.due_at = datetime.combine(day, MORNING, self._zone).astimezone(UTC)
        return work.changes


def settle_forwards(work: UnitOfWork, message: Message, forward: Forward) -> Sequence[int]:
    """Settle what a department's mail answers, and give the cases it belongs to, as homes.

    A mail about several problems is answered line by line: in each that it names, or that it is written
    below; where it names none, it is about all of them.
    """
    together = sent_together(work.session, forward)
    numbers = {work.session.get_one(Case, _root(work, each.case_id)).number: each for each in together}
    named = answered_numbers(message.text, message.whole_text, numbers) if len(numbers) > 1 else ()
    answered = [numbers[each] for each in named] or together
    mark_answered(work, answered, message.received_at, message.id)
    return [each.case_id for each in answered]


def link_everywhere(
    work: UnitOfWork,
    message: Message,
    case_ids: Collection[int],
    linked_id: int,
    reason: LinkReason = LinkReason.IN_REPLY_TO,
) -> None:
    """Show an answer with every problem it belongs to; it is linked to ``linked_id`` already."""
    roots = {_root(work, linked_id)}
    for case_id in case_ids:
        root_id = _root(work, case_id)
        if root_id in roots:
            continue
        roots.add(root_id)
        work.add(
            MessageLink(
                message_id=message.id,
                case_id=case_id,
                reason=reason,
                created_at=work.now,
            )
        )


def mark_answered(
    work: UnitOfWork, forwards: Collection[Forward], at: datetime, message_id: int | None = None
) -> None:
    """Say that these were answered, and with each the forward it asked about again and all such."""
    for forward in forwards:
        for each in chain_of(work.session, forward):
            if each.answered_at is None:
                each.answered_at, each.answer_message_id = at, message_id


def _root(work: UnitOfWork, case_id: int) -> int:
    case = work.session.get_one(Case, case_id)
    return case.root_id or case.id


def _standing(work: UnitOfWork, forward_id: int) -> Forward:
    forward = work.session.get(Forward, forward_id)
    if forward is None or forward.withdrawn_at is not None:
        raise CannotDoError(
            text("This was taken back."),
            text("Nothing was changed."),
            text("Refresh: somebody else may have done it."),
        )
    work.case(forward.case_id)
    return forward
