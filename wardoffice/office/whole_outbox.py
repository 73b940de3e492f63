"""The outbox as the screen shows it: what goes to 311 and what goes by mail, each with its own actions."""

from collections.abc import Collection
from dataclasses import replace
from typing import Protocol

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.mail_preview import MailPreview
from wardoffice.domain.outgoing import (
    OUTBOX_PAGE,
    WAITING,
    OutboxCounts,
    OutboxDoing,
    OutboxHeld,
    OutboxKind,
    OutboxLine,
    OutboxState,
)
from wardoffice.domain.ports import Cancelled
from wardoffice.language import text
from wardoffice.office.mail_outbox import MailOutbox, TakenBack
from wardoffice.office.outbox import Outbox
from wardoffice.office.outbox_hold import OutboxHold
from wardoffice.store.mail_outbox import kind_of
from wardoffice.store.store import Store


class _Settles(Protocol):
    """What both can do with a message of theirs."""

    def withdraw(self, actor: Actor, outbox_id: int) -> Changes: ...

    def send_now(self, actor: Actor, outbox_id: int) -> Changes: ...

    def it_went(self, actor: Actor, outbox_id: int) -> Changes: ...

    def send_again(self, actor: Actor, outbox_id: int, reason: str) -> Changes: ...

    def look_again(self, actor: Actor, outbox_id: int, cancelled: Cancelled = ...) -> Changes: ...


class WholeOutbox:
    """One list, and its actions; ``sends_mail`` says whether a server is set up that does."""

    def __init__(
        self, store: Store, city: Outbox, mail: MailOutbox, hold: OutboxHold, *, sends_mail: bool
    ) -> None:
        self._store = store
        self.sends_mail = sends_mail
        self._city = city
        self._mail = mail
        self._hold = hold

    def lines(
        self, actor: Actor, states: Collection[OutboxState] | None = None, *, ended: int = OUTBOX_PAGE
    ) -> tuple[OutboxLine, ...]:
        """What leaves the office, those that need a person first; of those at their end ``ended`` a kind.

        What waits has no time to go at, and cannot be sent now, while all is held or nothing sends mail.
        """
        is_held = self._hold.state(actor) is not None
        lines = self._city.lines(actor, states, ended=ended)
        return tuple(_kept(each) if self._stays(each, is_held=is_held) else each for each in lines)

    def counts(self, actor: Actor) -> OutboxCounts:
        """How many stand where."""
        return self._city.counts(actor)

    def withdraw(self, actor: Actor, outbox_id: int) -> Changes:
        """Take back what waits, or put away what was refused."""
        return self._of(outbox_id).withdraw(actor, outbox_id)

    def it_went(self, actor: Actor, outbox_id: int) -> Changes:
        """Say that one of unknown fate went."""
        return self._of(outbox_id).it_went(actor, outbox_id)

    def it_did_not_go(self, actor: Actor, outbox_id: int) -> Changes:
        """Say that a mail of unknown fate did not go."""
        return self._mail.it_did_not_go(actor, outbox_id)

    def send_again(self, actor: Actor, outbox_id: int, reason: str) -> Changes:
        """Send it once more, with the person's reason."""
        return self._of(outbox_id).send_again(actor, outbox_id, reason)

    def look_again(self, actor: Actor, outbox_id: int, cancelled: Cancelled = lambda: False) -> Changes:
        """Look now for one of unknown fate."""
        return self._of(outbox_id).look_again(actor, outbox_id, cancelled)

    def link(self, actor: Actor, outbox_id: int, cancelled: Cancelled = lambda: False) -> Changes:
        """Put the request 311 has already together with the one it refused."""
        return self._city.link(actor, outbox_id, cancelled)

    def confirm_record(self, actor: Actor, submission_id: int) -> Changes:
        """Say that a request that was only probably ours is."""
        return self._city.confirm_record(actor, submission_id)

    def part_record(self, actor: Actor, submission_id: int) -> Changes:
        """Say that it is not."""
        return self._city.part_record(actor, submission_id)

    def preview(self, actor: Actor, outbox_id: int) -> MailPreview:
        """The mail exactly as it went or goes."""
        return self._mail.preview(actor, outbox_id)

    def change(self, actor: Actor, outbox_id: int) -> TakenBack:
        """Take a mail back, and give what it was made from."""
        return self._mail.change(actor, outbox_id)

    def send_now(self, actor: Actor, outbox_id: int) -> Changes:
        """Let one go without waiting for its time; raises CannotDoError where nothing leaves now."""
        self._require_going(actor)
        settles = self._of(outbox_id)
        if settles is self._mail and not self.sends_mail:
            raise _no_server()
        return settles.send_now(actor, outbox_id)

    def send_all_now(self, actor: Actor) -> Changes:
        """Let all that waits go without waiting for its time; raises CannotDoError where nothing leaves now.

        Where nothing sends mail, what goes to 311 goes.
        """
        self._require_going(actor)
        if not self.sends_mail:
            if all(each.kind is OutboxKind.MAIL for each in self.lines(actor, WAITING)):
                raise _no_server()
            return self._city.send_all_now(actor)
        requests = self._city.send_all_now(actor)
        return self._mail.send_all_now(actor).joined([requests])

    def seen(self, actor: Actor, outbox_id: int) -> Changes:
        """Say that somebody saw whom a mail did not reach."""
        return self._mail.seen(actor, outbox_id)

    def held(self, actor: Actor) -> OutboxHeld | None:
        """Who holds everything; None where it goes out."""
        return self._hold.state(actor)

    def hold(self, actor: Actor, *, on: bool) -> Changes:
        """Let nothing leave from now on, or everything again."""
        return (self._hold.hold if on else self._hold.let_go)(actor)

    def _require_going(self, actor: Actor) -> None:
        held = self._hold.state(actor)
        if held is not None:
            raise CannotDoError(
                text("{name} holds everything: nothing leaves the office now.", name=held.by),
                text("Nothing was changed."),
                text("Let everything go first."),
            )

    def _stays(self, line: OutboxLine, *, is_held: bool) -> bool:
        waits = line.state in WAITING or OutboxDoing.SEND_NOW in line.may
        return waits and (is_held or (line.kind is OutboxKind.MAIL and not self.sends_mail))

    def _of(self, outbox_id: int) -> _Settles:
        with self._store.reading() as session:
            is_mail = kind_of(session, outbox_id) is OutboxKind.MAIL
        return self._mail if is_mail else self._city


def _kept(line: OutboxLine) -> OutboxLine:
    """A line of what waits while it cannot leave."""
    return replace(line, next_at=None, may=line.may - {OutboxDoing.SEND_NOW})


def _no_server() -> CannotDoError:
    return CannotDoError(
        text("No server that sends mail is set up."),
        text("Nothing was changed: all mail waits here."),
        text("Set one up in the settings; what waits goes then."),
    )
