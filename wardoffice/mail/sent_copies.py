"""The folders of sent mail of a mailbox over IMAP: looked into, and added to."""

from collections.abc import Collection
from datetime import datetime

from wardoffice.mail.folders import sent_folders
from wardoffice.mail.imap import ImapMailbox


class ImapSentCopies:
    """Implements the SentCopies port. ``wanted`` is the folder the settings name, "" to find it by itself."""

    def __init__(self, mailbox: ImapMailbox, wanted: str = "") -> None:
        self._mailbox = mailbox
        self._wanted = wanted

    def look(self, message_ids: Collection[str]) -> frozenset[str] | None:
        """See SentCopies: Outlook, a phone and the provider may each have a folder of their own."""
        with self._mailbox.session() as session:
            folders = sent_folders(session.folders(), self._wanted)
            if not folders:
                return None
            return frozenset(
                each for each in message_ids if any(session.holds(folder, each) for folder in folders)
            )

    def keep(self, raw: bytes, message_id: str, at: datetime) -> bool:
        """See SentCopies."""
        with self._mailbox.session() as session:
            folders = sent_folders(session.folders(), self._wanted)
            if folders and not any(session.holds(folder, message_id) for folder in folders):
                session.append(folders[0], raw, at)
            return bool(folders)

    def abort(self) -> None:
        """See SentCopies."""
        self._mailbox.abort()
