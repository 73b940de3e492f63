"""A stranger who writes one of our numbers in the subject: a question to a person, never a link (P5)."""

from tests.builders import OfficeBuilder
from tests.comparing import comparing
from tests.mail.mails import mail
from tests.office.test_mail_sorting import arrive, cases, last, links, shown
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import LinkReason
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.queue import QueueRow
from wardoffice.office.duplicates import Duplicates
from wardoffice.office.merging import Merging
from wardoffice.office.queue import Queue
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store

STRANGER = {"From": "Zed <zed@elsewhere.example>", "Message_ID": "<2@z>"}
QUESTION = "its number is in a subject, from someone we do not know: attach?"


def two(store: Store, words: str = "Mine too", **headers: str) -> tuple[int, int]:
    """A problem, and the one that a stranger's mail opened who names it."""
    arrive(store, mail())
    (first,) = cases(store)
    arrive(store, mail(words, **{**STRANGER, "Subject": f"Re: [{first.number}] Pothole", **headers}))
    _, second = cases(store)
    return first.id, second.id


def row(store: Store, ana: Actor, case_id: int) -> QueueRow:
    return Queue(store).rows(ana, [case_id])[case_id]


def suggested(store: Store, ana: Actor, case_id: int) -> list[tuple[int, str]]:
    return [(each.case_id, each.reasons[0]) for each in Duplicates(store, comparing()).suggest(ana, case_id)]


def test_a_stranger_who_names_a_number_opens_a_problem_and_is_asked_about_at_both(
    store: Store, ana: Actor
) -> None:
    """P5, P6: nothing is linked by a subject alone, and nobody's word is lost."""
    first, second = two(store)
    assert links(store) == []
    assert suggested(store, ana, second) == [(first, QUESTION)]
    assert suggested(store, ana, first) == [(second, QUESTION)]
    assert row(store, ana, second).names == row(store, ana, first).number
    assert row(store, ana, first).names == ""
    assert shown(store, ana, second).people[0].owed_since is not None


def test_attaching_it_is_putting_together_and_can_be_taken_back(store: Store, ana: Actor) -> None:
    """P4."""
    first, second = two(store)
    Merging(store).merge(ana, [second, first])
    senders = [each.sender_address for each in shown(store, ana, first).messages]
    assert senders == ["ana@example.org", "zed@elsewhere.example"]
    assert row(store, ana, first).names == ""
    assert suggested(store, ana, first) == []
    Undoing(store).undo(ana)
    assert row(store, ana, second).names
    assert suggested(store, ana, second) == [(first, QUESTION)]


def test_not_the_same_is_remembered_and_can_be_taken_back(store: Store, ana: Actor) -> None:
    """P4."""
    first, second = two(store)
    Duplicates(store, comparing()).not_same(ana, second, first)
    assert row(store, ana, second).names == ""
    assert suggested(store, ana, first) == suggested(store, ana, second) == []
    Undoing(store).undo(ana)
    assert row(store, ana, second).names


def test_a_stranger_whose_mail_answers_one_of_the_case_belongs_to_it(store: Store) -> None:
    """Somebody answers from another address: the thread says what a subject cannot."""
    arrive(store, mail())
    (first,) = cases(store)
    subject = f"Re: [{first.number}] Pothole"
    arrive(store, mail("Any news?", **STRANGER, Subject=subject, In_Reply_To="<one@example.org>"))
    assert [(case_id, reason) for case_id, reason, _ in links(store)] == [(first.id, LinkReason.IN_REPLY_TO)]


def test_a_colleague_who_names_a_number_is_no_stranger(store: Store) -> None:
    arrive(store, mail())
    (first,) = cases(store)
    colleague = {"From": "Joe <joe@ward47.example>", "Message_ID": "<2@z>"}
    arrive(store, mail("She called again", **colleague, Subject=f"Re: [{first.number}]"))
    assert [(case_id, reason) for case_id, reason, _ in links(store)] == [(first.id, LinkReason.TOKEN)]


def test_a_restricted_problem_is_named_to_nobody_who_may_not_see_it(
    store: Store, ana: Actor, office: OfficeBuilder
) -> None:
    first, second = two(store)
    office.restrict(first)
    assert row(store, ana, second).names == ""
    assert suggested(store, ana, second) == []


def test_a_strangers_automatic_answer_opens_nothing_and_is_linked_to_nothing(store: Store) -> None:
    arrive(store, mail())
    (first,) = cases(store)
    subject = f"Automatic reply: [{first.number}] Pothole"
    arrive(store, mail("I am away", **STRANGER, Subject=subject, Auto_Submitted="auto-replied"))
    assert len(cases(store)) == 1
    assert links(store) == []
    assert (last(store).kind, last(store).named_case_id) == (MessageKind.AUTOMATIC, None)


def test_somebody_of_the_city_who_answers_under_the_311_number_is_no_stranger(
    store: Store, office: OfficeBuilder
) -> None:
    """A department's person we never wrote to: the answer belongs to the problem, and opens none."""
    there = office.city_record("SR26-00000077")
    subject = "RE: 311 request SR26-00000077"
    arrive(store, mail("Crew went out today.", From="Pat <pat.crew@cityofchicago.org>", Subject=subject))
    assert [(case_id, reason) for case_id, reason, _ in links(store)] == [
        (there.case_id, LinkReason.TRACKING_NUMBER)
    ]
    assert len(cases(store)) == 1


def test_somebody_who_only_claims_to_be_of_the_city_is_a_stranger(
    store: Store, office: OfficeBuilder
) -> None:
    """P5: the office's own provider says that the sender is another."""
    office.city_record("SR26-00000077")
    forged = mail(
        "Crew went out today.", From="Pat <pat@cityofchicago.org>", Subject="RE: request SR26-00000077"
    )
    arrive(store, b"Authentication-Results: mx.ward47.example; dmarc=fail\r\n" + forged)
    assert links(store) == []
