"""Fixtures of the mail tests."""

from tests.dovecot import dovecot, mailbox_account

__all__ = ["dovecot", "mailbox_account"]
