"""Says what a bounce means: which mail of ours it is about, and whether that is lost, held up or arrived."""

from dataclasses import replace

from wardoffice.domain.cases import LinkReason
from wardoffice.domain.messages import Bounce, MessageKind, NotDelivered
from wardoffice.language import text
from wardoffice.office.mail_answering import Answered
from wardoffice.office.sorted_mail import Arrived, Sorted
from wardoffice.store.bounced import bounced_answer, bounced_mail, cases_of_mail, only_mail_to, recipients_of
from wardoffice.store.message_reading import case_of_message
from wardoffice.store.unit_of_work import UnitOfWork


def sort_bounce(work: UnitOfWork, arrived: Arrived, answered: Answered | None) -> Sorted:
    """What this bounce is about and means; one about no mail of ours belongs where it was ``answered``."""
    told = arrived.mail.bounce or Bounce("")
    ours = bounced_mail(work.session, told)
    answer = bounced_answer(work.session, told) if ours is None else None
    if ours is None and answer is None:
        ours = only_mail_to(work.session, told.addresses(), arrived.at)
    if ours is not None:
        told = told.about(recipients_of(work.session, ours))
    elif answer is not None:
        told = told.about([address for _, address in answer.recipients])
    else:
        case_id, link = answered or (None, None)
        unknown = Sorted(MessageKind.BOUNCE, arrived.mail.kind_reason, case_id, link, silent=_is_quiet(told))
        return replace(unknown, bounce=_of_any(told))
    return Sorted(
        MessageKind.BOUNCE,
        _meaning(told),
        next(iter(cases_of_mail(work.session, ours)), None)
        if ours
        else case_of_message(work.session, answer.id)
        if answer
        else None,
        LinkReason.BOUNCE,
        silent=_is_quiet(told),
        bounced_id=ours.id if ours else None,
        answer_id=answer.id if answer else None,
        bounce=told,
    )


def _of_any(told: Bounce) -> Bounce:
    """As if all it names were recipients: the mail it is about may be read later, and tells which are."""
    return told.about(told.named)


def _is_quiet(told: Bounce) -> bool:
    """Whether there is nothing to do: it arrived, or the server goes on trying."""
    return not told.lost() and (bool(told.recipients or told.arrived) or told.held_up)


def _meaning(told: Bounce) -> str:
    lost = told.lost()
    if lost:
        return _lost(lost)
    if told.recipients or told.held_up:
        return text("Our mail is held up on its way; the mail server goes on trying.")
    if told.arrived:
        names = ", ".join(told.arrived)
        return text("Our mail to {names} arrived, or was handed on: the mail server says so.", names=names)
    return text("A mail server sent our mail back, and does not say whom it did not reach.")


def _lost(lost: tuple[NotDelivered, ...]) -> str:
    return text(
        "Our mail to {names} did not arrive: {why}.",
        names=", ".join(each.recipient for each in lost),
        why=lost[0].answer.rstrip(".") or text("no reason told"),
    )
