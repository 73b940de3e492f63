"""Writes down that people were answered, inside a unit of work: what was owed to them is settled by it."""

from collections.abc import Collection

from wardoffice.domain.cases import AnswerWay
from wardoffice.domain.people import FollowUpKind
from wardoffice.store.casework import home_of_person, homes_of, owed_in, unseen_links
from wardoffice.store.tables import Case, FollowUp
from wardoffice.store.unit_of_work import UnitOfWork


def log_answers(
    work: UnitOfWork, root: Case, contact_ids: Collection[int], way: AnswerWay, words: str
) -> list[FollowUp]:
    """Log an answer to each of these people about a root; their new words are dealt with by it.

    Gives what was logged. Each is filed in the case the person told of, where it stays if that is pulled
    apart.
    """
    homes = homes_of(work.session, root.id)
    given = []
    for contact_id in dict.fromkeys(contact_ids):
        answer = work.add(
            FollowUp(
                case_id=home_of_person(work.session, root.id, homes, contact_id),
                contact_id=contact_id,
                kind=FollowUpKind.ANSWER,
                way=way,
                words=words.strip(),
                staff_id=work.actor.staff_id,
                created_at=work.now,
                done_at=work.now,
            )
        )
        for owed in owed_in(work.session, homes, [contact_id]):
            owed.done_at = work.now
            owed.done_by_id = answer.id
        for link in unseen_links(work.session, homes, [contact_id]):
            link.seen_at, link.seen_by_id = work.now, answer.id
        given.append(answer)
    return given


def see_links(work: UnitOfWork, homes: Collection[int]) -> None:
    """Mark the new words of everybody as dealt with."""
    for link in unseen_links(work.session, homes):
        link.seen_at = work.now
