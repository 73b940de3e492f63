"""An answer from Outlook that came back undelivered is no answer (P6)."""

from itertools import permutations

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.gathering import PROGRAM, FakeMailbox, mail_intake, never, no_progress
from tests.office.sent_mails import answer, asked, came_back
from wardoffice.domain.actor import Role
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import LinkReason
from wardoffice.domain.messages import MessageKind
from wardoffice.office.case_pane import CasePane
from wardoffice.store.store import Store
from wardoffice.store.tables import Case, QueueEntry


def read(store: Store, mailbox: FakeMailbox) -> None:
    assert mail_intake(store, mailbox).run(PROGRAM, no_progress, never).waiting == 0


def shown(store: Store, office: OfficeBuilder) -> CaseView:
    with store.reading() as session:
        case_id = session.scalars(select(Case.id)).one()
    return CasePane(store, 1).show(office.staff(role=Role.MANAGER), case_id)


@pytest.mark.parametrize("order", list(permutations(("asked", "answer", "bounce"))), ids="-".join)
def test_an_answer_that_came_back_is_owed_again_in_whatever_order_they_are_read(
    sqlite_store: Store, order: tuple[str, ...]
) -> None:
    """They lie in two folders, and each may be read before the other."""
    store, office, mailbox = sqlite_store, OfficeBuilder(sqlite_store), FakeMailbox()
    arrives = {
        "asked": lambda: mailbox.deliver(asked()),
        "answer": lambda: mailbox.send(answer()),
        "bounce": lambda: mailbox.deliver(came_back()),
    }
    for each in order:
        arrives[each]()
        read(store, mailbox)
    view = shown(store, office)
    ana = next(each for each in view.people if each.name == "Ana Lopez")
    assert (ana.owed_since is not None, ana.answered_at) == (True, None)
    assert {each.kind for each in view.messages} == {
        MessageKind.PROBLEM,
        MessageKind.SENT,
        MessageKind.BOUNCE,
    }
    bounce = next(each for each in view.messages if each.kind is MessageKind.BOUNCE)
    assert bounce.link_reason is LinkReason.BOUNCE
    with store.reading() as session:
        assert session.scalars(select(QueueEntry.new_word)).one()


def test_the_history_says_that_it_came_back(store: Store, office: OfficeBuilder) -> None:
    mailbox = FakeMailbox()
    mailbox.deliver(asked())
    mailbox.send(answer())
    read(store, mailbox)
    mailbox.deliver(came_back())
    read(store, mailbox)
    assert shown(store, office).history[0].label == "An answer was not delivered"


def test_a_mail_that_is_only_held_up_stays_an_answer(store: Store, office: OfficeBuilder) -> None:
    mailbox = FakeMailbox()
    mailbox.deliver(asked())
    mailbox.send(answer())
    read(store, mailbox)
    mailbox.deliver(came_back("4.4.7"))
    read(store, mailbox)
    view = shown(store, office)
    assert all(each.owed_since is None for each in view.people)
    assert view.messages[-1].kind is MessageKind.BOUNCE
