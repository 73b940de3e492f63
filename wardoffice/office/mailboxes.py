"""Reads all mailboxes of the office side by side, and remembers how each stands.

Each has its own lease and its own books (P1): one that hangs, or wants to be signed in to again, keeps no
other waiting.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.errors import (
    CancelledError,
    LeaseHeldError,
    MailboxUnreachableError,
    SignInRefusedError,
    WardOfficeError,
)
from wardoffice.domain.mailboxes import MailboxState, SignInWay
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.language import text
from wardoffice.mail.stopping import aborting_when
from wardoffice.office.mail_intake import MailIntake
from wardoffice.office.mail_watching import MailWatch, watch_all
from wardoffice.store.facts import read_fact, write_fact
from wardoffice.store.ledger import note_accounts_read
from wardoffice.store.ledger_reading import mail_books
from wardoffice.store.store import Store

_log = logging.getLogger(__name__)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Mailboxes:
    """The mailboxes that are set up, at least one; ``ways`` says by account how each is signed in to."""

    def __init__(
        self,
        store: Store,
        intakes: Sequence[MailIntake],
        ways: Mapping[str, SignInWay] | None = None,
        watches: Sequence[MailWatch] = (),
    ) -> None:
        self._store = store
        self._intakes = tuple(intakes)
        self._ways = ways or {}
        self._watches = tuple(watches)
        self._asked_to_wait: dict[str, datetime] = {}
        self._read_elsewhere: set[str] = set()

    def run(self, actor: Actor, progress: Progress, cancelled: Cancelled) -> str:
        """Read them all; returns what is wrong, a whole text, or "". Raises CancelledError when stopped.

        One that another program is reading right now was not read, and is told.
        """
        require(actor, Doing.SYNC)
        shared = _Shared(progress)
        with aborting_when(cancelled, self._abort):
            _side_by_side(
                [
                    partial(self._attempt, intake, actor, partial(shared.tell, intake.account), cancelled)
                    for intake in self._intakes
                ]
            )
        elsewhere = [
            text(
                "{account}: another program is reading this mailbox; what it reads appears here.",
                account=each.account,
            )
            for each in self._intakes
            if each.account in self._read_elsewhere
        ]
        return " ".join(filter(None, [said_of(self.states(actor)), *elsewhere]))

    def states(self, actor: Actor) -> tuple[MailboxState, ...]:
        """How each stands, in the order of the settings."""
        require(actor, Doing.LOOK)
        return tuple(self._state(intake) for intake in self._intakes)

    def signed_in(self, account: str) -> None:
        """A person signed in to this one: what kept it from being read is no more."""
        with self._store.writing() as session:
            fact = read_fact(session, _fact(account))
            write_fact(session, _fact(account), {"trouble": "", "wants_sign_in": False}, fact.at)

    def watch(self, news: Callable[[], None], cancelled: Cancelled) -> None:
        """Wait at all of them; calls ``news`` from any thread whenever they should be read."""
        watch_all(self._watches, news, cancelled)

    def _abort(self) -> None:
        for intake in self._intakes:
            intake.abort()

    def _state(self, intake: MailIntake) -> MailboxState:
        account = intake.account
        with self._store.reading() as session:
            fact, books = read_fact(session, _fact(account)), mail_books(session, account)
        return MailboxState(
            account,
            self._ways.get(account, SignInWay.PASSWORD),
            intake.folders,
            books,
            fact.at,
            fact.value.get("trouble", ""),
            wants_sign_in=fact.value.get("wants_sign_in", False),
        )

    def _attempt(self, intake: MailIntake, actor: Actor, progress: Progress, cancelled: Cancelled) -> None:
        if self._store.now() < self._asked_to_wait.get(intake.account, _LONG_AGO):
            return  # what the server said then is still remembered, and still true
        self._read_elsewhere.discard(intake.account)
        try:
            intake.run(actor, progress, cancelled)
        except CancelledError:
            raise
        except LeaseHeldError:
            # The other program remembers by itself how that ended.
            self._read_elsewhere.add(intake.account)
        except WardOfficeError as error:
            if isinstance(error, MailboxUnreachableError) and error.wait_seconds:
                until = self._store.now() + timedelta(seconds=error.wait_seconds)
                self._asked_to_wait[intake.account] = until
            self._remember(intake, str(error), wants_sign_in=isinstance(error, SignInRefusedError))
        except Exception as error:  # noqa: BLE001 - whatever went wrong, the books must say so
            _log.exception("reading the mailbox %s ended", intake.account)
            self._remember(intake, str(_unforeseen(error)), wants_sign_in=False)
        else:
            self._remember(intake, "", wants_sign_in=False)

    def _remember(self, intake: MailIntake, trouble: str, *, wants_sign_in: bool) -> None:
        name = _fact(intake.account)
        with self._store.writing() as session:
            at = read_fact(session, name).at if trouble else self._store.now()
            write_fact(session, name, {"trouble": trouble, "wants_sign_in": wants_sign_in}, at)


def read_only_these(store: Store, accounts: Sequence[str]) -> None:
    """The settings name these: what other mailboxes brought in leaves the equation, and stays listed (P1)."""
    with store.writing() as session:
        note_accounts_read(session, accounts)


class _Shared:
    """Adds up how far several readings are; the total is known once that of each is."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._parts: dict[str, tuple[int, int | None]] = {}
        self._lock = threading.Lock()

    def tell(self, account: str, done: int, total: int | None) -> None:
        with self._lock:
            self._parts[account] = done, total
            totals = [each for _, each in self._parts.values()]
            whole = None if None in totals else sum(each or 0 for each in totals)
            self._progress(sum(each for each, _ in self._parts.values()), whole)


def _side_by_side(jobs: Sequence[Callable[[], None]]) -> None:
    """Do them all; raises the first error once all have ended.

    Daemon threads, as the lanes of the window are: a server that hangs must not keep the program from ending.
    """
    if len(jobs) == 1:
        jobs[0]()
        return
    errors: list[BaseException] = []

    def work(job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:  # noqa: BLE001 - raised again where the caller waits
            errors.append(error)

    threads = [threading.Thread(target=work, args=(job,), name="mailbox", daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def _unforeseen(error: Exception) -> MailboxUnreachableError:
    """Only the kind of error: its words may hold what a mail says."""
    return MailboxUnreachableError(
        text("Reading this mailbox ended in a mistake of the program ({kind}).", kind=type(error).__name__),
        text("No mail is lost; what was read so far is kept."),
        text("The program tries again by itself. If this stays, tell whoever looks after it."),
    )


def said_of(states: Sequence[MailboxState]) -> str:
    """What is wrong with the mailboxes, a whole text, or ""; of several, those in trouble are counted."""
    told = [each for each in states if each.trouble]
    if not told or len(states) == 1:
        return "".join(each.trouble for each in told)
    counted = text("{count} of {all} mailboxes could not be read.", count=len(told), all=len(states))
    return " ".join([counted, *(f"{each.account}: {each.trouble}" for each in told)])


def _fact(account: str) -> str:
    return f"sync mail {account}"
