"""How large a mail may be: asked before the first one is packed, and packed anew where it was too much."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image

from tests.builders import OfficeBuilder
from tests.databases import Clock
from tests.forwarding import STREETS, forward_jobs
from tests.scripted_smtp import AUTH, EHLO, MAIL, ScriptedSmtp
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.forwarding import ForwardWish
from wardoffice.domain.mailboxes import SignInWay
from wardoffice.domain.outgoing import OutboxDoing, OutboxLine, OutboxState
from wardoffice.domain.outgoing_mail import RECALL
from wardoffice.mail.sign_in import PasswordSignIn
from wardoffice.mail.smtp import SmtpSender
from wardoffice.office.mail_outbox import MailOutbox
from wardoffice.office.mail_sending import MailSending
from wardoffice.office.outbox_hold import OutboxHold
from wardoffice.office.sending_door import SendingDoor
from wardoffice.office.sent_looking import SentLooking
from wardoffice.store.mail_outbox_reading import mail_lines
from wardoffice.store.store import Store

_PROGRAM = Actor.program("gathering")
_ACCOUNT = "office@x"


@pytest.fixture
def server() -> Iterator[ScriptedSmtp]:
    with ScriptedSmtp(size=30_000_000) as running:
        yield running


class Office:
    """An office that sends to a scripted server, in one run of the program."""

    def __init__(self, store: Store, server: ScriptedSmtp, password: str = "") -> None:
        self.store = store
        sign_in = PasswordSignIn(_ACCOUNT, lambda: password) if password else None
        sender = SmtpSender(server.host, server.port, "office", sign_in, security="none", answer_seconds=5)
        self.looking = SentLooking(store, None, provider_keeps=True)
        self.door = SendingDoor(store, server.host, _ACCOUNT, SignInWay.PASSWORD)
        self.sending = MailSending(store, sender, self.looking, self.door)

    def run(self) -> None:
        self.sending.run(_PROGRAM, lambda *_: None, lambda: False)

    def send(self) -> None:
        assert isinstance(self.store.now, Clock)
        self.store.now.forward(seconds=RECALL.total_seconds())
        self.run()

    def line(self, actor: Actor) -> OutboxLine:
        with self.store.reading() as session:
            return mail_lines(session, actor)[-1]


@pytest.fixture
def maria(office: OfficeBuilder) -> Actor:
    return office.staff("Maria R.", Role.MANAGER)


@pytest.fixture
def case_id(office: OfficeBuilder) -> int:
    office.service_type("PHF", "Pothole in Street")
    told = office.mail("A hole", address="4800 N Damen Ave", service_code="PHF")
    photo = BytesIO()
    Image.effect_noise((2048, 1536), 60).convert("RGB").save(photo, "JPEG", quality=90)
    office.photo(told.case_id, photo.getvalue(), message_id=told.message_id)
    return told.case_id


def test_before_the_first_mail_is_packed_the_server_is_asked_once(store: Store, server: ScriptedSmtp) -> None:
    office = Office(store, server)
    assert office.door.size_limit() is None
    for _ in range(3):
        office.run()
    assert office.door.size_limit() == 30_000_000
    assert server.connections == 1
    assert not [step for step, _ in server.steps if step == MAIL]
    Office(store, server).run()
    assert server.connections == 1


def test_a_server_that_names_no_size_is_not_asked_again(store: Store, server: ScriptedSmtp) -> None:
    server.size = None
    Office(store, server).run()
    Office(store, server).run()
    assert server.connections == 1


def test_a_server_that_does_not_answer_is_asked_in_the_next_run_of_the_program_and_keeps_nothing_waiting(
    store: Store, server: ScriptedSmtp
) -> None:
    server.answer = lambda step, _words: "421 busy" if step == EHLO else None
    office = Office(store, server)
    office.run()
    office.run()
    assert server.connections == 1
    server.answer = lambda _step, _words: None
    Office(store, server).run()
    assert office.door.size_limit() == 30_000_000


def test_a_sign_in_that_is_refused_is_known_before_the_first_mail(
    store: Store, server: ScriptedSmtp, maria: Actor
) -> None:
    server.mechanisms = "PLAIN"
    server.answer = lambda step, _words: "535 5.7.8 no" if step == AUTH else None
    office = Office(store, server, password="wrong")
    office.run()
    state = office.door.state(maria)
    assert state is not None
    assert state.wants_sign_in
    server.answer = lambda _step, _words: None
    office.door.signed_in(_ACCOUNT)
    Office(store, server, password="right").run()
    assert office.door.state(maria) is None
    assert office.door.size_limit() == 30_000_000


def test_while_all_is_held_nobody_is_asked(store: Store, server: ScriptedSmtp, maria: Actor) -> None:
    OutboxHold(store).hold(maria)
    Office(store, server).run()
    assert server.connections == 0


def test_a_mail_that_turns_out_too_large_says_how_it_goes_and_goes_once_it_is_packed_anew(
    store: Store, server: ScriptedSmtp, maria: Actor, case_id: int
) -> None:
    office = Office(store, server)
    outbox = MailOutbox(store, office.looking)
    forwarding = forward_jobs(store, size_limit=office.door.size_limit).forwarding
    wish = ForwardWish((case_id,), STREETS, with_map=False)
    first = forwarding.preview(maria, wish)
    forwarding.send(maria, first)
    server.size = int(0.8 * first.mails[0].size)
    office.send()
    line = office.line(maria)
    assert line.state is OutboxState.REFUSED
    assert "too large" in line.trouble
    assert "make it anew: its photos are made smaller" in line.trouble
    assert OutboxDoing.CHANGE in line.may
    taken = outbox.change(maria, line.outbox_id)
    assert taken.wish["case_ids"] == [case_id]
    again = forwarding.preview(maria, wish)
    assert again.mails[0].smaller
    assert again.mails[0].size < server.size
    forwarding.send(maria, again)
    office.send()
    assert len(server.taken) == 1
