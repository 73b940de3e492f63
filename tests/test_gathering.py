"""The main job end to end, through the program's own wiring and real servers: all of it accounted for."""

import json
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.conftest import CHECKOUT
from tests.dovecot import PASSWORD, Account, dovecot, mailbox_account
from tests.gathering import HERE, PROGRAM, never, write_office
from tests.mail.mails import mail, mixed, part, picture, report
from tests.open311.city_server import CityServer
from tests.photos.pictures import WESTERN_AND_LELAND, drawn, exif, saved
from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.opening import open_office
from wardoffice.demo.mailbox import PracticeMailbox
from wardoffice.domain.books import LedgerState, MailList
from wardoffice.domain.errors import CityError
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.ports import Clock
from wardoffice.office.settings import CitySettings, Settings, save_settings
from wardoffice.office.sync import SyncReport
from wardoffice.open311.cities import load_city
from wardoffice.open311.requests_wire import read_requests
from wardoffice.open311.services_wire import read_services
from wardoffice.store.leases import lease
from wardoffice.store.tables import Attachment, Case, Message, Request, ServiceRecord, ServiceTypeRow
from wardoffice.system.secrets import MemorySecrets, mailbox_secret

__all__ = ["dovecot", "mailbox_account"]

pytestmark = pytest.mark.long

SAMPLES = Path(__file__).parent / "open311" / "samples"
NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)
MAILS = 20


def sync(office: Office) -> SyncReport:
    """P1 and P2: whatever was read, the books add up."""
    said = office.sync.run(PROGRAM, lambda *_: None, never)
    city, box = said.city, said.mail
    assert city.received == city.inside + city.outside + city.place_unknown + city.refused
    assert box.shown == (box.imported + box.known + box.left_alone + box.unreadable + box.gone + box.waiting)
    assert box.waiting == 0
    assert box.on_server == box.shown
    return said


@contextmanager
def opened(
    folder: Path, user: str = "", host: str = "", password: str = "", clock: Clock = lambda: NOW
) -> Iterator[Office]:
    secrets = MemorySecrets({mailbox_secret(user, host): password})
    with open_office(folder, secrets=secrets, clock=clock, user="Maria R.") as office:
        yield office


class Recordings:
    """Saved answers sorted by what they hold: ``others`` says of each other file why it is neither."""

    def __init__(self, folder: Path) -> None:
        self.requests: dict[str, bytes] = {}
        self.services: dict[str, bytes] = {}
        self.others: dict[str, str] = {}
        self.numbers: set[str] = set()
        self.refused = 0
        context = load_city("chicago").context(NOW)
        for path in sorted(folder.iterdir()):
            if path.suffix not in {".json", ".xml"}:
                continue
            body = path.read_bytes()
            try:
                page = read_requests(body, "", context)
            except CityError as error:
                if found := self._services(body):
                    self.services[path.name] = found
                else:
                    self.others[path.name] = error.happened
                continue
            if page.requests:
                self.requests[path.name] = body
                self.numbers |= {each.number for each in page.requests}
                self.refused += len(page.refusals)
            else:
                self.others[path.name] = page.refusals[0].reason if page.refusals else "It is empty."

    def _services(self, body: bytes) -> bytes | None:
        try:
            return body if read_services(body, "", load_city("chicago").context(NOW)) else None
        except CityError:
            return None

    def served_by(self, city: CityServer) -> None:
        """Every file with requests is a page, as it was recorded; those with nothing new last."""
        seen: set[str] = set()
        fresh: list[bytes] = []
        repeated: list[bytes] = []
        context = load_city("chicago").context(NOW)
        for body in self.requests.values():
            numbers = {each.number for each in read_requests(body, "", context).requests}
            (repeated if numbers <= seen else fresh).append(body)
            seen |= numbers
        city.pages("/requests.json", [*fresh, *repeated], content_type="application/octet-stream")
        city.pages("/services.json", list(self.services.values()), content_type="application/octet-stream")


def gathered(office: Office, recordings: Recordings, said: SyncReport) -> None:
    """Every record of the recordings is in the books, and those of the ward or of no place in the office."""
    assert not said.troubles
    assert (said.city.received, said.city.refused) == (
        len(recordings.numbers) + recordings.refused,
        recordings.refused,
    )
    with office.store.reading() as session:
        kept = set(session.scalars(select(ServiceRecord.number)))
        cases = session.scalar(
            select(func.count()).select_from(Request).where(Request.service_record_id.is_not(None))
        )
        assert session.scalar(select(func.count()).select_from(ServiceTypeRow))
    assert kept <= recordings.numbers
    assert len(kept) == said.city.inside + said.city.place_unknown == cases


