"""Departments without an office: what the window asked for, and believable answers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.builders_queue import NOW
from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.daily_list import DailyLine, PastedLine
from wardoffice.domain.departments import (
    BodyKind,
    DepartmentDraft,
    DepartmentPersonView,
    DepartmentView,
    PersonDraft,
    PreferredForm,
    TypedAddress,
)
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.following_up import AskedLine, DepartmentMail, MailPart, Overdue
from wardoffice.domain.incidents import Ring
from wardoffice.domain.outgoing_mail import Addressee, MailPurpose, OutgoingMail
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.domain.routing import Routed, RuleProposal, RuleView
from wardoffice.gui.departments.port import DepartmentDesk
from wardoffice.office.daily_list import DailyText
from wardoffice.office.pasted_answers import PastedAnswer
from wardoffice.office.reopening import ReopenForm

DOLORES = DepartmentPersonView(
    1, 11, "Dolores Finch", "dolores@cdot.example", "312-555-0141", "Liaison", is_backup=False
)


def a_department(department_id: int = 1, name: str = "CDOT", **more: object) -> DepartmentView:
    """A department of the city with one person."""
    known: dict[str, object] = {
        "department_id": department_id,
        "key": "",
        "name": name,
        "body": BodyKind.CITY,
        "phone": "312-555-0140",
        "public_phone": "311",
        "hours": "7 to 3",
        "form": PreferredForm.MAIL,
        "note": "",
        "people": (DOLORES,),
        "types": ("Pothole in Street Complaint",),
    }
    return DepartmentView(**known | more)  # type: ignore[arg-type]  # a test names the fields


COMED = a_department(
    2, "ComEd", body=BodyKind.UTILITY, public_phone="1-800-334-7661", people=(), types=(), phone=""
)
OVERDUE = Overdue(
    1,
    "CDOT",
    tuple(
        AskedLine(
            number,
            number,
            f"2026-0410{number}",
            "Pothole in Street Complaint",
            f"{4800 + number} N Damen Ave",
            (),
            NOW - timedelta(days=20 - number),
            NOW - timedelta(days=2),
        )
        for number in (1, 2)
    ),
)
PROPOSAL = RuleProposal(None, "SGA", "Rodent Baiting", 1, "CDOT", "3 of the last 4 went there.")
LINES = (
    DailyLine(1, "2026-04101", "4801 N Damen Ave", "Pothole", urgent=False, opened_at=NOW),
    DailyLine(2, "2026-04102", "4802 N Damen Ave", "Pothole", urgent=True, opened_at=NOW),
)


@dataclass
class FakeDepartments:
    """``calls`` says what was asked, with what."""

    views: tuple[DepartmentView, ...] = (a_department(), COMED)
    late: tuple[Overdue, ...] = ()
    early: tuple[Overdue, ...] = ()
    proposed: tuple[RuleProposal, ...] = ()
    held: tuple[RuleView, ...] = ()
    gaps: tuple[str, ...] = ()
    listed: tuple[DailyLine, ...] = LINES
    without: frozenset[int] = frozenset()
    """Departments to which nothing goes."""
    asked_about: frozenset[int] = frozenset({1})
    typed_at: tuple[TypedAddress, ...] = ()
    calls: list[tuple[str, object]] = field(default_factory=list)
    refuses: WardOfficeError | None = None
    """Why nothing can be written down, while that is so."""

    @property
    def desk(self) -> DepartmentDesk:
        """All jobs of departments."""
        return DepartmentDesk(
            self,
            self,
            FakeChases(self),
            self,
            self,
            FakeReferrals(self),
            FakePackets(self),
            self,
        )

    def asked(self, name: str) -> list[object]:
        """With what something was asked."""
        return [given for called, given in self.calls if called == name]

    def did(self, name: str, given: object, label: str = "") -> Changes:
        """Note what was done."""
        if self.refuses is not None:
            raise self.refuses
        self.calls.append((name, given))
        return Changes(action_id=len(self.calls), label=label or name)

    def mail(
        self, purpose: MailPurpose, department_id: int | None, words: str, parts: Sequence[int]
    ) -> DepartmentMail:
        """A mail as it would leave."""
        to = (Addressee("dolores@cdot.example", "Dolores Finch"),)
        body = f"{words}\n{len(parts)} problems"
        return DepartmentMail(
            department_id,
            "CDOT",
            purpose,
            "Ward 47 <ward47@office.example>",
            "Dolores Finch <dolores@cdot.example>",
            f"[W47-2026-04101] {purpose.value}",
            body,
            OutgoingMail(purpose, to, purpose.value, body),
            tuple(MailPart(each, f"2026-0410{each}", each) for each in parts),
            NOW,
            gaps=self.gaps,
        )

    def all(self, _actor: Actor) -> tuple[DepartmentView, ...]:
        return self.views

    def typed(self, _actor: Actor) -> tuple[TypedAddress, ...]:
        return self.typed_at

    def add(self, _actor: Actor, draft: DepartmentDraft) -> Changes:
        return self.did("add", draft)

    def change(self, _actor: Actor, department_id: int, draft: DepartmentDraft) -> Changes:
        return self.did("change", (department_id, draft))

    def remove(self, _actor: Actor, department_id: int) -> Changes:
        return self.did("remove", department_id)

    def add_person(self, _actor: Actor, department_id: int, draft: PersonDraft) -> Changes:
        return self.did("add_person", (department_id, draft))

    def change_person(self, _actor: Actor, person_id: int, draft: PersonDraft) -> Changes:
        return self.did("change_person", (person_id, draft))

    def remove_person(self, _actor: Actor, person_id: int) -> Changes:
        return self.did("remove_person", person_id)

    def doubts(self, _actor: Actor, address: str) -> tuple[str, ...]:
        return ("Nobody reads it: it only sends.",) if "noreply" in address else ()

    def for_case(self, _actor: Actor, _case_id: int) -> Routed:
        return Routed(self.views[0], "Potholes go to CDOT, as the city publishes.")

    def rules(self, _actor: Actor) -> tuple[RuleView, ...]:
        return self.held

    def proposals(self, _actor: Actor) -> tuple[RuleProposal, ...]:
        return self.proposed

    def add_rule(
        self, _actor: Actor, service_code: str, department_id: int, ring: Ring = (), area_name: str = ""
    ) -> Changes:
        return self.did("add_rule", (service_code, department_id, ring, area_name))

    def decide(self, _actor: Actor, proposal: RuleProposal, *, accept: bool) -> Changes:
        return self.did("decide", (proposal, accept))

    def remove_rule(self, _actor: Actor, rule_id: int) -> Changes:
        return self.did("remove_rule", rule_id)

    def lines(
        self, _actor: Actor, department_id: int, case_ids: Sequence[int] | None = None
    ) -> tuple[DailyLine, ...]:
        self.calls.append(("lines", (department_id, case_ids)))
        return () if department_id in self.without else self.listed

    def text(self, lines: Sequence[DailyLine]) -> DailyText:
        return DailyText(("\n".join(each.words for each in lines),))

    def note_told(self, _actor: Actor, department_id: int, lines: Sequence[DailyLine]) -> Changes:
        return self.did("note_told", (department_id, tuple(each.case_id for each in lines)))

    def match(self, _actor: Actor, _department_id: int, pasted: str) -> tuple[PastedLine, ...]:
        return tuple(
            PastedLine(each, 1, "2026-04101", "Pothole", "its address stands there", self.asked_about)
            if "4801" in each
            else PastedLine(each, None, "", "", "no number of a problem of ours")
            for each in pasted.splitlines()
        )

    def file(self, _actor: Actor, pasted: PastedAnswer, cancelled: Cancelled = lambda: False) -> Changes:
        assert not cancelled()
        return self.did("file", pasted)

    def log(self, _actor: Actor, forward_id: int, words: str, *, everything: bool = False) -> Changes:
        return self.did("log", (forward_id, words, everything))

    def answers(
        self, _actor: Actor, forward_id: int, message_id: int, *, everything: bool = False
    ) -> Changes:
        return self.did("answers", (forward_id, message_id, everything))

    def answers_all(self, _actor: Actor, case_id: int) -> Changes:
        return self.did("answers_all", case_id)

    def look_later(self, _actor: Actor, forward_id: int, day: date) -> Changes:
        return self.did("look_later", (forward_id, day))


@dataclass
class FakeChases:
    """Asking again."""

    fake: FakeDepartments

    def overdue(self, _actor: Actor) -> tuple[Overdue, ...]:
        return self.fake.late

    def waiting(self, _actor: Actor) -> tuple[Overdue, ...]:
        return self.fake.late or self.fake.early

    def preview(
        self, _actor: Actor, department_id: int | None, forward_ids: Sequence[int], words: str = ""
    ) -> DepartmentMail:
        return self.fake.mail(MailPurpose.CHASE, department_id, words, forward_ids)

    def send(self, _actor: Actor, mail: DepartmentMail) -> Changes:
        return self.fake.did("chase", mail, "CDOT asked again")


@dataclass
class FakeReferrals:
    """Referring out."""

    fake: FakeDepartments

    def bodies(self, _actor: Actor, _case_id: int) -> tuple[DepartmentView, ...]:
        return tuple(each for each in self.fake.views if not each.body.is_city)

    def preview(
        self, _actor: Actor, case_id: int, department_id: int, words: str, look_on: date
    ) -> DepartmentMail:
        return self.fake.mail(MailPurpose.REFER_OUT, department_id, f"{words} by {look_on}", [case_id])

    def send(self, _actor: Actor, mail: DepartmentMail) -> Changes:
        return self.fake.did("refer", mail)

    def told(
        self, _actor: Actor, case_ids: Sequence[int], department_id: int, words: str, look_on: date
    ) -> Changes:
        return self.fake.did("told", (tuple(case_ids), department_id, words, look_on))


@dataclass
class FakePackets:
    """Sending back."""

    fake: FakeDepartments

    def form(self, _actor: Actor, case_id: int) -> ReopenForm:
        return ReopenForm(case_id, "2026-04101", "The city closed it without a reason.", (), ())

    def preview(
        self,
        _actor: Actor,
        case_id: int,
        department_id: int,
        *,
        words: str = "",
        photo_ids: Sequence[int] | None = None,
        progress: Progress = lambda _done, _total: None,
        cancelled: Cancelled = lambda: False,
    ) -> DepartmentMail:
        assert not cancelled()
        return self.fake.mail(MailPurpose.REOPEN, department_id, f"{words}{photo_ids}", [case_id])

    def send(self, _actor: Actor, mail: DepartmentMail) -> Changes:
        return self.fake.did("packet", mail)
