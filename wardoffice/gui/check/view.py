"""The 311 and mail check: whether everything is in, and what needs a look."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Protocol, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from wardoffice.domain.actor import Actor, Doing, may
from wardoffice.domain.books import (
    CityBooks,
    FolderBooks,
    LedgerLine,
    LedgerState,
    MailBooks,
    MailList,
    MailOrigin,
    OtherBooks,
)
from wardoffice.domain.changes import Changes
from wardoffice.domain.left_out import LeftOutType
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.ports import Clock
from wardoffice.domain.service_list import ServiceNews
from wardoffice.domain.watching import EndpointWatch
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.check.asking_card import AskingCard
from wardoffice.gui.check.changes_card import ServiceChangesCard
from wardoffice.gui.check.city_books import CityBooksCard
from wardoffice.gui.check.endpoints import Endpoints
from wardoffice.gui.check.folders_card import FoldersCard
from wardoffice.gui.check.ledger_list import LedgerList
from wardoffice.gui.check.mail_books import MailBooksCard, number_behind, numbers_of
from wardoffice.gui.check.mailboxes_card import MailboxesCard
from wardoffice.gui.check.other_books import OtherBooksCard
from wardoffice.gui.check.raw_view import RawView, read_raw
from wardoffice.gui.check.reads_card import LastReads
from wardoffice.gui.keys import ActionId
from wardoffice.gui.syncing_port import SyncFacts
from wardoffice.gui.tasks import Lane, TaskRunner
from wardoffice.gui.widgets.key_button import KeyButton
from wardoffice.gui.widgets.parts import label
from wardoffice.language import text

T = TypeVar("T")

_LIST_HEIGHT = 280


class Books(Protocol):
    """What the screen asks of ``office.mail_check.MailCheck``."""

    def books(self, actor: Actor) -> MailBooks:
        """P1's equation."""
        ...

    def lines(self, actor: Actor, which: MailList, kind: MessageKind | None = None) -> Sequence[LedgerLine]:
        """The mails behind one number, of one kind where given."""
        ...

    def other_books(self, actor: Actor) -> Sequence[OtherBooks]:
        """The books of mail that is no part of the equation."""
        ...

    def retry(self, actor: Actor, ledger_id: int) -> Changes:
        """Try to understand a mail again."""
        ...

    def open_case(self, actor: Actor, message_id: int) -> Changes:
        """Make a problem of a mail that was filed without one."""
        ...

    def nothing_to_do(self, actor: Actor, ledger_id: int) -> Changes:
        """A mail that was left alone stays without a problem."""
        ...

    def folders(self, actor: Actor) -> Sequence[FolderBooks]:
        """P1's equation folder by folder."""
        ...

    def city_books(self, actor: Actor) -> CityBooks:
        """P2's books."""
        ...


class Reads(Protocol):
    """What the screen asks of ``office.sync.Sync``."""

    def state(self, actor: Actor) -> SyncFacts:
        """When what was last read."""
        ...


class Watches(Protocol):
    """What the screen asks of ``office.watching.Watching``."""

    def endpoints(self, actor: Actor) -> Sequence[EndpointWatch]:
        """How each endpoint has been."""
        ...


class Services(Protocol):
    """What the screen asks of ``office.service_list.ServiceList``."""

    def news(self, actor: Actor) -> ServiceNews:
        """What changed in the city's list of services."""
        ...

    def mark_seen(self, actor: Actor, up_to: int) -> None:
        """The office has seen every change up to this one."""
        ...


