"""The whole outbox: requests to 311 and mails in one list, each with its own side's actions."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.city_desk import FakeDesk, SubmittingOffice, lost
from tests.databases import Clock
from tests.office.test_mail_outbox import answered
from wardoffice.domain.actor import Actor
from wardoffice.domain.errors import CannotDoError, NotSentError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxDoing, OutboxKind, OutboxLine, OutboxState
from wardoffice.office.mail_outbox import MailOutbox
from wardoffice.office.outbox_hold import OutboxHold
from wardoffice.office.sent_looking import SentLooking
from wardoffice.office.whole_outbox import WholeOutbox
from wardoffice.store.store import Store
from wardoffice.store.tables import Action, OutboxMessage

_MAIL, _REQUEST = OutboxKind.MAIL, OutboxKind.SUBMISSION


@dataclass
class Both:
    """An outbox with a mail and a request to 311, both of unknown fate and both looked for."""

    ours: SubmittingOffice
    outbox: WholeOutbox

    @property
    def ana(self) -> Actor:
        return self.ours.ana

    def line(self, kind: OutboxKind) -> OutboxLine:
        """The newest of that kind."""
        lines = [each for each in self.outbox.lines(self.ana) if each.kind is kind]
        return max(lines, key=lambda each: each.outbox_id)

    def states(self) -> dict[OutboxKind, list[OutboxState]]:
        with self.ours.store.reading() as session:
            rows = session.execute(
                select(OutboxMessage.kind, OutboxMessage.state).order_by(OutboxMessage.id)
            ).all()
        return {kind: [state for each, state in rows if each is kind] for kind in (_MAIL, _REQUEST)}


@pytest.fixture
def both(store: Store, office: OfficeBuilder) -> Both:
    ours = SubmittingOffice(store, office, FakeDesk(store.now))
    mails = MailOutbox(store, SentLooking(store, None, provider_keeps=False))
    answered(office, store, ours.ana)
    ours.submit(ours.told())
    ours.desk.troubles = [lost(kept=False)]
    ours.send()
    assert isinstance(store.now, Clock)
    store.now.forward(minutes=1)
    ours.send()
    made = Both(ours, WholeOutbox(store, ours.outbox, mails, OutboxHold(store), sends_mail=True))
    assert made.states() == {_MAIL: [OutboxState.UNKNOWN], _REQUEST: [OutboxState.UNKNOWN]}
    return made


def test_both_stand_in_one_list_and_are_counted_together(both: Both) -> None:
    assert {line.kind for line in both.outbox.lines(both.ana)} == {_MAIL, _REQUEST}
    assert both.outbox.lines(both.ana, {OutboxState.SENT}) == ()
    assert both.outbox.counts(both.ana).need_person == 2


@pytest.mark.parametrize("kind", [_MAIL, _REQUEST])
def test_what_is_said_of_one_kind_is_said_of_that_one_only(both: Both, kind: OutboxKind) -> None:
    other = _REQUEST if kind is _MAIL else _MAIL
    both.outbox.send_again(both.ana, both.line(kind).outbox_id, "They have nothing.")
    assert both.states() == {kind: [OutboxState.UNKNOWN, OutboxState.QUEUED], other: [OutboxState.UNKNOWN]}
    both.outbox.withdraw(both.ana, both.line(kind).outbox_id)
    assert both.states()[kind] == [OutboxState.UNKNOWN, OutboxState.WITHDRAWN]
    first = min(each.outbox_id for each in both.outbox.lines(both.ana) if each.kind is kind)
    both.outbox.it_went(both.ana, first)
    assert both.states() == {kind: [OutboxState.SENT, OutboxState.WITHDRAWN], other: [OutboxState.UNKNOWN]}


def test_each_kind_is_looked_for_where_it_would_be(both: Both) -> None:
    asked = len(both.ours.desk.asked)
    both.outbox.look_again(both.ana, both.line(_REQUEST).outbox_id)
    assert both.ours.desk.asked[asked:] == ["like PHF"], "in 311"
    with pytest.raises(CannotDoError, match="reads no mailbox"):
        both.outbox.look_again(both.ana, both.line(_MAIL).outbox_id)


def test_what_only_mails_have_is_refused_for_a_request(both: Both) -> None:
    request, mail = both.line(_REQUEST).outbox_id, both.line(_MAIL).outbox_id
    for refused in (
        both.outbox.preview,
        both.outbox.change,
        both.outbox.seen,
        both.outbox.it_did_not_go,
    ):
        with pytest.raises(CannotDoError, match="no such mail"):
            refused(both.ana, request)
    assert both.outbox.preview(both.ana, mail).subject.endswith("A hole")
    both.outbox.it_did_not_go(both.ana, mail)
    assert both.states() == {_MAIL: [OutboxState.REFUSED], _REQUEST: [OutboxState.UNKNOWN]}
    taken = both.outbox.change(both.ana, mail)
    assert taken.purpose is not None
    assert both.states()[_MAIL] == [OutboxState.WITHDRAWN]


def test_everything_is_held_under_a_name_and_let_go(both: Both) -> None:
    both.outbox.hold(both.ana, on=True)
    held = both.outbox.held(both.ana)
    assert held is not None
    assert held.by == both.ana.name
    both.outbox.send_again(both.ana, both.line(_REQUEST).outbox_id, "They have nothing.")
    both.ours.send()
    assert both.states()[_REQUEST] == [OutboxState.UNKNOWN, OutboxState.QUEUED], "nothing leaves"
    both.outbox.hold(both.ana, on=False)
    assert both.outbox.held(both.ana) is None
    both.ours.send()
    assert both.states()[_REQUEST] == [OutboxState.UNKNOWN, OutboxState.SENT]


@pytest.mark.parametrize("all_of_them", [False, True])
def test_a_request_that_surely_did_not_leave_is_tried_again_when_a_person_says_so(
    both: Both, *, all_of_them: bool
) -> None:
    both.ours.submit(both.ours.told("A third hole"))
    both.ours.desk.troubles = [(NotSentError("Nobody answers."), False)]
    both.ours.send()
    line = both.line(_REQUEST)
    assert line.may == {OutboxDoing.WITHDRAW, OutboxDoing.SEND_NOW}
    both.ours.send()
    assert both.states()[_REQUEST] == [OutboxState.UNKNOWN, OutboxState.RETRY], "not before its time"
    if all_of_them:
        both.outbox.send_all_now(both.ana)
    else:
        both.outbox.send_now(both.ana, line.outbox_id)
    both.ours.send()
    assert both.states()[_REQUEST] == [OutboxState.UNKNOWN, OutboxState.SENT]
    with pytest.raises(CannotDoError, match="does not fit"):
        both.outbox.send_now(both.ana, line.outbox_id)


def test_while_all_is_held_nothing_is_said_to_go_and_send_now_is_refused(both: Both) -> None:
    """P5: the history says of nothing that it was sent before it was."""
    both.outbox.send_again(both.ana, both.line(_MAIL).outbox_id, "They have nothing.")
    waiting = next(each for each in both.outbox.lines(both.ana) if each.state is OutboxState.QUEUED)
    assert waiting.next_at is not None
    assert OutboxDoing.SEND_NOW in waiting.may
    both.outbox.hold(both.ana, on=True)
    held = next(each for each in both.outbox.lines(both.ana) if each.outbox_id == waiting.outbox_id)
    assert (held.next_at, OutboxDoing.SEND_NOW in held.may) == (None, False)
    with pytest.raises(CannotDoError, match="holds everything"):
        both.outbox.send_now(both.ana, waiting.outbox_id)
    with pytest.raises(CannotDoError, match="holds everything"):
        both.outbox.send_all_now(both.ana)
    both.outbox.hold(both.ana, on=False)
    both.outbox.send_now(both.ana, waiting.outbox_id)
    with both.ours.store.reading() as session:
        said = session.scalars(
            select(Action.details).where(Action.kind == ActionKind.SETTLE).order_by(Action.id.desc())
        ).first()
    assert said is not None
    assert said["outcome"] == "goes without waiting"


def test_without_a_server_mail_has_no_hour_to_go_at_and_send_now_says_why(both: Both) -> None:
    both.outbox.send_again(both.ana, both.line(_MAIL).outbox_id, "They have nothing.")
    both.outbox.sends_mail = False
    waiting = next(each for each in both.outbox.lines(both.ana) if each.state is OutboxState.QUEUED)
    assert (waiting.next_at, OutboxDoing.SEND_NOW in waiting.may) == (None, False)
    with pytest.raises(CannotDoError, match="No server that sends mail"):
        both.outbox.send_now(both.ana, waiting.outbox_id)
    with pytest.raises(CannotDoError, match="No server that sends mail"):
        both.outbox.send_all_now(both.ana)
    both.outbox.send_again(both.ana, both.line(_REQUEST).outbox_id, "They have nothing.")
    both.outbox.send_all_now(both.ana)
