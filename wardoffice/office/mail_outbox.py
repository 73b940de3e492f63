"""What people do with the mails of the outbox: take back, change, hurry, say what became of them (P5).

Nothing changes what a mail says or to whom once it is written. Changing one is taking it back: the plain
values it was made from go back to the form they came from.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.mail_preview import MailPreview
from wardoffice.domain.outgoing import (
    WAITING,
    OutboxDoing,
    OutboxKind,
    OutboxLine,
    OutboxState,
    RecipientState,
)
from wardoffice.domain.outgoing_mail import MailPurpose, OfficeAddress
from wardoffice.domain.ports import Cancelled
from wardoffice.language import text
from wardoffice.mail.composing import new_message_id, renewed
from wardoffice.mail.envelope import envelope_sender
from wardoffice.mail.previewing import preview_mail
from wardoffice.office.mail_fate import mail_arrived, refuse_mail, stop_mail, withdraw_mail
from wardoffice.office.mail_going_again import require_may_go_again
from wardoffice.office.sent_looking import SentLooking
from wardoffice.store.mail_again import is_taken_up_mail, queue_again
from wardoffice.store.mail_outbox import due_mails, recipients_in
from wardoffice.store.mail_outbox_reading import mail_lines
from wardoffice.store.mail_sight import hidden_mails
from wardoffice.store.store import Store
from wardoffice.store.tables import OutboxMessage, StoredFile
from wardoffice.store.unit_of_work import UnitOfWork

_NOT_REACHED = (RecipientState.PENDING, RecipientState.REFUSED)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A mail that was taken out of the outbox to be changed: ``wish`` fills its form again."""

    changes: Changes
    purpose: MailPurpose | None
    case_id: int | None
    wish: Mapping[str, Any]


