"""What the form, the copy card and the numbers ask of the office.

All of it belongs on a lane, but for ``problems``, which reads nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.copy_card import CopyCard
from wardoffice.domain.mail_preview import MailPreview
from wardoffice.domain.outgoing import OutboxCounts, OutboxHeld, OutboxLine
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.domain.submissions import (
    ContactChoice,
    FormContact,
    FormProblem,
    FormValues,
    NumberFinding,
    SubmissionForm,
)
from wardoffice.office.mail_outbox import TakenBack
from wardoffice.office.numbers_typed import LineFinding, Noted


class FormOffice(Protocol):
    """The city's form for a problem, and sending it."""

    def prepare(
        self,
        actor: Actor,
        case_id: int,
        service_code: str | None = None,
        *,
        corrects: int | None = None,
        cancelled: Cancelled = ...,
    ) -> SubmissionForm:
        """The form, prefilled; asks the city for its questions where they are not known."""
        ...

    def problems(self, form: SubmissionForm, values: FormValues) -> tuple[FormProblem, ...]:
        """What keeps it from being sent, in the order of the form."""
        ...

    def submit(self, actor: Actor, form: SubmissionForm, values: FormValues) -> Changes:
        """Put it into the outbox."""
        ...

    def contact_choice(self, actor: Actor) -> ContactChoice:
        """Whose contact this person gave to 311 last."""
        ...

    def card(self, form: SubmissionForm, values: FormValues) -> CopyCard:
        """The same as the fields of the city's own program; reads nothing."""
        ...


class NumberOffice(Protocol):
    """Numbers that staff got elsewhere; looking them up may ask the city."""

    def look_up(self, actor: Actor, case_id: int, typed: str, cancelled: Cancelled = ...) -> NumberFinding:
        """What a typed number is, compared with the problem."""
        ...

    def read_list(
        self, actor: Actor, case_ids: Sequence[int], pasted: str, cancelled: Cancelled = ...
    ) -> tuple[LineFinding, ...]:
        """What a pasted list holds, each line with its problem."""
        ...

    def note_number(
        self,
        actor: Actor,
        case_id: int,
        typed: str,
        contact: ContactChoice,
        contact_id: int | None = None,
    ) -> Changes:
        """Link a number to a problem."""
        ...

    def note_numbers(self, actor: Actor, noted: Sequence[Noted], contact: ContactChoice) -> Changes:
        """Link several."""
        ...


class OutboxOffice(Protocol):
    """The outbox's list and what people do with it; ``look_again`` and ``link`` may ask the city."""

    def lines(self, actor: Actor, *, ended: int = ...) -> tuple[OutboxLine, ...]:
        """What leaves the office, those that need a person first; of those at their end ``ended`` a kind."""
        ...

    def counts(self, actor: Actor) -> OutboxCounts:
        """How many stand where."""
        ...

    def withdraw(self, actor: Actor, outbox_id: int) -> Changes:
        """Take back what still waits."""
        ...

    def it_went(self, actor: Actor, outbox_id: int) -> Changes:
        """Say that one of unknown fate is in 311."""
        ...

    def it_did_not_go(self, actor: Actor, outbox_id: int) -> Changes:
        """Say that a mail of unknown fate did not go."""
        ...

    def send_again(self, actor: Actor, outbox_id: int, reason: str) -> Changes:
        """Send one of unknown fate once more."""
        ...

    def look_again(self, actor: Actor, outbox_id: int, cancelled: Cancelled = ...) -> Changes:
        """Look in 311 for one of unknown fate."""
        ...

    def link(self, actor: Actor, outbox_id: int, cancelled: Cancelled = ...) -> Changes:
        """Put the request 311 has already together with the one it refused."""
        ...

    def confirm_record(self, actor: Actor, submission_id: int) -> Changes:
        """Say that a request that was only probably ours is."""
        ...

    def preview(self, actor: Actor, outbox_id: int) -> MailPreview:
        """A mail exactly as it went or goes."""
        ...

    def change(self, actor: Actor, outbox_id: int) -> TakenBack:
        """Take a mail back, and give what it was made from."""
        ...

    def send_now(self, actor: Actor, outbox_id: int) -> Changes:
        """Let one go without waiting for its time."""
        ...

    def send_all_now(self, actor: Actor) -> Changes:
        """Let all that waits go without waiting for its time."""
        ...

    def seen(self, actor: Actor, outbox_id: int) -> Changes:
        """Say that somebody saw whom a mail did not reach."""
        ...

    @property
    def sends_mail(self) -> bool:
        """Whether a server is set up that sends mail."""
        ...

    def held(self, actor: Actor) -> OutboxHeld | None:
        """Who holds everything; None where it goes out."""
        ...

    def hold(self, actor: Actor, *, on: bool) -> Changes:
        """Let nothing leave from now on, or everything again."""
        ...

    def part_record(self, actor: Actor, submission_id: int) -> Changes:
        """Say that it is not."""
        ...


class SendReport(Protocol):
    """What a run of the sender did."""

    @property
    def changes(self) -> Changes:
        """The problems that look different now."""
        ...

    @property
    def next_at(self) -> datetime | None:
        """When there is something to do next (aware UTC), None while nothing waits."""
        ...

    @property
    def refused(self) -> frozenset[int]:
        """The problems of which something was refused."""
        ...

    @property
    def unknown(self) -> frozenset[int]:
        """The problems of which something may not have gone."""
        ...


class SenderOffice(Protocol):
    """The sender of what waits in the outbox."""

    def run(self, actor: Actor, progress: Progress, cancelled: Cancelled) -> SendReport:
        """Send what is due, ask for numbers, look for what is of unknown fate."""
        ...


@dataclass(frozen=True, slots=True)
class SubmitDesk:
    """The jobs behind everything that goes to 311, and the office's own contact."""

    forms: FormOffice
    numbers: NumberOffice
    outbox: OutboxOffice
    sender: SenderOffice
    contact: FormContact
    mail_sender: SenderOffice | None = None
