"""Opens what a mail was written in, once it was taken back to be changed, with all that was in it."""

from dataclasses import dataclass

from wardoffice.domain.department_wish import department_wish_of
from wardoffice.domain.incident_wish import is_update, update_wish_of
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.replying import choice_of
from wardoffice.gui.answer.actions import AnswerActions
from wardoffice.gui.departments.actions import DepartmentActions
from wardoffice.gui.forward.actions import ForwardActions
from wardoffice.gui.incident.keeper import IncidentKeeper
from wardoffice.office.mail_outbox import TakenBack

_TO_DEPARTMENTS = frozenset({MailPurpose.CHASE, MailPurpose.REOPEN, MailPurpose.REFER_OUT})


@dataclass(frozen=True, slots=True)
class MailForms:
    """Where mails are written, one for each kind."""

    forwards: ForwardActions
    departments: DepartmentActions
    answers: AnswerActions
    incidents: IncidentKeeper


def write_again(forms: MailForms, taken: TakenBack) -> None:
    """Open the form of a mail."""
    if taken.purpose is MailPurpose.FORWARD:
        forms.forwards.open_for(taken.wish["case_ids"], taken.wish)
    elif taken.purpose in _TO_DEPARTMENTS:
        forms.departments.write_again(department_wish_of(taken.wish), taken.purpose)
    elif is_update(taken.wish):
        forms.incidents.write_again(update_wish_of(taken.wish))
    elif taken.case_id is not None:
        forms.answers.open_for(taken.case_id, choice_of(taken.wish))
