"""Signing in: what is tried, what is renewed, and what a person must do (P9: secrets in the keyring only)."""

import json
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.dovecot import PASSWORD, Account, running_dovecot, write_certificate
from tests.identity_provider import IdentityProvider, identity_provider
from wardoffice.domain.errors import (
    CancelledError,
    CannotDoError,
    MailboxUnreachableError,
    SettingsError,
    SignInRefusedError,
)
from wardoffice.mail.imap import ImapMailbox
from wardoffice.mail.sign_in import QUIET_SECONDS, BearerToken, Password, PasswordSignIn, SignIn, XOauth2
from wardoffice.mail.sign_in_browser import loopback_page
from wardoffice.mail.sign_in_google import GoogleTokens
from wardoffice.mail.sign_in_microsoft import MicrosoftTokens
from wardoffice.mail.sign_in_tokens import TokenProvider, TokenSignIn
from wardoffice.system.secrets import MemorySecrets

SECRET = "mail-sign-in:x"
Making = Callable[[IdentityProvider], TokenProvider]


@pytest.fixture(scope="module")
def running_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IdentityProvider]:
    with identity_provider(tmp_path_factory.mktemp("idp")) as running:
        yield running


@pytest.fixture
def idp(running_provider: IdentityProvider) -> IdentityProvider:
    running_provider.revoke_all()
    running_provider.asked.clear()
    running_provider.page_error, running_provider.down, running_provider.user = "", False, "ward25"
    running_provider.seconds, running_provider.rotates = 3600, True
    return running_provider


@pytest.fixture(scope="module")
def other_certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("others")
    write_certificate(folder)
    return folder


@pytest.fixture(scope="module")
def account(running_provider: IdentityProvider) -> Iterator[Account]:
    with running_dovecot(f"{running_provider.plain_url}/introspect") as server:
        yield server.account()


def microsoft(idp: IdentityProvider) -> TokenProvider:
    return MicrosoftTokens("the-app", "made-up", "ward25", authority=idp.url, certificates=idp.certificates)


def google(idp: IdentityProvider) -> TokenProvider:
    return GoogleTokens(
        "the-app",
        lambda: "no secret really",
        "ward25",
        authorize=f"{idp.url}/made-up/authorize",
        token=f"{idp.url}/made-up/token",
        certificates=idp.certificates,
    )


both = pytest.mark.parametrize("make", [microsoft, google])


def signed_in(idp: IdentityProvider, make: Making, secrets: MemorySecrets | None = None) -> TokenSignIn:
    sign_in = TokenSignIn("ward25@here", make(idp), secrets or MemorySecrets(), SECRET)
    sign_in.sign_in(idp.browse, never)
    return sign_in


def never() -> bool:
    return False


def mailbox_of(account: Account, sign_in: SignIn) -> ImapMailbox:
    return ImapMailbox(account.server.host, account.server.port, account.user, sign_in, tls=False)