class CheckView(QWidget):
    """Reads the books on ``refresh``, which whoever brings it up calls.

    ``case_asked`` carries a case id; ``changed`` the Changes of a mail that could be read after all, and
    ``acted`` those of what a person said of one, which can be taken back; ``sync_asked`` comes from the
    button that reads everything now, ``look_asked`` from the one that looks at the endpoints,
    ``sign_in_asked`` carries the account of a mailbox; ``refreshed`` asks the cards of others that stand on
    it to read anew too.
    """

    case_asked = Signal(int)
    changed = Signal(object)
    acted = Signal(object)
    sync_asked = Signal()
    look_asked = Signal()
    sign_in_asked = Signal(str)
    refreshed = Signal()

    def __init__(
        self,
        actor: Actor,
        tasks: TaskRunner,
        *,
        books: Books,
        reads: Reads,
        watches: Watches,
        services: Services,
        moments: Moments,
        clock: Clock,
        left_out: Sequence[LeftOutType],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actor = actor
        self._tasks = tasks
        self._books = books
        self._reads = reads
        self._watches = watches
        self._services = services
        self._open_list = MailList(LedgerState.UNREADABLE)
        self._chosen: MailList | None = None
        self.setAccessibleName(text("311 and mail check"))
        self._last = LastReads(moments)
        self._mailboxes = MailboxesCard(moments, may_sign_in=may(actor, Doing.SYNC))
        self._mailboxes.sign_in_asked.connect(self.sign_in_asked)
        self._mail = MailBooksCard()
        self._folders = FoldersCard(moments)
        self._folders.list_asked.connect(self.open_list)
        self._list = LedgerList(moments)
        self._others = OtherBooksCard()
        self._others.list_asked.connect(self.open_list)
        self._numbers: dict[MailOrigin, MailBooks] = {}
        self._by_folder: dict[tuple[str, str], MailBooks] = {}
        self._city = CityBooksCard(moments, left_out)
        self._endpoints = Endpoints(moments, clock)
        self._asking = AskingCard(moments)
        self._changes = ServiceChangesCard(moments)
        self._changes.seen_asked.connect(self._mark_seen)
        self._mail.list_asked.connect(self.open_list)
        self._list.kind_asked.connect(lambda _kind: self._open(self._open_list))
        self._list.raw_asked.connect(self._ask_raw)
        self._list.retry_asked.connect(self._retry)
        self._list.problem_asked.connect(self._make_problem)
        self._list.nothing_asked.connect(self._settle)
        self._list.case_asked.connect(self.case_asked)
        self._build()

    @property
    def shown(self) -> MailList:
        """The part of the books whose list is open."""
        return self._open_list

    @property
    def list(self) -> LedgerList:
        """The list that is open."""
        return self._list

    def refresh(self) -> None:
        """Read the books anew."""
        self._ask("mail", self._read_mail, self._show_mail)
        self._ask("folders", partial(self._books.folders, self._actor), self._show_folders)
        self._ask("city", partial(self._books.city_books, self._actor), self._show_city)
        self._ask("watch", partial(self._watches.endpoints, self._actor), self._endpoints.show_watches)
        self._ask("services", partial(self._services.news, self._actor), self._changes.show_news)
        self.refreshed.emit()

    def add_card(self, card: QWidget, *, of_mail: bool = False) -> None:
        """Put a card of another job below the city's books, or beside the mailboxes."""
        (self._of_mail if of_mail else self._more).addWidget(card)

    def show_looking(self, looking: bool) -> None:  # noqa: FBT001 - a slot of Signal(bool)
        """Whether a look at the endpoints is going on."""
        self._look.setEnabled(not looking)
        self._look.setText(text("Looking ...") if looking else text("Look at them now"))

    def open_list(self, which: MailList) -> None:
        """Show the mails behind one number, from now on: a person chose it."""
        self._chosen = which
        self._open(which)

    def _read_mail(self) -> tuple[MailBooks, Sequence[OtherBooks], SyncFacts]:
        return (
            self._books.books(self._actor),
            self._books.other_books(self._actor),
            self._reads.state(self._actor),
        )

    def _show_mail(self, read: tuple[MailBooks, Sequence[OtherBooks], SyncFacts]) -> None:
        books, others, facts = read
        self._numbers = {each.origin: each.books for each in others} | {MailOrigin.READ: books}
        self._others.show_books(others)
        self._last.show_state(facts)
        self._mailboxes.show_mailboxes(facts.mailboxes)
        needing = facts.unreadable + facts.left_alone
        self._mail.show_books(books, needing, trouble=bool(facts.mail_trouble))
        self._open(self._chosen or to_look_at(self._numbers))

    def _show_folders(self, folders: Sequence[FolderBooks]) -> None:
        self._by_folder = {(each.account, each.folder): each.books for each in folders}
        self._folders.show_folders(folders)

    def _show_city(self, books: CityBooks) -> None:
        self._city.show_books(books)
        self._asking.show_books(books)

    def _mark_seen(self, up_to: int) -> None:
        self._tasks.submit(
            Lane.WRITE,
            partial(self._services.mark_seen, self._actor, up_to),
            owner=self,
            done=lambda _nothing: self.refresh(),
        )

    def _open(self, which: MailList) -> None:
        self._open_list = which
        self._mail.choose(which)
        lines = partial(self._books.lines, self._actor, which, self._list.kinds.currentData())
        self._ask("lines", lines, partial(self._show_lines, which))

    def _ask(self, topic: str, work: Callable[[], T], done: Callable[[T], None]) -> None:
        self._tasks.submit(Lane.QUERY, work, owner=self, done=done, topic=topic)

    def _show_lines(self, which: MailList, lines: Sequence[LedgerLine]) -> None:
        if which == self._open_list:
            books = self._by_folder.get(which.folder) if which.folder else self._numbers.get(which.origin)
            self._list.show_lines(which, tuple(lines), number_behind(books or MailBooks(), which))

    def _ask_raw(self, line: LedgerLine) -> None:
        if line.raw is not None:
            self._ask("raw", partial(read_raw, line.raw), partial(self._show_raw, line))

    def _show_raw(self, line: LedgerLine, words: str) -> None:
        RawView(line.subject or text("no subject"), words, self).open()

    def _retry(self, ledger_id: int) -> None:
        self._tasks.submit(
            Lane.WRITE, partial(self._books.retry, self._actor, ledger_id), owner=self, done=self._change
        )

    def _make_problem(self, message_id: int) -> None:
        self._tasks.submit(
            Lane.WRITE, partial(self._books.open_case, self._actor, message_id), owner=self, done=self._act
        )

    def _settle(self, ledger_id: int) -> None:
        self._tasks.submit(
            Lane.WRITE,
            partial(self._books.nothing_to_do, self._actor, ledger_id),
            owner=self,
            done=self._act,
        )

    def _change(self, changes: Changes) -> None:
        self.changed.emit(changes)
        self.refresh()

    def _act(self, changes: Changes) -> None:
        self.acted.emit(changes)
        self.refresh()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(label(text("311 and mail check"), "title", wrap=False))
        head.addStretch(1)
        self._look = KeyButton(text("Look at them now"), icon="mdi6.access-point-check")
        self._look.setAccessibleName(text("Look now whether 311 and the mailbox answer"))
        self._look.clicked.connect(self.look_asked)
        head.addWidget(self._look)
        now = KeyButton(text("Read everything now"), of=ActionId.SYNC)
        now.clicked.connect(self.sync_asked)
        head.addWidget(now)
        page = QWidget()
        page.setProperty("role", "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 24)
        column.setSpacing(12)
        column.addLayout(head)
        upper: tuple[QWidget, ...] = (
            self._last,
            self._endpoints,
            self._mailboxes,
            self._mail,
            self._folders,
            self._others,
        )
        self._of_mail = QVBoxLayout()
        self._of_mail.setSpacing(12)
        for widget in upper:
            column.addWidget(widget)
            if widget is self._mailboxes:
                column.addLayout(self._of_mail)
        self._list.setMinimumHeight(_LIST_HEIGHT)
        column.addWidget(self._list, 1)
        self._more = QVBoxLayout()
        self._more.setSpacing(12)
        column.addWidget(self._city)
        column.addLayout(self._more)
        column.addWidget(self._asking)
        column.addWidget(self._changes)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)


def to_look_at(books: Mapping[MailOrigin, MailBooks]) -> MailList:
    """The list that opens by itself: the first that holds mails somebody should look at."""
    for origin in MailOrigin:
        for state in (LedgerState.UNREADABLE, LedgerState.LEFT_ALONE):
            if origin in books and numbers_of(books[origin])[state]:
                return MailList(state, origin)
    return MailList(LedgerState.UNREADABLE)
