"""Writes what became of a mail of the outbox, and what follows from it, inside a unit of work (P6).

An answer that did not go is owed again, and a forward that did not go is none: whether the server refused it,
it came back, or a person took it out of the outbox in time.
"""

from collections.abc import Collection

from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import WAITING, OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import SentCopy
from wardoffice.language import plural, text
from wardoffice.office.came_back import take_back_answers
from wardoffice.store.bounced import recipients_of
from wardoffice.store.fitting import fit
from wardoffice.store.forward_chains import lead_chases
from wardoffice.store.mail_again import give_back, mails_instead, reached_before
from wardoffice.store.mail_consequences import (
    answers_by,
    contacts_not_reached,
    forwards_by,
    reached_nobody,
)
from wardoffice.store.mail_outbox import (
    give_up_recipients,
    put_off,
    recipients_in,
    settle_recipients,
    stop_recipients,
)
from wardoffice.store.tables import OutboxMessage
from wardoffice.store.unit_of_work import UnitOfWork


def settle_mail(
    work: UnitOfWork, outbox_id: int, *, taken: bool, wants_copy: bool = False, why: str = ""
) -> OutboxState:
    """Write what the server said of each recipient; ``taken`` that it took the mail for those it accepted.

    Whoever it does not take now is tried again, for a day. Returns how the mail stands then.
    """
    session, now = work.session, work.now
    sent = session.get_one(OutboxMessage, outbox_id)
    stand = settle_recipients(session, outbox_id, now, taken=taken)
    waiting, lost = stand[RecipientState.PENDING], stand[RecipientState.REFUSED]
    if waiting:
        if put_off(session, [outbox_id], why, now):
            give_up_recipients(session, outbox_id, why or given_up_words(), now)
            waiting, lost = [], [*lost, *waiting]
        session.refresh(sent)
    accepted = stand[RecipientState.ACCEPTED]
    if not waiting:
        sent.state = OutboxState.SENT if accepted else OutboxState.REFUSED
        sent.settled_at, sent.trouble = now, "" if accepted else why
    if taken and accepted and wants_copy and sent.sent_copy is None:
        sent.sent_copy = SentCopy.WANTED
    fit(sent)
    work.details["outcome"] = outcome_words(sent.state, accepted, waiting)
    if lost:
        did_not_reach(work, outbox_id)
    return sent.state


def refuse_mail(work: UnitOfWork, outbox_id: int, why: str) -> None:
    """The server will not have it, or it was tried for a day: it goes to nobody who has not got it yet."""
    session = work.session
    sent = session.get_one(OutboxMessage, outbox_id)
    give_up_recipients(session, outbox_id, why, work.now)
    session.flush()
    accepted = recipients_in(session, outbox_id, RecipientState.ACCEPTED)
    sent.state = OutboxState.SENT if accepted else OutboxState.REFUSED
    sent.trouble, sent.settled_at = why, work.now
    work.details["outcome"] = outcome_words(sent.state, accepted, ())
    did_not_reach(work, outbox_id)


def mail_arrived(work: UnitOfWork, sent: OutboxMessage) -> None:
    """It is known to have gone: those the server had accepted have it; it is told from what may follow.

    Somebody of whom the server had said nothing is tried again, and nobody gets it twice: what was to go in
    its place does not.
    """
    stand = settle_recipients(work.session, sent.id, work.now, taken=True)
    _stop_instead(work, sent, stand[RecipientState.ACCEPTED])
    sent.state, sent.settled_at, sent.trouble = OutboxState.SENT, work.now, ""
    sent.not_before = work.now
    work.details["outcome"] = outcome_words(
        sent.state,
        stand[RecipientState.ACCEPTED],
        recipients_in(work.session, sent.id, RecipientState.PENDING),
    )
    if stand[RecipientState.REFUSED]:
        did_not_reach(work, sent.id)