class TestAtTheProvider:
    @both
    def test_a_person_signs_in_in_the_browser_and_never_again_while_it_holds(
        self, idp: IdentityProvider, make: Making
    ) -> None:
        secrets = MemorySecrets()
        sign_in = signed_in(idp, make, secrets)
        token = sign_in.credential()
        assert isinstance(token, BearerToken)
        assert idp.tokens == {token.words: "ward25"}
        again = TokenSignIn("ward25@here", make(idp), secrets, SECRET)
        assert again.credential() == token, "after a restart too"
        assert [form["grant_type"] for form in idp.asked] == ["authorization_code"]
        assert len(idp.asked[0]["code_verifier"]) >= 43

    @both
    def test_a_refused_token_is_renewed_without_a_person(self, idp: IdentityProvider, make: Making) -> None:
        secrets = MemorySecrets()
        sign_in = signed_in(idp, make, secrets)
        old = sign_in.credential()
        idp.expire_all()
        new = sign_in.renewed(old)
        assert new is not None
        assert new != old
        assert idp.tokens == {new.words: "ward25"}
        assert TokenSignIn("x", make(idp), secrets, SECRET).credential() == new, "what was renewed is kept"

    @both
    def test_one_that_was_renewed_meanwhile_is_taken_and_no_other_asked_for(
        self, idp: IdentityProvider, make: Making
    ) -> None:
        sign_in = signed_in(idp, make)
        old = sign_in.credential()
        new = sign_in.renewed(old)
        asked = len(idp.asked)
        assert sign_in.renewed(old) == new
        assert len(idp.asked) == asked

    @both
    def test_a_token_is_renewed_before_it_ends(self, idp: IdentityProvider, make: Making) -> None:
        idp.seconds = 60
        sign_in = signed_in(idp, make)
        idp.seconds = 3600
        lasting = sign_in.credential()
        assert sign_in.credential() == lasting
        assert [form["grant_type"] for form in idp.asked] == ["authorization_code", "refresh_token"]

    @both
    def test_a_provider_that_gives_no_new_long_lived_token_is_asked_with_the_old_one(
        self, idp: IdentityProvider, make: Making
    ) -> None:
        idp.rotates = False
        sign_in = signed_in(idp, make)
        for _ in range(3):
            assert sign_in.renewed(sign_in.credential())
        assert len({form["refresh_token"] for form in idp.asked if "refresh_token" in form}) == 1

    @both
    def test_who_was_shut_out_must_sign_in_again_and_is_told_so(
        self, idp: IdentityProvider, make: Making
    ) -> None:
        sign_in = signed_in(idp, make)
        old = sign_in.credential()
        idp.revoke_all()
        with pytest.raises(SignInRefusedError, match="wants you to sign in") as caught:
            sign_in.renewed(old)
        assert caught.value.safe
        assert old.words not in str(caught.value)
        sign_in.sign_in(idp.browse, never)
        assert sign_in.credential() != old

    @both
    def test_a_provider_that_is_away_asks_nothing_of_a_person(
        self, idp: IdentityProvider, make: Making
    ) -> None:
        sign_in = signed_in(idp, make)
        token = sign_in.credential()
        idp.down = True
        with pytest.raises(MailboxUnreachableError, match="does not answer"):
            sign_in.renewed(token)

    @both
    def test_no_token_goes_to_a_provider_that_cannot_prove_its_name(
        self, idp: IdentityProvider, make: Making, other_certificates: Path
    ) -> None:
        """P9: TLS is verified; the certificate is trusted by nobody else."""
        secrets = MemorySecrets()
        signed_in(idp, make, secrets)
        asked = len(idp.asked)
        with pytest.raises(MailboxUnreachableError):
            make(replace(idp, folder=other_certificates)).token(secrets.get(SECRET) or "", fresh=True)
        assert len(idp.asked) == asked

    @both
    def test_saying_no_on_the_page_changes_nothing(self, idp: IdentityProvider, make: Making) -> None:
        secrets = MemorySecrets()
        idp.page_error = "access_denied"
        with pytest.raises(SignInRefusedError, match="access_denied"):
            signed_in(idp, make, secrets)
        assert secrets.get(SECRET) is None

    @both
    def test_a_page_that_nobody_fills_in_is_given_up_when_it_is_stopped(
        self, idp: IdentityProvider, make: Making
    ) -> None:
        sign_in = TokenSignIn("x", make(idp), MemorySecrets(), SECRET)
        with pytest.raises(CancelledError):
            sign_in.sign_in(lambda _address: True, lambda: True)

    @both
    def test_without_a_browser_the_page_is_named(self, idp: IdentityProvider, make: Making) -> None:
        sign_in = TokenSignIn("x", make(idp), MemorySecrets(), SECRET)
        with pytest.raises(CannotDoError, match="https://localhost"):
            sign_in.sign_in(lambda _address: False, never)

    @both
    def test_nobody_signed_in_yet_is_told_before_anybody_is_asked(
        self, idp: IdentityProvider, make: Making
    ) -> None:
        with pytest.raises(SignInRefusedError, match="Nobody has signed in"):
            TokenSignIn("x", make(idp), MemorySecrets(), SECRET).credential()
        assert not idp.asked

    @both
    @pytest.mark.parametrize("kept", ["{", "[]", "{}", '{"refresh_token": ""}', "null"])
    def test_what_was_kept_and_cannot_be_read_is_asked_for_again(
        self, idp: IdentityProvider, make: Making, kept: str
    ) -> None:
        sign_in = TokenSignIn("x", make(idp), MemorySecrets({SECRET: kept}), SECRET)
        with pytest.raises((SignInRefusedError, MailboxUnreachableError)):
            sign_in.credential()

    def test_the_office_brings_its_own_app(self) -> None:
        for provider in (MicrosoftTokens("", "made-up", "w"), GoogleTokens("", str, "w")):
            with pytest.raises(SettingsError, match=r"mail\.client_id"):
                provider.token("{}", fresh=False)

    @pytest.mark.parametrize(
        ("make", "library"), [(microsoft, "msal"), (google, "authlib.integrations.requests_client")]
    )
    def test_a_program_without_the_library_says_what_to_install(
        self, idp: IdentityProvider, make: Making, library: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import sys

        monkeypatch.setitem(sys.modules, library, None)
        with pytest.raises(SettingsError, match="pip install wardoffice"):
            make(idp).token('{"refresh_token": "x"}', fresh=True)


class TestThePageOnLoopback:
    def test_only_this_sign_in_ends_the_waiting(self) -> None:
        with loopback_page() as page:
            answers: list[dict[str, str]] = []
            turned_away = 0
            calls = iter(
                ["/?code=x&state=wrong", "/?code=x", "/favicon.ico", "/?state=right", "/?code=x&state=right"]
            )

            def call_next() -> bool:
                nonlocal turned_away
                path = next(calls, None)
                if path is not None:
                    turned_away += _calling(page.address + path)
                return False

            answers.append(page.wait("right", call_next))
        assert answers == [{"code": "x", "state": "right"}]

    def test_a_connection_that_says_nothing_keeps_no_answer_waiting(self) -> None:
        """Browsers open some in advance."""
        with loopback_page() as page:
            host, port = page._server.server_address[:2]
            with socket.create_connection((str(host), port)):
                began = time.monotonic()
                _calling(f"{page.address}/?code=x&state=right")
                assert page.wait("right", never)["code"] == "x"
                assert time.monotonic() - began < 3

    def test_a_form_is_taken_where_it_is_ours_and_not_too_large(self) -> None:
        with loopback_page() as page:
            refused: list[int] = []

            def post() -> None:
                for sent in (b"x" * 100_000, b"code=x&state=wrong", b"code=y&state=right"):
                    try:
                        urllib.request.urlopen(page.address, sent, timeout=5).close()
                    except urllib.error.HTTPError as error:
                        refused.append(error.code)
                        error.close()
                    except urllib.error.URLError:
                        refused.append(413)  # it hangs up while we still send

            caller = threading.Thread(target=post)
            caller.start()
            assert page.wait("right", never) == {"code": "y", "state": "right"}
            caller.join()
        assert refused == [413, 404]

    def test_nobody_waits_for_ever(self) -> None:
        with loopback_page() as page, pytest.raises(CannotDoError, match="Nobody signed in"):
            page.wait("state", never, seconds=0)

    def test_it_listens_on_this_machine_only(self) -> None:
        with loopback_page() as page:
            assert page._server.server_address[0] == "127.0.0.1"
            assert page.address.startswith("http://localhost:")


def _calling(address: str) -> int:
    """Call without waiting for the answer: whoever answers waits for us."""

    def call() -> None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except urllib.error.URLError:
            return

    threading.Thread(target=call, daemon=True).start()
    return 1


class TestTokensAtARealServer:
    """Dovecot asks the made-up provider about each token (RFC 7662)."""

    pytestmark = pytest.mark.dovecot

    def _tokens(self, idp: IdentityProvider, account: Account, make: Making = google) -> TokenSignIn:
        idp.user = account.user
        return signed_in(idp, make)

    @both
    def test_a_good_token_opens_the_mailbox(
        self, idp: IdentityProvider, account: Account, make: Making
    ) -> None:
        with mailbox_of(account, self._tokens(idp, account, make)).connect() as session:
            assert session.open_folder("INBOX")

    def test_an_expired_token_is_renewed_once_and_nobody_is_asked(
        self, idp: IdentityProvider, account: Account
    ) -> None:
        sign_in = self._tokens(idp, account)
        idp.expire_all()
        with mailbox_of(account, sign_in).connect():
            pass
        assert [form["grant_type"] for form in idp.asked] == ["authorization_code", "refresh_token"]

    def test_a_token_of_somebody_else_is_refused_and_renewed_only_once(
        self, idp: IdentityProvider, account: Account
    ) -> None:
        idp.user = "somebody.else"
        sign_in = signed_in(idp, google)
        mailbox = mailbox_of(account, sign_in)
        with pytest.raises(SignInRefusedError, match="sign in again") as caught, mailbox.connect():
            pass
        asked = len(idp.asked)
        assert asked == 2
        assert not any(token in str(caught.value) for token in idp.tokens)
        with pytest.raises(SignInRefusedError), mailbox.connect():
            pass
        assert len(idp.asked) == asked, "the same refused token is not tried again at once"

    def test_a_made_up_token_is_refused(self, idp: IdentityProvider, account: Account) -> None:
        kept = {"access_token": "nonsense", "refresh_token": "gone", "expires_at": time.time() + 3600}
        secrets = MemorySecrets({SECRET: json.dumps(kept)})
        with (
            pytest.raises(SignInRefusedError, match="Google wants you to sign in"),
            mailbox_of(account, TokenSignIn("x", google(idp), secrets, SECRET)).connect(),
        ):
            pass

    def test_a_password_is_still_taken_by_the_same_server(self, account: Account) -> None:
        with mailbox_of(account, PasswordSignIn("x", lambda: PASSWORD)).connect():
            pass


class TestAPassword:
    def test_a_refused_one_is_not_tried_again_for_an_hour(self) -> None:
        """Providers lock an account after a few wrong passwords."""
        now = [0.0]
        typed = ["wrong"]
        sign_in = PasswordSignIn("ward25@here", lambda: typed[0], clock=lambda: now[0])
        first = sign_in.credential()
        assert sign_in.renewed(first) is None
        sign_in.refused(first, SignInRefusedError("It does not accept the password.", "Safe.", "Sign in."))
        now[0] = QUIET_SECONDS - 1
        with pytest.raises(SignInRefusedError, match="does not accept"):
            sign_in.credential()
        now[0] = QUIET_SECONDS
        assert sign_in.credential() == first
        now[0] = 1.0
        typed[0] = "right"
        assert sign_in.credential() == Password("right"), "another one is tried at once"
        typed[0] = "wrong"
        sign_in.forget_refusals()
        assert sign_in.credential() == first, "or the same, when a person says so"

    def test_an_unknown_one_is_asked_of_a_person_and_not_of_the_server(self) -> None:
        mailbox = ImapMailbox("127.0.0.1", 9, "ward25", PasswordSignIn("ward25@here", str), tls=False)
        with pytest.raises(MailboxUnreachableError), mailbox.connect():
            pass
        with pytest.raises(SignInRefusedError, match="ward25@here"):
            PasswordSignIn("ward25@here", str).credential()

    def test_nothing_that_opens_a_mailbox_is_printed(self) -> None:
        """P9: not even in a traceback's values."""
        assert "hush" not in repr(Password("hush"))
        assert "hush" not in repr(BearerToken("hush"))


def test_the_token_is_said_once_and_a_challenge_answered_with_nothing() -> None:
    answers = XOauth2("ward25@example.org", "abc")
    assert answers(b"") == b"user=ward25@example.org\x01auth=Bearer abc\x01\x01"
    assert answers(b'{"status":"401"}') == b""


def test_the_address_of_the_page_carries_what_the_standards_ask_for(idp: IdentityProvider) -> None:
    """RFC 7636, RFC 8252: a challenge, a state, a loopback address; never the verifier."""
    for make in (microsoft, google):
        pages: list[str] = []

        def note(address: str, pages: list[str] = pages) -> bool:
            pages.append(address)
            return False

        with pytest.raises(CannotDoError):
            make(idp).ask(note, never)
        query = dict(parse_qsl(urlsplit(pages[0]).query))
        assert query["code_challenge_method"] == "S256"
        assert query["response_type"] == "code"
        assert query["state"]
        assert query["login_hint"] == "ward25"
        assert query["redirect_uri"].startswith("http://localhost:")
        assert "code_verifier" not in query
