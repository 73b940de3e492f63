"""Sends what waits for the city, reads the city and the mailbox, and remembers how each ended.

Trouble with one never keeps the other from being read. A reading that another program does right now is not
trouble. Being stopped ends a stalled connection at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.books import CityBooks, MailBooks
from wardoffice.domain.errors import CancelledError, LeaseHeldError, WardOfficeError
from wardoffice.domain.mailboxes import MailboxState
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.domain.year import YearState
from wardoffice.language import text
from wardoffice.office.city_sync import CitySync
from wardoffice.office.city_year import CityYear
from wardoffice.office.mailboxes import Mailboxes, said_of
from wardoffice.office.sent_report import MailSentReport, SentReport
from wardoffice.office.year_words import year_dict
from wardoffice.open311.probing import city_endpoint
from wardoffice.store.city_books import city_books
from wardoffice.store.facts import read_fact, write_fact
from wardoffice.store.ledger_reading import mail_books, need_a_look
from wardoffice.store.probes import newest_told
from wardoffice.store.store import Store

CITY = "city"
MAIL = "mail"
MAIL_SENT = "mail sent"
YEAR = "year"
SENT = "sent"
PartProgress = Callable[[str, int, int | None], None]
"""``progress(part, done, total)``; the part is "sent", "city", "mail" or "year"."""

Send = Callable[[Actor, Progress, Cancelled], SentReport]
WayOut = Callable[[Actor], MailboxState | None]

_SET_UP: dict[str, Callable[[], str]] = {
    CITY: lambda: text("311 is not read yet: say which ward it is (wardoffice config set office.ward 25)."),
    MAIL: lambda: text("No mailbox is read yet: say where it is (mail.host, mail.user, mail.password)."),
}


@dataclass(frozen=True, slots=True)
class SyncReport:
    """How a reading ended; ``troubles`` are whole texts by part, ``not_set_up`` the parts not read at all.

    ``mail`` is of all mailboxes together, ``mailboxes`` how each stands. ``year`` is how far the year before
    is read; ``year_words`` says it where it was asked for. ``sent`` is what went to the city, ``mail_sent``
    what mail left the office.
    """

    city: CityBooks
    mail: MailBooks
    troubles: dict[str, str] = field(default_factory=dict)
    not_set_up: tuple[str, ...] = ()
    year: YearState = field(default_factory=YearState)
    year_words: tuple[str, ...] = ()
    sent: SentReport = field(default_factory=SentReport)
    mail_sent: SentReport = field(default_factory=MailSentReport)
    mailboxes: tuple[MailboxState, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether both were read to their end and nothing needs a look."""
        need_a_look = self.city.gaps or self.city.not_read or self.mail.unreadable
        not_sent = self.sent.needs_person or self.mail_sent.needs_person
        return not (self.troubles or need_a_look or not_sent or self.year.trouble)

    def sentences(self) -> tuple[str, ...]:
        """The report as people read it."""
        city, mail = self.city, self.mail
        return (
            text(
                "311: {received:,} records read, {inside:,} in the ward, {outside:,} outside, "
                "{unknown:,} without a place, {left_out:,} left out, {gaps:,} gaps.",
                received=city.received,
                inside=city.inside,
                outside=city.outside,
                unknown=city.place_unknown,
                left_out=city.left_out,
                gaps=len(city.gaps),
            ),
            text(
                "Mail: {shown:,} shown by the server = {imported:,} imported + {known:,} known already + "
                "{left:,} left alone + {unreadable:,} that could not be read + {gone:,} gone + "
                "{waiting:,} waiting.",
                shown=mail.shown,
                imported=mail.imported,
                known=mail.known,
                left=mail.left_alone,
                unreadable=mail.unreadable,
                gone=mail.gone,
                waiting=mail.waiting,
            ),
            *self.sent.sentences(),
            *self.mail_sent.sentences(),
            *self.year_words,
            *self.city.not_read,
            *self.troubles.values(),
            *(_SET_UP[part]() for part in self.not_set_up),
        )

    def as_dict(self) -> dict[str, Any]:
        """The report as ``sync --json`` prints it; times are ISO 8601 in UTC."""
        city: dict[str, Any] = _plain(asdict(self.city))
        return {
            CITY: {**city, "trouble": self.troubles.get(CITY, "")},
            MAIL: {
                "shown": self.mail.shown,
                **asdict(self.mail),
                "trouble": self.troubles.get(MAIL, ""),
                "mailboxes": [_mailbox_dict(each) for each in self.mailboxes],
            },
            YEAR: year_dict(self.year),
            SENT: {**self.sent.as_dict(), "trouble": self.troubles.get(SENT, "")},
            "mail_sent": {**self.mail_sent.as_dict(), "trouble": self.troubles.get(MAIL_SENT, "")},
        }


