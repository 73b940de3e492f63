"""The books of the mailbox and of the city's feed, and what a person can do about what is in them."""

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.books import (
    CityBooks,
    FolderBooks,
    LedgerLine,
    MailBooks,
    MailList,
    OtherBooks,
)
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.places import Place
from wardoffice.language import text
from wardoffice.office.mail_intake import MailReading
from wardoffice.office.message_filing import MessageFiling
from wardoffice.store.casework import file_attachments
from wardoffice.store.city_books import city_books
from wardoffice.store.folder_books import folder_books
from wardoffice.store.ledger import settle_look, waiting_again
from wardoffice.store.ledger_reading import ledger_lines, mail_books, other_books
from wardoffice.store.message_reading import case_of_message
from wardoffice.store.store import Store
from wardoffice.store.tables import LedgerEntry, Message
from wardoffice.store.visibility import hidden_cases

MOST_LINES = 2_000
"""So many mails are listed at most, the newest."""


class MailCheck:
    """What the "311 and mail check" shows. ``city`` is the key of the endpoint the books are asked of."""

    def __init__(self, store: Store, city: str, reading: MailReading, filing: MessageFiling) -> None:
        self._store = store
        self._city = city
        self._reading = reading
        self._filing = filing

    def books(self, actor: Actor) -> MailBooks:
        """P1's equation, and how much of it is in problems this actor may not see."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return mail_books(session, hidden_cases=hidden_cases(session, actor))

    def folders(self, actor: Actor) -> tuple[FolderBooks, ...]:
        """The same folder by folder."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return folder_books(session, hidden_cases(session, actor))

    def other_books(self, actor: Actor) -> tuple[OtherBooks, ...]:
        """What came from folders that are read no longer, and from files; none where nothing did."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return other_books(session, hidden_cases(session, actor))

    def city_books(self, actor: Actor) -> CityBooks:
        """What the city's feed held (P2)."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return city_books(session, self._city)

    def lines(self, actor: Actor, which: MailList, kind: MessageKind | None = None) -> tuple[LedgerLine, ...]:
        """The mails behind a number, of one kind where given; newest first, at most 2,000."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            hidden = hidden_cases(session, actor)
            return ledger_lines(session, self._store.files, which, hidden, MOST_LINES, kind=kind)

    def retry(self, actor: Actor, ledger_id: int) -> Changes:
        """Read a mail again whose bytes we keep; one the server would not hand over is fetched next time."""
        require(actor, Doing.SYNC)
        with self._store.writing() as session:
            mail = waiting_again(session, ledger_id)
        if mail is None or mail.raw_sha256 is None:
            return Changes()
        return self._reading.settle_all([mail], lambda: False)[ledger_id].changes

    def open_case(self, actor: Actor, message_id: int) -> Changes:
        """Make a problem of a mail that was filed without one; an answer is then owed to its sender."""
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.OPEN) as work:
            message = work.session.get(Message, message_id)
            if message is None or case_of_message(work.session, message_id) is not None:
                raise CannotDoError(
                    text("This mail belongs to a problem already."), text("Nothing was changed.")
                )
            message.kind = MessageKind.PROBLEM
            message.kind_reason = text("{name} made a problem of it.", name=actor.name)
            case = self._filing.open_case(work, message, Place())
            file_attachments(work.session, message_id, case.id)
            work.details["looked_at"] = settle_look(work.session, work.now, message_id=message_id)
        return work.changes

    def nothing_to_do(self, actor: Actor, ledger_id: int) -> Changes:
        """Somebody looked at a mail that was left alone: it stays filed as it is.

        Raises CannotDoError for one that needs no look, or no longer.
        """
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.LOOKED) as work:
            work.details["looked_at"] = settle_look(work.session, work.now, ledger_id=ledger_id)
            entry = work.session.get(LedgerEntry, ledger_id)
            message = entry and entry.message_id and work.session.get(Message, entry.message_id)
            if not message or not work.details["looked_at"]:
                raise CannotDoError(
                    text("Somebody said already what this mail is."),
                    text("Nothing was changed."),
                    text("Look at the list again."),
                )
            message.kind_reason = text("{name} looked at it: nothing to do.", name=actor.name)
            work.details["name"] = message.subject or text("no subject")
        return work.changes
