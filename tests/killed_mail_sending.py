"""Sends mail from an office and stops dead at a point, by SIGKILL or in the process; run by
``test_kill_mail_sending``.

Points stand after every commit, before a mail's last line is sent, once it is, and when the server said what
became of it. Every trial is one new mail in the same office: stopped once, then sent to its end.
"""

import json
import os
import random
import signal
import smtplib
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.databases import open_store
from tests.gathering import PROGRAM, never
from tests.killed_sync import Killer, in_child
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import MailboxUnreachableError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxKind, OutboxState, RecipientState
from wardoffice.domain.outgoing_mail import Addressee, MailPurpose, OfficeAddress, OutgoingMail
from wardoffice.mail import smtp_session
from wardoffice.mail.smtp import SmtpSender
from wardoffice.office.mail_sending import MailSending
from wardoffice.office.mail_writing import MailWriting, RenderedMail
from wardoffice.office.sending_door import SendingDoor
from wardoffice.office.sent_looking import SentLooking
from wardoffice.store.engine import sqlite_url
from wardoffice.store.store import Store
from wardoffice.store.tables import OutboxMessage, OutboxRecipient, StoredFile

BEGAN = datetime(2026, 7, 1, 14, tzinfo=UTC)
DESK = Actor(None, "Maria R.", Role.MANAGER)
_RUNS_TO_THE_END = 200


class StoppedError(BaseException):
    """The process is as good as dead: nothing in the program may catch it."""


@dataclass
class Stopper(Killer):
    """Ends the work at a point within the process, as a kill would; ``on`` only while one is looked for."""

    dead: bool = False
    on: bool = True

    def point(self, *_: object) -> None:
        if self.dead:
            raise StoppedError
        if self.on:
            self.passed += 1
            if self.passed == self.at:
                self.dead = True
                raise StoppedError


class SinkCopies:
    """A provider that files what it takes: the sink itself is asked."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port

    def look(self, message_ids: Collection[str]) -> frozenset[str] | None:
        try:
            with smtplib.SMTP(self._host, self._port, local_hostname="x", timeout=10) as line:
                return frozenset(each for each in message_ids if line.docmd("VRFY", each)[0] == 250)
        except OSError as error:
            raise MailboxUnreachableError(str(error)) from error

    def keep(self, raw: bytes, message_id: str, at: datetime) -> bool:
        raise AssertionError((raw, message_id, at))

    def abort(self) -> None:
        """It answers at once."""


@dataclass
class Moving:
    """A clock that a run moves."""

    now: datetime = BEGAN

    def __call__(self) -> datetime:
        return self.now


def opened(folder: Path, clock: Callable[[], datetime]) -> AbstractContextManager[Store]:
    """The office's data, whose schema is known to be of now."""
    return open_store(folder, sqlite_url(folder / "office.sqlite"), clock)


def sending_of(store: Store, job: dict[str, Any]) -> MailSending:
    host, port = job["host"], job["port"]
    copies = SinkCopies(host, port) if job["files"] else None
    sender = SmtpSender(host, port, "", None, security="none", answer_seconds=job.get("answer_seconds", 20))
    looking = SentLooking(store, copies, provider_keeps=True)
    return MailSending(store, sender, looking, SendingDoor(store, host, host, None))


def queue(store: Store, mails: Sequence[Sequence[str]]) -> list[str]:
    """Queue one mail for each list of addresses, in one action; gives their Message-IDs."""
    writing = MailWriting(store, OfficeAddress("ward35@office.example", "Ward 35", 35))
    rendered = [
        writing.render(
            OutgoingMail(
                MailPurpose.ANSWER,
                tuple(Addressee(each) for each in to),
                "Your street light",
                f"It is on the list. {place}",
            )
        )
        for place, to in enumerate(mails)
    ]
    if len(rendered) > 1:
        return _queue_quickly(store, rendered)
    with store.unit_of_work(DESK, ActionKind.ANSWER) as work:
        for each in rendered:
            writing.queue(work, each, wait=timedelta(0))
    return [each.message_id for each in rendered]


def _queue_quickly(store: Store, rendered: Sequence[RenderedMail]) -> list[str]:
    """The rows of many mails at once, without a history that no test reads."""
    now = store.now()
    with store.writing() as session:
        kept = {each.raw.sha256: each.raw.size for each in rendered}
        for sha256, size in kept.items():
            session.add(StoredFile(sha256=sha256, size=size, media_type="message/rfc822", created_at=now))
        session.flush()
        mails = [
            OutboxMessage(
                kind=OutboxKind.MAIL,
                state=OutboxState.QUEUED,
                message_id=each.message_id,
                rendered_sha256=each.raw.sha256,
                subject=each.subject,
                not_before=now,
                created_at=now,
                purpose=each.mail.purpose,
            )
            for each in rendered
        ]
        session.add_all(mails)
        session.flush()
        for mail, each in zip(mails, rendered, strict=True):
            session.add_all(
                OutboxRecipient(outbox_id=mail.id, address=one.address, state=RecipientState.PENDING)
                for one in each.to
            )
    return [each.message_id for each in rendered]


