"""What goes to 311, in memory: forms, numbers and an outbox of the shape the window asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tests.builders_queue import NOW
from tests.builders_submissions import OFFICE, a_form, counts_of
from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.copy_card import CardLine, CopyCard
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.mail_preview import MailPreview, PreviewedFile
from wardoffice.domain.outgoing import (
    OUTBOX_PAGE,
    OutboxCounts,
    OutboxHeld,
    OutboxLine,
    OutboxState,
)
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.submissions import (
    ContactChoice,
    Fit,
    FormProblem,
    FormValues,
    NumberFinding,
    SubmissionForm,
)
from wardoffice.gui.submit.port import SubmitDesk
from wardoffice.office.mail_outbox import TakenBack
from wardoffice.office.numbers_typed import LineFinding, Noted
from wardoffice.office.sent_report import SentReport


@dataclass
class FakeSubmitting:
    """Remembers what was asked in ``calls``; ``trouble`` is raised by the next call that can fail."""

    form: SubmissionForm = field(default_factory=a_form)
    wrong: tuple[FormProblem, ...] = ()
    kept: tuple[OutboxLine, ...] = ()
    finding: NumberFinding = field(
        default_factory=lambda: NumberFinding(
            "sr26 01879950", "SR26-01879950", Fit.FITS, "This is a pothole at 4812 N Damen Ave."
        )
    )
    found: tuple[LineFinding, ...] = ()
    trouble: WardOfficeError | None = None
    report: SentReport = field(default_factory=SentReport)
    calls: list[tuple[str, object]] = field(default_factory=list)
    holding: OutboxHeld | None = None
    has_server: bool = True
    older: tuple[OutboxLine, ...] = ()

    @property
    def desk(self) -> SubmitDesk:
        """All of it, as the window gets it."""
        return SubmitDesk(forms=self, numbers=self, outbox=self, sender=self, contact=OFFICE)

    def asked(self, name: str) -> list[object]:
        """What was asked under that name."""
        return [what for each, what in self.calls if each == name]

    def prepare(
        self,
        _actor: Actor,
        case_id: int,
        service_code: str | None = None,
        *,
        corrects: int | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> SubmissionForm:
        """The prepared form, for this case and type."""
        self._raise()
        assert not cancelled()
        self.calls.append(("prepare", (case_id, service_code, corrects)))
        code = service_code or self.form.service_code
        return replace(self.form, case_id=case_id, service_code=code, corrects=corrects)

    def problems(self, _form: SubmissionForm, _values: FormValues) -> tuple[FormProblem, ...]:
        """As prepared."""
        return self.wrong

    def submit(self, _actor: Actor, form: SubmissionForm, values: FormValues) -> Changes:
        """Remember what was sent."""
        self._raise()
        self.calls.append(("submit", values))
        return Changes(frozenset({form.case_id}), action_id=9, label=f"To 311: {form.service_name}")

    def contact_choice(self, _actor: Actor) -> ContactChoice:
        """The office's."""
        return ContactChoice.OFFICE

    def card(self, form: SubmissionForm, values: FormValues) -> CopyCard:
        """Four fields; the last is the contact's."""
        contact = {ContactChoice.NONE: "", ContactChoice.OFFICE: form.office.name}
        return CopyCard(
            form.case_id,
            (
                CardLine("service_name", "Type", form.service_name),
                CardLine("address", "Address", values.address),
                CardLine("WHERE", "Where is the pothole?", "", open=True),
                CardLine("contact_name", "Name", contact.get(values.contact, "Jan Kowalski")),
            ),
        )

    def look_up(
        self, _actor: Actor, case_id: int, typed: str, _cancelled: Callable[[], bool] = lambda: False
    ) -> NumberFinding:
        """The prepared finding."""
        self._raise()
        self.calls.append(("look_up", (case_id, typed)))
        return self.finding

    def read_list(
        self,
        _actor: Actor,
        case_ids: Sequence[int],
        pasted: str,
        _cancelled: Callable[[], bool] = lambda: False,
    ) -> tuple[LineFinding, ...]:
        """The prepared findings."""
        self._raise()
        self.calls.append(("read_list", (tuple(case_ids), pasted)))
        return self.found

    def note_number(
        self,
        _actor: Actor,
        case_id: int,
        typed: str,
        contact: ContactChoice,
        contact_id: int | None = None,
    ) -> Changes:
        """Remember it."""
        self._raise()
        self.calls.append(("note_number", (case_id, typed, contact, contact_id)))
        return Changes(frozenset({case_id}), action_id=8, label=f"311 number {typed} noted")

    def note_numbers(self, _actor: Actor, noted: Sequence[Noted], contact: ContactChoice) -> Changes:
        """Remember them."""
        self._raise()
        self.calls.append(("note_numbers", (tuple(noted), contact)))
        return Changes(frozenset(each.case_id for each in noted), label=f"{len(noted)} 311 numbers noted")

    def lines(self, _actor: Actor, *, ended: int = OUTBOX_PAGE) -> tuple[OutboxLine, ...]:
        """What is in the outbox, with so many of ``older``."""
        return (*self.kept, *self.older[:ended])

    def counts(self, _actor: Actor) -> OutboxCounts:
        """How many stand where."""
        return replace(counts_of(self.kept), ended_mails=len(self.older))

    def withdraw(self, _actor: Actor, outbox_id: int) -> Changes:
        """Take it back."""
        return self._settle("withdraw", outbox_id, OutboxState.WITHDRAWN)

    def it_went(self, _actor: Actor, outbox_id: int) -> Changes:
        """It is there."""
        return self._settle("it_went", outbox_id, OutboxState.SENT)

    def it_did_not_go(self, _actor: Actor, outbox_id: int) -> Changes:
        """It is not there."""
        return self._settle("it_did_not_go", outbox_id, OutboxState.REFUSED)

    def send_again(self, _actor: Actor, outbox_id: int, reason: str) -> Changes:
        """Remember why."""
        self.calls.append(("reason", reason))
        return self._settle("send_again", outbox_id, OutboxState.QUEUED)

    def look_again(
        self, _actor: Actor, outbox_id: int, _cancelled: Callable[[], bool] = lambda: False
    ) -> Changes:
        """Nothing is found."""
        return self._settle("look_again", outbox_id, OutboxState.UNKNOWN)

    def link(self, _actor: Actor, outbox_id: int, _cancelled: Callable[[], bool] = lambda: False) -> Changes:
        """It is the one 311 has."""
        return self._settle("link", outbox_id, OutboxState.SENT)

    def preview(self, _actor: Actor, outbox_id: int) -> MailPreview:
        """A mail with a picture that cannot be shown."""
        self.calls.append(("preview", outbox_id))
        files = (PreviewedFile("light.jpg", "image/jpeg", 120_000, b"no picture"),)
        return MailPreview("Ward 35", ("ana@x.org",), "Your street light", "It is done.", 130_000, files)

    def change(self, _actor: Actor, outbox_id: int) -> TakenBack:
        """Take it back."""
        changes = self._settle("change", outbox_id, OutboxState.WITHDRAWN)
        return TakenBack(changes, MailPurpose.ANSWER, None, {})

    def send_now(self, _actor: Actor, outbox_id: int) -> Changes:
        """Remember it."""
        return self._settle("send_now", outbox_id, OutboxState.QUEUED)

    def send_all_now(self, _actor: Actor) -> Changes:
        """Remember it."""
        self.calls.append(("send_all_now", None))
        return Changes()

    def seen(self, _actor: Actor, outbox_id: int) -> Changes:
        """Remember it."""
        return self._settle("seen", outbox_id, OutboxState.SENT)

    @property
    def sends_mail(self) -> bool:
        """As it is set."""
        return self.has_server

    def held(self, _actor: Actor) -> OutboxHeld | None:
        """Who holds it."""
        return self.holding

    def hold(self, actor: Actor, *, on: bool) -> Changes:
        """Hold it, or let it go."""
        self.holding = OutboxHeld(actor.name, NOW) if on else None
        return Changes()

    def confirm_record(self, _actor: Actor, submission_id: int) -> Changes:
        """Remember it."""
        self.calls.append(("confirm", submission_id))
        return Changes(frozenset({3}), label="Confirmed")

    def part_record(self, _actor: Actor, submission_id: int) -> Changes:
        """Remember it."""
        self.calls.append(("part", submission_id))
        return Changes(frozenset({3}), label="Parted")

    def run(
        self,
        _actor: Actor,
        progress: Callable[[int, int | None], None],
        cancelled: Callable[[], bool],
    ) -> SentReport:
        """Say that it was asked to send."""
        self._raise()
        progress(0, 1)
        self.calls.append(("run", cancelled()))
        return self.report

    def _settle(self, name: str, outbox_id: int, state: OutboxState) -> Changes:
        self._raise()
        self.calls.append((name, outbox_id))
        self.kept = tuple(
            replace(each, state=state, needs_person=False, may=frozenset())
            if each.outbox_id == outbox_id and state is not OutboxState.UNKNOWN
            else each
            for each in self.kept
        )
        return Changes(frozenset({3}), label=f"Outbox: {name}")

    def _raise(self) -> None:
        trouble, self.trouble = self.trouble, None
        if trouble is not None:
            raise trouble
