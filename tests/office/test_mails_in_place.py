"""One mail in the place of another in doubt: whatever is taken back and done again, nobody gets both (P3)."""

from collections.abc import Iterator

import pytest

from tests.office.test_mail_delivery import ANA, BEN, Copies, Sending, both_wait, in_doubt, refusing, taken_by
from tests.scripted_smtp import END, ScriptedSmtp
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.outgoing import OutboxState, RecipientState
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp() as running:
        yield running


@pytest.fixture
def office(store: Store, server: ScriptedSmtp) -> Sending:
    return Sending(store, server)


@pytest.fixture
def undoing(store: Store) -> Undoing:
    return Undoing(store)


def second_goes_to_ben(office: Sending) -> None:
    """The second reaches Ben; Ana is to get it later."""
    office.server.answer = refusing(ANA, "451 4.2.0 later")  # type: ignore[assignment]
    office.send()
    assert office.people(2) == [RecipientState.PENDING, RecipientState.ACCEPTED]


def goes_on(office: Sending) -> list[tuple[str, ...]]:
    """Who has got what once the server takes everything."""
    office.server.answer = lambda _step, _words: None
    return taken_by(office)


def test_that_it_went_can_be_taken_back_and_said_again_beside_one_that_went_to_others(
    office: Sending, undoing: Undoing
) -> None:
    mail = both_wait(office)
    second_goes_to_ben(office)
    office.outbox.it_went(office.desk, mail)
    for _ in range(2):
        undoing.undo(office.desk)
        assert office.people(mail) == [RecipientState.PENDING, RecipientState.PENDING]
        assert office.people(2) == [RecipientState.PENDING, RecipientState.ACCEPTED]
        undoing.redo(office.desk)
    assert office.people(mail) == [RecipientState.ACCEPTED, RecipientState.WITHDRAWN]
    assert goes_on(office) == [(ANA,), (BEN,)]


def test_it_is_not_said_again_beside_a_second_that_went_to_some_since(
    office: Sending, undoing: Undoing
) -> None:
    """What waits for the others can be taken back, and then nobody gets it from both."""
    mail = both_wait(office)
    office.outbox.it_went(office.desk, mail)
    undone = undoing.undo(office.desk).action_id
    second_goes_to_ben(office)
    with pytest.raises(CannotDoError, match="in its place was tried since"):
        undoing.undo(office.desk, undone, rest_only=True)
    assert office.people(mail) == [RecipientState.PENDING, RecipientState.PENDING]
    office.outbox.withdraw(office.desk, 2)
    assert goes_on(office) == [(ANA,), (BEN,)]


@pytest.mark.parametrize("answer", ["451 later", "550 no"], ids=["to be tried again", "refused"])
def test_it_is_not_said_again_beside_a_second_that_was_tried_since(
    office: Sending, undoing: Undoing, answer: str
) -> None:
    mail = in_doubt(office, Copies())
    office.outbox.send_again(office.desk, mail, "She waits")
    office.outbox.it_went(office.desk, mail)
    undone = undoing.undo(office.desk).action_id
    office.server.answer = lambda step, _: answer if step == END else None
    office.send()
    before = office.line(2).state
    with pytest.raises(CannotDoError, match="in its place was tried since"):
        undoing.redo(office.desk)
    with pytest.raises(CannotDoError, match="in its place was tried since"):
        undoing.undo(office.desk, undone, rest_only=True)
    assert (office.line(mail).state, office.line(2).state) == (OutboxState.UNKNOWN, before)
    office.outbox.withdraw(office.desk, 2)
    office.outbox.it_went(office.desk, mail)
    assert goes_on(office) == [(ANA,)]
