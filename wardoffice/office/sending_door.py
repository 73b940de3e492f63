"""Whether the server that sends our mail lets us in, and how much it takes: known in every window."""

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.books import MailBooks
from wardoffice.domain.errors import SignInRefusedError
from wardoffice.domain.mailboxes import MailboxState, SignInWay
from wardoffice.store.facts import read_fact, write_fact
from wardoffice.store.store import Store


class SendingDoor:
    """One server that sends; ``account`` is whose sign-in it is: of a mailbox, or its own."""

    def __init__(self, store: Store, host: str, account: str, way: SignInWay | None) -> None:
        self._store = store
        self.host = host
        self.account = account
        self._way = way

    def shut(self, trouble: SignInRefusedError) -> None:
        """It refuses us until a person signs in; what waits stays in the outbox."""
        self._write(str(trouble))

    def let_in(self) -> None:
        """It lets us in, or somebody signed in just now."""
        self._write("")

    def signed_in(self, account: str) -> None:
        """A person signed in to this account."""
        if account == self.account:
            self.let_in()

    def state(self, actor: Actor) -> MailboxState | None:
        """How it stands, as the banner shows it; None while nothing is wrong."""
        require(actor, Doing.LOOK)
        trouble = self._trouble()
        if not trouble or self._way is None:
            return None
        return MailboxState(self.account, self._way, (), MailBooks(), trouble=trouble, wants_sign_in=True)

    def takes(self, size_limit: int | None) -> None:
        """The most bytes of a mail, as it says (SIZE, RFC 1870); None where it does not."""
        if self.size_limit() != size_limit:
            with self._store.writing() as session:
                write_fact(session, self._size_fact, {"most": size_limit}, self._store.now())

    def size_limit(self) -> int | None:
        """The most bytes of a mail, as it said last; None while nobody knows."""
        with self._store.reading() as session:
            most = read_fact(session, self._size_fact).value.get("most")
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
    def _size_fact(self) -> str:
        return f"sending size {self.account}"[:100]

    @property
    def _fact(self) -> str:
        return f"sending {self.account}"[:100]
