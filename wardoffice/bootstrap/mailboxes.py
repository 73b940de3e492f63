"""Wires the mailboxes of the settings: how each is signed in to, and what reads it. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from wardoffice.domain.mailboxes import SignInWay
from wardoffice.domain.ports import Mailbox, Secrets, TidyWish
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.sent_copies import ImapSentCopies
from wardoffice.mail.sign_in import PasswordSignIn, SignIn
from wardoffice.mail.sign_in_google import GoogleTokens
from wardoffice.mail.sign_in_microsoft import MicrosoftTokens
from wardoffice.mail.sign_in_tokens import TokenProvider, TokenSignIn
from wardoffice.office.mail_intake import MailIntake, MailReading
from wardoffice.office.mail_settings import MailSettings
from wardoffice.office.mail_watching import MailWatch
from wardoffice.office.mailboxes import Mailboxes, read_only_these
from wardoffice.office.settings import Settings
from wardoffice.office.signing_in import MailDoor
from wardoffice.store.store import Store
from wardoffice.system.secrets import mailbox_secret, sign_in_app_secret, sign_in_secret


@dataclass(frozen=True, slots=True)
class MailAccount:
    """A mailbox that is set up, and how it is got into."""

    mail: MailSettings
    door: MailDoor

    def mailbox(self) -> Mailbox:
        """A mailbox of one's own: to stop one reader must not hang up on another."""
        return _mailbox(self.mail, self.door.sign_in)

    def sent_copies(self) -> ImapSentCopies:
        """Its folders of sent mail, to look for what was sent and to add to them."""
        return ImapSentCopies(_mailbox(self.mail, self.door.sign_in), self.mail.sent_folder)


def mail_accounts(settings: Settings, secrets: Secrets) -> tuple[MailAccount, ...]:
    """The mailboxes of the settings that have a host."""
    return tuple(MailAccount(mail, _door(mail, secrets)) for mail in settings.mailboxes)


def make_mailboxes(accounts: Sequence[MailAccount], store: Store, reading: MailReading) -> Mailboxes | None:
    """What reads them all; None where there is none."""
    read_only_these(store, [each.door.account for each in accounts])
    if not accounts:
        return None
    intakes = [
        MailIntake(
            store,
            each.mailbox(),
            each.mail.folders,
            reading,
            TidyWish(each.mail.mark_seen, each.mail.label, each.mail.move_to),
            sent_folder=each.mail.sent_folder if each.mail.read_sent else None,
        )
        for each in accounts
    ]
    watches = [MailWatch(each.mailbox(), each.mail.folders[0]) for each in accounts]
    return Mailboxes(store, intakes, {each.door.account: each.door.way for each in accounts}, watches)


def _door(mail: MailSettings, secrets: Secrets) -> MailDoor:
    return MailDoor(
        mail.account,
        SignInWay(mail.sign_in),
        make_sign_in(mail, secrets),
        partial(_mailbox, mail),
        mailbox_secret(mail.user, mail.host),
    )


def _mailbox(mail: MailSettings, sign_in: SignIn) -> ImapMailbox:
    return ImapMailbox(mail.host, mail.port, mail.user, sign_in, tls=mail.tls)


def make_sign_in(mail: MailSettings, secrets: Secrets) -> PasswordSignIn | TokenSignIn:
    """What this account is signed in to with, from the keyring."""
    if mail.sign_in == "password":
        password = partial(_kept, secrets, mailbox_secret(mail.user, mail.host))
        return PasswordSignIn(mail.account, password)
    provider: TokenProvider
    if mail.sign_in == "microsoft":
        provider = MicrosoftTokens(mail.client_id, mail.tenant, mail.user)
    else:
        app_secret = partial(_kept, secrets, sign_in_app_secret(mail.user, mail.host))
        provider = GoogleTokens(mail.client_id, app_secret, mail.user)
    return TokenSignIn(mail.account, provider, secrets, sign_in_secret(mail.user, mail.host))


def _kept(secrets: Secrets, name: str) -> str:
    return secrets.get(name) or ""
