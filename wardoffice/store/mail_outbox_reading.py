"""Reads the outbox's mails as people see them, with what became of each recipient."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from wardoffice.domain.actor import Actor
from wardoffice.domain.outgoing import (
    MAYBE_THERE,
    OUTBOX_PAGE,
    WAITING,
    OutboxDoing,
    OutboxKind,
    OutboxLine,
    OutboxState,
    RecipientLine,
    RecipientState,
    state_words,
)
from wardoffice.domain.outgoing_mail import purpose_words
from wardoffice.domain.subjects import without_token
from wardoffice.language import plural, text
from wardoffice.store.batches import batches
from wardoffice.store.mail_sight import hidden_mails
from wardoffice.store.sent_anew import sent_anew_since_refused
from wardoffice.store.tables import Case, OutboxMessage, OutboxRecipient, Staff

_ONCE_LOOKED_FOR = frozenset({OutboxDoing.IT_DID_NOT_GO, OutboxDoing.SEND_AGAIN})
_LOST = frozenset({RecipientState.REFUSED, RecipientState.BOUNCED})


def mail_lines(
    session: Session,
    actor: Actor,
    states: Collection[OutboxState] | None = None,
    outbox_ids: Collection[int] | None = None,
    ended: int = OUTBOX_PAGE,
) -> list[OutboxLine]:
    """The mails the actor may see, the newest first; ``states`` and ``outbox_ids`` narrow them.

    All that have not come to an end, or that a person has to look at, and of the others the newest ``ended``.
    """
    root = aliased(Case)
    statement = (
        select(OutboxMessage, root.id, root.number, Staff.name)
        .outerjoin(Case, Case.id == OutboxMessage.case_id)
        .outerjoin(root, root.id == Case.root_id)
        .outerjoin(Staff, Staff.id == OutboxMessage.staff_id)
        .where(OutboxMessage.kind == OutboxKind.MAIL)
        .where(OutboxMessage.id.not_in(hidden_mails(session, actor)))
        .order_by(OutboxMessage.id.desc())
    )
    if states is not None:
        statement = statement.where(OutboxMessage.state.in_(states))
    if outbox_ids is not None:
        statement = statement.where(OutboxMessage.id.in_(outbox_ids))
    rows = list(session.execute(statement.where(_is_open())))
    rows += session.execute(statement.where(not_(_is_open())).limit(ended))
    rows.sort(key=lambda row: row[0].id, reverse=True)
    ids = [row[0].id for row in rows]
    recipients, taken_up = _recipients(session, ids), _taken_up(session, ids)
    refused = [row[0].id for row in rows if row[0].state is OutboxState.REFUSED]
    anew = sent_anew_since_refused(session, refused)
    return [
        _line(
            sent,
            recipients[sent.id],
            case_id,
            number or "",
            staff or "",
            handled=sent.id in taken_up,
            anew=sent.id in anew,
        )
        for sent, case_id, number, staff in rows
    ]


def count_mails_in_need(session: Session, actor: Actor) -> int:
    """How many mails the actor may see need a person."""
    return _count(session, actor, _in_need())


def count_ended_mails(session: Session, actor: Actor) -> int:
    """How many mails the actor may see are at their end, and need nobody."""
    return _count(session, actor, not_(_is_open()))


def _count(session: Session, actor: Actor, condition: ColumnElement[bool]) -> int:
    statement = select(func.count(OutboxMessage.id)).where(
        OutboxMessage.kind == OutboxKind.MAIL,
        OutboxMessage.id.not_in(hidden_mails(session, actor)),
        condition,
    )
    return session.scalar(statement) or 0


def _is_open() -> ColumnElement[bool]:
    """Waits, is on its way, or needs a person; what another takes the place of is at its end."""
    moves = and_(OutboxMessage.state == OutboxState.SENT, _has_recipient(RecipientState.PENDING))
    on_its_way = OutboxMessage.state.in_(WAITING | MAYBE_THERE - {OutboxState.SENT})
    return or_(
        and_(OutboxMessage.withdrawn_at.is_(None), ~_is_taken_up(), or_(on_its_way, moves)), _in_need()
    )


def _in_need() -> ColumnElement[bool]:
    """What ``_needs_person`` says of a line, as the database asks it."""
    in_doubt = and_(OutboxMessage.state == OutboxState.UNKNOWN, OutboxMessage.looked != "")
    lost = and_(OutboxMessage.state == OutboxState.SENT, _has_recipient(*_LOST))
    return and_(
        OutboxMessage.withdrawn_at.is_(None),
        OutboxMessage.seen_at.is_(None),
        ~_is_taken_up(),
        or_(in_doubt, OutboxMessage.state == OutboxState.REFUSED, lost),
    )


def _has_recipient(*states: RecipientState) -> ColumnElement[bool]:
    return OutboxMessage.id.in_(select(OutboxRecipient.outbox_id).where(OutboxRecipient.state.in_(states)))


def _is_taken_up() -> ColumnElement[bool]:
    later = aliased(OutboxMessage)
    return OutboxMessage.id.in_(
        select(later.again_of_id).where(later.again_of_id.is_not(None), later.withdrawn_at.is_(None))
    )


def _line(
    sent: OutboxMessage,
    to: tuple[RecipientLine, ...],
    case_id: int | None,
    number: str,
    by: str,
    *,
    handled: bool,
    anew: bool,
) -> OutboxLine:
    lost = any(each.state in _LOST for each in to)
    waits = any(each.state is RecipientState.PENDING for each in to)
    subject = without_token(sent.subject)
    what = f"{purpose_words(sent.purpose)}: {subject}" if sent.purpose is not None else subject
    moves = sent.state in WAITING or (sent.state is OutboxState.SENT and waits)
    looks = sent.state is OutboxState.UNKNOWN and not sent.looked
    return OutboxLine(
        outbox_id=sent.id,
        kind=sent.kind,
        state=sent.state,
        case_id=case_id,
        case_number=number,
        submission_id=None,
        what=what,
        where=_to_words(to),
        by=by or text("Ward Office"),
        since=sent.created_at,
        next_at=sent.not_before if moves or looks else None,
        words=_words(sent, to, handled=handled, anew=anew),
        trouble=sent.trouble,
        next_step=_next_step(sent, to, lost=lost, anew=anew) if not handled else "",
        looked=sent.looked,
        needs_person=not handled and _needs_person(sent, lost=lost),
        may=frozenset() if handled else _may(sent, lost=lost, waits=waits, anew=anew),
        purpose=sent.purpose,
        recipients=to,
    )


def _needs_person(sent: OutboxMessage, *, lost: bool) -> bool:
    if sent.withdrawn_at is not None or sent.seen_at is not None:
        return False
    if sent.state is OutboxState.UNKNOWN:
        return bool(sent.looked)
    return sent.state is OutboxState.REFUSED or (sent.state is OutboxState.SENT and lost)


def _may(sent: OutboxMessage, *, lost: bool, waits: bool, anew: bool) -> frozenset[OutboxDoing]:
    if sent.withdrawn_at is not None:
        return frozenset()
    # Where nothing is kept to fill a form with, what was written would be lost.
    change = {OutboxDoing.CHANGE} if sent.wish else set()
    if sent.state in WAITING:
        return frozenset({OutboxDoing.WITHDRAW, OutboxDoing.SEND_NOW} | change)
    if sent.state is OutboxState.UNKNOWN:
        doings = {OutboxDoing.LOOK_AGAIN, OutboxDoing.IT_WENT}
        return frozenset(doings | (_ONCE_LOOKED_FOR if sent.looked else set()))
    if sent.state is OutboxState.REFUSED:
        return frozenset({OutboxDoing.WITHDRAW} | (set() if anew else {OutboxDoing.SEND_AGAIN} | change))
    if sent.state is OutboxState.SENT:
        may = {OutboxDoing.SEND_NOW, OutboxDoing.WITHDRAW} if waits else set()
        return frozenset(may | ({OutboxDoing.SEEN} if lost and sent.seen_at is None else set()))
    return frozenset()


def _words(sent: OutboxMessage, to: Sequence[RecipientLine], *, handled: bool, anew: bool) -> str:
    state = state_words(sent.state)
    if handled or anew:
        again = text("{state}; it was sent once more.", state=state.capitalize())
        since = text("{state}; what it says was sent or told anew since.", state=state.capitalize())
        return again if handled else since
    if sent.state is OutboxState.UNKNOWN:
        return sent.looked or text("Not sure it went: the program looks for it in the sent mail.")
    if sent.state is OutboxState.QUEUED:
        return text("Waits to be sent; until then it can be taken back.")
    if sent.state is not OutboxState.SENT or not to:
        return text("{state}.", state=state.capitalize())
    count = {each: sum(one.state is each for one in to) for each in RecipientState}
    parts = [
        plural("one was refused", "{count} were refused", count[RecipientState.REFUSED]),
        plural("one came back", "{count} came back", count[RecipientState.BOUNCED]),
        plural("one is tried again", "{count} are tried again", count[RecipientState.PENDING]),
        plural("taken back for one", "taken back for {count}", count[RecipientState.WITHDRAWN]),
    ]
    kinds = (
        RecipientState.REFUSED,
        RecipientState.BOUNCED,
        RecipientState.PENDING,
        RecipientState.WITHDRAWN,
    )
    rest = [words for words, kind in zip(parts, kinds, strict=True) if count[kind]]
    if not rest:
        return plural("Sent.", "Sent to all {count}.", len(to))
    return text(
        "Sent to {sent} of {all}; {rest}.",
        sent=count[RecipientState.ACCEPTED],
        all=len(to),
        rest=", ".join(rest),
    )


def _next_step(sent: OutboxMessage, to: Sequence[RecipientLine], *, lost: bool, anew: bool) -> str:
    if sent.withdrawn_at is not None:
        return ""
    if sent.state is OutboxState.UNKNOWN and sent.looked:
        return text("Ask whoever it went to, or look into the sent mail; then say whether it went.")
    if sent.state is OutboxState.REFUSED:
        if anew:
            return text("Take it back.")
        if sent.wish:
            return text("Change it, or send it again.")
        return text("Send it again; to say something else, take it back and write a new one.")
    steps = []
    if sent.state is OutboxState.SENT and lost and sent.seen_at is None:
        steps.append(text("Reach them another way, then say that you saw it."))
    if sent.state is OutboxState.SENT and any(each.state is RecipientState.PENDING for each in to):
        steps.append(_stopping_words([each for each in to if each.state is RecipientState.ACCEPTED]))
    return " ".join(steps)


def _stopping_words(has: Sequence[RecipientLine]) -> str:
    """What taking it back does that some have already."""
    if not has:
        return text("Taking it back stops it for those who still wait.")
    return plural(
        "Taking it back stops it for those who still wait; {who} has it already.",
        "Taking it back stops it for those who still wait; {who} have it already.",
        len(has),
        who=_to_words(has),
    )


def _to_words(to: Sequence[RecipientLine]) -> str:
    if not to:
        return ""
    first = to[0].name or to[0].address
    if len(to) == 1:
        return first
    return plural("{first} and {count} more", "{first} and {count} more", len(to) - 1, first=first)


def _recipients(session: Session, ids: Collection[int]) -> dict[int, tuple[RecipientLine, ...]]:
    found: dict[int, list[RecipientLine]] = defaultdict(list)
    for part in batches(ids):
        rows = session.scalars(
            select(OutboxRecipient).where(OutboxRecipient.outbox_id.in_(part)).order_by(OutboxRecipient.id)
        )
        for row in rows:
            found[row.outbox_id].append(RecipientLine(row.address, row.name, row.state, row.code, row.answer))
    return defaultdict(tuple, {each: tuple(lines) for each, lines in found.items()})


def _taken_up(session: Session, ids: Collection[int]) -> set[int]:
    """Those that a later mail takes the place of."""
    found: set[int] = set()
    for part in batches(ids):
        later = select(OutboxMessage.again_of_id).where(
            OutboxMessage.again_of_id.in_(part), OutboxMessage.withdrawn_at.is_(None)
        )
        found |= {each for each in session.scalars(later) if each is not None}
    return found