def _stop_instead(work: UnitOfWork, sent: OutboxMessage, has: Collection[str]) -> None:
    """Take back what waits to go in the place of a mail that went; of one that left, whom the first reached.

    What one in doubt was to be is the first's again, which is known to have gone.
    Called before it is written that the first went: undo goes the other way, and lets the first be in doubt
    again before the second waits again.
    """
    session, stopped = work.session, []
    session.flush()
    for later in mails_instead(session, sent.id):
        if later.state in WAITING | {OutboxState.REFUSED}:
            withdraw_mail(work, later)
            later.trouble = text("The first one went after all.")
        else:
            if later.state is OutboxState.UNKNOWN:
                give_back(work, later)
            elif later.state is OutboxState.SENT:
                stopped += stop_recipients(session, later.id, work.now, has)
            stop_recipients(session, sent.id, work.now, recipients_of(session, later))
        session.flush()
    if stopped:
        work.details["stopped"] = [row.id for row in stopped]


def did_not_reach(work: UnitOfWork, outbox_id: int) -> None:
    """Take back what the mail was to those whom it did not reach."""
    session = work.session
    session.flush()
    nobody = reached_nobody(session, outbox_id)
    if nobody:
        first = reached_before(session, session.get_one(OutboxMessage, outbox_id))
        for forward in forwards_by(session, outbox_id):
            if first is not None:
                forward.outbox_id = first.id
            else:
                forward.withdrawn_at = work.now
                lead_chases(session, forward)
    lost = contacts_not_reached(session, outbox_id)
    answers = [each for each in answers_by(session, outbox_id) if nobody or each.contact_id in lost]
    take_back_answers(work, answers)


def came_back(work: UnitOfWork, sent: OutboxMessage) -> None:
    """It did not arrive at some it went to: nobody has seen that yet, and they are owed an answer again.

    Of one of unknown fate, or that was to be tried again, it is known by that: it went.
    """
    sent.seen_at = None
    if sent.state is OutboxState.UNKNOWN or sent.state in WAITING:
        mail_arrived(work, sent)
    before = len(answers_by(work.session, sent.id))
    did_not_reach(work, sent.id)
    work.session.flush()
    lost = before - len(answers_by(work.session, sent.id))
    if lost:
        work.kind = ActionKind.CAME_BACK
        work.details["count"] = lost


def withdraw_mail(work: UnitOfWork, sent: OutboxMessage) -> None:
    """Take it out of the outbox, with all it would have been, unless one in doubt was that before it."""
    sent.state, sent.withdrawn_at = OutboxState.WITHDRAWN, work.now
    if give_back(work, sent):
        return
    for forward in forwards_by(work.session, sent.id):
        forward.withdrawn_at = work.now
        lead_chases(work.session, forward)
    take_back_answers(work, answers_by(work.session, sent.id))


def stop_mail(work: UnitOfWork, sent: OutboxMessage) -> None:
    """It goes to none of those who still wait for it; whoever has it keeps it, as do the forwards it makes.

    The history names both, and keeps in ``stopped`` the ids of those it was stopped for, for undo.
    """
    stopped = stop_recipients(work.session, sent.id, work.now)
    sent.settled_at, sent.trouble = work.now, ""
    has = [
        each
        for state in (RecipientState.ACCEPTED, RecipientState.BOUNCED)
        for each in recipients_in(work.session, sent.id, state)
    ]
    whom = accepted_words([row.address for row in stopped])
    work.details["stopped"] = [row.id for row in stopped]
    work.details["outcome"] = text(
        "taken back for {whom}, after it went to {to}", whom=whom, to=accepted_words(has)
    )
    did_not_reach(work, sent.id)


def outcome_words(state: OutboxState, accepted: Collection[str], waiting: Collection[str]) -> str:
    """What became of it, for the history."""
    if state is OutboxState.REFUSED:
        return text("not sent")
    if not accepted:
        return text("not sent yet")
    to = accepted_words(accepted)
    if waiting:
        later = plural("{count} to be tried again", "{count} to be tried again", len(waiting))
        return text("sent to {to}, {later}", to=to, later=later)
    return text("sent to {to}", to=to)


def accepted_words(addresses: Collection[str]) -> str:
    """The first of them by name, the others by number."""
    first, *others = addresses
    if not others:
        return first
    return plural("{first} and {count} more", "{first} and {count} more", len(others), first=first)


def given_up_words() -> str:
    """Why nobody tries any more."""
    return text("It was tried for a day or longer, and the mail server did not take it.")
