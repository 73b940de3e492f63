"""Quitting in the middle of a sync takes under two seconds, whoever stalls: nothing waits for a server."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.dovecot import PASSWORD, Account, dovecot, mailbox_account
from tests.gathering import NOW, PROGRAM, write_office
from tests.loopback import PATIENCE
from tests.mail.mails import mail
from tests.mail.proxies import BadProxy
from tests.open311.city_server import CityServer, drip, stall
from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.opening import open_office
from wardoffice.demo.mailbox import PracticeMailbox
from wardoffice.domain.errors import CancelledError
from wardoffice.gui.tasks import Lane
from wardoffice.system.secrets import MemorySecrets, mailbox_secret

__all__ = ["dovecot", "mailbox_account"]

MOST = 2.0
_ASKING_SERVERS = frozenset(
    {Lane.CITY_READ, Lane.CITY_ASK, Lane.CITY_SEND, Lane.MAIL, Lane.MAIL_WATCH, Lane.MAIL_SEND, Lane.SIGN_IN}
)
_A_LONG_MAIL = mail("There is a pothole. " * 20_000)
_BEFORE_THE_BODY = 6_000
"""Bytes of a mail session that carry greeting, sign-in and lists: further ones are of the mail's body."""


@contextmanager
def opened(folder: Path, account: tuple[str, str, str] = ("", "", "")) -> Iterator[Office]:
    user, host, password = account
    secrets = MemorySecrets({mailbox_secret(user, host): password})
    with open_office(folder, secrets=secrets, user="Maria R.") as office:
        yield office


def stop_stalled(office: Office, stalled: Callable[[], bool]) -> None:
    """Ask a stalled sync to stop: it does, long before the 20 s and more that it bears with a server."""
    asked = threading.Event()
    ended: list[BaseException | None] = []

    def run() -> None:
        try:
            office.sync.run(PROGRAM, lambda *_: None, asked.is_set)
        except CancelledError as stopped:
            ended.append(stopped)
        else:
            ended.append(None)

    job = threading.Thread(target=run)
    job.start()
    try:
        assert stalled(), "the server was never asked"
    finally:
        asked.set()
        job.join(PATIENCE)
    assert not job.is_alive()
    (error,) = ended
    assert isinstance(error, CancelledError)


@pytest.mark.parametrize(
    "behaviour", [stall(), stall(b'[{"service_request_id": "SR1"'), drip(b"[" + b" " * 10_000)]
)
def test_a_sync_of_a_city_that_stalls_stops_when_asked(tmp_path: Path, behaviour: object) -> None:
    """Before its answer, in the middle of it, or one byte at a time."""
    with CityServer() as city:
        city.pages("/services.json", [b"[]"])
        city.on("/requests.json", behaviour)  # type: ignore[arg-type]
        with opened(write_office(tmp_path / "office", city_url=city.url)) as office:
            stop_stalled(office, partial(city.wait_for_questions, 2))


def test_a_sync_of_a_mailbox_that_stalls_in_a_mail_stops_when_asked(tmp_path: Path) -> None:
    mailbox = PracticeMailbox([(_A_LONG_MAIL, NOW)])
    try:
        with BadProxy(mailbox.host, mailbox.port, _BEFORE_THE_BODY) as proxy:
            folder = write_office(tmp_path / "office", mail=("127.0.0.1", proxy.port, mailbox.user))
            with opened(folder, (mailbox.user, "127.0.0.1", mailbox.password)) as office:
                stop_stalled(office, partial(proxy.misbehaved.wait, PATIENCE))
                assert office.check.books(office.actor).waiting == 1
    finally:
        mailbox.stop()


@pytest.mark.dovecot
def test_a_sync_of_a_real_server_that_stalls_in_a_mail_stops_when_asked(
    tmp_path: Path, mailbox_account: Account
) -> None:
    mailbox_account.deliver(_A_LONG_MAIL)
    server = mailbox_account.server
    with BadProxy(server.host, server.port, _BEFORE_THE_BODY) as proxy:
        folder = write_office(tmp_path / "office", mail=("127.0.0.1", proxy.port, mailbox_account.user))
        with opened(folder, (mailbox_account.user, "127.0.0.1", PASSWORD)) as office:
            stop_stalled(office, partial(proxy.misbehaved.wait, PATIENCE))
            assert office.check.books(office.actor).waiting == 1


@pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True)
def test_quitting_the_window_while_the_city_stalls_takes_under_two_seconds(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """The real window on the real wiring: closed in the middle of a sync.

    The program waits ``END_SECONDS`` at most for what still runs. Here it is given longer, so that a busy
    machine is no fault: what listens to no stop would still be waiting for its server.
    """
    from wardoffice.bootstrap.window import window_parts
    from wardoffice.gui.app import END_SECONDS

    with CityServer() as city:
        city.pages("/services.json", [b"[]"])
        city.on("/requests.json", stall(b"["))
        with opened(write_office(tmp_path / "office", city_url=city.url)) as office:
            tasks, make = window_parts(office)
            made = make()
            qtbot.addWidget(made.window)
            made.window.show()
            made.start()
            qtbot.waitUntil(lambda: len(city.questions) >= 2)
            assert made.sync.running
            began = time.monotonic()
            made.window.close()
            left = tasks.shutdown(PATIENCE)
            took = time.monotonic() - began
    assert not left & _ASKING_SERVERS, "what waits for a server was left behind"
    assert took < 2 * PATIENCE
    assert END_SECONDS < MOST