class MailOutbox:
    """The actions on mails; ``looking`` finds those of unknown fate."""

    def __init__(self, store: Store, looking: SentLooking) -> None:
        self._store = store
        self._looking = looking

    def preview(self, actor: Actor, outbox_id: int) -> MailPreview:
        """The mail exactly as it went or goes, read from the very bytes; raises StoreError without them."""
        self._line(actor, outbox_id)
        with self._store.reading() as session:
            sha256 = session.get_one(OutboxMessage, outbox_id).rendered_sha256
        if sha256 is None:
            raise _does_not_fit(text("What it said is not kept any more."))
        return preview_mail(self._store.files.read(sha256))

    def withdraw(self, actor: Actor, outbox_id: int) -> Changes:
        """Take back what waits, or put away what was refused; raises CannotDoError for what has left.

        One that went to some and waits for others is stopped for those.
        """
        require(actor, Doing.SUBMIT)
        with self._settling(actor, text("taken back")) as work:
            sent = self._mail(work, outbox_id)
            waits = recipients_in(work.session, outbox_id, RecipientState.PENDING)
            if sent.state is OutboxState.SENT and waits:
                stop_mail(work, sent)
            else:
                withdraw_mail(work, self._waiting(work, outbox_id))
        return work.changes

    def change(self, actor: Actor, outbox_id: int) -> TakenBack:
        """Take it back, and give what it was made from.

        Raises CannotDoError for what has left, and where nothing is kept that its form is filled with.
        """
        require(actor, Doing.SUBMIT)
        with self._settling(actor, text("taken back to be changed")) as work:
            sent = self._waiting(work, outbox_id)
            if not sent.wish:
                raise _does_not_fit(
                    text("Its form cannot be filled again: take it back, and write a new one.")
                )
            withdraw_mail(work, sent)
            purpose, case_id, wish = sent.purpose, sent.case_id, dict(sent.wish)
        return TakenBack(work.changes, purpose, case_id, wish)

    def send_now(self, actor: Actor, outbox_id: int) -> Changes:
        """Let it go without waiting for its time."""
        require(actor, Doing.SUBMIT)
        self._require(actor, outbox_id, OutboxDoing.SEND_NOW)
        with self._settling(actor, text("goes without waiting")) as work:
            work.session.get_one(OutboxMessage, outbox_id).not_before = work.now
        return work.changes

    def send_all_now(self, actor: Actor) -> Changes:
        """Let all that waits go without waiting for its time, the recall of the last seconds too."""
        require(actor, Doing.SUBMIT)
        may_see = {line.outbox_id for line in self._lines(actor) if OutboxDoing.SEND_NOW in line.may}
        with self._settling(actor, text("all goes without waiting")) as work:
            already = set(due_mails(work.session, work.now))
            for outbox_id in sorted(may_see - already):
                sent = work.session.get_one(OutboxMessage, outbox_id)
                if sent.state in WAITING | {OutboxState.SENT}:
                    sent.not_before = work.now
        return work.changes

    def it_went(self, actor: Actor, outbox_id: int) -> Changes:
        """Say that one of unknown fate went."""
        require(actor, Doing.SUBMIT)
        with self._settling(actor, text("it went")) as work:
            sent = self._mail(work, outbox_id)
            _require_unknown(sent)
            mail_arrived(work, sent)
            work.details["outcome"] = text("it went")
        return work.changes

    def it_did_not_go(self, actor: Actor, outbox_id: int) -> Changes:
        """Say that one of unknown fate did not go: whom it answers is owed that again."""
        require(actor, Doing.SUBMIT)
        with self._settling(actor, text("it did not go")) as work:
            sent = self._mail(work, outbox_id)
            _require_unknown(sent)
            if not sent.looked:
                raise _does_not_fit(text("The program still looks for it in the sent mail."))
            if is_taken_up_mail(work.session, sent.id):
                raise _does_not_fit(text("It was sent once more already."))
            refuse_mail(work, sent.id, text("{name} says that it did not go.", name=actor.name))
            work.details["outcome"] = text("it did not go")
        return work.changes

    def send_again(self, actor: Actor, outbox_id: int, reason: str) -> Changes:
        """Send one of unknown fate, or that was refused, once more, under a Message-ID of its own.

        Raises CannotDoError without a reason, before the program has looked for it, and where what it says
        was said anew since or may not be said any more.
        """
        require(actor, Doing.SUBMIT)
        if not reason.strip():
            raise _does_not_fit(text("Write why it is sent once more."))
        with self._settling(actor, text("sent once more: {reason}", reason=reason.strip())) as work:
            before = self._mail(work, outbox_id)
            unknown = before.state is OutboxState.UNKNOWN
            if not unknown and before.state is not OutboxState.REFUSED:
                raise _does_not_fit(text("It is known what became of it."))
            if unknown and not before.looked:
                raise _does_not_fit(text("The program still looks for it in the sent mail."))
            if is_taken_up_mail(work.session, before.id):
                raise _does_not_fit(text("It was sent once more already."))
            if not any(recipients_in(work.session, before.id, each) for each in _NOT_REACHED):
                raise _does_not_fit(text("There is nobody left to send it to."))
            require_may_go_again(work, before)
            message_id, sha256 = self._rendered_again(work, before)
            queue_again(work, before, message_id, sha256)
        return work.changes

    def seen(self, actor: Actor, outbox_id: int) -> Changes:
        """Say that somebody saw whom it did not reach."""
        require(actor, Doing.SUBMIT)
        self._require(actor, outbox_id, OutboxDoing.SEEN)
        with self._settling(actor, text("seen whom it did not reach")) as work:
            work.session.get_one(OutboxMessage, outbox_id).seen_at = work.now
        return work.changes

    def look_again(self, actor: Actor, outbox_id: int, cancelled: Cancelled = lambda: False) -> Changes:
        """Look into the sent mail now for one of unknown fate; its line says afterwards what was found."""
        require(actor, Doing.SUBMIT)
        self._require(actor, outbox_id, OutboxDoing.LOOK_AGAIN)
        return self._looking.look_now(outbox_id, cancelled)

    def _rendered_again(self, work: UnitOfWork, before: OutboxMessage) -> tuple[str, str]:
        """The same bytes but for Message-ID and date, kept; two mails must never look like one."""
        if before.rendered_sha256 is None:
            raise _does_not_fit(text("What it said is not kept any more."))
        raw = self._store.files.read(before.rendered_sha256)
        message_id = new_message_id(OfficeAddress(envelope_sender(raw)))
        kept = self._store.files.keep(renewed(raw, message_id, work.now))
        if work.session.get(StoredFile, kept.sha256) is None:
            work.add(
                StoredFile(
                    sha256=kept.sha256, size=kept.size, media_type="message/rfc822", created_at=work.now
                )
            )
        return message_id, kept.sha256

    def _settling(self, actor: Actor, outcome: str) -> AbstractContextManager[UnitOfWork]:
        return self._store.unit_of_work(actor, ActionKind.SETTLE, outcome=outcome)

    def _waiting(self, work: UnitOfWork, outbox_id: int) -> OutboxMessage:
        sent = self._mail(work, outbox_id)
        if sent.state not in WAITING | {OutboxState.REFUSED}:
            raise _does_not_fit(text("This has left the office and cannot be taken back."))
        return sent

    def _mail(self, work: UnitOfWork, outbox_id: int) -> OutboxMessage:
        """The mail, if it is one and the actor may see all it is about; raises CannotDoError."""
        sent = work.session.get(OutboxMessage, outbox_id)
        if (
            sent is None
            or sent.kind is not OutboxKind.MAIL
            or sent.id in hidden_mails(work.session, work.actor)
        ):
            raise _does_not_fit(text("There is no such mail."))
        if sent.case_id is not None:
            work.case(sent.case_id)
        return sent

    def _require(self, actor: Actor, outbox_id: int, doing: OutboxDoing) -> None:
        if doing not in self._line(actor, outbox_id).may:
            raise _does_not_fit(text("This does not fit how it stands now."))

    def _line(self, actor: Actor, outbox_id: int) -> OutboxLine:
        with self._store.reading() as session:
            found = mail_lines(session, actor, outbox_ids=[outbox_id])
        if not found:
            raise _does_not_fit(text("There is no such mail."))
        return found[0]

    def _lines(self, actor: Actor) -> list[OutboxLine]:
        with self._store.reading() as session:
            return mail_lines(session, actor, WAITING | {OutboxState.SENT})


def _require_unknown(sent: OutboxMessage) -> None:
    if sent.state is not OutboxState.UNKNOWN:
        raise _does_not_fit(text("It is known what became of it."))


def _does_not_fit(happened: str) -> CannotDoError:
    return CannotDoError(happened, text("Nothing was changed."), text("Look at it again in the outbox."))
