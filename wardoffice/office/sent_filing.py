"""Files what the office answered in its mail program, read into the cases (P6).

It lies in the folder of sent mail, and in the inbox where the office itself was on Cc.

A mail there belongs to a case by our number, by the mail it answers, by a 311 number, else by its subject and
somebody it went to who wrote about that. Whoever of the case it went to was answered: what was owed to them
until then is settled, as an action that can be taken back. Nothing else follows from it: it opens no case,
settles no promise, finishes nothing (P5).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.books import LedgerState
from wardoffice.domain.cases import AnswerWay, LinkReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.following_up import look_after
from wardoffice.domain.history import ActionKind
from wardoffice.domain.mail_times import mail_moment
from wardoffice.domain.messages import Channel, MessageKind, ReadMail
from wardoffice.domain.people import ContactKind, FollowUpKind
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.sent_mail import staff_named, way_of
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.language import text
from wardoffice.office.came_back import came_back_already
from wardoffice.office.copies_seen import copy_seen
from wardoffice.office.message_filing import KeptPart, attach_part, keep_parts
from wardoffice.store.casework import files_shown, home_of_person, homes_of
from wardoffice.store.directory_keeping import department_of_person
from wardoffice.store.directory_reading import AnswerTimes, answer_times
from wardoffice.store.files import KeptFile
from wardoffice.store.fitting import fit
from wardoffice.store.ledger import WaitingMail, settle, settled_already
from wardoffice.store.message_reading import answered_case, known_message
from wardoffice.store.own_copies import take_back_what_it_opened
from wardoffice.store.sent_reading import (
    case_told_by,
    contacts_at,
    ever_linked,
    home_and_root,
    links_of,
    owed_before,
    people_in,
    sent_without_case,
    staff_list,
    words_before,
    writer_of,
)
from wardoffice.store.store import Store
from wardoffice.store.tables import Contact, FollowUp, Forward, Message, MessageLink
from wardoffice.store.unit_of_work import UnitOfWork

_MATCHED_LATER = timedelta(days=90)
_MOST_RECIPIENTS = 200
_NO_ANSWER = frozenset({MessageKind.AUTOMATIC, MessageKind.BOUNCE, MessageKind.LIST})
"""What the office's server sent by itself, and newsletters: kept, and nobody was answered by it."""


@dataclass(frozen=True, slots=True)
class SentOutcome:
    """What became of a mail of ours; ``files`` counts what is new from it."""

    state: LedgerState
    reason: str = ""
    changes: Changes = Changes()
    files: int = 0


