"""Delivers the outbox's submissions: each is sent at most once, and what became of it is followed up.

``sending`` is committed before the POST. A process found dead in it leaves the submission of unknown fate:
it is looked for in 311, and only a person may have it sent again. What surely never left waits and is tried
again. A token is asked for its number, seconds after it first and then ever more rarely, up to a bound.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from http import HTTPStatus

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import (
    CancelledError,
    CityError,
    CityRefusedError,
    NotSentError,
    SettingsError,
)
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.polling import next_asking, next_try
from wardoffice.domain.ports import Cancelled, CityDesk, Progress
from wardoffice.domain.server_faults import is_server_fault
from wardoffice.domain.submissions import Receipt
from wardoffice.domain.tracking_numbers import told_number
from wardoffice.language import text
from wardoffice.office.asked_otherwise import asked_otherwise
from wardoffice.office.city_looking import CityLooking
from wardoffice.office.record_parting import part_record_of
from wardoffice.office.refusing import Refusing
from wardoffice.office.sent_report import SentReport
from wardoffice.office.submitting import ConnectDesk
from wardoffice.store.leases import HeldLease, lease
from wardoffice.store.outbox import (
    Outgoing,
    claim,
    due_to_ask,
    due_to_send,
    is_record,
    left_in_the_middle,
    next_due,
    note_asking,
    put_back,
    rows_of,
)
from wardoffice.store.outbox_hold import outbox_held
from wardoffice.store.store import Store

_SENDER = Actor.program("311")
_BLACKBOX = "blackbox"
_LOOKING_DAYS = timedelta(days=7)
"""After that time no record in the feed is taken for it any more (rule 3 of filing, in ARCHITECTURE)."""


class Sending:
    """The sender of one city's submissions. ``chicago``: its numbers are written as Chicago's.

    ``tell_numbers`` sends the numbers that came on to who was promised them.
    """

    def __init__(
        self,
        store: Store,
        key: str,
        connect: ConnectDesk,
        looking: CityLooking,
        token_days: int,
        *,
        chicago: bool,
        tell_numbers: Callable[[], Changes] = Changes,
    ) -> None:
        self._store = store
        self._key = key
        self._connect = connect
        self._looking = looking
        self._refusing = Refusing(store, key, chicago=chicago)
        self._token_days = timedelta(days=token_days)
        self._chicago = chicago
        self._tell_numbers = tell_numbers

    def next_at(self, actor: Actor) -> datetime | None:
        """When there is something to do next, None while nothing waits."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return next_due(session, self._key)

    def run(self, actor: Actor, progress: Progress, cancelled: Cancelled) -> SentReport:
        """Send what is due, ask for numbers, look for what is of unknown fate.

        Raises LeaseHeldError where another program does it now, CancelledError, or SecretsError where the
        api key cannot be read; what was done until then is kept.
        """
        require(actor, Doing.SYNC)
        report = SentReport()
        with lease(self._store, f"outbox {self._key}") as held, ExitStack() as stack:
            self._recover(held, report)
            with self._store.reading() as session:
                to_send = due_to_send(session, self._key, self._store.now())
                to_ask = due_to_ask(session, self._key, self._store.now())
            if self._is_held():
                to_send = []
            if to_send or to_ask:
                desk = self._connect(cancelled)
                stack.callback(desk.close)
                total = len(to_send) + len(to_ask)
                for done, each in enumerate(to_send):
                    progress(done, total)
                    if self._is_held():  # somebody may hold everything while the others are being sent
                        break
                    self._send(held, desk, each, report)
                for done, each in enumerate(to_ask, start=len(to_send)):
                    progress(done, total)
                    self._ask(held, desk, each, report)
        report.add(self._tell_numbers())
        report.next_at = self.next_at(actor)
        return report

    def _is_held(self) -> bool:
        with self._store.reading() as session:
            return outbox_held(session) is not None

    def _recover(self, held: HeldLease, report: SentReport) -> None:
        """What a process that died was sending may have arrived: it is of unknown fate, and looked for."""
        with self._store.reading() as session:
            left = left_in_the_middle(session, self._key)
        for each in left:
            why = text("The program ended while it was being sent.")
            self._settle(each, OutboxState.UNKNOWN, why, report, held=held)

    def _send(self, held: HeldLease, desk: CityDesk, each: Outgoing, report: SentReport) -> None:
        changed = asked_otherwise(self._store, self._key, desk, each)
        with self._store.writing() as session:
            held.beat(session)
            if not claim(session, each, self._store.now()):
                return
        if changed:
            report.add(self._refusing.settle_unsent(each, changed), refused=1)
            return
        try:
            receipt = desk.submit(each.fields, expects_answer=each.answer_kind != _BLACKBOX)
        except CancelledError:
            self._wait_again(each, OutboxState.QUEUED, self._store.now(), "", report)
            raise
        except (NotSentError, SettingsError) as trouble:
            at = next_try(each.attempts + 1, self._store.now())
            self._wait_again(each, OutboxState.RETRY, at, str(trouble), report)
        except CityRefusedError as refused:
            self._refused(desk, each, refused, report)
        except CityError as trouble:
            self._settle(each, OutboxState.UNKNOWN, trouble.happened, report)
        else:
            number = told_number(receipt.number, chicago=self._chicago)
            self._took(each, replace(receipt, number=number), report)

    def _refused(self, desk: CityDesk, each: Outgoing, refused: CityRefusedError, report: SentReport) -> None:
        """Only a refusal says that it was not taken; a fault of the server may come after it was."""
        if refused.status == HTTPStatus.TOO_MANY_REQUESTS:
            at = next_try(each.attempts + 1, self._store.now())
            self._wait_again(each, OutboxState.RETRY, at, refused.happened, report)
        elif is_server_fault(refused.status, refused.codes, refused.words):
            self._settle(each, OutboxState.UNKNOWN, refused.happened, report)
        else:
            report.add(self._refusing.settle(desk, each, refused), refused=1)

    def _took(self, each: Outgoing, receipt: Receipt, report: SentReport) -> None:
        outcome = _taken_words(receipt)
        now = self._store.now()
        with self._store.unit_of_work(_SENDER, ActionKind.CITY_ANSWER, outcome=outcome) as work:
            sent, submission = rows_of(work, each)
            sent.state, sent.settled_at, sent.trouble = OutboxState.SENT, now, ""
            submission.answered_at = now
            submission.number = submission.number or receipt.number
            submission.token, submission.notice = receipt.token, receipt.notice
            submission.account_id = receipt.account_id
            if receipt.token and not submission.number:
                submission.poll_until = now + self._token_days
                submission.next_poll_at = next_asking(0, now, submission.poll_until)
        report.add(work.changes, sent=1, numbers=bool(receipt.number))
        if receipt.number:
            self._looking.join(receipt.number, report)

    def _ask(self, held: HeldLease, desk: CityDesk, each: Outgoing, report: SentReport) -> None:
        """Ask a token for its number, or look for a request of unknown fate; trouble only makes it later."""
        report.counted["asked"] += 1
        if not each.token:
            self._looking.look(held, desk, each, report)
            return
        try:
            number = told_number(desk.number_for(each.token), chicago=self._chicago)
        except CancelledError:
            raise
        except CityError:  # also 404: some cities do not know a token before its number is made
            number = ""
        if number:
            self._numbered(each, number, report)
            return
        now = self._store.now()
        with self._store.writing() as session:
            held.beat(session)
            at = next_asking(each.polls + 1, now, each.poll_until)
            note_asking(session, each.submission_id, next_at=at)
        if at is None:
            report.add(Changes(frozenset({each.case_id})))

    def _numbered(self, each: Outgoing, number: str, report: SentReport) -> None:
        outcome = text("number {number}", number=number)
        with self._store.unit_of_work(_SENDER, ActionKind.CITY_ANSWER, outcome=outcome) as work:
            _, submission = rows_of(work, each)
            if submission.probable and not is_record(work.session, submission, number):
                part_record_of(work, submission)
            submission.number, submission.probable = number, False
            submission.next_poll_at = None
        report.add(work.changes, numbers=1)
        self._looking.join(number, report)

    def _settle(
        self,
        each: Outgoing,
        state: OutboxState,
        why: str,
        report: SentReport,
        held: HeldLease | None = None,
    ) -> None:
        """Unknown: looked for in a few seconds. One whose record came in the meantime has arrived."""
        now = self._store.now()
        with self._store.unit_of_work(
            _SENDER, ActionKind.CITY_ANSWER, outcome=text("not sure it went")
        ) as work:
            if held is not None:
                held.beat(work.session)
            sent, submission = rows_of(work, each)
            if submission.service_record_id is not None:
                state = OutboxState.SENT
                work.details["outcome"] = text("found in 311")
            sent.state, sent.trouble = state, why
            sent.settled_at = now if state is OutboxState.SENT else None
            if state is OutboxState.UNKNOWN:
                submission.poll_until = (submission.sent_at or now) + _LOOKING_DAYS
                submission.next_poll_at = next_asking(0, now, submission.poll_until)
        report.add(work.changes, **{"sent" if state is OutboxState.SENT else "unknown": 1})

    def _wait_again(
        self, each: Outgoing, state: OutboxState, at: datetime, why: str, report: SentReport
    ) -> None:
        with self._store.writing() as session:
            put_back(session, each, state, at, why)
        report.add(Changes(frozenset({each.case_id})), retry=state is OutboxState.RETRY)


def _taken_words(receipt: Receipt) -> str:
    if receipt.number:
        return text("taken as {number}", number=receipt.number)
    if receipt.token:
        return text("taken, the number comes later")
    return text("taken, no number is given")
