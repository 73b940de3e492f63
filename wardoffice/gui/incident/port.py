"""What the screen of incidents asks of the office."""

from collections.abc import Sequence
from typing import Protocol

from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import AnswerWay, FinishReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.incidents import IncidentDraft, IncidentLine, IncidentView


class IncidentJobs(Protocol):
    """Incidents, and what people do with them."""

    def lines(self, actor: Actor) -> tuple[IncidentLine, ...]:
        """All of them, those that go on first."""
        ...

    def show(self, actor: Actor, incident_id: int) -> IncidentView:
        """One with everything under it."""
        ...

    def begin(self, actor: Actor, draft: IncidentDraft) -> Changes:
        """Begin one."""
        ...

    def describe(self, actor: Actor, incident_id: int, name: str, script: str) -> Changes:
        """Change its name and what to say."""
        ...

    def take_in(self, actor: Actor, incident_id: int, case_ids: Sequence[int]) -> Changes:
        """Say that problems stand under it."""
        ...

    def leave_out(self, actor: Actor, incident_id: int, case_id: int) -> Changes:
        """Say that a problem is none of it."""
        ...

    def update_all(
        self, actor: Actor, incident_id: int, contact_ids: Sequence[int], way: AnswerWay, words: str
    ) -> Changes:
        """Log one answer for all these people."""
        ...

    def end(self, actor: Actor, incident_id: int, finish: FinishReason | None = None) -> Changes:
        """Say that it is over."""
        ...


class CallLogging(Protocol):
    """Who calls about an incident."""

    def log_call(self, actor: Actor, incident_id: int, name: str, phone: str, words: str = "") -> Changes:
        """File a call; an answer is owed to the caller."""
        ...
