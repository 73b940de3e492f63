"""Secrets live in the keyring only (P9), and a keyring that fails is told of in words."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as ForgetfulKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from wardoffice.domain.errors import SecretsError
from wardoffice.domain.ports import Secrets
from wardoffice.system.secrets import KeyringSecrets, MemorySecrets, city_secret, mailbox_secret

pytestmark = pytest.mark.long

PRACTICE = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

class NoKeyring:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("keyring", "secretstorage"):
            raise AssertionError(f"{name} was asked for")

sys.meta_path.insert(0, NoKeyring())
from wardoffice.bootstrap.practice import open_practice
from wardoffice.demo.practice_ward import PracticeWard
with (
    PracticeWard(42, lambda: datetime.now(UTC) - timedelta(days=1)) as practice,
    open_practice(Path(sys.argv[1]), practice) as office,
):
    report = office.sync.run(office.actor, lambda part, done, total: None, lambda: False)
    assert report.mail.imported, report
    assert report.city.received, report
"""


class DictKeyring(KeyringBackend):
    """A keyring that works."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring annotates half of itself
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError(username)
        del self.kept[service, username]


class LockedKeyring(DictKeyring):
    """A keyring nobody unlocks."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("the collection is locked.")


class BrokenKeyring(DictKeyring):
    """A keyring whose library has its own ideas of an error."""

    def get_password(self, service: str, username: str) -> str | None:
        raise ZeroDivisionError


def no_keyring() -> KeyringBackend:
    return NoKeyring()  # type: ignore[no-untyped-call]  # keyring annotates half of itself


def forgetful_keyring() -> KeyringBackend:
    return ForgetfulKeyring()  # type: ignore[no-untyped-call]  # the same


@pytest.fixture(params=["memory", "keyring"])
def secrets(request: pytest.FixtureRequest) -> Secrets:
    if request.param == "memory":
        return MemorySecrets()
    keyring = DictKeyring()
    return KeyringSecrets(find_keyring=lambda: keyring)


def test_what_was_put_is_there_until_it_is_removed(secrets: Secrets) -> None:
    secrets.put("mail:ward@example.org", "first")
    secrets.put("mail:ward@example.org", "gęś ✓")
    secrets.put("city:chicago", "key")
    assert secrets.get("mail:ward@example.org") == "gęś ✓"
    secrets.remove("mail:ward@example.org")
    assert secrets.get("mail:ward@example.org") is None
    assert secrets.get("city:chicago") == "key"


def test_removing_an_unknown_secret_is_fine(secrets: Secrets) -> None:
    secrets.remove("city:nowhere")
    assert secrets.get("city:nowhere") is None


def test_secrets_are_filed_under_the_programs_name() -> None:
    keyring = DictKeyring()
    KeyringSecrets(find_keyring=lambda: keyring).put(mailbox_secret("ward25", "imap.example.org"), "x")
    KeyringSecrets(find_keyring=lambda: keyring).put(city_secret("chicago"), "y")
    assert keyring.kept == {
        ("Ward Office", "mail:ward25@imap.example.org"): "x",
        ("Ward Office", "city:chicago"): "y",
    }


@pytest.mark.parametrize(
    ("keyring", "words"),
    [
        (no_keyring(), "there is none"),
        (LockedKeyring(), "the collection is locked"),
        (BrokenKeyring(), "ZeroDivisionError"),
    ],
)
def test_a_keyring_that_fails_is_told_of_in_three_sentences(keyring: KeyringBackend, words: str) -> None:
    secrets = KeyringSecrets(find_keyring=lambda: keyring)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: secrets.get("mail:a@b"),
        lambda: secrets.put("mail:a@b", "hush"),
        lambda: secrets.remove("mail:a@b"),
    )
    for attempt in attempts:
        with pytest.raises(SecretsError) as caught:
            attempt()
        assert words in caught.value.happened
        assert caught.value.safe
        assert caught.value.next_step
        assert "hush" not in str(caught.value)


def test_a_keyring_that_forgets_at_once_is_not_taken_for_one() -> None:
    secrets = KeyringSecrets(find_keyring=forgetful_keyring)
    with pytest.raises(SecretsError, match="did not keep"):
        secrets.put("mail:a@b", "hush")


def test_the_practice_ward_reads_its_city_and_its_mailbox_without_ever_loading_the_keyring(
    tmp_path: Path,
) -> None:
    """P9: the user's keyring is not touched by training; a password is used all the same."""
    ran = subprocess.run(
        [sys.executable, "-c", PRACTICE, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
