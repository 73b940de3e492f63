"""What must hold for a mail to be sent once more: what it says was not said since, and may still be said."""

from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.errors import CannotDoError
from wardoffice.language import text
from wardoffice.store.sent_anew import acknowledged_by_others, forwarded_problems, sent_anew_since_refused
from wardoffice.store.tables import OutboxMessage
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.visibility import is_restricted


def require_may_go_again(work: UnitOfWork, mail: OutboxMessage) -> None:
    """Asked inside the transaction that queues it: the forms ask the same of what is written anew.

    Raises CannotDoError where it was said anew since the mail was refused, or somebody was thanked within
    the day, or a problem it forwards was finished, or restricted without that having been agreed to.
    """
    if sent_anew_since_refused(work.session, [mail.id]):
        raise _stays(text("What it says was sent or told anew since."), text("Take this one back."))
    thanked = acknowledged_by_others(work.session, mail, work.now)
    if thanked:
        raise _stays(
            text("{who} got an acknowledgement within the last day already.", who=", ".join(sorted(thanked))),
            text("Take this one back, or send an update."),
        )
    for home in forwarded_problems(work.session, mail.id):
        if home.status is CaseStatus.FINISHED:
            raise _stays(
                text("{number} is finished.", number=home.number),
                text("Take this mail back, or open the problem again first."),
            )
        if is_restricted(work.session, home) and not mail.wish.get("restricted_too"):
            raise _stays(
                text("{number} is restricted to named people.", number=home.number),
                text("Take this mail back. What may go of it is chosen in the problem."),
            )


def _stays(happened: str, next_step: str) -> CannotDoError:
    return CannotDoError(happened, text("Nothing was sent."), next_step)
