"""The practice ward starts and stops as one thing, on loopback, and leaves nothing behind."""

import json
import smtplib
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from select import select
from urllib.request import urlopen

import pytest
from imapclient import IMAPClient

from tests.demo.conftest import NOW, SEED
from tests.loopback import PATIENCE
from wardoffice.demo.mailbox import PracticeMailbox
from wardoffice.demo.mails import RawMail
from wardoffice.demo.practice_ward import PracticeWard
from wardoffice.demo.smtp_sink import SmtpSink


@pytest.fixture
def mailbox(inbox: tuple[RawMail, ...]) -> Iterator[PracticeMailbox]:
    box = PracticeMailbox((mail.raw, mail.received_at) for mail in inbox)
    yield box
    box.stop()


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    running = SmtpSink()
    yield running
    running.stop()


def _sign_in(box: PracticeMailbox) -> IMAPClient:
    client = IMAPClient(box.host, box.port, ssl=False, timeout=10)
    client.login(box.user, box.password)
    client.select_folder("INBOX", readonly=True)
    return client


def test_the_mailbox_gives_back_all_80_mails_byte_by_byte(
    mailbox: PracticeMailbox, inbox: tuple[RawMail, ...]
) -> None:
    """P1."""
    with _sign_in(mailbox) as client:
        uids = sorted(client.search())
        fetched = client.fetch(uids, ["BODY.PEEK[]", "RFC822.SIZE", "FLAGS"])
    assert [fetched[uid][b"BODY[]"] for uid in uids] == [mail.raw for mail in inbox]
    assert [fetched[uid][b"RFC822.SIZE"] for uid in uids] == [len(mail.raw) for mail in inbox]
    assert not any(fetched[uid][b"FLAGS"] for uid in uids)


def test_a_new_mail_is_told_to_a_client_that_waits(mailbox: PracticeMailbox) -> None:
    with _sign_in(mailbox) as client:
        client.idle()
        mailbox.deliver(b"Subject: new\r\n\r\nhello\r\n", NOW)
        # idle_check reads without waiting for the end of a line; idle_done reads whole lines.
        assert select([client.socket()], [], [], 10)[0]
        _, told = client.idle_done()
        assert (81, b"EXISTS") in told
        assert len(client.search()) == 81


def test_a_wrong_password_is_refused(mailbox: PracticeMailbox) -> None:
    with IMAPClient(mailbox.host, mailbox.port, ssl=False, timeout=10) as client:
        with pytest.raises(client.Error):
            client.login(mailbox.user, "wrong")
        client.login(mailbox.user, mailbox.password)


def test_the_sink_keeps_what_it_got(sink: SmtpSink) -> None:
    with smtplib.SMTP(sink.host, sink.port, timeout=10) as way_out:
        raw = "Subject: Déjà\r\n\r\nword\r\n".encode()
        way_out.sendmail("office@ward51.example", ["a@x.example", "b@x.example"], raw, ["SMTPUTF8"])
    assert [(mail.recipients, mail.raw) for mail in sink.mails] == [(("a@x.example", "b@x.example"), raw)]


def test_the_whole_ward_starts_answers_lives_and_stops_in_time(
    tmp_path: Path, inbox: tuple[RawMail, ...]
) -> None:
    before = set(threading.enumerate())
    with PracticeWard(SEED, lambda: NOW) as practice:
        features = json.loads(practice.wards_geojson(tmp_path).read_text(encoding="utf-8"))["features"]
        assert practice.ward in {feature["properties"]["ward"] for feature in features}
        first = _requests(practice)
        practice.live(NOW + timedelta(days=1))
        assert _requests(practice) != first
        practice.deliver(b"Subject: hello\r\n\r\nnew\r\n")
        account = practice.imap
        client = IMAPClient(account.host, account.port, ssl=False, timeout=10)
        client.login(account.user, account.password)
        assert client.select_folder("INBOX", readonly=True)[b"EXISTS"] == 81
        fetched = client.fetch(sorted(client.search()), ["BODY.PEEK[]"])
        same_seed_same_bytes = [mail.raw for mail in inbox]
        assert [fetched[uid][b"BODY[]"] for uid in sorted(fetched)][:80] == same_seed_same_bytes
        shown = next(record for record in practice.city.requests() if record.media_urls)
        with urlopen(f"{practice.open311_url}/{shown.media_urls[0]}", timeout=30) as picture:
            assert picture.read(3) == b"\xff\xd8\xff"
        assert {practice.imap.host, practice.smtp.host} == {"127.0.0.1"}
        assert practice.open311_url.startswith("http://127.0.0.1:")
        began = time.monotonic()
    assert time.monotonic() - began < PATIENCE
    client.shutdown()
    assert set(threading.enumerate()) == before
    with pytest.raises(RuntimeError):
        _ = practice.open311_url


def _requests(practice: PracticeWard) -> bytes:
    with urlopen(f"{practice.open311_url}/requests.json?page_size=5", timeout=10) as answer:
        content: bytes = answer.read()
        return content


def test_stopping_twice_is_fine(sink: SmtpSink) -> None:
    sink.stop()
    sink.stop()
