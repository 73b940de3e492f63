"""What a problem says of its mail to a department when not everybody got it (P6)."""

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.forwarding import forward_jobs
from tests.office.test_forwarding import HERE, POTHOLE, look_and_send, wish
from wardoffice.domain.following_up import ForwardView
from wardoffice.domain.outgoing import OutboxState, RecipientState
from wardoffice.office.case_pane import CasePane
from wardoffice.store.store import Store
from wardoffice.store.tables import OutboxMessage, OutboxRecipient

GONE = "5.1.1 Nobody of that name works here any more"


def forwarded(
    store: Store, office: OfficeBuilder, states: tuple[RecipientState, ...], state: OutboxState
) -> ForwardView:
    """How a problem tells of its mail whose recipients came to stand like that."""
    maria = office.staff("Maria R.")
    office.service_type(POTHOLE, "Pothole in Street")
    case_id = office.mail("A hole", address="4810 N Damen Ave", point=HERE, service_code=POTHOLE).case_id
    look_and_send(forward_jobs(store), maria, wish(case_id))
    with store.writing() as session:
        sent = session.scalars(select(OutboxMessage)).one()
        sent.state = state
        (first,) = session.scalars(select(OutboxRecipient)).all()
        first.state, first.answer = states[0], GONE if states[0] is not RecipientState.ACCEPTED else ""
        for number, each in enumerate(states[1:]):
            answer = "" if each is RecipientState.ACCEPTED else GONE
            session.add(
                OutboxRecipient(
                    outbox_id=sent.id, address=f"more{number}@x.example", state=each, answer=answer
                )
            )
    (view,) = CasePane(store, 47).show(maria, case_id).forwards
    return view


@pytest.mark.parametrize(
    ("states", "standing", "trouble"),
    [
        ((RecipientState.ACCEPTED,), "sent", ""),
        ((RecipientState.ACCEPTED, RecipientState.REFUSED), "sent to some of them", GONE),
        ((RecipientState.BOUNCED, RecipientState.ACCEPTED), "sent to some of them", GONE),
        ((RecipientState.BOUNCED, RecipientState.BOUNCED), "came back", GONE),
    ],
)
def test_a_mail_that_some_did_not_get_is_not_said_to_be_sent(
    store: Store, office: OfficeBuilder, states: tuple[RecipientState, ...], standing: str, trouble: str
) -> None:
    view = forwarded(store, office, states, OutboxState.SENT)
    assert (view.standing, view.trouble) == (standing, trouble)


def test_a_mail_that_waits_says_so(store: Store, office: OfficeBuilder) -> None:
    view = forwarded(store, office, (RecipientState.PENDING,), OutboxState.QUEUED)
    assert (view.standing, view.trouble, view.left) == ("waits to be sent", "", False)
