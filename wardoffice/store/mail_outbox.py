"""The outbox's mails as their sender needs them: claimed, almost over there, and what became of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.mail_retry import next_mail_try
from wardoffice.domain.outgoing import WAITING, OutboxKind, OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import RecipientAnswer, SentCopy
from wardoffice.language import text
from wardoffice.store.batches import batches
from wardoffice.store.fitting import fit
from wardoffice.store.tables import OutboxMessage, OutboxRecipient

_CLAIMED = frozenset({OutboxState.SENDING, OutboxState.FINISHING})
_MAY_BE_PUT_OFF = _CLAIMED | WAITING | {OutboxState.SENT}


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """A mail that is being sent: ``to`` are those whose answer the server still owes."""

    outbox_id: int
    case_id: int | None
    message_id: str
    sha256: str
    to: tuple[str, ...]


def kind_of(session: Session, outbox_id: int) -> OutboxKind | None:
    """What a message of the outbox is; None where there is none."""
    return session.scalar(select(OutboxMessage.kind).where(OutboxMessage.id == outbox_id))


def mails_left(session: Session, state: OutboxState) -> list[int]:
    """Mails found in ``SENDING`` or ``FINISHING`` by whoever holds the lease: their sender is gone."""
    return _ids(session, OutboxMessage.state == state)


def due_mails(session: Session, now: datetime) -> list[int]:
    """Mails that may go now, the longest due first; also those that some of their recipients wait for."""
    return _ids(session, and_(_waits(), OutboxMessage.not_before <= now))


def unknown_mails(session: Session, now: datetime | None = None) -> list[int]:
    """Mails of unknown fate that are looked for by themselves; ``now`` narrows them to those that are due."""
    due = OutboxMessage.not_before <= now if now is not None else OutboxMessage.id > 0
    return _ids(session, and_(OutboxMessage.state == OutboxState.UNKNOWN, _is_looked_for(), due))


def copies_wanted(session: Session) -> list[int]:
    """Mails that went, and whose copy is not in the folder of sent mail yet."""
    sent = and_(OutboxMessage.state == OutboxState.SENT, OutboxMessage.sent_copy == SentCopy.WANTED)
    return _ids(session, sent)


def next_mail_due(session: Session) -> datetime | None:
    """When there is something to do next, None while nothing waits."""
    looked_for = and_(OutboxMessage.state == OutboxState.UNKNOWN, _is_looked_for())
    return session.scalar(
        select(func.min(OutboxMessage.not_before)).where(
            OutboxMessage.kind == OutboxKind.MAIL, or_(_waits(), looked_for)
        )
    )


def claim_mail(session: Session, outbox_id: int) -> ClaimedMail | None:
    """Mark that it is being sent, unless it was taken back a moment ago."""
    sent = session.get_one(OutboxMessage, outbox_id)
    pending = _recipients(session, outbox_id, RecipientState.PENDING)
    may_go = sent.state in WAITING or (sent.state is OutboxState.SENT and pending)
    if not may_go or sent.withdrawn_at is not None or sent.rendered_sha256 is None:
        return None
    sent.state = OutboxState.SENDING
    sent.attempts += 1
    sent.trouble = ""
    return _claimed(sent, pending)


def read_mail(session: Session, outbox_id: int) -> ClaimedMail:
    """The mail as it was claimed."""
    return _claimed(
        session.get_one(OutboxMessage, outbox_id), _recipients(session, outbox_id, RecipientState.PENDING)
    )


def note_finishing(
    session: Session, outbox_id: int, answers: Sequence[RecipientAnswer], now: datetime
) -> None:
    """All of it but its last line is over there; from the commit of this on its fate may be unknown.

    Raises CannotDoError for one that is not ours to send any more.
    """
    sent = session.get_one(OutboxMessage, outbox_id)
    if sent.state is not OutboxState.SENDING:
        raise CannotDoError(text("Somebody took this out of the outbox."), text("It was not sent."))
    sent.state, sent.finishing_at = OutboxState.FINISHING, now
    sent.first_tried_at = sent.first_tried_at or now
    note_answers(session, outbox_id, answers)


def note_answers(session: Session, outbox_id: int, answers: Sequence[RecipientAnswer]) -> None:
    """Keep what was said of each recipient; whether that holds is known once the mail is over there."""
    told = {each.address: each for each in answers}
    for row in _recipients(session, outbox_id, RecipientState.PENDING):
        if (found := told.get(row.address)) is not None:
            row.code, row.answer = found.code, found.words
            fit(row)


def settle_recipients(
    session: Session, outbox_id: int, now: datetime, *, taken: bool
) -> dict[RecipientState, list[str]]:
    """Make good what was said of each: refused for good is refused, accepted only where it was ``taken``.

    Returns the addresses of all its recipients by how they stand then.
    """
    found: dict[RecipientState, list[str]] = {each: [] for each in RecipientState}
    of_mail = select(OutboxRecipient).where(OutboxRecipient.outbox_id == outbox_id)
    for row in session.scalars(of_mail.order_by(OutboxRecipient.id)):
        if row.state is RecipientState.PENDING and row.code is not None:
            said = RecipientAnswer(row.address, row.code, row.answer)
            if said.accepted and taken:
                row.state, row.settled_at = RecipientState.ACCEPTED, now
            elif not said.accepted and not said.for_now:
                row.state, row.settled_at = RecipientState.REFUSED, now
        found[row.state].append(row.address)
    return found


def give_up_recipients(session: Session, outbox_id: int, why: str, now: datetime) -> None:
    """Nobody tries any more to reach those who still wait; the server's own words stay."""
    for row in _recipients(session, outbox_id, RecipientState.PENDING):
        row.state, row.settled_at = RecipientState.REFUSED, now
        if row.code is None or RecipientAnswer(row.address, row.code, "").accepted:
            row.code, row.answer = None, why
        fit(row)


