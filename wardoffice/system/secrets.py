"""Where passwords and keys live: the system keyring, or memory for tests and the practice ward (P9)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wardoffice.domain.errors import SecretsError
from wardoffice.language import text
from wardoffice.system.long_secrets import get_long, put_long, remove_long

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "Ward Office"
"""What the keyring files our secrets under."""


def mailbox_secret(user: str, host: str) -> str:
    """The name under which a mailbox's password is kept: ``mail:USER@HOST``."""
    return f"mail:{user}@{host}"


def sign_in_secret(user: str, host: str) -> str:
    """The name under which the tokens of a mailbox are kept that one signs in to by the browser."""
    return f"mail-sign-in:{user}@{host}"


def sign_in_app_secret(user: str, host: str) -> str:
    """The name under which the secret of the office's app is kept, where the provider gives it one."""
    return f"mail-app:{user}@{host}"


def city_secret(key: str) -> str:
    """The name under which a city's API key is kept: ``city:KEY``, by the key of the city profile."""
    return f"city:{key}"


def portal_secret(key: str) -> str:
    """The name under which the app token of a city's data portal is kept: ``portal:KEY``."""
    return f"portal:{key}"


class KeyringSecrets:
    """The Secrets port over the system keyring, which is looked for when the first secret is asked.

    ``find_keyring`` finds the backend; it is keyring's own choice unless a test says otherwise. Every method
    raises SecretsError where there is no keyring, it is locked, or it refuses.
    """

    def __init__(self, find_keyring: "Callable[[], KeyringBackend] | None" = None) -> None:
        self._find = find_keyring or _system_keyring

    def get(self, name: str) -> str | None:
        """The secret, or None where none is kept under this name."""
        with _in_words():
            return get_long(self._entries(), name)

    def put(self, name: str, secret: str) -> None:
        """Keep a secret of any length, and look that it was really kept: some backends drop what they get."""
        with _in_words():
            entries = self._entries()
            before = get_long(entries, name)
            put_long(entries, name, secret)
            kept = get_long(entries, name)
        # Neither of the two: another program put one of its own at the same moment.
        if kept != secret and kept in (None, before):
            raise _no_keyring(text("it did not keep what it was given"))

    def remove(self, name: str) -> None:
        """Forget a secret; forgetting an unknown one is fine."""
        with _in_words():
            remove_long(self._entries(), name)

    def _entries(self) -> "_Entries":
        return _Entries(self._find())


@dataclass(frozen=True, slots=True)
class _Entries:
    """Our entries in a keyring."""

    keyring: "KeyringBackend"

    def get(self, name: str) -> str | None:
        return self.keyring.get_password(SERVICE, name)

    def put(self, name: str, words: str) -> None:
        self.keyring.set_password(SERVICE, name, words)

    def remove(self, name: str) -> None:
        from keyring.errors import PasswordDeleteError

        try:
            self.keyring.delete_password(SERVICE, name)
        except PasswordDeleteError:
            if self.get(name) is not None:  # else another program was quicker
                raise


class MemorySecrets:
    """The Secrets port in memory: gone when the program ends."""

    def __init__(self, kept: dict[str, str] | None = None) -> None:
        self._kept = dict(kept or {})

    def get(self, name: str) -> str | None:
        """The secret, or None where none is kept under this name."""
        return self._kept.get(name)

    def put(self, name: str, secret: str) -> None:
        """Keep a secret."""
        self._kept[name] = secret

    def remove(self, name: str) -> None:
        """Forget a secret; forgetting an unknown one is fine."""
        self._kept.pop(name, None)


def _system_keyring() -> "KeyringBackend":
    # keyring looks through every backend when it is imported, and the practice ward must not even do that.
    import keyring

    return keyring.get_keyring()


@contextmanager
def _in_words() -> Iterator[None]:
    from keyring.errors import NoKeyringError

    try:
        yield
    except NoKeyringError as trouble:
        # keyring's own words here advise a backend that keeps passwords in a plain file.
        raise _no_keyring(text("there is none")) from trouble
    except Exception as trouble:
        raise _no_keyring(str(trouble) or type(trouble).__name__) from trouble


def _no_keyring(reason: str) -> SecretsError:
    return SecretsError(
        text("This computer's keyring cannot be used: {reason}.", reason=reason.strip().rstrip(".")),
        text("Nothing was written anywhere else: passwords are kept in the keyring or not at all."),
        text("Unlock the keyring, or install one (on Linux GNOME Keyring or KWallet), and try again."),
    )