def own_mails(folder: Path) -> list[bytes]:
    """The project's own made-up mails, of every kind."""
    phone = exif(gps=WESTERN_AND_LELAND, camera=("Apple", "iPhone"))
    jpeg = saved(folder / "a.jpg", drawn(640, 480), exif=phone).read_bytes()
    heic = saved(folder / "a.heic", drawn(), "HEIF", exif=phone).read_bytes()
    attached = 'Content-Disposition: attachment; filename="a.heic"'
    return [
        mail("There is a pothole"),
        mixed(part("Look"), picture(jpeg), Message_ID="<2@example.org>"),
        mixed(part("And"), part(heic, "image/heic", attached, encoded=True), Message_ID="<3@example.org>"),
        mixed(part("Inside"), picture(jpeg, disposition="inline"), Message_ID="<4@example.org>"),
        mail("Thank you", In_Reply_To="<one@example.org>", Message_ID="<5@example.org>"),
        mail("I am away", Auto_Submitted="auto-replied", Message_ID="<6@example.org>"),
        mail("News!", List_Id="<news.example.org>", Message_ID="<7@example.org>"),
        report(Message_ID="<8@example.org>"),
        mail("There is a pothole"),
        b"\0\1\2" * 40,
    ]


def test_the_projects_own_samples_are_all_accounted_for(tmp_path: Path) -> None:
    """P1 and P2 on every machine, over a real Open311 reader and a real IMAP client."""
    recordings = Recordings(SAMPLES)
    assert len(recordings.requests) >= 5
    assert recordings.services
    assert all(recordings.others.values())
    mails = own_mails(tmp_path)
    mailbox = PracticeMailbox([(raw, NOW) for raw in mails])
    try:
        with CityServer() as city:
            recordings.served_by(city)
            folder = write_office(
                tmp_path / "office",
                city_url=city.url,
                city="chicago",
                mail=(mailbox.host, mailbox.port, "office"),
            )
            with opened(folder, mailbox.user, mailbox.host, mailbox.password) as office:
                said = sync(office)
                gathered(office, recordings, said)
                assert (said.mail.imported, said.mail.known, said.mail.unreadable) == (8, 1, 1)
                with office.store.reading() as session:
                    kinds = Counter(session.scalars(select(Message.kind)))
                    photos = session.scalar(select(func.count()).select_from(Attachment))
                    places = session.scalars(
                        select(Case.lat)
                        .join(Request, Request.case_id == Case.id)
                        .where(Request.message_id.is_not(None))
                    ).all()
                assert kinds == Counter(
                    {
                        MessageKind.PROBLEM: 4,
                        MessageKind.THANKS: 1,
                        MessageKind.AUTOMATIC: 1,
                        MessageKind.LIST: 1,
                        MessageKind.BOUNCE: 1,
                    }
                )
                assert photos is not None
                assert photos >= 3
                assert len(places) == 4
                assert places.count(None) == 1
                again = sync(office)
        assert again.mail == said.mail
    finally:
        mailbox.stop()


