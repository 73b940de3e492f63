"""Wires the way out for the office's mail: the server that sends it, and the outbox's mails. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass

from wardoffice.bootstrap.mailboxes import MailAccount, make_sign_in
from wardoffice.domain.mail_providers import files_sent_mail
from wardoffice.domain.mailboxes import SignInWay
from wardoffice.domain.ports import Secrets
from wardoffice.mail.sign_in import SignIn
from wardoffice.mail.smtp import SmtpSender
from wardoffice.office.mail_outbox import MailOutbox
from wardoffice.office.mail_sending import MailSending
from wardoffice.office.mail_settings import MailSettings, SendingSettings
from wardoffice.office.mailboxes import Mailboxes
from wardoffice.office.outbox_hold import OutboxHold
from wardoffice.office.sending_door import SendingDoor
from wardoffice.office.sent_looking import SentLooking
from wardoffice.office.settings import Settings
from wardoffice.office.signing_in import MailDoor, SigningIn
from wardoffice.store.store import Store
from wardoffice.system.secrets import mailbox_secret


@dataclass(frozen=True, slots=True)
class WayOut:
    """How the office signs in where its mail is sent; ``own`` is its door where that is no mailbox's."""

    account: str
    user: str
    way: SignInWay | None
    sign_in: SignIn | None
    own: MailDoor | None = None


@dataclass(frozen=True, slots=True)
class SendingJobs:
    """The jobs of the mails in the outbox."""

    sending: MailSending
    outbox: MailOutbox
    hold: OutboxHold
    door: SendingDoor
    way_out: WayOut


def make_sending(
    settings: Settings, store: Store, accounts: Sequence[MailAccount], secrets: Secrets
) -> SendingJobs:
    """The jobs; without ``sending.host`` everything waits in the outbox."""
    sending = settings.sending
    way_out = way_out_of(settings, accounts, secrets)
    keeps = keeps_copies(sending)
    sender = make_sender(sending, way_out) if sending.host else None
    looking = SentLooking(store, accounts[0].sent_copies() if accounts else None, provider_keeps=keeps)
    door = SendingDoor(store, sending.host, way_out.account, way_out.way)
    return SendingJobs(
        sending=MailSending(store, sender, looking, door),
        outbox=MailOutbox(store, looking),
        hold=OutboxHold(store),
        door=door,
        way_out=way_out,
    )


def keeps_copies(sending: SendingSettings) -> bool:
    """Whether the provider files what it sends: as the settings say, else as is known of it."""
    return files_sent_mail(sending.host) if sending.keeps_copy == "auto" else sending.keeps_copy == "yes"


def make_sender(sending: SendingSettings, way_out: WayOut) -> SmtpSender:
    """The server that sends."""
    return SmtpSender(
        sending.host,
        sending.port,
        way_out.user,
        way_out.sign_in,
        security=sending.security,
    )


def way_out_of(settings: Settings, accounts: Sequence[MailAccount], secrets: Secrets) -> WayOut:
    """Whose sign-in is used: none, that of the first mailbox, or one of its own."""
    sending = settings.sending
    first = accounts[0] if accounts else None
    if sending.sign_in == "none" or not (sending.user or first):
        return WayOut(sending.host, "", None, None)
    if not sending.user and first is not None:
        door = first.door
        return WayOut(door.account, first.mail.user, door.way, door.sign_in)
    mail = MailSettings(
        host=sending.host,
        user=sending.user,
        sign_in=sending.sign_in,
        client_id=first.mail.client_id if first is not None else "",
        tenant=first.mail.tenant if first is not None else "organizations",
    )
    sign_in, way = make_sign_in(mail, secrets), SignInWay(mail.sign_in)

    def server(tried: SignIn) -> SmtpSender:
        return make_sender(sending, WayOut(mail.account, mail.user, way, tried))

    own = MailDoor(mail.account, way, sign_in, server, mailbox_secret(mail.user, mail.host))
    return WayOut(mail.account, mail.user, way, sign_in, own)


def make_signing_in(
    mailboxes: Mailboxes | None, accounts: Sequence[MailAccount], sending: SendingJobs, secrets: Secrets
) -> SigningIn:
    """How a person signs in to the mailboxes, and to what sends mail where that is another account."""
    own = sending.way_out.own
    doors = [each.door for each in accounts] + ([own] if own is not None else [])
    return SigningIn(mailboxes, doors, secrets, sending.door.signed_in)
