"""Wires the mailboxes of the settings: how each is signed in to, and what reads it. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from wardoffice.domain.mailboxes import SignInWay
from wardoffice.domain.ports import Secrets
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.sign_in import PasswordSignIn, SignIn
from wardoffice.office.mail_intake import MailIntake, MailReading
from wardoffice.office.mailboxes import Mailboxes
from wardoffice.office.settings import MailSettings, Settings
from wardoffice.store.store import Store
from wardoffice.system.secrets import mailbox_secret


@dataclass(frozen=True, slots=True)
class MailAccount:
    """A mailbox that is set up, and the one sign-in that all who connect to it share."""

    mail: MailSettings
    sign_in: SignIn

    @property
    def way(self) -> SignInWay:
        """How a person signs in to it."""
        return SignInWay(self.mail.sign_in)

    def mailbox(self) -> ImapMailbox:
        """A mailbox of one's own: to stop one reader must not hang up on another."""
        mail = self.mail
        return ImapMailbox(mail.host, mail.port, mail.user, self.sign_in, tls=mail.tls)


def mail_accounts(settings: Settings, secrets: Secrets) -> tuple[MailAccount, ...]:
    """The mailboxes of the settings that have a host."""
    return tuple(MailAccount(mail, _sign_in(mail, secrets)) for mail in settings.mailboxes)


def make_mailboxes(accounts: Sequence[MailAccount], store: Store, reading: MailReading) -> Mailboxes | None:
    """What reads them all; None where there is none."""
    if not accounts:
        return None
    intakes = [MailIntake(store, each.mailbox(), each.mail.folders, reading) for each in accounts]
    return Mailboxes(store, intakes, {each.mail.account: each.way for each in accounts})


def _sign_in(mail: MailSettings, secrets: Secrets) -> SignIn:
    return PasswordSignIn(mail.account, partial(_kept, secrets, mailbox_secret(mail.user, mail.host)))


def _kept(secrets: Secrets, name: str) -> str:
    return secrets.get(name) or ""
