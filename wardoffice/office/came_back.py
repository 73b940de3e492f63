"""An answer that did not arrive is none: what it had settled is owed again, what it dealt with is new (P6).

A bounce may be read before the mail it is about, which lies in another folder; then that mail finds it.
"""

from collections.abc import Collection, Iterable

from wardoffice.domain.cases import LinkReason
from wardoffice.domain.history import ActionKind
from wardoffice.store.bounced import answers_to, bounces_of, settled_by
from wardoffice.store.casework import links_dealt_with_by
from wardoffice.store.sent_reading import contacts_at, ever_linked
from wardoffice.store.tables import FollowUp, Message, MessageLink
from wardoffice.store.unit_of_work import UnitOfWork


def owe_again(work: UnitOfWork, answer_id: int, lost: Collection[str]) -> None:
    """Take back the answers that mail ``answer_id`` gave to the people at the ``lost`` addresses."""
    contacts = [each.id for each in contacts_at(work.session, lost)]
    count = take_back_answers(work, answers_to(work.session, answer_id, contacts))
    if count:
        work.kind = ActionKind.CAME_BACK
        work.details["count"] = count


def take_back_answers(work: UnitOfWork, answers: Iterable[FollowUp]) -> int:
    """What these answers had settled is owed again, and what they answered is new; returns how many."""
    count = 0
    for answer in answers:
        answer.withdrawn_at = work.now
        for owed in settled_by(work.session, answer.id):
            owed.done_at = owed.done_by_id = None
        for link in links_dealt_with_by(work.session, answer.id):
            link.seen_at = link.seen_by_id = None
        count += 1
    return count


def came_back_already(work: UnitOfWork, sent: Message, case_id: int) -> frozenset[str]:
    """The addresses that a mail of ours did not reach, by bounces that came before it was read.

    Those bounces are linked to its case, as new word for somebody to see.
    """
    lost: set[str] = set()
    for bounce in bounces_of(work.session, sent.message_id):
        lost.update(address for _, address in bounce.recipients)
        if not ever_linked(work.session, bounce.id):
            work.add(
                MessageLink(
                    message_id=bounce.id,
                    case_id=case_id,
                    reason=LinkReason.BOUNCE,
                    seen_at=None if bounce.recipients else work.now,  # held up on its way: nothing to see yet
                    created_at=work.now,
                )
            )
    return frozenset(lost)
