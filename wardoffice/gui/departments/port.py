"""What the screen of departments and its dialogs ask of the office; all of it belongs on a lane."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.daily_list import DailyLine, PastedLine
from wardoffice.domain.departments import DepartmentDraft, DepartmentView, PersonDraft, TypedAddress
from wardoffice.domain.following_up import DepartmentMail, Overdue
from wardoffice.domain.incidents import Ring
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.domain.routing import Routed, RuleProposal, RuleView
from wardoffice.office.daily_list import DailyText
from wardoffice.office.pasted_answers import PastedAnswer
from wardoffice.office.reopening import ReopenForm


class Directory(Protocol):
    """The list of departments."""

    def all(self, actor: Actor) -> tuple[DepartmentView, ...]:
        """Everybody on it."""
        ...

    def typed(self, actor: Actor) -> tuple[TypedAddress, ...]:
        """Who was written to at an address that is on no list."""
        ...

    def add(self, actor: Actor, draft: DepartmentDraft) -> Changes:
        """Put a department on it."""
        ...

    def change(self, actor: Actor, department_id: int, draft: DepartmentDraft) -> Changes:
        """Change what is known of one."""
        ...

    def remove(self, actor: Actor, department_id: int) -> Changes:
        """Take one off."""
        ...

    def add_person(self, actor: Actor, department_id: int, draft: PersonDraft) -> Changes:
        """Put somebody on the list of a department."""
        ...

    def change_person(self, actor: Actor, person_id: int, draft: PersonDraft) -> Changes:
        """Change who somebody is."""
        ...

    def remove_person(self, actor: Actor, person_id: int) -> Changes:
        """Take somebody off."""
        ...

    def doubts(self, actor: Actor, address: str) -> tuple[str, ...]:
        """What is odd of an address."""
        ...


class RoutingJobs(Protocol):
    """Who gets what."""

    def for_case(self, actor: Actor, case_id: int) -> Routed:
        """Whom a problem goes to, and why."""
        ...

    def rules(self, actor: Actor) -> tuple[RuleView, ...]:
        """The rules that hold."""
        ...

    def proposals(self, actor: Actor) -> tuple[RuleProposal, ...]:
        """Those a manager may accept."""
        ...

    def add_rule(
        self, actor: Actor, service_code: str, department_id: int, ring: Ring = (), area_name: str = ""
    ) -> Changes:
        """Make one, or propose it."""
        ...

    def decide(self, actor: Actor, proposal: RuleProposal, *, accept: bool) -> Changes:
        """Accept a proposal, or not."""
        ...

    def remove_rule(self, actor: Actor, rule_id: int) -> Changes:
        """Take one away."""
        ...


class ChaseJobs(Protocol):
    """What is overdue."""

    def overdue(self, actor: Actor) -> tuple[Overdue, ...]:
        """Each department that owes answers."""
        ...

    def waiting(self, actor: Actor) -> tuple[Overdue, ...]:
        """The same with what is not due yet."""
        ...

    def preview(
        self, actor: Actor, department_id: int | None, forward_ids: Sequence[int], words: str = ""
    ) -> DepartmentMail:
        """The mail that asks again."""
        ...

    def send(self, actor: Actor, mail: DepartmentMail) -> Changes:
        """Queue it."""
        ...


class DailyJobs(Protocol):
    """Today's list, and what comes back."""

    def lines(
        self, actor: Actor, department_id: int, case_ids: Sequence[int] | None = None
    ) -> tuple[DailyLine, ...]:
        """What may stand on it."""
        ...

    def text(self, lines: Sequence[DailyLine]) -> DailyText:
        """The list as text."""
        ...

    def note_told(self, actor: Actor, department_id: int, lines: Sequence[DailyLine]) -> Changes:
        """Write down that they got it."""
        ...

    def match(self, actor: Actor, department_id: int, pasted: str) -> tuple[PastedLine, ...]:
        """Whose problems a pasted text is about."""
        ...


class PastedJobs(Protocol):
    """Filing what came back."""

    def file(self, actor: Actor, pasted: PastedAnswer, cancelled: Cancelled = ...) -> Changes:
        """Keep it with its problems."""
        ...


class ReferJobs(Protocol):
    """What is not the city's."""

    def bodies(self, actor: Actor, case_id: int) -> tuple[DepartmentView, ...]:
        """Whom it may be referred to."""
        ...

    def preview(
        self, actor: Actor, case_id: int, department_id: int, words: str, look_on: date
    ) -> DepartmentMail:
        """The mail that refers it."""
        ...

    def send(self, actor: Actor, mail: DepartmentMail) -> Changes:
        """Queue it."""
        ...

    def told(
        self, actor: Actor, case_ids: Sequence[int], department_id: int, words: str, look_on: date
    ) -> Changes:
        """Write down that they were called."""
        ...


class ReopenJobs(Protocol):
    """What the city closed and nobody fixed."""

    def form(self, actor: Actor, case_id: int) -> ReopenForm:
        """What may be sent back."""
        ...

    def preview(
        self,
        actor: Actor,
        case_id: int,
        department_id: int,
        *,
        words: str = "",
        photo_ids: Sequence[int] | None = None,
        progress: Progress = ...,
        cancelled: Cancelled = ...,
    ) -> DepartmentMail:
        """The packet."""
        ...

    def send(self, actor: Actor, mail: DepartmentMail) -> Changes:
        """Queue it."""
        ...


class AnswerJobs(Protocol):
    """What they answered elsewhere."""

    def log(self, actor: Actor, forward_id: int, words: str, *, everything: bool = False) -> Changes:
        """Write down an answer."""
        ...

    def answers(self, actor: Actor, forward_id: int, message_id: int, *, everything: bool = False) -> Changes:
        """Say that a mail is one."""
        ...

    def answers_all(self, actor: Actor, case_id: int) -> Changes:
        """Say that the newest mail answers all it was asked."""
        ...

    def look_later(self, actor: Actor, forward_id: int, day: date) -> Changes:
        """Look for one on another day."""
        ...


@dataclass(frozen=True, slots=True)
class DepartmentDesk:
    """The jobs of departments."""

    directory: Directory
    routing: RoutingJobs
    chasing: ChaseJobs
    daily: DailyJobs
    pasted: PastedJobs
    referring: ReferJobs
    reopening: ReopenJobs
    answers: AnswerJobs