class SentFiling:
    """Settles mails of folders of sent mail; ``numbers`` are the city's, which their subjects may name."""

    def __init__(self, store: Store, numbers: CityNumbers) -> None:
        self._store = store
        self._numbers = numbers

    def settle(self, mail: WaitingMail, read: ReadMail, raw: KeptFile, *, to_others: bool) -> SentOutcome:
        """File one mail and settle it in the books, in one transaction; safe beside another who does too.

        ``to_others`` says that it went to somebody outside the office.
        """
        parts = keep_parts(self._store.files, read)
        with self._store.unit_of_work(Actor.program(text("mailbox")), ActionKind.MAIL_INTAKE) as work:
            settled = settled_already(work.session, mail.ledger_id)
            if settled is not None:
                return SentOutcome(*settled)
            outcome, message_id = self._file(work, read, raw, parts, to_others=to_others)
            settle(
                work.session,
                mail.ledger_id,
                outcome.state,
                work.now,
                reason=outcome.reason,
                message_id=message_id,
            )
        return SentOutcome(outcome.state, outcome.reason, work.changes, outcome.files)

    def match_later(self, cancelled: Cancelled) -> None:
        """Find the cases of mails that were read before the mail they answer; each is its own action."""
        with self._store.reading() as session:
            found = sent_without_case(session, self._store.now() - _MATCHED_LATER)
        for message_id in found:
            if cancelled():
                return
            with self._store.unit_of_work(Actor.program(text("mailbox")), ActionKind.SENT_FOUND) as work:
                # Asked again inside the transaction: another mailbox may be read at the same time.
                if not ever_linked(work.session, message_id):
                    self._match(work, work.session.get_one(Message, message_id), ())

    def _file(
        self,
        work: UnitOfWork,
        read: ReadMail,
        raw: KeptFile,
        parts: Sequence[KeptPart],
        *,
        to_others: bool,
    ) -> tuple[SentOutcome, int | None]:
        if copy_seen(work, read):
            return SentOutcome(LedgerState.KNOWN, text("Ward Office sent this mail itself")), None
        twin = known_message(work.session, raw.sha256, read.message_id, read.fingerprint)
        if twin is not None:
            if twin.kind is MessageKind.REPLY or (to_others and _looked_like_theirs(twin, read)):
                self._take_for_ours(work, twin, read)
            return SentOutcome(LedgerState.KNOWN, text("the same mail is here already")), twin.id
        message = work.add(fit(_message(read, raw.sha256, work.now)))
        if not self._match(work, message, parts):
            for position, part in enumerate(parts):
                attach_part(work, part, message_id=message.id, case_id=None, position=position)
        return SentOutcome(LedgerState.IMPORTED, files=len(parts)), message.id

    def _take_for_ours(self, work: UnitOfWork, twin: Message, read: ReadMail) -> None:
        """A copy of our own answer came to the inbox before, and was taken for somebody's mail."""
        ours = _message(read, twin.raw_sha256, work.now)
        for name in ("kind", "kind_reason", "contact_id", "recipients", "program"):
            setattr(twin, name, getattr(ours, name))
        if take_back_what_it_opened(work, twin):
            work.kind = ActionKind.SENT_FOUND
            work.details["way"] = way_of(twin.program).value
        self._match(work, twin, ())

    def _match(self, work: UnitOfWork, message: Message, parts: Sequence[KeptPart]) -> bool:
        """Link the mail to its case, and log who was answered by it; False where it is in none."""
        found = self._case_of(work, message)
        if found is None:
            return False
        case_id, reason = found
        home, root = home_and_root(work.session, case_id)
        member = staff_named(message.sender_name, staff_list(work.session))
        way = way_of(message.program)
        # What it turns out to be decides what the history calls it, and who did it.
        work.kind = ActionKind.SENT_FOUND
        work.actor = Actor(None, _who(message, member.name if member else ""), Role.PROGRAM)
        work.details["way"] = way.value
        for link in links_of(work.session, message.id):
            link.seen_at = work.now
        if not ever_linked(work.session, message.id):
            work.add(
                MessageLink(
                    message_id=message.id,
                    case_id=home.id,
                    reason=reason,
                    created_at=work.now,
                    seen_at=work.now,
                )
            )
        homes = homes_of(work.session, root.id)
        seen = set(files_shown(work.session, homes))
        for position, part in enumerate(parts):
            # A quoted picture of theirs is there already.
            home_id = None if part.kept.sha256 in seen else home.id
            attach_part(work, part, message_id=message.id, case_id=home_id, position=position)
        if message.kind is MessageKind.SENT:
            _log(work, _Sent(message, home.id, root.id, homes, way, member.staff_id if member else None))
        return True

    def _case_of(self, work: UnitOfWork, message: Message) -> tuple[int, LinkReason] | None:
        found = answered_case(
            work.session, message.subject, message.in_reply_to, message.references, self._numbers
        )
        if found is not None:
            return found
        addresses = [address for _, address in message.recipients]
        case_id = case_told_by(work.session, addresses, message.subject, message.received_at)
        return None if case_id is None else (case_id, LinkReason.RECIPIENT)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A mail of ours in its case: under which root, which cases stand there, how and by whom it was sent.

    ``departments`` are the ids of those on the list that are known to have been asked by it.
    """

    message: Message
    home_id: int
    root_id: int
    homes: Sequence[int]
    way: AnswerWay
    staff_id: int | None
    departments: set[int | None] = field(default_factory=set)


def _log(work: UnitOfWork, sent: _Sent) -> None:
    """Log the answers and the mails to departments; whoever else is named on it is left alone."""
    people = people_in(work.session, sent.homes)
    lost = came_back_already(work, sent.message, sent.home_id)
    answered = 0
    lost |= {sent.message.sender_address.casefold()}  # a copy for the office itself
    reached = [address for _, address in sent.message.recipients if address.casefold() not in lost]
    for contact in contacts_at(work.session, reached):
        if contact.kind is ContactKind.DEPARTMENT:
            _log_forward(work, sent, contact)
        elif contact.kind is not ContactKind.OFFICE and contact.id in people:
            _log_answer(work, sent, contact)
            answered += 1
    if answered:
        work.kind = ActionKind.ANSWER_FOUND
        work.details["count"] = answered


def _log_answer(work: UnitOfWork, sent: _Sent, contact: Contact) -> None:
    at, in_reply_to = sent.message.received_at, sent.message.in_reply_to
    answer = work.add(
        FollowUp(
            case_id=home_of_person(work.session, sent.root_id, sent.homes, contact.id),
            contact_id=contact.id,
            message_id=sent.message.id,
            kind=FollowUpKind.ANSWER,
            way=sent.way,
            words=sent.message.text,
            staff_id=sent.staff_id,
            created_at=at,
            done_at=at,
        )
    )
    for owed in owed_before(work.session, sent.homes, contact.id, at, in_reply_to):
        owed.done_at = at
        owed.done_by_id = answer.id
    for link in words_before(work.session, sent.homes, contact.id, at, in_reply_to):
        link.seen_at, link.seen_by_id = work.now, answer.id


def _log_forward(work: UnitOfWork, sent: _Sent, contact: Contact) -> None:
    """Keep that a department was asked; whom it lists is the department's, and an answer is waited for.

    What answers a mail of theirs asks nothing that would be chased: most of these say thank you.
    """
    at, row = sent.message.received_at, department_of_person(work.session, contact.id)
    writer_id = writer_of(work.session, sent.message.in_reply_to)
    if row is None or (writer_id is not None and department_of_person(work.session, writer_id) is row):
        row_id, name, due_at = None, contact.name, None
    else:
        usual = answer_times(work.session, work.actor, row.id).get(row.id, AnswerTimes())
        row_id, name, due_at = row.id, row.name, at + look_after(usual.median_days, len(usual.days))
    if row_id is not None and row_id in sent.departments:
        return  # two of theirs got the one mail
    sent.departments.add(row_id)
    work.add(
        Forward(
            case_id=sent.root_id,
            contact_id=contact.id,
            department_id=row_id,
            department=name,
            due_at=due_at,
            staff_id=sent.staff_id,
            created_at=at,
        )
    )


def _looked_like_theirs(twin: Message, read: ReadMail) -> bool:
    """Whether the copy was filed as its sender's own words; what a colleague sent on is a resident's."""
    if twin.kind in _NO_ANSWER or twin.kind is MessageKind.SENT or twin.sent_on_by:
        return False
    return twin.sender_address.casefold() == read.sender.address.casefold()


def _who(message: Message, member: str) -> str:
    return member or message.sender_name or message.sender_address or text("mailbox")


def _message(read: ReadMail, raw_sha256: str | None, now: datetime) -> Message:
    kind = read.kind if read.kind in _NO_ANSWER else MessageKind.SENT
    sent = text("The office sent it from its own mailbox.")
    moment = mail_moment(read.sent_at, read.received_at, now)
    return Message(
        channel=Channel.MAIL,
        kind=kind,
        kind_reason=sent if kind is MessageKind.SENT else read.kind_reason,
        sender_name=read.sender.name,
        sender_address=read.sender.address,
        recipients=[[each.name[:200], each.address[:320]] for each in read.recipients[:_MOST_RECIPIENTS]],
        program=read.program,
        subject=read.subject,
        text=read.text,
        whole_text=read.whole_text,
        sent_at=read.sent_at,
        received_at=moment.at,
        message_id=read.message_id,
        in_reply_to=read.in_reply_to,
        references=list(read.references),
        fingerprint=read.fingerprint,
        raw_sha256=raw_sha256,
        troubles=[*read.troubles, *([moment.doubt] if moment.doubt else [])],
        created_at=now,
    )
