"""What a sorted mail does to what is here: its link, a reopened problem, a paper's clock, a bounce's mark.

Everything is in the transaction that files the mail, so that it is one line of history and one undo.
"""

import re
from collections.abc import Callable, Sequence

from wardoffice.domain.cases import CaseKind, CaseStatus, LinkReason
from wardoffice.domain.letters import Letter
from wardoffice.domain.messages import PAPERS, MessageKind
from wardoffice.domain.people import FollowUpKind
from wardoffice.domain.places import Place, PlaceSource, Point
from wardoffice.language import text
from wardoffice.office.came_back import owe_again
from wardoffice.office.case_work import open_again
from wardoffice.office.forward_answers import link_everywhere, settle_forwards
from wardoffice.office.mail_fate import came_back
from wardoffice.office.placing import put_at
from wardoffice.office.sorted_mail import Clock, Sorted
from wardoffice.store.bounced import cases_of_mail, mark_bounced
from wardoffice.store.casework import homes_of, owed_in
from wardoffice.store.fitting import fit
from wardoffice.store.letters import keep_marks, same_letter
from wardoffice.store.tables import Case, FollowUp, Forward, Message, MessageLink, OutboxMessage, Request
from wardoffice.store.unit_of_work import UnitOfWork

_TELLING = PAPERS | {
    MessageKind.REPLY,
    MessageKind.BACK_AGAIN,
    MessageKind.SAME_LETTER,
    MessageKind.DEPARTMENT,
}
"""Kinds a person writes about what is here already."""
_HOUSE = re.compile(r"(\d{3,5})\b")
_PLACING = frozenset({MessageKind.REPLY, MessageKind.BACK_AGAIN})


def link_message(work: UnitOfWork, message: Message, found: Sorted) -> int | None:
    """Link the message to the case it belongs to, and do what its kind asks for; returns that case."""
    if found.case_id is None or found.link is None:
        return None
    answered: Sequence[int] = ()
    if found.forward_id is not None:
        answered = settle_forwards(
            work, message, work.session.get_one(Forward, found.forward_id), about_all=found.about_all
        )
    # A mail about several problems is filed first where its answer belongs.
    case_id = found.case_id if found.case_id in answered or not answered else answered[0]
    work.add(
        MessageLink(
            message_id=message.id,
            case_id=case_id,
            reason=found.link,
            seen_at=work.now if found.silent else None,
            created_at=work.now,
        )
    )
    link_everywhere(work, message, answered, [case_id])
    if found.bounced_id is not None and not found.silent:
        sent = work.session.get_one(OutboxMessage, found.bounced_id)
        link_everywhere(work, message, cases_of_mail(work.session, sent), [case_id], LinkReason.BOUNCE)
    if found.again:
        _open_again(work, message, case_id)
    return case_id


def tell_of_danger(work: UnitOfWork, message: Message, case_id: int | None) -> None:
    """Put the problem a mail was filed with before all others, by the words of danger in the mail.

    The hours are counted from the first mail that told of it.
    """
    if case_id is None or not message.danger or message.kind not in _TELLING:
        return
    root = work.session.get_one(Case, work.session.get_one(Case, case_id).root_id or case_id)
    if root.status is CaseStatus.FINISHED or message.danger in root.safety_words:
        return
    if root.safety_words:
        root.safety_words = f"{root.safety_words}, {message.danger}"
    else:
        root.safety_words, root.safety_at = message.danger, message.received_at
    fit(root)


def take_place(work: UnitOfWork, found: Sorted, place: Place, ward_of: Callable[[Point], int | None]) -> None:
    """Take the place that word on a problem tells, where nobody knew it; else, or in doubt, offer it (P5)."""
    if found.case_id is None or found.kind not in _PLACING or not (place.point or place.address):
        return
    root = work.session.get_one(Case, work.session.get_one(Case, found.case_id).root_id or found.case_id)
    if root.kind is not CaseKind.PROBLEM or root.lat is not None:
        return
    if not root.address and not root.place_others and not found.doubt:
        put_at(root, place, ward_of)
    elif place.address and place.address not in (root.address, *root.place_others):
        root.place_others = [*root.place_others, place.address]


def mark_mail(work: UnitOfWork, message: Message, found: Sorted) -> None:
    """Write on a mail of ours that it did not arrive; the bounce keeps whom it did not reach."""
    bounce = found.bounce
    if bounce is None:
        return
    lost = [each.recipient for each in bounce.lost()]
    message.recipients = [["", address] for address in lost]
    if found.bounced_id is not None:
        sent = work.session.get_one(OutboxMessage, found.bounced_id)
        if mark_bounced(work.session, sent, bounce):
            came_back(work, sent)
    if found.answer_id is not None:
        owe_again(work, found.answer_id, lost)


def join_letter(work: UnitOfWork, message: Message, found: Sorted) -> int | None:
    """File the same letter from somebody else in the matter of the first; returns its case, if it is one.

    Nothing is merged: it is one letter. Whoever sent it is owed an answer of their own (P6).
    """
    if found.kind is not MessageKind.SAME_LETTER or found.case_id is None or found.letter is None:
        return None
    first = same_letter(work.session, found.letter, message.received_at)
    if first is not None and first.message.kind is MessageKind.PROBLEM:
        first.message.kind = MessageKind.SAME_LETTER
        first.message.kind_reason = text("Others wrote nearly word for word the same.")
        _forget_home(work.session.get_one(Case, found.case_id), found.letter)
    work.add(
        Request(
            case_id=found.case_id,
            message_id=message.id,
            description=message.text,
            created_at=message.received_at,
        )
    )
    owe_answer(work, message, found.case_id)
    return found.case_id


def _forget_home(case: Case, letter: Letter) -> None:
    """Take no home of whoever signed first for the place of what all of them wrote about."""
    house = _HOUSE.match(case.address)
    if case.place_source is PlaceSource.ADDRESS_IN_TEXT and house and house[1] not in letter.numbers:
        put_at(case, Place(), lambda _point: None)


def remember_letter(work: UnitOfWork, message: Message, found: Sorted) -> None:
    """Let later letters that say the same find this one."""
    if found.letter is not None:
        keep_marks(work.session, message.id, found.letter)


def owe_answer(work: UnitOfWork, message: Message, case_id: int) -> None:
    """An answer is owed to whoever wrote, unless one is already."""
    if message.contact_id is None:
        return
    root_id = work.session.get_one(Case, case_id).root_id or case_id
    homes = {case_id, *homes_of(work.session, root_id)}
    if not owed_in(work.session, homes, [message.contact_id]):
        owe_another(work, message, case_id)


def owe_another(work: UnitOfWork, message: Message, case_id: int, clock: Clock | None = None) -> None:
    """An answer is owed to whoever wrote, whatever else is; a ``clock`` says by when.

    A records request that names a problem as well is owed two: one by its clock, one about the problem.
    """
    if message.contact_id is None:
        return
    work.add(
        FollowUp(
            case_id=case_id,
            contact_id=message.contact_id,
            message_id=message.id,
            kind=FollowUpKind.ANSWER_OWED,
            words=clock.rule if clock is not None else "",
            due_at=clock.due_at if clock is not None else None,
            created_at=message.received_at,
        )
    )


def _open_again(work: UnitOfWork, message: Message, case_id: int) -> None:
    root = work.session.get_one(Case, work.session.get_one(Case, case_id).root_id or case_id)
    if root.status is CaseStatus.FINISHED:
        open_again(root)
        if message.danger:
            # What was dangerous then is finished: the hours count from this mail.
            root.safety_words, root.safety_at = message.danger, message.received_at
    owe_answer(work, message, case_id)
