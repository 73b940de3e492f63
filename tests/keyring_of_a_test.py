"""A keyring for a program that a test starts: it knows the one mail password that its environment names."""

import os

from keyring.backend import KeyringBackend

PASSWORD = "WARDOFFICE_TEST_MAIL_PASSWORD"
BACKEND = f"{__name__}.KeyringOfATest"


class KeyringOfATest(KeyringBackend):
    """Answers for every mailbox with that password, and keeps nothing."""

    priority = 1

    def get_password(self, service: str, username: str) -> str | None:
        """The password of a mailbox; nothing else is known."""
        return os.environ[PASSWORD] if username.startswith("mail:") else None

    def set_password(self, service: str, username: str, password: str) -> None:
        """Never asked of it."""
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        """Never asked of it."""
        raise NotImplementedError
