"""Kill -9 at every step around a POST: never a second one, and what it became is found again (P3)."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.builders import OfficeBuilder
from tests.conftest import CHECKOUT
from tests.databases import migrated_file
from tests.gathering import HERE, NOW, write_office
from tests.killed_sending import KEY, open_office
from tests.posting_city import PostingCity
from wardoffice.store.tables import ServiceTypeRow

__all__ = ["migrated_file"]

EARLIER, LATER = 6, 5
"""Points before the POST and after it, beside the first of all; the rest is ``test_kill``'s."""

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL and fork are Unix's"),
]


@dataclass(frozen=True, slots=True)
class Ended:
    """What an office holds of its submission in the end; ``words`` are those of the 311 request it became."""

    submissions: int
    state: str | None
    looked: bool
    words: str | None


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> tuple[Path, int]:
    """An office with one problem; its city's address is written later."""
    folder = tmp_path_factory.mktemp("template")
    shutil.copyfile(migrated_file, folder / "office.sqlite")
    write_office(folder, city_url="http://127.0.0.1/open311/v2")
    with open_office(folder, lambda: NOW) as office:
        with office.store.writing() as session:
            session.add(ServiceTypeRow(city="generic", code="PHF", name="Pothole in Street"))
        told = OfficeBuilder(office.store).mail(
            "A deep hole", point=HERE, address="4801 N Damen Ave", service_code="PHF"
        )
    return folder, told.case_id


@pytest.fixture
def city() -> Iterator[PostingCity]:
    with PostingCity(NOW) as running:
        yield running


def office_in(folder: Path, template: Path, city: PostingCity) -> Path:
    shutil.copytree(template, folder)
    return write_office(folder, city_url=city.url)


def run(folder: Path, kills: dict[str, int | None], case_id: int) -> dict[str, dict[str, int]]:
    job = {"kills": kills, "out": str(folder / "ended.json"), "case": case_id, "now": NOW.isoformat()}
    subprocess.run(
        [sys.executable, "-m", "tests.killed_sending", json.dumps(job)], cwd=CHECKOUT, check=True, timeout=280
    )
    ended: dict[str, dict[str, int]] = json.loads((folder / "ended.json").read_text())
    return ended


def state_of(folder: Path) -> Ended:
    with closing(sqlite3.connect(folder / "office.sqlite")) as connection:
        rows = connection.execute(
            "SELECT o.state, s.looked_at, r.description FROM submission s "
            "JOIN outbox_message o ON o.id = s.outbox_id "
            "LEFT JOIN service_record r ON r.id = s.service_record_id"
        ).fetchall()
    state, looked, words = rows[0] if rows else (None, None, None)
    return Ended(len(rows), state, looked is not None, words)


def test_killed_at_any_point_a_request_goes_at_most_once_and_is_found_again(
    template: tuple[Path, int], city: PostingCity, tmp_path: Path
) -> None:
    made, case_id = template
    undisturbed = office_in(tmp_path / "undisturbed", made, city)
    assert run(tmp_path, {str(undisturbed): None}, case_id) == {str(undisturbed): {"killed": 0, "again": 0}}
    said = json.loads((undisturbed / "passed.json").read_text())
    points, around_post = said["passed"], said["post"]
    assert [each["description"] for each in city.posts] == ["undisturbed"]
    assert state_of(undisturbed) == Ended(1, "sent", looked=False, words="undisturbed")
    chosen = [1, *range(around_post[0] - EARLIER, around_post[-1] + LATER)]
    kills: dict[str, int | None] = {
        str(office_in(tmp_path / f"at{point}", made, city)): point for point in chosen
    }
    ended = run(tmp_path, kills, case_id)
    seen = set()
    for folder, point in kills.items():
        assert ended[folder] == {"killed": -signal.SIGKILL, "again": 0}, f"point {point}"
        end, name = state_of(Path(folder)), Path(folder).name
        posts = [each for each in city.posts if each["description"] == name]
        where = f"killed at point {point} of {points}: {end}, {len(posts)} POSTs"
        assert len(posts) <= 1, where
        assert end.submissions <= 1, where
        if posts:
            assert (end.state, end.words) == ("sent", name), where
        else:
            assert end == Ended(0, None, looked=False, words=None) or (end.state, end.looked) == (
                "unknown",
                True,
            ), where
        seen.add((end.state, len(posts)))
    assert seen == {(None, 0), ("unknown", 0), ("sent", 1)}


def test_the_api_key_is_nowhere_but_in_the_keyring_and_on_the_wire(
    template: tuple[Path, int], city: PostingCity, tmp_path: Path
) -> None:
    """P9: not in the database, its history, the log, the settings or any file of the office."""
    made, case_id = template
    folder = office_in(tmp_path / "office", made, city)
    run(tmp_path, {str(folder): None}, case_id)
    assert city.posts[0]["api_key"] == KEY
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "office.sqlite" for path in kept)
    assert not [path.name for path in kept if KEY.encode() in path.read_bytes()]
