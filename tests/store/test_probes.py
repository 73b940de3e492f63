"""Probes are kept one by one for three days and by the day for thirty; nothing is told that was not seen."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.databases import Clock
from wardoffice.domain.uptime import DAYS, spans, watched
from wardoffice.domain.watching import Answered, Certificate, Outcome, Probe
from wardoffice.store.probes import (
    keep_probe,
    last_certificate,
    last_probe,
    newest_told,
    probe_days,
    probes,
    thin_probes,
)
from wardoffice.store.store import Store

CHICAGO = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 21, 17, 40, tzinfo=UTC)
CITY = "311:chicago"
UP, DOWN = Answered(Outcome.UP, 2), Answered(Outcome.DOWN, 2, 2, trouble="It cannot be reached.")


def test_a_probe_comes_back_as_it_was_kept(store: Store) -> None:
    seen = Probe(
        CITY,
        NOW,
        Answered(Outcome.ERRORS, 2, 1, 412, 500, 110, 50, True, NOW - timedelta(minutes=4), "No.\0"),
        Certificate(True, NOW + timedelta(days=90)),
    )
    with store.writing() as session:
        keep_probe(session, seen)
    with store.reading() as session:
        kept = last_probe(session, CITY)
        assert kept is not None
        assert kept.answered.trouble == "No.", "NUL fits no column"
        assert (kept.at, kept.certificate, kept.answered.more) == (seen.at, seen.certificate, True)
        assert last_probe(session, CITY, Outcome.UP) is None
        assert last_probe(session, "mail:a@b") is None
        assert last_certificate(session, CITY) == (NOW, seen.certificate)


def test_old_days_become_one_line_and_say_the_same_as_their_probes_did(store: Store) -> None:
    """P7: what a strip says of a day does not change when its probes are thinned."""
    began = NOW - timedelta(days=6)
    made = [
        Probe(CITY, began + timedelta(minutes=10 * each), DOWN if each % 7 == 0 else UP)
        for each in range(6 * 24 * 6)
        if each % 100 < 80
    ]
    with store.writing() as session:
        for each in made:
            keep_probe(session, each)
        thin_probes(session, CITY, CHICAGO, NOW)
        thin_probes(session, CITY, CHICAGO, NOW)
    with store.reading() as session:
        days = probe_days(session, CITY, NOW - timedelta(days=DAYS))
        left = probes(session, CITY, began)
    assert len(days) == 3
    assert left[0].at < days[-1].end <= left[2].at, "the last minutes of a day speak for the next"
    looked = spans([(each.at, each.up) for each in made], NOW)
    for day in days:
        (cell,) = watched((day.start, day.end), looked)
        assert (day.watched, day.up) == (cell.watched, cell.up)
        of_day = [each for each in made if day.start <= each.at < day.end]
        assert (day.probes, day.failed) == (len(of_day), sum(each.answered.failed for each in of_day))


def test_after_thirty_days_a_line_is_forgotten(store: Store) -> None:
    with store.writing() as session:
        keep_probe(session, Probe(CITY, NOW - timedelta(days=33), UP))
        keep_probe(session, Probe(CITY, NOW - timedelta(days=9), UP))
        thin_probes(session, CITY, CHICAGO, NOW)
        kept = probe_days(session, CITY, NOW - timedelta(days=99))
    assert [each.day.isoformat() for each in kept] == ["2026-11-12"]


def test_the_last_answer_is_known_however_long_it_is_down(store: Store) -> None:
    last = NOW - timedelta(days=50)
    with store.writing() as session:
        for at in (last - timedelta(minutes=10), last):
            keep_probe(session, Probe(CITY, at, UP))
        for day in range(50):
            keep_probe(session, Probe(CITY, NOW - timedelta(days=day), DOWN))
        for ago in (40, 3, 0):
            thin_probes(session, CITY, CHICAGO, NOW - timedelta(days=ago))
        found = last_probe(session, CITY, Outcome.UP)
        assert found is not None
        assert found.at == last
        assert len(probes(session, CITY, NOW - timedelta(days=99))) < 7, "all others are thinned"
        keep_probe(session, Probe(CITY, NOW, UP))
        thin_probes(session, CITY, CHICAGO, NOW + timedelta(days=1, minutes=1))
        thin_probes(session, CITY, CHICAGO, NOW + timedelta(days=9))
        assert [each.at for each in probes(session, CITY, last)] == [NOW]


def test_another_endpoints_probes_are_left_alone(store: Store) -> None:
    with store.writing() as session:
        keep_probe(session, Probe("mail:a@b", NOW - timedelta(days=20), UP))
        thin_probes(session, CITY, CHICAGO, NOW)
        assert len(probes(session, "mail:a@b", NOW - timedelta(days=30))) == 1


def test_the_newest_word_is_the_citys_own_and_never_from_the_future(store: Store) -> None:
    clock = store.now
    assert isinstance(clock, Clock)
    told = [NOW - timedelta(hours=3), NOW + timedelta(days=400), None]
    with store.writing() as session:
        for each in told:
            keep_probe(session, Probe(CITY, NOW, Answered(Outcome.UP, newest_at=each)))
        assert newest_told(session, CITY, "chicago", NOW) == NOW - timedelta(hours=3)
        assert newest_told(session, "311:boston", "boston", NOW) is None