def stop_recipients(
    session: Session, outbox_id: int, now: datetime, only: Collection[str] | None = None
) -> list[OutboxRecipient]:
    """Nobody tries any more to reach those who still wait, or ``only`` these of them; returns them."""
    waiting = [
        row
        for row in _recipients(session, outbox_id, RecipientState.PENDING)
        if only is None or row.address in only
    ]
    for row in waiting:
        row.state, row.settled_at = RecipientState.WITHDRAWN, now
    return waiting


def recipients_in(session: Session, outbox_id: int, state: RecipientState) -> list[str]:
    """The addresses that stand so."""
    return [row.address for row in _recipients(session, outbox_id, state)]


def wait_again(
    session: Session, outbox_id: int, not_before: datetime, why: str = "", *, answered: bool = False
) -> None:
    """Nothing of it left: it waits until then as it waited before, and counts as not tried.

    One whose last line was to go is left as it is, unless the server ``answered`` that it did not take it.
    """
    sent = session.get_one(OutboxMessage, outbox_id)
    if sent.state is OutboxState.SENDING or (answered and sent.state is OutboxState.FINISHING):
        sent.state = _waiting_state(session, sent)
        sent.attempts = max(sent.attempts - 1, 0)
        sent.not_before, sent.trouble = not_before, why


def put_off(
    session: Session,
    outbox_ids: Collection[int],
    why: str,
    now: datetime,
    *,
    at_least: datetime | None = None,
) -> list[int]:
    """They surely did not leave: tried again by the plan, not before ``at_least``; returns those given up.

    Those that were not claimed count as tried too: what keeps one back keeps back all that go the same way.
    One that nobody waits for any more, since it was stopped for the rest meanwhile, is left as it is.
    """
    session.flush()
    waited_for = select(OutboxRecipient.outbox_id).where(OutboxRecipient.state == RecipientState.PENDING)
    given_up: list[int] = []
    plan: dict[tuple[int, OutboxState, datetime, datetime], list[int]] = defaultdict(list)
    for part in batches(outbox_ids):
        reached = set(
            session.scalars(
                select(OutboxRecipient.outbox_id).where(
                    OutboxRecipient.outbox_id.in_(part), OutboxRecipient.state == RecipientState.ACCEPTED
                )
            )
        )
        rows = session.execute(
            select(
                OutboxMessage.id,
                OutboxMessage.state,
                OutboxMessage.attempts,
                OutboxMessage.first_tried_at,
                OutboxMessage.not_before,
            ).where(
                OutboxMessage.id.in_(part),
                OutboxMessage.state.in_(_MAY_BE_PUT_OFF),
                OutboxMessage.id.in_(waited_for.where(OutboxRecipient.outbox_id.in_(part))),
            )
        )
        for outbox_id, state, attempts, first, due in rows:
            tried, began = attempts + (state not in _CLAIMED), first or now
            at = next_mail_try(tried, began, due, now)
            if at is None:
                given_up.append(outbox_id)
                continue
            stands = OutboxState.SENT if outbox_id in reached else OutboxState.RETRY
            plan[tried, stands, began, max(at, at_least or at)].append(outbox_id)
    for (tried, stands, began, at), ids in plan.items():
        values = {
            "attempts": tried,
            "state": stands,
            "first_tried_at": began,
            "not_before": at,
            "trouble": why,
        }
        for part in batches(ids):
            session.execute(update(OutboxMessage).where(OutboxMessage.id.in_(part)).values(**values))
    return given_up


def _waiting_state(session: Session, sent: OutboxMessage) -> OutboxState:
    """What has reached somebody is sent, whoever else still waits for it."""
    if _recipients(session, sent.id, RecipientState.ACCEPTED):
        return OutboxState.SENT
    return OutboxState.RETRY if sent.first_tried_at is not None else OutboxState.QUEUED


def _claimed(sent: OutboxMessage, pending: Sequence[OutboxRecipient]) -> ClaimedMail:
    return ClaimedMail(
        sent.id,
        sent.case_id,
        sent.message_id,
        sent.rendered_sha256 or "",
        tuple(row.address for row in pending),
    )


def _recipients(session: Session, outbox_id: int, state: RecipientState) -> list[OutboxRecipient]:
    return list(
        session.scalars(
            select(OutboxRecipient)
            .where(OutboxRecipient.outbox_id == outbox_id, OutboxRecipient.state == state)
            .order_by(OutboxRecipient.id)
        )
    )


def _waits() -> ColumnElement[bool]:
    """Waits to go, or has gone to some and waits for others."""
    pending = select(OutboxRecipient.outbox_id).where(OutboxRecipient.state == RecipientState.PENDING)
    return and_(
        OutboxMessage.withdrawn_at.is_(None),
        OutboxMessage.state.in_(WAITING | {OutboxState.SENT}),
        OutboxMessage.id.in_(pending),
    )


def _is_looked_for() -> ColumnElement[bool]:
    """One of unknown fate that no person is asked about yet (what was found stands in ``looked``)."""
    return and_(OutboxMessage.withdrawn_at.is_(None), OutboxMessage.looked == "")


def _ids(session: Session, condition: ColumnElement[bool]) -> list[int]:
    return list(
        session.scalars(
            select(OutboxMessage.id)
            .where(OutboxMessage.kind == OutboxKind.MAIL, condition)
            .order_by(OutboxMessage.not_before, OutboxMessage.id)
        )
    )
