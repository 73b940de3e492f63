"""Whether the server that sends our mail lets us in, and how much it takes: known in every window."""

import logging
from typing import Any

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.books import MailBooks
from wardoffice.domain.errors import MailboxError, SecretsError, SignInRefusedError
from wardoffice.domain.mailboxes import MailboxState, SignInWay
from wardoffice.domain.sending_ports import MailSender
from wardoffice.store.facts import read_fact, write_fact
from wardoffice.store.store import Store

_LOG = logging.getLogger(__name__)


class SendingDoor:
    """One server that sends; ``account`` is whose sign-in it is: of a mailbox, or its own."""

    def __init__(self, store: Store, host: str, account: str, way: SignInWay | None) -> None:
        self._store = store
        self.host = host
        self.account = account
        self._way = way
        self._looked = False

    def shut(self, trouble: SignInRefusedError) -> None:
        """It refuses us until a person signs in; what waits stays in the outbox."""
        self._write(str(trouble))

    def let_in(self) -> None:
        """It lets us in, or somebody signed in just now."""
        self._write("")

    def signed_in(self, account: str) -> None:
        """A person signed in to this account."""
        if account == self.account:
            self._looked = False
            self.let_in()

    def state(self, actor: Actor) -> MailboxState | None:
        """How it stands, as the banner shows it; None while nothing is wrong."""
        require(actor, Doing.LOOK)
        trouble = self._trouble()
        if not trouble or self._way is None:
            return None
        return MailboxState(self.account, self._way, (), MailBooks(), trouble=trouble, wants_sign_in=True)

    def look(self, sender: MailSender) -> None:
        """Knock without a mail where nobody knows yet how much it takes: the first mail is packed to that.

        Once in each run of the program, and once more after somebody signed in: where it does not answer,
        nothing waits for it. Raises CancelledError after ``sender.abort``.
        """
        if self._looked or self._size is not None:
            return
        self._looked = True
        try:
            with sender.connect() as session:
                self.let_in()
                self.takes(session.size_limit)
        except SignInRefusedError as trouble:
            self.shut(trouble)
        except (MailboxError, SecretsError) as trouble:
            _LOG.info("How large a mail may be is not known yet: %s", trouble)

    def takes(self, size_limit: int | None) -> None:
        """The most bytes of a mail, as it says (SIZE, RFC 1870); None where it does not."""
        said = {"most": size_limit}
        if self._size != said:
            with self._store.writing() as session:
                write_fact(session, self._size_fact, said, self._store.now())

    def size_limit(self) -> int | None:
        """The most bytes of a mail, as it said last; None while nobody knows."""
        most = (self._size or {}).get("most")
        return most if isinstance(most, int) else None

    def _trouble(self) -> str:
        with self._store.reading() as session:
            return str(read_fact(session, self._fact).value.get("trouble", ""))

    def _write(self, trouble: str) -> None:
        if self._trouble() == trouble:
            return
        with self._store.writing() as session:
            write_fact(session, self._fact, {"trouble": trouble}, self._store.now())

    @property
    def _size(self) -> dict[str, Any] | None:
        """What it said of it, None where it was never asked."""
        with self._store.reading() as session:
            return read_fact(session, self._size_fact).value or None

    @property
    def _size_fact(self) -> str:
        return f"sending size {self.account}"[:100]

    @property
    def _fact(self) -> str:
        return f"sending {self.account}"[:100]