@contextmanager
def hooks(killer: Killer) -> Iterator[None]:
    """Points around every commit and around a mail's last line, for as long as the block lasts."""
    finish = smtp_session.SmtpSession._finish

    def surrounded(self: smtp_session.SmtpSession) -> None:
        killer.point()
        finish(self)
        killer.point()

    socket_of = smtp_session.SmtpSession._socket

    def sent(self: smtp_session.SmtpSession) -> Any:  # noqa: ANN401 - a socket that tells of the last line
        return _Telling(socket_of(self), killer)

    event.listen(Session, "after_commit", killer.point)
    vars_of: Any = smtp_session.SmtpSession
    vars_of._finish, vars_of._socket = surrounded, sent
    try:
        yield
    finally:
        vars_of._finish, vars_of._socket = finish, socket_of
        event.remove(Session, "after_commit", killer.point)


class _Telling:
    """The socket of a session: a point comes right after the last line is on its way."""

    def __init__(self, line: Any, killer: Killer) -> None:  # noqa: ANN401 - a socket
        self._line, self._killer = line, killer

    def sendall(self, data: bytes) -> None:
        self._line.sendall(data)
        if data == b".\r\n":
            self._killer.point()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a socket has
        return getattr(self._line, name)

    def fileno(self) -> int:
        return int(self._line.fileno())


def run_to_the_end(store: Store, job: dict[str, Any], clock: Moving) -> None:
    """Until nothing is due any more, each time when it is: retries end after a day, looks in ten minutes."""
    sending = sending_of(store, job)
    clock.now += timedelta(hours=5)
    for _ in range(_RUNS_TO_THE_END):
        due = sending.run(PROGRAM, lambda *_: None, never).next_at
        if due is None:
            return
        clock.now = max(due, clock.now) + timedelta(minutes=1)  # those due in the same minute go together


def stopped_once(store: Store, job: dict[str, Any], at: int) -> bool:
    """Send until point ``at`` and stop there by SIGKILL; whether there was such a point.

    The child has the statements that its parent prepared, and connections of its own.
    """

    def send() -> None:
        with hooks(Killer(at)):
            sending_of(store, job).run(PROGRAM, lambda *_: None, never)

    store.close()
    code = in_child(send)
    assert code in {0, -signal.SIGKILL}, code
    return code != 0


def stopped_in_process(store: Store, job: dict[str, Any], at: int) -> bool:
    """The same within the process: everything on the way out is left undone, as a dead process would."""
    stopper = Stopper(at)
    with hooks(stopper):
        try:
            sending_of(store, job).run(PROGRAM, lambda *_: None, never)
        except StoppedError:
            stopper.on = False
            return True
    return False


def all_steps(store: Store, job: dict[str, Any], clock: Moving) -> list[dict[str, Any]]:
    """Every message, stopped at each of its steps: what was tried, by Message-ID."""
    stop, tried = {"kill": stopped_once, "process": stopped_in_process}[job["by"]], []
    for number, to in enumerate(job["mails"]):
        # Whom the server answers late is waited for a short time, not to wait it out at each step.
        hasty = {"answer_seconds": job["hasty_seconds"]} if to[0].startswith("slow") else {}
        job |= {"answer_seconds": 20} | hasty
        at, found = 0, True
        while found:
            at += 1
            clock.now += timedelta(days=2)
            (message_id,) = queue(store, [[f"{number}-{at}-{each}" for each in to]])
            found = stop(store, job, at)
            clock.now += timedelta(minutes=5)  # what was left by a thread of this process is passed over then
            run_to_the_end(store, job, clock)
            tried.append({"number": number, "at": at, "id": message_id, "stopped": found})
    return tried


def random_kills(store: Store, job: dict[str, Any], clock: Moving) -> list[dict[str, Any]]:
    """All messages at once, killed at random points again and again, and then sent to the end."""
    dice = random.Random(job["seed"])
    ids = queue(store, [[f"{number}-0-{each}" for each in to] for number, to in enumerate(job["mails"])])
    killed = 0
    for _ in range(3 * job["kills"]):
        if killed == job["kills"]:
            break
        clock.now += timedelta(minutes=20)
        killed += stopped_once(store, job, dice.randint(1, job["furthest"]))
    run_to_the_end(store, job, clock)
    return [{"killed": killed}, *({"number": number, "id": each} for number, each in enumerate(ids))]


def main(job: dict[str, Any]) -> None:
    """Write what was tried to ``out``."""
    clock = Moving()
    with opened(Path(job["folder"]), clock) as store:
        tried = (random_kills if "seed" in job else all_steps)(store, job, clock)
    Path(job["out"]).write_text(json.dumps({"pid": os.getpid(), "tried": tried}))


if __name__ == "__main__":
    main(json.loads(sys.stdin.read()))
