"""What the form, the copy card and the numbers ask of the office.

All of it belongs on a lane, but for ``problems``, which reads nothing.
"""

from typing import Protocol

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.submissions import FormProblem, FormValues, SubmissionForm


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
