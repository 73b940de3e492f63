"""Which case a mail answers, and how that is known: a number, the mails it answers, subject and sender.

Never by the subject alone: anybody may write a number into one.
"""

from wardoffice.domain.cases import LinkReason
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.subjects import is_answer
from wardoffice.domain.tracking_numbers import CityNumbers
from wardoffice.office.sorted_mail import Arrived
from wardoffice.store.conversations import case_by_subject_and_sender, takes_part
from wardoffice.store.message_reading import answered_case, case_of_thread
from wardoffice.store.unit_of_work import UnitOfWork

Answered = tuple[int, LinkReason]
"""The case a mail answers, and by what that is known."""

_BY_NUMBER = frozenset({LinkReason.TOKEN, LinkReason.TRACKING_NUMBER})
"""What anybody may write into a subject."""


def what_it_answers(
    work: UnitOfWork, arrived: Arrived, numbers: CityNumbers, *, trusted: bool
) -> tuple[Answered | None, int | None]:
    """The case it belongs to, and else the one that its subject only names.

    A number counts where the sender told of that case, had mail about it, or is ``trusted`` (of the office or
    of the city); else the mails it answers do. ``numbers`` are how the city writes its own.
    """
    mail, named = arrived.mail, None
    if mail.kind is not MessageKind.PROBLEM or (trusted and is_answer(mail.subject)):
        found = answered_case(work.session, mail.subject, mail.in_reply_to, mail.references, numbers)
        if found is not None and found[1] in _BY_NUMBER:
            counts = trusted or mail.kind is MessageKind.BOUNCE
            if not counts and not takes_part(work.session, arrived.contact_id, arrived.sender, found[0]):
                named = found[0]
                thread = case_of_thread(work.session, mail.in_reply_to, mail.references)
                found = (thread, LinkReason.IN_REPLY_TO) if thread is not None else None
        if found is not None:
            return found, None
    if mail.kind is MessageKind.REPLY or is_answer(mail.subject):
        case_id = case_by_subject_and_sender(work.session, mail.subject, arrived.contact_id, arrived.at)
        if case_id is not None:
            return (case_id, LinkReason.SENDER), None
    return None, named
