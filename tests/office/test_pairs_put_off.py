"""Pairs left for later are each person's own, for the rest of the city's day."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.builders import OfficeBuilder
from tests.databases import Clock, open_store
from wardoffice.domain.actor import Actor
from wardoffice.office.pairs_put_off import PairsPutOff

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def put_off(office: OfficeBuilder) -> PairsPutOff:
    return PairsPutOff(office.store, CHICAGO)


def test_they_are_kept_for_whoever_left_them_until_taken_up(
    office: OfficeBuilder, put_off: PairsPutOff
) -> None:
    ana, bo = office.staff("Ana"), office.staff("Bo")
    assert put_off.put_off_today(ana) == frozenset()
    for pair in ((1, 2), (1, 3), (4, 9)):
        put_off.put_off(ana, pair)
    put_off.put_off(ana, (1, 2))
    assert put_off.put_off_today(ana) == {(1, 2), (1, 3), (4, 9)}
    assert put_off.put_off_today(bo) == frozenset()
    put_off.take_up(ana, [(1, 3), (7, 8)])
    assert put_off.put_off_today(ana) == {(1, 2), (4, 9)}


def test_they_come_back_when_the_day_begins_in_the_city(tmp_path: Path, migrated_file: Path) -> None:
    clock = Clock()
    (tmp_path / "office.sqlite").write_bytes(migrated_file.read_bytes())
    with open_store(tmp_path, now=clock) as store:
        ana, put_off = OfficeBuilder(store).staff("Ana"), PairsPutOff(store, CHICAGO)
        clock.now = datetime(2026, 7, 1, 23, 58, tzinfo=CHICAGO)
        put_off.put_off(ana, (1, 2))
        assert put_off.put_off_today(ana) == {(1, 2)}
        clock.now += timedelta(minutes=3)
        assert put_off.put_off_today(ana) == frozenset()
        put_off.put_off(ana, (3, 4))
        assert put_off.put_off_today(ana) == {(3, 4)}, "yesterday's do not come along"


def test_the_program_itself_puts_nothing_off(put_off: PairsPutOff) -> None:
    program = Actor.program("sync")
    put_off.put_off(program, (1, 2))
    assert put_off.put_off_today(program) == frozenset()
