"""The mailbox: IMAP, and reading whatever mail it holds."""
