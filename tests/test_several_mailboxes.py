"""Two mailboxes of one office through the program's own wiring, on a real server (P1)."""

from pathlib import Path

import pytest

from tests.dovecot import PASSWORD, Dovecot, dovecot
from tests.gathering import PROGRAM, InlinePool, never
from tests.mail.mails import mail
from wardoffice.bootstrap import opening as wiring
from wardoffice.bootstrap.mailboxes import mail_accounts
from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.opening import open_office
from wardoffice.domain.errors import SignInRefusedError
from wardoffice.domain.mailboxes import SignInWay
from wardoffice.mail.sign_in import PasswordSignIn
from wardoffice.mail.sign_in_tokens import TokenSignIn
from wardoffice.office.mail_settings import MailSettings
from wardoffice.office.settings import FILE_NAME, Settings, save_settings
from wardoffice.office.sync import SyncReport
from wardoffice.system.secrets import MemorySecrets, mailbox_secret

__all__ = ["dovecot"]


class HerePool(InlinePool):
    """Reads mails in this process: starting others takes longer than all the rest."""

    def __init__(self, *_limits: float) -> None:
        super().__init__()

    def close(self) -> None:
        """Nothing runs on."""


def read(office: Office) -> SyncReport:
    return office.sync.run(PROGRAM, lambda *_: None, never)


@pytest.mark.dovecot
def test_a_wrong_password_of_one_keeps_no_mail_of_the_other_out_until_somebody_signs_in(
    dovecot: Dovecot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "ParsingPool", HerePool)
    desk, photos = dovecot.account(), dovecot.account()
    desk.deliver(mail(Message_ID="<1@x.org>"))
    photos.create("Photos")
    photos.deliver(mail(Message_ID="<2@x.org>"))
    photos.deliver(mail(Message_ID="<3@x.org>"), folder="Photos")
    flags = photos.flags()
    settings = Settings(
        mail=(
            MailSettings(host=dovecot.host, port=dovecot.port, user=desk.user, tls=False),
            MailSettings(
                host=dovecot.host,
                port=dovecot.port,
                user=photos.user,
                tls=False,
                folders=("INBOX", "Photos"),
            ),
        )
    )
    save_settings(tmp_path / FILE_NAME, settings)
    secret = mailbox_secret(photos.user, dovecot.host)
    secrets = MemorySecrets({mailbox_secret(desk.user, dovecot.host): PASSWORD, secret: "wrong"})
    with open_office(tmp_path, secrets=secrets, user="Maria R.") as office:
        said = read(office)
        assert (said.mail.imported, said.mail.unreadable) == (1, 0)
        assert [each.wants_sign_in for each in said.mailboxes] == [False, True]
        office.signing_in.with_password(office.actor, settings.mail[1].account, PASSWORD, never)
        assert secrets.get(secret) == PASSWORD
        said = read(office)
        assert not said.troubles
        assert [each.books.imported for each in said.mailboxes] == [1, 2]
        assert said.mail.shown == said.mail.on_server == 3
    assert photos.flags() == flags


def test_each_mailbox_of_the_settings_is_signed_in_to_in_its_own_way() -> None:
    mail_settings = tuple(
        MailSettings(host="imap.example.org", user=way, sign_in=way, client_id="app")
        for way in ("password", "microsoft", "google")
    )
    doors = [each.door for each in mail_accounts(Settings(mail=mail_settings), MemorySecrets())]
    assert [door.way for door in doors] == list(SignInWay)
    assert [type(door.sign_in) for door in doors] == [PasswordSignIn, TokenSignIn, TokenSignIn]
    assert [door.account for door in doors] == [f"{way}@imap.example.org" for way in SignInWay]
    for door in doors:
        with pytest.raises(SignInRefusedError, match=door.account):
            door.sign_in.credential()
        assert door.place(door.sign_in) is not door.place(door.sign_in), "nobody hangs up on another"