@pytest.mark.dovecot
def test_the_recorded_answers_and_real_mails_are_all_accounted_for(
    tmp_path: Path, test_data: Path, mailbox_account: Account
) -> None:
    """P1 and P2: the recordings over loopback, real mails and photos in a real Dovecot, a fresh folder."""
    recordings = Recordings(test_data / "open311")
    assert len(recordings.requests) >= 10
    assert len(recordings.services) >= 5
    assert all(recordings.others.values())
    total = len(recordings.requests) + len(recordings.services) + len(recordings.others)
    assert total == len([each for each in (test_data / "open311").iterdir() if each.suffix != ".md"])

    found = sorted((test_data / "mail").rglob("*.eml"))
    real = [path.read_bytes() for path in found[:: max(1, len(found) // MAILS)][:MAILS]]
    photos = (
        sorted((test_data / "photos").rglob("*.jpg"))[:6] + sorted((test_data / "photos").rglob("*.HEIC"))[:2]
    )
    own = [
        mixed(part(f"Photo {number}"), picture(path.read_bytes(), path.name), Message_ID=f"<p{number}@x.org>")
        for number, path in enumerate(photos)
    ]
    mailbox_account.deliver(*real, *own)
    before = mailbox_account.flags()
    with CityServer() as city:
        recordings.served_by(city)
        account = mailbox_account
        folder = write_office(
            tmp_path / "office",
            city_url=city.url,
            city="chicago",
            mail=(account.server.host, account.server.port, account.user),
        )
        with opened(folder, account.user, account.server.host, PASSWORD) as office:
            said = sync(office)
            gathered(office, recordings, said)
            assert said.mail.shown == len(real) + len(own)
            with office.store.reading() as session:
                attached = session.scalar(
                    select(func.count())
                    .select_from(Attachment)
                    .where(Attachment.filename.in_([path.name for path in photos]))
                )
                assert attached == len(photos)
            for state in LedgerState:
                assert len(office.check.lines(office.actor, MailList(state))) == _count_of(said, state)
    assert mailbox_account.flags() == before, "a mail was marked"


def _count_of(said: SyncReport, state: LedgerState) -> int:
    box = said.mail
    return {
        LedgerState.IMPORTED: box.imported,
        LedgerState.KNOWN: box.known,
        LedgerState.LEFT_ALONE: box.left_alone,
        LedgerState.UNREADABLE: box.unreadable,
        LedgerState.GONE: box.gone,
        LedgerState.WAITING: box.waiting,
    }[state]


def test_the_app_and_the_command_on_one_folder_take_turns(tmp_path: Path) -> None:
    """What the first one reads right now the second leaves to it, without trouble; neither loses a thing."""
    with CityServer() as city:
        city.pages("/services.json", [b"[]"])
        city.pages("/requests.json", [json.dumps([_request("SR1")]).encode()])
        folder = write_office(tmp_path / "office", city_url=city.url)
        with opened(folder, clock=lambda: datetime.now(UTC)) as office:
            with lease(office.store, "311 generic"):
                done = _command("sync", "--data-dir", str(folder), "--json")
            assert done.returncode == 0, done.stderr
            told = json.loads(done.stdout)
            assert (told["city"]["received"], told["city"]["trouble"]) == (0, "")
            done = _command("sync", "--data-dir", str(folder), "--json")
            assert done.returncode == 0, done.stderr
            told = json.loads(done.stdout)
            assert (told["city"]["received"], told["city"]["inside"], told["city"]["trouble"]) == (1, 1, "")
            assert told["mail"]["shown"] == 0
            assert sync(office).city.inside >= 1
            with office.store.reading() as session:
                assert session.scalar(select(func.count()).select_from(Case)) == 1


def test_the_command_imports_files_and_says_by_its_exit_code_whether_all_went_in(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.eml", tmp_path / "letter.pdf"
    good.write_bytes(mail())
    bad.write_bytes(b"%PDF-1.4")
    folder = write_office(tmp_path / "office")
    done = _command("import", str(good), "--data-dir", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    done = _command("import", str(good), str(bad), "--data-dir", str(folder), "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert [each["outcome"] for each in told["files"]] == ["known", "refused"]
    assert told["totals"]["files"] == 2


def test_a_city_that_cannot_be_reached_keeps_no_mail_out(tmp_path: Path) -> None:
    mailbox = PracticeMailbox([(mail(), NOW)])
    try:
        folder = write_office(
            tmp_path / "office",
            city_url=f"http://127.0.0.1:{_closed_port()}/open311/v2",
            mail=(mailbox.host, mailbox.port, mailbox.user),
        )
        with opened(folder, mailbox.user, mailbox.host, mailbox.password) as office:
            said = sync(office)
            assert list(said.troubles) == ["city"]
            assert said.mail.imported == 1
            state = office.sync.state(office.actor)
            assert state.city_trouble
            assert state.city_read_at is None
            assert (state.mail_trouble, state.mail_read_at) == ("", NOW)
    finally:
        mailbox.stop()


def test_an_office_without_city_and_mailbox_has_nothing_to_read(tmp_path: Path) -> None:
    save_settings(tmp_path / "settings.toml", Settings(city=CitySettings(key="generic")))
    with opened(tmp_path) as office:
        said = sync(office)
    assert said.ok
    assert not said.troubles


def _request(number: str) -> dict[str, object]:
    at = "2026-11-10T08:00:00-06:00"
    return {
        "service_request_id": number,
        "status": "open",
        "service_code": "PHF",
        "requested_datetime": at,
        "updated_datetime": at,
        "lat": HERE.lat,
        "long": HERE.long,
    }


def _command(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "wardoffice", *words],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
