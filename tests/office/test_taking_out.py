"""One of the same letters from many that is about another matter: taken out, and taken back."""

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder, placing
from tests.mail.mails import mail, mixed, part, picture
from tests.office.test_mail_sorting import LETTER, arrive, cases, kinds, last, shown
from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.messages import MessageKind
from wardoffice.office.splitting import Splitting
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment, Case, NotSame


@pytest.fixture
def splitting(store: Store) -> Splitting:
    return Splitting(store, placing(lambda _point: None))


def letter(number: int) -> bytes:
    words = part(LETTER.format(name=f"Neighbor {number}", home=f"{number} N Damen Ave"))
    return mixed(
        words, picture(), From=f"N {number} <n{number}@example.org>", Message_ID=f"<{number}@letters>"
    )


def campaign(store: Store, ana: Actor) -> CaseView:
    arrive(store, *(letter(number) for number in range(3)))
    (case,) = cases(store)
    return shown(store, ana, case.id)


def senders(view: CaseView) -> list[str]:
    return [each.sender_address for each in view.messages]


def test_a_letter_taken_out_has_a_problem_its_files_and_its_answer_of_its_own(
    store: Store, ana: Actor, splitting: Splitting
) -> None:
    """P6."""
    before = campaign(store, ana)
    changes = splitting.take_out(ana, before.messages[1].message_id)
    assert changes.label == f"One letter taken out of {before.number}"
    first, second = cases(store)
    assert senders(shown(store, ana, first.id)) == ["n0@example.org", "n2@example.org"]
    taken = shown(store, ana, second.id)
    assert senders(taken) == ["n1@example.org"]
    assert taken.messages[0].kind is MessageKind.PROBLEM
    assert [each.owed_since is not None for each in taken.people] == [True]
    assert len(shown(store, ana, first.id).people) == 2
    with store.reading() as session:
        homes = session.scalars(select(Attachment.case_id).order_by(Attachment.id)).all()
        assert homes == [first.id, second.id, first.id]
        assert session.scalars(select(NotSame)).one().withdrawn_at is None


def test_taking_a_letter_out_can_be_taken_back_and_done_again(
    store: Store, ana: Actor, splitting: Splitting
) -> None:
    before = campaign(store, ana)
    splitting.take_out(ana, before.messages[0].message_id)
    Undoing(store).undo(ana)
    view = shown(store, ana, before.case_id)
    assert (view.messages, view.people) == (before.messages, before.people)
    with store.reading() as session:
        withdrawn = session.scalars(select(Case).where(Case.withdrawn_at.is_not(None))).one()
        assert withdrawn.id != before.case_id
        assert session.scalars(select(NotSame)).one().withdrawn_at is not None
    Undoing(store).redo(ana)
    assert len(shown(store, ana, before.case_id).messages) == 2


def test_the_next_of_the_same_letters_goes_to_the_others(
    store: Store, ana: Actor, splitting: Splitting
) -> None:
    """Also where the first of them is the one that was taken out."""
    before = campaign(store, ana)
    splitting.take_out(ana, before.messages[0].message_id)
    arrive(store, letter(9))
    assert senders(shown(store, ana, before.case_id))[-1] == "n9@example.org"
    assert last(store).kind is MessageKind.SAME_LETTER


def test_who_sent_it_twice_is_owed_an_answer_for_each(store: Store, ana: Actor, splitting: Splitting) -> None:
    """P6: one answer for both letters was owed as long as they were one matter."""
    again = letter(0).replace(b"<0@letters>", b"<again@letters>")
    arrive(store, letter(0), again)
    (case,) = cases(store)
    splitting.take_out(ana, last(store).id)
    assert shown(store, ana, case.id).people[0].owed_since is not None
    assert shown(store, ana, cases(store)[1].id).people[0].owed_since is not None


def test_what_is_no_letter_among_others_cannot_be_taken_out(
    store: Store, ana: Actor, splitting: Splitting
) -> None:
    arrive(store, mail())
    with pytest.raises(CannotDoError, match="no letter among others"):
        splitting.take_out(ana, last(store).id)
    assert kinds(store) == [MessageKind.PROBLEM]


def test_who_may_not_see_the_letters_takes_none_out(
    store: Store, ana: Actor, office: OfficeBuilder, splitting: Splitting
) -> None:
    before = campaign(store, ana)
    office.restrict(before.case_id)
    with pytest.raises(CannotDoError, match="no such problem"):
        splitting.take_out(office.staff("Joe"), before.messages[0].message_id)