@dataclass(frozen=True, slots=True)
class SyncState:
    """How things stand, for the status bar: times are aware UTC, troubles whole texts or "".

    ``city_newest_at`` is the newest moment the city itself told of. ``mailboxes`` are all that are read: the
    mail was read when the last of them was. ``way_out`` is where mail is sent, while nobody is let in there.
    ``wants_sign_in`` are those among them that a person must sign in to.
    """

    city_read_at: datetime | None
    city_trouble: str
    mail_read_at: datetime | None
    mail_trouble: str
    gaps: int
    unreadable: int
    left_alone: int
    city_newest_at: datetime | None = None
    mailboxes: tuple[MailboxState, ...] = ()
    way_out: MailboxState | None = None

    @property
    def wants_sign_in(self) -> tuple[MailboxState, ...]:
        """The mailboxes that a person must sign in to again, each once."""
        wanting = {each.account: each for each in self.mailboxes if each.wants_sign_in}
        if self.way_out is not None:
            wanting.setdefault(self.way_out.account, self.way_out)
        return tuple(wanting.values())


class Sync:
    """Reads both sources; either may be None where it is not set up. ``look`` looks at the endpoints."""

    def __init__(
        self,
        store: Store,
        city: CitySync | None,
        city_key: str,
        mail: Mailboxes | None,
        look: Callable[[Actor, Cancelled], object] = lambda _actor, _cancelled: None,
        *,
        year: CityYear | None = None,
        send: Send | None = None,
        send_mail: Send | None = None,
        way_out: WayOut = lambda _actor: None,
    ) -> None:
        self._store = store
        self._city = city
        self._city_key = city_key
        self._mail = mail
        self._look = look
        self._year = year
        self._send = send
        self._send_mail = send_mail
        self._way_out = way_out

    def run(
        self, actor: Actor, progress: PartProgress, cancelled: Cancelled, *, whole_year: bool = False
    ) -> SyncReport:
        """Send what waits, read both, then look at the endpoints; trouble of one is told and not raised.

        ``whole_year`` reads the year before to its end too, which takes a while. Raises CancelledError when
        stopped.
        """
        sent, unsent = _deliver(self._send, SentReport(), actor, partial(progress, SENT), cancelled)
        mail_sent, not_mailed = _deliver(
            self._send_mail, MailSentReport(), actor, partial(progress, SENT), cancelled
        )
        troubles = {SENT: unsent, MAIL_SENT: not_mailed}
        troubles |= {
            part: self.read(part, actor, partial(progress, part), cancelled) for part in (CITY, MAIL)
        }
        self._look(actor, cancelled)
        year, said = (
            self._read_year(actor, progress, cancelled) if whole_year else (self._state_of_year(actor), ())
        )
        with self._store.reading() as session:
            return SyncReport(
                city_books(session, self._city_key),
                mail_books(session),
                {part: words for part, words in troubles.items() if words},
                self._not_set_up(),
                year,
                said,
                sent,
                mail_sent,
                self._mail.states(actor) if self._mail is not None else (),
            )

    def missing(self) -> tuple[str, ...]:
        """What is not set up yet, a sentence each; a new office knows neither its ward nor its mailbox."""
        return tuple(_SET_UP[part]() for part in self._not_set_up())

    def read(self, part: str, actor: Actor, progress: Progress, cancelled: Cancelled) -> str:
        """Read one source, ``CITY`` or ``MAIL``; returns its trouble as a whole text, "" when all is well.

        Both may be read at the same time. Raises CancelledError when stopped.
        """
        require(actor, Doing.SYNC)
        if part == CITY and self._city is not None:
            return self._attempt(part, partial(self._city.run, actor, progress, cancelled))
        if part == MAIL and self._mail is not None:
            return self._mail.run(actor, progress, cancelled)
        return ""

    def watch_mail(self, actor: Actor, news: Callable[[], None], cancelled: Cancelled) -> None:
        """Wait at the mailboxes and call ``news``, from any thread, whenever mail should be read.

        Returns when stopped, when every sign-in was refused, or where there is no mailbox.
        """
        require(actor, Doing.SYNC)
        if self._mail is not None:
            self._mail.watch(news, cancelled)

    def state(self, actor: Actor) -> SyncState:
        """How things stand."""
        require(actor, Doing.LOOK)
        mailboxes = self._mail.states(actor) if self._mail is not None else ()
        with self._store.reading() as session:
            city = read_fact(session, f"sync {CITY}")
            unreadable, left_alone = need_a_look(session)
            gaps = len(city_books(session, self._city_key).gaps)
            endpoint, now = city_endpoint(self._city_key), self._store.now()
            newest = newest_told(session, endpoint, self._city_key, now) if self._city else None
        return SyncState(
            city_read_at=city.at,
            city_trouble=city.value.get("trouble", ""),
            mail_read_at=_oldest(each.read_at for each in mailboxes),
            mail_trouble=said_of(mailboxes),
            gaps=gaps,
            unreadable=unreadable,
            left_alone=left_alone,
            city_newest_at=newest,
            mailboxes=mailboxes,
            way_out=self._way_out(actor),
        )

    def _state_of_year(self, actor: Actor) -> YearState:
        return self._year.state(actor) if self._year is not None else YearState()

    def _read_year(
        self, actor: Actor, progress: PartProgress, cancelled: Cancelled
    ) -> tuple[YearState, tuple[str, ...]]:
        if self._year is None:
            return YearState(), ()
        state = self._year.run(actor, partial(progress, YEAR), cancelled)
        return state, self._year.telling.sentences(state)

    def _not_set_up(self) -> tuple[str, ...]:
        return tuple(part for part, job in ((CITY, self._city), (MAIL, self._mail)) if job is None)

    def _attempt(self, part: str, read: Callable[[], object]) -> str:
        try:
            read()
        except CancelledError:
            raise
        except LeaseHeldError:
            # Another program reads it right now, and remembers by itself how that ended.
            return ""
        except WardOfficeError as error:
            self._remember(part, str(error))
            return str(error)
        self._remember(part, "")
        return ""

    def _remember(self, part: str, trouble: str) -> None:
        with self._store.writing() as session:
            known = read_fact(session, f"sync {part}")
            at = known.at if trouble else self._store.now()
            write_fact(session, f"sync {part}", {"trouble": trouble}, at)


def _deliver(
    send: Send | None, nothing: SentReport, actor: Actor, progress: Progress, cancelled: Cancelled
) -> tuple[SentReport, str]:
    """What was sent, and its trouble; another program that sends right now is none."""
    if send is None:
        return nothing, ""
    try:
        return send(actor, progress, cancelled), ""
    except CancelledError:
        raise
    except LeaseHeldError:
        return nothing, ""
    except WardOfficeError as error:
        return nothing, str(error)


def _oldest(times: Iterable[datetime | None]) -> datetime | None:
    """The oldest of them; None where one is not known, or there are none."""
    known = list(times)
    return min((each for each in known if each is not None), default=None) if None not in known else None


def _mailbox_dict(state: MailboxState) -> dict[str, Any]:
    return {
        "account": state.account,
        "folders": list(state.folders),
        "shown": state.books.shown,
        **asdict(state.books),
        "read_at": _plain(state.read_at),
        "trouble": state.trouble,
        "wants_sign_in": state.wants_sign_in,
    }


def _plain(value: object) -> Any:  # noqa: ANN401 - whatever JSON can hold
    """A value as JSON can hold it; times are ISO 8601."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
