"""Kill -9 in the middle of a sync, start again: the same final state as without (P3)."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.canonical import canonical
from tests.conftest import CHECKOUT
from tests.databases import migrated_file
from tests.gathering import HERE, NORTH, NOW, PROGRAM, never, write_office
from tests.mail.mails import mail, mixed, part, picture
from tests.open311.city_server import CityServer
from tests.photos.pictures import WESTERN_AND_LELAND, drawn, exif, saved
from wardoffice.bootstrap.opening import open_office
from wardoffice.demo.mailbox import PracticeMailbox
from wardoffice.domain.places import Point
from wardoffice.system.secrets import MemorySecrets, mailbox_secret

__all__ = ["migrated_file"]

KILLS = 20
SEED = 20261121

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL and fork are Unix's"),
]


@dataclass(frozen=True, slots=True)
class Servers:
    """A city and a mailbox that both hold something of every kind."""

    city: CityServer
    mailbox: PracticeMailbox
    schema: Path

    def office(self, folder: Path) -> Path:
        """An office that was opened before: making the schema is another test's matter."""
        box = self.mailbox
        folder.mkdir()
        shutil.copyfile(self.schema, folder / "office.sqlite")
        return write_office(folder, city_url=self.city.url, mail=(box.host, box.port, box.user))

    def killed(
        self, folder: Path, kills: dict[str, int | None], preload: Sequence[str] = ()
    ) -> dict[str, dict[str, int]]:
        """Kill a sync of each folder at its point and sync it again; how both ended."""
        out = folder / "ended.json"
        job = {
            "kills": kills,
            "preload": list(preload),
            "out": str(out),
            "user": self.mailbox.user,
            "host": self.mailbox.host,
            "password": self.mailbox.password,
            "now": NOW.isoformat(),
        }
        subprocess.run(
            [sys.executable, "-m", "tests.killed_sync", json.dumps(job)],
            cwd=CHECKOUT,
            check=True,
            timeout=200,
        )
        ended: dict[str, dict[str, int]] = json.loads(out.read_text())
        return ended


def _told(number: int, point: Point | None = HERE, **more: object) -> dict[str, object]:
    at = (NOW - timedelta(days=number)).isoformat()
    place = {"lat": point.lat + number / 1000, "long": point.long} if point else {}
    return {
        "service_request_id": f"SR{number}",
        "status": "open",
        "service_code": "PHF",
        "service_name": "Pothole in Street",
        "requested_datetime": at,
        "updated_datetime": at,
        "address": f"{4800 + number} N Damen Ave",
        **place,
        **more,
    }


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Servers]:
    folder = tmp_path_factory.mktemp("photos")
    photo = saved(folder / "a.jpg", drawn(640, 480), exif=exif(gps=WESTERN_AND_LELAND, camera=("A", "B")))
    first = mail("There is a pothole at 4805 N Damen Ave")
    mails = [
        first,
        mixed(part("Look"), picture(photo.read_bytes()), Message_ID="<2@example.org>"),
        mail("Still there", In_Reply_To="<one@example.org>", Message_ID="<3@example.org>"),
        mail("Strong gas smell!", Message_ID="<4@example.org>", From="ben@example.org"),
        first,
        b"\0\1\2" * 40,
        mail("I am away", Auto_Submitted="auto-replied", Message_ID="<6@example.org>"),
    ]
    with CityServer() as city:
        city.pages(
            "/requests.json",
            [
                json.dumps([_told(1), _told(2, None, address="4803 N Damen Ave"), _told(3)]).encode(),
                json.dumps(
                    [_told(4, NORTH), _told(5), {"status": "open"}, _told(6, None, address="")]
                ).encode(),
                json.dumps(
                    [_told(7, HERE, description="wires down"), _told(8, HERE, status="closed")]
                ).encode(),
            ],
        )
        city.pages("/services.json", [b'[{"service_code": "PHF", "service_name": "Pothole in Street"}]'])
        mailbox = PracticeMailbox([(raw, NOW) for raw in mails])
        try:
            yield Servers(city, mailbox, migrated_file)
        finally:
            mailbox.stop()


def test_a_sync_killed_at_any_point_and_started_again_ends_in_the_same_state(
    servers: Servers, tmp_path: Path
) -> None:
    undisturbed = servers.office(tmp_path / "undisturbed")
    ended = servers.killed(tmp_path, {str(undisturbed): None})
    assert ended[str(undisturbed)] == {"killed": 0, "again": 0}
    wanted = canonical(undisturbed)
    assert len(wanted) > 60, "there is hardly anything to compare"
    said = json.loads((undisturbed / "said.json").read_text())
    points = said["passed"]
    assert points > 3 * KILLS
    chosen = sorted(random.Random(SEED).sample(range(1, points + 1), KILLS))
    kills: dict[str, int | None] = {str(servers.office(tmp_path / f"at{point}")): point for point in chosen}
    ended = servers.killed(tmp_path, kills, said["modules"])
    for folder, at in kills.items():
        assert ended[folder] == {"killed": -signal.SIGKILL, "again": 0}, f"point {at}"
        assert canonical(Path(folder)) == wanted, f"killed at point {at} of {points}"


def test_a_second_sync_has_nothing_to_do(servers: Servers, tmp_path: Path) -> None:
    """Nothing comes in twice, and nobody is told of anything twice (P1, P3)."""
    box = servers.mailbox
    secrets = MemorySecrets({mailbox_secret(box.user, box.host): box.password})
    folder = servers.office(tmp_path / "office")
    states = []
    for _ in range(2):
        with open_office(folder, secrets=secrets, clock=lambda: NOW, user="Maria R.") as office:
            report = office.sync.run(PROGRAM, lambda *_: None, never)
        assert report.city is not None
        states.append((report.mail, report.city.gaps, report.city.newest, canonical(folder)))
    assert states[0] == states[1]
    assert not report.troubles
    assert report.mail.unreadable == 1
    assert report.mail.shown == 7
    city = report.city
    assert city.received == city.inside + city.outside + city.place_unknown + city.refused
